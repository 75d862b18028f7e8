"""Steps that wait for a release or a confirmation, and offers of security for a decision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from removal.models import ReductionStep, SecurityOffer
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import RELEASE_REDUCTION
from riskcrm.web.today import end_of_day


def _count_steps(user: User, most: int) -> int:
    return ReductionStep.objects.releasable_by(user)[:most].count()


def _steps_for(user: User, most: int) -> list[Waiting]:
    rows = ReductionStep.objects.releasable_by(user).select_related(
        "case__customer__rating", "planned_by"
    )
    return [
        Waiting(
            _("%(name)s planned a step: %(kind)s")
            % {"name": row.planned_by, "kind": row.get_kind_display()},
            reverse("removal:step_detail", args=[row.pk]) + "#release",
            customer=row.case.customer,
            exposure=row.case.exposure,
            due_at=end_of_day(row.effective_date),
        )
        for row in rows.order_by("effective_date", "pk")[:most]
    ]


def _offers(user: User) -> QuerySet[SecurityOffer]:
    if user.kind != User.Kind.PERSON or not user.has_perm(RELEASE_REDUCTION):
        return SecurityOffer.objects.none()
    seen = ReductionStep.objects.visible_to(user).exclude(case__customer__manager=user)
    waiting = SecurityOffer.objects.filter(state=SecurityOffer.State.OFFERED, step__in=seen)
    return waiting.exclude(recorded_by=user)


def _count_offers(user: User, most: int) -> int:
    return _offers(user)[:most].count()


def _offers_for(user: User, most: int) -> list[Waiting]:
    rows = _offers(user).select_related("step__case__customer__rating", "recorded_by")
    return [
        Waiting(
            _("Security is offered so that a step ends: %(kind)s")
            % {"kind": row.get_kind_display()},
            reverse("removal:step_detail", args=[row.step_id]) + "#security",
            customer=row.step.case.customer,
            exposure=row.step.case.exposure,
        )
        for row in rows.order_by("recorded_at", "pk")[:most]
    ]


def _count_overdue(user: User, most: int) -> int:
    return ReductionStep.objects.overdue_for(user)[:most].count()


def _overdue_for(user: User, most: int) -> list[Waiting]:
    rows = ReductionStep.objects.overdue_for(user).select_related("case__customer__rating")
    return [
        Waiting(
            _("The other system has not confirmed a step: %(kind)s, %(awaited)s")
            % {"kind": row.get_kind_display(), "awaited": row.get_awaits_display()},
            reverse("removal:step_detail", args=[row.pk]),
            customer=row.case.customer,
            exposure=row.case.exposure,
            due_at=end_of_day(row.confirm_by_date) if row.confirm_by_date else None,
        )
        for row in rows.order_by("confirm_by_date", "pk")[:most]
    ]


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("reduction_steps", _count_steps, _steps_for))
    register(Source("late_confirmations", _count_overdue, _overdue_for))
    register(Source("security_offers", _count_offers, _offers_for))
