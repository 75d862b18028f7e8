"""What of emergencies waits for whom: plans that run, drafts, drills that are due, actions; and
what a notice of one that runs says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from monitoring.models import Activation, DrillFinding, EmergencyPlan, PlanVersion
from monitoring.notices.words import register_kind
from riskcrm.accounts.inbox import TO_REVIEW, Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import APPROVE_PLANS, CHANGE_PLANS, HOLD_DRILLS
from riskcrm.web.today import end_of_day, today

EMERGENCY = Asks(pgettext_lazy("inbox", "emergency"), pgettext_lazy("inbox", "Open the emergency"))
DRILL = Asks(pgettext_lazy("inbox", "drill"), pgettext_lazy("inbox", "Open the plan"))
ACTION = Asks(
    pgettext_lazy("inbox", "corrective action"), pgettext_lazy("inbox", "Open the action")
)

SOON = dt.timedelta(days=14)


def _running(user: User) -> QuerySet[Activation]:
    mine = Activation.objects.running().visible_to(user).commanded_by(user)
    return mine.order_by("activated_at", "pk")


def _activation(row: Activation) -> Waiting:
    return Waiting(
        _("An emergency runs in which you have a part: %(plan)s") % {"plan": row.version.name},
        reverse("monitoring:activation_detail", args=[row.pk]),
        title=row.version.name,
        due_at=row.activated_at,
    )


def _drafts(user: User) -> QuerySet[PlanVersion]:
    rows = PlanVersion.objects.filter(state="draft", offered_at__isnull=False)
    if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_PLANS):
        return rows.none()
    others = rows.exclude(offered_by=user).exclude(authors__contains=[user.pk])
    return others.order_by("offered_at", "pk")


def _draft(row: PlanVersion) -> Waiting:
    address = reverse("monitoring:emergency_plan", args=[row.plan_id])
    return Waiting(
        _("%(name)s asks you to approve an emergency plan") % {"name": row.offered_by},
        f"{address}?version={row.number}",
        title=row.name,
    )


def _drills(user: User) -> QuerySet[EmergencyPlan]:
    if not user.has_perm(HOLD_DRILLS):
        return EmergencyPlan.objects.none()
    return EmergencyPlan.objects.drill_due(today() + SOON).order_by("drill_due_date", "pk")


def _drill(plan: EmergencyPlan) -> Waiting:
    return Waiting(
        _("A drill is due: %(scenario)s") % {"scenario": plan.get_scenario_display()},
        reverse("monitoring:emergency_plan", args=[plan.pk]),
        title=_("Emergency plan"),
        due_at=_end(plan.drill_due_date),
    )


def _reviews(user: User) -> QuerySet[EmergencyPlan]:
    if not user.has_perm(CHANGE_PLANS):
        return EmergencyPlan.objects.none()
    return EmergencyPlan.objects.review_due(today()).order_by("review_due_date", "pk")


def _review(plan: EmergencyPlan) -> Waiting:
    return Waiting(
        _("An emergency plan is to be reviewed: %(scenario)s")
        % {"scenario": plan.get_scenario_display()},
        reverse("monitoring:emergency_plan", args=[plan.pk]),
        title=_("Emergency plan"),
        due_at=_end(plan.review_due_date),
    )


def _findings(user: User) -> QuerySet[DrillFinding]:
    rows = DrillFinding.objects.filter(owner=user, done_at__isnull=True)
    return rows.order_by("due_date", "pk")


def _finding(row: DrillFinding) -> Waiting:
    address = reverse("monitoring:drill_detail", args=[row.drill_id])
    return Waiting(
        _("A corrective action is yours: %(action)s") % {"action": row.action[:120]},
        f"{address}#finding-{row.pk}",
        title=_("Drill"),
        due_at=_end(row.due_date),
    )


def _end(day: Any) -> dt.datetime | None:
    return end_of_day(day) if day else None


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register_kind(
        "plan_activated",
        gettext_lazy("Emergency plan activated"),
        gettext_lazy("%(plan)s was activated, and you have a part in it."),
    )
    register(
        Source("emergencies", _running, _activation, ("version",), asks=EMERGENCY),
        Source("emergency_drafts", _drafts, _draft, ("offered_by",)),
        Source("drills", _drills, _drill, asks=DRILL),
        Source("plan_reviews", _reviews, _review, asks=TO_REVIEW),
        Source("drill_findings", _findings, _finding, asks=ACTION),
    )
