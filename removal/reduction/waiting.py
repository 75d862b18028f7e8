"""Steps that wait for a release or a confirmation, and offers of security for a decision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from removal.models import ReductionStep, SecurityOffer
from riskcrm.accounts.inbox import TO_RELEASE, Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import RELEASE_REDUCTION
from riskcrm.web.today import end_of_day

UNCONFIRMED = Asks(pgettext_lazy("inbox", "not confirmed"), pgettext_lazy("inbox", "Open the step"))


def _steps(user: User) -> QuerySet[ReductionStep]:
    return ReductionStep.objects.releasable_by(user).order_by("effective_date", "pk")


def _step(row: ReductionStep) -> Waiting:
    said = {"name": row.planned_by, "kind": row.get_kind_display()}
    return Waiting(
        _("%(name)s planned a step: %(kind)s") % said,
        reverse("removal:step_detail", args=[row.pk]) + "#release",
        customer_id=row.case.customer_id,
        exposure=row.case.exposure,
        due_at=end_of_day(row.effective_date),
    )


def _unconfirmed(user: User) -> QuerySet[ReductionStep]:
    return ReductionStep.objects.overdue_for(user).order_by("confirm_by_date", "pk")


def _unconfirmed_step(row: ReductionStep) -> Waiting:
    said = {"kind": row.get_kind_display(), "awaited": row.get_awaits_display()}
    return Waiting(
        _("The other system has not confirmed a step: %(kind)s, %(awaited)s") % said,
        reverse("removal:step_detail", args=[row.pk]),
        customer_id=row.case.customer_id,
        exposure=row.case.exposure,
        due_at=end_of_day(row.confirm_by_date) if row.confirm_by_date else None,
    )


def _offers(user: User) -> QuerySet[SecurityOffer]:
    if user.kind != User.Kind.PERSON or not user.has_perm(RELEASE_REDUCTION):
        return SecurityOffer.objects.none()
    seen = ReductionStep.objects.visible_to(user).exclude(case__customer__manager=user)
    waiting = SecurityOffer.objects.filter(state=SecurityOffer.State.OFFERED, step__in=seen)
    return waiting.exclude(recorded_by=user).order_by("recorded_at", "pk")


def _offer(row: SecurityOffer) -> Waiting:
    return Waiting(
        _("Security is offered so that a step ends: %(kind)s") % {"kind": row.get_kind_display()},
        reverse("removal:step_detail", args=[row.step_id]) + "#security",
        customer_id=row.step.case.customer_id,
        exposure=row.step.case.exposure,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("reduction_steps", _steps, _step, ("case", "planned_by"), asks=TO_RELEASE),
        Source("late_confirmations", _unconfirmed, _unconfirmed_step, ("case",), asks=UNCONFIRMED),
        Source("security_offers", _offers, _offer, ("step__case",)),
    )
