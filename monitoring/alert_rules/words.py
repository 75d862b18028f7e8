"""A rule in words, in the reader's language: when it is raised, for whom, and what then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext, pgettext_lazy

from customers.models import Customer
from monitoring.alert_rules.definition import put
from monitoring.alert_rules.subjects import SUBJECTS, TIER_RANKS, Kind
from monitoring.alert_rules.tree import Condition, InvalidTree, Lead, Measure, Rule, checked_rule
from monitoring.kris.catalogue import KRIS
from monitoring.models import AlertRule, Severity, Versus
from removal.criteria.tree import Compare
from removal.criteria.words import COMPARED, TreeLine, tree_lines
from riskcrm.accounts.models import Team
from riskcrm.accounts.roles import ROLES
from riskcrm.web.templatetags.riskcrm import TIERS, figure_text

MOST_DIGITS = 4
UNITS: dict[str, Promise] = {
    "percent": gettext_lazy("%"), "days": pgettext_lazy("behind a number", "days"),
}  # fmt: skip
SCOPE: dict[str, Promise] = {
    "industries": gettext_lazy("industry"), "countries": gettext_lazy("country"),
    "kinds": pgettext_lazy("customer", "kind"), "tiers": gettext_lazy("risk tier"),
    "teams": gettext_lazy("team"),
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What other rules and the teams are called; read once for many rules."""

    rules: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)


def names() -> Names:
    rules = {row.code: row.name for row in AlertRule.objects.only("code", "name_en", "name_zh")}
    return Names(rules, dict(Team.objects.values_list("pk", "name")))


