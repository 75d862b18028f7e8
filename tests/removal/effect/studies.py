"""Studies as tests need them: removals on a day, and the work done."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from customers.models import Customer
from removal.models import EffectLook, EffectStudy, RemovalCase
from removal.services.cases import approve_case, propose_removal
from removal.services.effect_studies import register_study, work_on_studies
from riskcrm.accounts.models import User

DESIGN = {
    "event": "approval",
    "outcome": "late_share",
    "controls": ["turned_down", "later", "eligible"],
    "horizon": 180,
}


def remove(customer: Customer, *, by: User, decided_by: User, day: dt.date) -> RemovalCase:
    """A removal that was proposed and approved on this day."""
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    case = propose_removal(customer, by=by, summary="Pays late.", reasons=[], at=at)
    approve_case(case, by=decided_by, reason="Agreed.", at=at)
    return case


def study_of(first: dt.date, final: dt.date, *, by: User, **changes) -> EffectStudy:
    return register_study(
        first_day=first, final_day=final, by=by, at=timezone.now(), **(DESIGN | changes)
    )


def measured(study: EffectStudy) -> EffectLook:
    """The latest look, after the workers were there."""
    for _ in range(3):
        work_on_studies(at=timezone.now())
    look = study.looks.latest("number")
    assert look.run.error == "", look.run.error
    assert look.result is not None
    return look
