"""What an alert's evidence says of the rule's further conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.alert_rules.subjects import SUBJECTS
from monitoring.alert_rules.tree import Condition, InvalidTree, conditions_of, from_data
from monitoring.alert_rules.words import condition_text, value_text
from monitoring.models import AlertEvidence, AlertRule
from riskcrm.web.templatetags.riskcrm import NOTHING

VERDICTS: dict[bool | None, Promise] = {
    True: _("yes"), False: _("no"), None: _("not known"),
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A further condition with the figure that was seen of it."""

    subject: str
    text: str
    seen: str
    verdict: Promise

    @property
    def is_indicator(self) -> bool:
        """Whether rows lie behind the figure."""
        return self.seen != NOTHING and SUBJECTS[self.subject].indicator is not None


def seen_conditions(rule: AlertRule, evidence: AlertEvidence) -> list[Seen]:
    """Each further condition of a rule as this evidence has it; what the rule has said since
    then it has not seen."""
    if not rule.also:
        return []
    try:
        conditions = list(conditions_of(from_data(rule.also)))
    except InvalidTree:
        return []
    figures = {each["at"]: each for each in evidence.figures or []}
    return [_seen(each, figures.get(place, {})) for place, each in enumerate(conditions)]


def _seen(condition: Condition, figure: Mapping[str, Any]) -> Seen:
    value, measure = figure.get("value"), condition.measure
    shown = NOTHING if value is None else value_text(measure, Decimal(value))
    verdict = VERDICTS[figure.get("holds")]
    return Seen(measure.subject, condition_text(condition), shown, verdict)