@dataclass(frozen=True)
class Fact:
    """One thing that a rule says."""

    label: str
    lines: tuple[TreeLine, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


# --- figures ---


def value_text(measure: Measure, value: Decimal) -> str:
    """A figure with its unit or currency, a tier by its name; a change of tiers counts steps."""
    if measure.kind is Kind.TIER and not measure.versus:
        tier = next((tier for tier, rank in TIER_RANKS.items() if rank == value), "unrated")
        return str(TIERS[tier][1])
    digits = min(max(-int(value.normalize().as_tuple().exponent), 0), MOST_DIGITS)
    text, about = figure_text(value, digits), SUBJECTS[measure.subject]
    if about.is_money and not measure.as_share:
        return f"{settings.BASE_CURRENCY} {text}"
    return f"{text} {unit_of(measure, value)}".strip()


def unit_of(measure: Measure, value: Decimal) -> str:
    """What stands behind a figure; nothing where a bare number says it all."""
    about = SUBJECTS[measure.subject]
    if measure.as_share:
        return str(UNITS["percent"])
    if measure.kind is Kind.TIER:
        return npgettext("behind a number", "tier", "tiers", 1 if abs(value) == 1 else 2)
    if about.is_days:
        return npgettext("behind a number", "day", "days", 1 if value == 1 else 2)
    if about.kri:
        return str(UNITS.get(KRIS[about.kri].unit, ""))
    return about.indicator.unit.beside(value) if about.indicator else ""


def measure_text(measure: Measure) -> str:
    """What is looked at, as "Risk score (change over 30 days)"."""
    name = capfirst(str(SUBJECTS[measure.subject].name))
    if measure.provider:
        name = _("%(figure)s of %(provider)s") % {"figure": name, "provider": measure.provider}
    if measure.kind is Kind.BOOK:
        name = _("%(figure)s of the whole book") % {"figure": name}
    if not measure.versus:
        return name
    # brackets are of the language, as other marks are
    return _("%(figure)s (%(versus)s)") % {"figure": name, "versus": _versus_text(measure)}


def _versus_text(measure: Measure) -> str:
    if measure.versus == Versus.PAST:
        said = (
            ngettext("change over %(n)s day, in per cent", "change over %(n)s days, in per cent",
                     measure.days)
            if measure.as_share
            else ngettext("change over %(n)s day", "change over %(n)s days", measure.days)
        )  # fmt: skip
        return said % {"n": measure.days}
    if measure.as_share:
        return _("in per cent of its industry's median")
    return _("above its industry's median")


def compared_text(measure: Measure, compare: Compare, value: Decimal) -> str:
    return _("%(figure)s %(compared)s %(value)s") % {
        "figure": measure_text(measure),
        "compared": COMPARED[compare],
        "value": value_text(measure, value),
    }


def condition_text(condition: Condition) -> str:
    """One further condition, as "Exposure more than USD 0"."""
    return compared_text(condition.measure, condition.compare, condition.value)


def lead_text(lead: Lead | None) -> str:
    """When an alert is raised, without the further conditions."""
    if lead is None:
        return _("The risk tier rises")
    compare = Compare.AT_MOST if lead.falling else Compare.AT_LEAST
    return compared_text(lead.measure, compare, lead.raise_at)


# --- a whole rule ---


def row_of(said: Mapping[str, Any], rule: AlertRule) -> AlertRule:
    """The rule as a version has it; not to be saved."""
    row = AlertRule(pk=rule.pk, code=rule.code)
    put(row, said)
    return row


def short_text(row: AlertRule) -> str:
    """A rule in one line, for a list."""
    try:
        rule = checked_rule(row)
    except InvalidTree:
        return ""
    said = lead_text(rule.lead)
    return _("%(said)s, and further conditions") % {"said": said} if rule.also else said


def facts_of(row: AlertRule, known: Names) -> list[Fact]:
    """All that a rule says, in its order. What it cannot say any more says so."""
    try:
        decides = _decides(row, checked_rule(row))
    except InvalidTree as error:
        decides = [_fact(_("Raised when"), str(error))]
    return [*decides, *_for_whom(row, known), *_then(row)]


def _decides(row: AlertRule, rule: Rule) -> list[Fact]:
    lead, also = rule.lead, rule.also
    facts = [_fact(_("Raised when"), lead_text(lead))]
    if also:
        lines = tree_lines(also, said=condition_text)
        facts.append(Fact(_("And while"), tuple(lines)))
    if lead is None:
        facts.append(_fact(_("One severity higher when"), _("the tier becomes high")))
        return facts
    back = Compare.AT_LEAST if lead.falling else Compare.AT_MOST
    facts.append(_fact(_("Ends when"), compared_text(lead.measure, back, lead.clear_at)))
    if lead.escalate_at is not None:
        graver = Compare.AT_MOST if lead.falling else Compare.AT_LEAST
        said = compared_text(lead.measure, graver, lead.escalate_at)
        facts.append(_fact(_("One severity higher when"), said))
    return facts


def _for_whom(row: AlertRule, known: Names) -> list[Fact]:
    muted = [known.rules.get(code, code) for code in row.muted_by]
    facts = [
        Fact(pgettext("scope", "For"), tuple(scope_lines(row.scope, known))),
        _fact(_("Severity"), str(Severity(row.severity).label)),
        _fact(_("Cooldown"), cooldown_text(row.cooldown_days)),
    ]
    if muted:
        facts.append(_fact(_("Silent while this runs"), _listed(muted)))
    roles = [str(ROLES[code].name) for code in row.recipients if code in ROLES]
    told = _("who looks after the customer")
    facts.append(_fact(_("Told"), _listed([told, *roles])))
    return facts


def _then(row: AlertRule) -> list[Fact]:
    facts = [
        _fact(_("Name in English"), row.name_en), _fact(_("Name in Chinese"), row.name_zh),
        _fact(_("What to do, in English"), row.playbook_en),
        _fact(_("What to do, in Chinese"), row.playbook_zh),
        _fact(_("Switched on"), _("yes") if row.is_active else _("no")),
    ]  # fmt: skip
    return [fact for fact in facts if fact.text]


def cooldown_text(days: int) -> str:
    if not days:
        return _("none: it may be raised again at once")
    return ngettext(
        "%(n)s day after it ended, unless it comes back graver",
        "%(n)s days after it ended, unless it comes back graver", days,
    ) % {"n": days}  # fmt: skip


def scope_lines(scope: Mapping[str, Any], known: Names) -> list[TreeLine]:
    """Whom a rule is about, a line for each thing that it asks."""
    if not scope:
        return [TreeLine(0, pgettext("scope", "all customers"))]
    shown: dict[str, Callable[[Any], str]] = {
        "industries": lambda code: str(Customer.Industry(code).label),
        "countries": str,
        "kinds": lambda code: str(Customer.Kind(code).label),
        "tiers": lambda code: str(TIERS[code][1]),
        "teams": lambda pk: known.teams.get(pk, str(pk)),
    }
    said = {name: _listed([shown[name](one) for one in asked]) for name, asked in scope.items()}
    return [
        TreeLine(0, _("%(what)s: %(which)s") % {"what": capfirst(str(label)), "which": said[name]})
        for name, label in SCOPE.items() if said.get(name)
    ]  # fmt: skip


def _listed(texts: list[str]) -> str:
    return pgettext("punctuation", ", ").join(texts)


def _fact(label: str, text: str) -> Fact:
    return Fact(label, (TreeLine(0, text),))


# --- what a version changes ---


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def differences(before: list[Fact], after: list[Fact]) -> list[Difference]:
    """What two versions of a rule say otherwise, in the order of the newer one."""
    was = {fact.label: fact.text for fact in before}
    now = {fact.label: fact.text for fact in after}
    return [
        Difference(label, was.get(label, ""), now.get(label, ""))
        for label in dict.fromkeys([*now, *was])
        if was.get(label, "") != now.get(label, "")
    ]
