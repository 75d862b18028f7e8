"""A rule as a value: a leading figure with its marks, and further conditions joined by "all of" and
"any of", checked before they are kept.

Nothing in it is code. A condition is true, false, or not evaluated (None) of a customer: what is
not known is neither a hit nor a miss, and "all of" and "any of" take that as SQL does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from monitoring.alert_rules.subjects import (
    SUBJECTS,
    TIER_RANKS,
    WITH_PAST,
    WITH_PEERS,
    Kind,
)
from monitoring.models import AlertRule, Versus
from removal.criteria.tree import (
    DEEPEST,
    MOST_CONDITIONS,
    MOST_DAYS,
    Compare,
    InvalidTree,
    Join,
    compare_of,
    exact_number,
    provider_of,
    tier_rank,
)

__all__ = [
    "Compare", "Condition", "Group", "InvalidTree", "Join", "Lead", "Measure", "Node", "Rule",
    "checked_rule",    "conditions_of", "from_data", "measures_of", "rule_of", "to_data",
]  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """What is looked at: a subject as it is, its change over some days, or against its industry.

    `as_share` gives the change in per cent of before, or the figure in per cent of the median.
    """

    subject: str
    versus: str = Versus.ITSELF
    days: int = 0
    as_share: bool = False
    provider: str = ""

    @property
    def kind(self) -> Kind:
        return SUBJECTS[self.subject].kind


@dataclass(frozen=True)
class Condition:
    """One measure against one value."""

    measure: Measure
    compare: Compare
    value: Decimal


@dataclass(frozen=True)
class Group:
    join: Join
    parts: tuple[Node, ...]


Node = Condition | Group


@dataclass(frozen=True)
class Lead:
    """The measure that an episode follows, with the marks between which it may waver."""

    measure: Measure
    raise_at: Decimal
    clear_at: Decimal
    escalate_at: Decimal | None = None
    falling: bool = False


@dataclass(frozen=True)
class Rule:
    """What decides on alerts. Without a lead it watches for a tier that rises."""

    id: int
    severity: str
    lead: Lead | None
    also: Node | None = None
    scope: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def conditions_of(node: Node | None) -> Iterator[Condition]:
    """Every condition of a tree, in its order."""
    if isinstance(node, Condition):
        yield node
    elif node is not None:
        for part in node.parts:
            yield from conditions_of(part)


def measures_of(rule: Rule) -> Iterator[Measure]:
    """All that a rule looks at, its leading figure first."""
    if rule.lead is not None:
        yield rule.lead.measure
    for condition in conditions_of(rule.also):
        yield condition.measure


def rule_of(row: AlertRule) -> Rule | None:
    """What a stored rule says; None where it asks for a figure that there is no more."""
    try:
        return checked_rule(row)
    except InvalidTree:
        return None


def checked_rule(row: AlertRule) -> Rule:
    """What a rule says. Raises `InvalidTree` with what is wrong."""
    lead = _lead(row) if row.kind == AlertRule.Kind.THRESHOLD else None
    also = from_data(row.also) if row.also else None
    return Rule(row.pk, row.severity, lead, also, row.scope)


def _lead(row: AlertRule) -> Lead:
    if row.raise_at is None or row.clear_at is None:
        raise InvalidTree(_("Give the mark at which it is raised, and the one at which it ends."))
    data = {
        "subject": row.subject, "versus": row.versus, "days": row.days, "share": row.as_share,
        "provider": row.provider,
    }  # fmt: skip
    measure = measure_of(data)
    if not SUBJECTS[measure.subject].is_of_customer:
        raise InvalidTree(
            _("A figure of the whole book can only be a further condition: alerts are about"
              " customers.")
        )  # fmt: skip
    _check_order(row.raise_at, row.clear_at, row.escalate_at, is_falling=row.falling)
    return Lead(measure, row.raise_at, row.clear_at, row.escalate_at, row.falling)


def _check_order(
    raise_at: Decimal, clear_at: Decimal, escalate_at: Decimal | None, *, is_falling: bool
) -> None:
    sign = -1 if is_falling else 1
    if sign * clear_at > sign * raise_at:
        raise InvalidTree(_("The mark at which an alert ends lies on the safe side of the first."))
    if escalate_at is not None and sign * escalate_at < sign * raise_at:
        raise InvalidTree(_("The graver mark lies beyond the one at which the alert is raised."))


# --- as it is stored ---


def to_data(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {node.join.value: [to_data(part) for part in node.parts]}
    measure = node.measure
    said: dict[str, Any] = {"subject": measure.subject, "compare": node.compare.value}
    said["value"] = _value_data(measure, node.value)
    if measure.versus:
        said["versus"] = str(measure.versus)
    for name, value in (
        ("days", measure.days), ("share", measure.as_share), ("provider", measure.provider),
    ):  # fmt: skip
        if value:
            said[name] = value
    return said


def _value_data(measure: Measure, value: Decimal) -> str:
    if measure.kind is Kind.TIER and not measure.versus:
        return next(tier for tier, rank in TIER_RANKS.items() if rank == value)
    return f"{value.normalize():f}"


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
    if not joins:
        return _condition(data)
    parts = data[joins[0].value]
    if set(data) != {joins[0].value} or not isinstance(parts, list) or not parts:
        raise InvalidTree(_("A group has one list of conditions, and it is not empty."))
    return Group(joins[0], tuple(_node(part, depth + 1) for part in parts))


def _condition(data: Mapping[str, Any]) -> Condition:
    known = {"subject", "compare", "value", "versus", "days", "share", "provider"}
    strange = sorted(str(name) for name in set(data) - known)
    if strange:
        raise InvalidTree(_("A condition knows no “%(name)s”.") % {"name": strange[0][:40]})
    compare, measure = compare_of(data), measure_of(data)
    return Condition(measure, compare, _value(measure, data.get("value")))


def measure_of(data: Mapping[str, Any]) -> Measure:
    """What is looked at. Raises `InvalidTree` where that makes no sense."""
    subject = data.get("subject")
    if not isinstance(subject, str) or subject not in SUBJECTS:
        raise InvalidTree(
            _("There is no figure “%(name)s” that a rule could be about.")
            % {"name": str(subject)[:40]}
        )
    kind, versus = SUBJECTS[subject].kind, data.get("versus") or ""
    if versus not in Versus.values:
        raise InvalidTree(_("A figure is held against its past or its peers, or against neither."))
    if versus == Versus.PAST and kind not in WITH_PAST:
        raise InvalidTree(_("Days until a date have no change over time."))
    if versus == Versus.PEERS and kind not in WITH_PEERS:
        raise InvalidTree(_("Only figures and scores can be compared with the industry."))
    share = data.get("share") or False
    if share is not False and (share is not True or not versus or kind is Kind.TIER):
        raise InvalidTree(_("Per cent are of a change or of the industry's median, not of tiers."))
    provider = provider_of(data, is_external=kind is Kind.EXTERNAL)
    return Measure(subject, versus, _days(versus, data), share, provider)


def _days(versus: str, data: Mapping[str, Any]) -> int:
    days = data.get("days") or 0
    if type(days) is not int or (versus == Versus.PAST) != (0 < days <= MOST_DAYS):
        raise InvalidTree(
            _("A change is over 1 to %(most)s days; nothing else has days.") % {"most": MOST_DAYS}
        )
    return days


def _value(measure: Measure, given: Any) -> Decimal:
    is_tier = measure.kind is Kind.TIER and not measure.versus
    return tier_rank(given) if is_tier else exact_number(given)
