"""Conditions in words: what a person reads of a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from removal.criteria.subjects import SUBJECTS, TIER_RANKS, Kind
from removal.criteria.tree import Compare, Condition, Join
from riskcrm.web.templatetags.riskcrm import TIERS, figure_text

COMPARED: dict[Compare, Promise] = {
    Compare.AT_LEAST: pgettext_lazy("condition", "at least"),
    Compare.ABOVE: pgettext_lazy("condition", "more than"),
    Compare.AT_MOST: pgettext_lazy("condition", "at most"),
    Compare.BELOW: pgettext_lazy("condition", "less than"),
    Compare.EQUALS: pgettext_lazy("condition", "exactly"),
}
JOINED: dict[Join, Promise] = {
    Join.ALL: gettext_lazy("All of these:"),
    Join.ANY: gettext_lazy("One of these at least:"),
}
MOST_DIGITS = 4


def value_text(subject: str, value: Decimal) -> str:
    """A figure with its unit or currency; a tier by its name."""
    about = SUBJECTS[subject]
    if about.kind is Kind.TIER:
        tier = next((tier for tier, rank in TIER_RANKS.items() if rank == value), "unrated")
        return str(TIERS[tier][1])
    digits = min(max(-int(value.normalize().as_tuple().exponent), 0), MOST_DIGITS)
    text = figure_text(value, digits)
    if about.is_money:
        return f"{settings.BASE_CURRENCY} {text}"
    if subject == "oldest_days":
        days = ngettext("%(text)s day", "%(text)s days", 1 if value == 1 else 2)
        return days % {"text": text}
    unit = about.indicator.unit.beside(value) if about.indicator else ""
    return f"{text} {unit}".strip()


def condition_text(condition: Condition) -> str:
    """One condition, as "Risk score at least 80, for 60 days"."""
    about = SUBJECTS[condition.subject]
    name = str(about.name)
    if condition.provider:
        name = _("%(figure)s of %(provider)s") % {"figure": name, "provider": condition.provider}
    said = _("%(figure)s %(compared)s %(value)s") % {
        "figure": name[:1].upper() + name[1:],
        "compared": COMPARED[condition.compare],
        "value": value_text(condition.subject, condition.value),
    }
    if condition.days:
        return ngettext("%(said)s, for %(n)s day", "%(said)s, for %(n)s days", condition.days) % {
            "said": said,
            "n": condition.days,
        }
    if condition.month_ends:
        return ngettext(
            "%(said)s, now and at the latest month end",
            "%(said)s, now and at the latest %(n)s month ends",
            condition.month_ends,
        ) % {"said": said, "n": condition.month_ends}
    return said


@dataclass(frozen=True)
class TreeLine:
    """A line of a rule as it is shown, so far to the right."""

    depth: int
    text: str


def tree_lines(
    node: Any, depth: int = 0, said: Callable[[Any], str] = condition_text
) -> list[TreeLine]:
    """Each condition in words, and what joins them; `said` words a condition of another kind."""
    if not hasattr(node, "parts"):
        return [TreeLine(depth, said(node))]
    lines = [TreeLine(depth, str(JOINED[node.join]))]
    for part in node.parts:
        lines += tree_lines(part, depth + 1, said)
    return lines
