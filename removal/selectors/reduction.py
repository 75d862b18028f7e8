"""Reads of stepwise reduction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from removal.letters.kinds import Kind
from removal.models import (
    Letter,
    ReductionConfirmation,
    ReductionStep,
    RemovalCase,
    SecurityOffer,
)

State = ReductionStep.State
RELATED = ("case__customer", "service", "letter", "planned_by", "released_by", "ended_by")


def open_steps(case: RemovalCase) -> QuerySet[ReductionStep]:
    """Steps of a case that wait for release or are in force."""
    return case.reduction_steps.filter(state__in=[State.PLANNED, State.RELEASED])


def with_details(steps: QuerySet[ReductionStep]) -> QuerySet[ReductionStep]:
    """The same with people, offers and what the other system said, the latest first."""
    told = ReductionConfirmation.objects.select_related("told_by").order_by("-pk")
    offers = SecurityOffer.objects.select_related("decided_by", "security").order_by("-pk")
    return steps.select_related(*RELATED).prefetch_related(
        Prefetch("confirmations", told), Prefetch("offers", offers)
    )


def steps_of(case: RemovalCase) -> Sequence[ReductionStep]:
    """All steps of a case in the order in which they take effect."""
    return list(with_details(case.reduction_steps.all()).order_by("effective_date", "pk"))


def letters_telling(step: ReductionStep) -> QuerySet[Letter]:
    """Letters about steps of its case that have arrived, the latest first."""
    letters = Letter.objects.filter(case_id=step.case_id, kind=Kind.REDUCTION_STEP)
    return letters.filter(state=Letter.State.ARRIVED).order_by("-number")
