"""Studies as tests need them: removals on a day, and the work done."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from customers.models import Customer
from removal.models import (
    CriterionRule,
    EffectLook,
    EffectStudy,
    RemovalCase,
    Suggestion,
    SuggestionEvidence,
)
from removal.services import approve_case
from removal.services.effect_studies import register_study, work_on_studies
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from tests.removal.cases import Crew, lead_to, make_case

DESIGN = {
    "event": "approval",
    "outcome": "late_share",
    "controls": ["turned_down", "later", "eligible"],
    "horizon": 180,
}


def remove(customer: Customer, *, by: User, decided_by: User, day: dt.date) -> RemovalCase:
    """A removal that went its way within a day, and was approved."""
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    case = make_case(customer, by=by, at=at)
    lead_to(case, State.DECISION, crew=Crew(officer=by), at=at)
    approve_case(case, by=decided_by, reason="Agreed.", at=at)
    return case


def suggested(case: RemovalCase, rule: CriterionRule) -> Suggestion:
    """That this rule had pointed at the customer before the case was proposed."""
    seen = {"first_seen_at": case.proposed_at, "latest_seen_at": case.proposed_at}
    suggestion = Suggestion.objects.create(
        customer=case.customer, criteria=rule.criteria, state=Suggestion.State.TAKEN_UP, case=case,
        closed_by=case.proposed_by, closed_at=case.proposed_at, **seen,
    )  # fmt: skip
    SuggestionEvidence.objects.create(suggestion=suggestion, rule=rule, figures=[], **seen)
    return suggestion


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


def done_study(by: User) -> EffectStudy:
    """A study with a finished look that found nobody, stored as its services would."""
    now = timezone.now()
    day = dt.date(2026, 1, 31)
    study = EffectStudy.objects.create(
        event="approval", first_day=dt.date(2025, 1, 1), final_day=day, outcome="over_90",
        horizon=365, registered_by=by, registered_at=now,
        design={"controls": ["eligible"], "baseline": [-8, -4], "draws": 2000, "seed": 1},
    )  # fmt: skip
    run = Run.objects.create(kind="measure_effect", state=Run.State.DONE, created_at=now)
    EffectLook.objects.create(
        study=study, number=1, first_day=study.first_day, final_day=day, as_of=day, share=1,
        run=run, requested_by=by, requested_at=now, finished_at=now,
        result={"removed": 0, "as_of": day.isoformat(), "process": {"through": {}, "stages": []}},
    )  # fmt: skip
    return study
