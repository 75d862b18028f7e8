"""What a step says in words: its value with its unit."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from customers.models import CreditRestriction
from removal.models import ReductionStep
from riskcrm.web.templatetags.riskcrm import figure_text

Kind = CreditRestriction.Kind


def value_of(step: ReductionStep) -> str:
    """The value with its unit, or the kind of service; empty where the kind says it all."""
    if step.kind == Kind.SUSPENSION:
        return _service(step)
    if step.value is None:
        return ""
    if step.kind in (Kind.LIMIT, Kind.DEPOSIT):
        return f"{settings.BASE_CURRENCY} {figure_text(step.value, 2)}"
    figure = f"{step.value.normalize():f}"
    if step.kind == Kind.PREPAYMENT:
        return f"{figure} %"
    if step.kind == Kind.TERMS:
        return _("%(days)s days") % {"days": figure}
    said = {"count": figure, "days": step.period_days, "service": _service(step)}
    return _("%(count)s in %(days)s days: %(service)s") % said


def _service(step: ReductionStep) -> str:
    return step.service.name if step.service else _("every kind of service")
