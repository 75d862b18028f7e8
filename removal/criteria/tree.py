"""A rule as a value: conditions joined by "all of" and "any of", checked before it is kept.

Nothing in it is code. A tree is true, false, or not evaluated (None) of a customer: what is not
known makes a condition neither a hit nor a miss, and "all of" and "any of" take that as SQL does.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from removal.criteria.subjects import SUBJECTS, TIER_RANKS, Kind
from scoring.months import past_month_end

DEEPEST = 4
MOST_CONDITIONS = 20
MOST_DAYS = 730
MOST_MONTH_ENDS = 24
LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 4


class Compare(enum.StrEnum):
    """How a figure is held against a value; also its words in a stored tree."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"
    EQUALS = "equals"


SIGNS = {
    Compare.AT_LEAST: ">=",
    Compare.ABOVE: ">",
    Compare.AT_MOST: "<=",
    Compare.BELOW: "<",
    Compare.EQUALS: "=",
}


class Join(enum.StrEnum):
    ALL = "all"
    ANY = "any"


class InvalidTree(ValueError):
    """What is wrong with a tree, as a sentence."""


@dataclass(frozen=True)
class Condition:
    """One figure against one value: now, and for as long as it says.

    `days` asks for it all along the latest days, `month_ends` at the ends of the latest months.
    """

    subject: str
    compare: Compare
    value: Decimal
    provider: str = ""
    days: int = 0
    month_ends: int = 0

    @property
    def key(self) -> str:
        """The same for the same condition, in whichever rule and version."""
        lasting = f" {self.days}d" if self.days else f" {self.month_ends}m" * bool(self.month_ends)
        provider = f"[{self.provider.casefold()}]" if self.provider else ""
        return f"{self.subject}{provider} {self.compare} {self.value.normalize():f}{lasting}"

    def looked_at(self, day: dt.date) -> list[dt.date]:
        """The month ends before `day` that are looked at where history has only month ends."""
        ends: list[dt.date] = []
        if self.month_ends:
            while len(ends) < self.month_ends:
                ends.append(past_month_end(ends[-1] if ends else day))
        elif self.days:
            start = day - dt.timedelta(days=self.days)
            ends.append(past_month_end(day))
            while ends[-1] > start:
                ends.append(past_month_end(ends[-1]))
        return ends


@dataclass(frozen=True)
class Group:
    join: Join
    parts: tuple[Node, ...]


Node = Condition | Group


def conditions_of(node: Node) -> Iterator[Condition]:
    """Every condition of a tree, in its order."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions_of(part)


# --- as it is stored ---


def to_data(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {node.join.value: [to_data(part) for part in node.parts]}
    said: dict[str, Any] = {"subject": node.subject, "compare": node.compare.value}
    if SUBJECTS[node.subject].kind is Kind.TIER:
        said["value"] = next(tier for tier, rank in TIER_RANKS.items() if rank == node.value)
    else:
        said["value"] = f"{node.value.normalize():f}"
    for name in ("provider", "days", "month_ends"):
        if getattr(node, name):
            said[name] = getattr(node, name)
    return said


def from_data(data: Any) -> Node:
    """The tree that stored data holds. Raises `InvalidTree` with what is wrong."""
    node = _node(data, 1)
    if len(list(conditions_of(node))) > MOST_CONDITIONS:
        raise InvalidTree(
            _("A rule can have at most %(most)s conditions.") % {"most": MOST_CONDITIONS}
        )
    return node


def _node(data: Any, depth: int) -> Node:
    if not isinstance(data, dict):
        raise InvalidTree(_("A rule is made of conditions, joined by “all” or “any”."))
    if depth > DEEPEST:
        raise InvalidTree(_("Groups can lie at most %(most)s deep.") % {"most": DEEPEST})
    joins = [join for join in Join if join.value in data]
    return _group(data, joins[0], depth) if joins else _condition(data)


def _group(data: Mapping[str, Any], join: Join, depth: int) -> Group:
    parts = data[join.value]
    if set(data) != {join.value} or not isinstance(parts, list) or not parts:
        raise InvalidTree(_("A group has one list of conditions, and it is not empty."))
    return Group(join, tuple(_node(part, depth + 1) for part in parts))


def _condition(data: Mapping[str, Any]) -> Condition:
    known = {"subject", "compare", "value", "provider", "days", "month_ends"}
    strange = sorted(str(name) for name in set(data) - known)
    if strange:
        raise InvalidTree(_("A condition knows no “%(name)s”.") % {"name": strange[0][:40]})
    subject = data.get("subject")
    if not isinstance(subject, str) or subject not in SUBJECTS:
        raise InvalidTree(
            _("There is no figure “%(name)s” that a rule could be about.")
            % {"name": str(subject)[:40]}
        )
    compare = compare_of(data)
    days, month_ends = _lasting(data)
    return Condition(
        subject, compare, _value(subject, data.get("value")), _provider(subject, data), days,
        month_ends,
    )  # fmt: skip


def compare_of(data: Mapping[str, Any]) -> Compare:
    """How stored data compares. Raises `InvalidTree`."""
    try:
        return Compare(data.get("compare", ""))
    except ValueError as error:
        raise InvalidTree(
            _("Say how the figure is compared: %(ways)s.") % {"ways": ", ".join(Compare)}
        ) from error


def _value(subject: str, given: Any) -> Decimal:
    return tier_rank(given) if SUBJECTS[subject].kind is Kind.TIER else exact_number(given)


def tier_rank(given: Any) -> Decimal:
    """The rank of a tier by its code. Raises `InvalidTree`."""
    if given not in TIER_RANKS:
        raise InvalidTree(_("A tier is low, medium or high."))
    return Decimal(TIER_RANKS[given])


def exact_number(given: Any) -> Decimal:
    """A number as it was written, at most four decimals. Raises `InvalidTree`."""
    try:
        value = Decimal(str(given))
        exact = value.is_finite() and value == round(value, MOST_DECIMALS)
    except InvalidOperation:
        exact = False
    if not exact or abs(value) > LARGEST:
        raise InvalidTree(
            _("“%(value)s” is no number with at most %(most)s decimals.")
            % {"value": str(given)[:40], "most": MOST_DECIMALS}
        )
    return value


def _provider(subject: str, data: Mapping[str, Any]) -> str:
    return provider_of(data, is_external=SUBJECTS[subject].kind is Kind.EXTERNAL)


def provider_of(data: Mapping[str, Any], *, is_external: bool) -> str:
    """Whose external score is meant; empty for other figures. Raises `InvalidTree`."""
    given = data.get("provider") or ""
    provider = given.strip() if isinstance(given, str) else ""
    if is_external and not 0 < len(provider) <= 80:
        raise InvalidTree(
            _("Name the provider of the external score: scores of two providers say two things.")
        )
    if given and not is_external:
        raise InvalidTree(_("Only an external score has a provider."))
    return provider


def _lasting(data: Mapping[str, Any]) -> tuple[int, int]:
    days, month_ends = data.get("days", 0), data.get("month_ends", 0)
    for given, most in ((days, MOST_DAYS), (month_ends, MOST_MONTH_ENDS)):
        if type(given) is not int or not 0 <= given <= most:
            raise InvalidTree(
                _("A condition can last for up to %(days)s days or %(ends)s month ends.")
                % {"days": MOST_DAYS, "ends": MOST_MONTH_ENDS}
            )
    if days and month_ends:
        raise InvalidTree(_("Say how long in days or in month ends, not in both."))
    return days, month_ends
