"""Pages of emergency plans: all of them, one with what it says, and the acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.emergency.filters import PlanFilter
from monitoring.emergency.forms import ActivationForm, NewPlanForm, ReasonForm, ReviewForm
from monitoring.emergency.selectors import (
    State,
    letter_name,
    plans,
    shown_version,
    versions_with_parts,
)
from monitoring.emergency.tables import PlanTable
from monitoring.models import Activation, Alert, EmergencyPlan, PlanVersion
from monitoring.services import emergency_plans as acts
from monitoring.services import plan_versions as services
from monitoring.views.form_page import BOTH, form_page
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import (
    ACTIVATE_PLANS,
    APPROVE_PLANS,
    CHANGE_PLANS,
    HOLD_DRILLS,
    VIEW_PLANS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class EmergencyPlanList(ListPage):
    """Every emergency plan."""

    permission_required = VIEW_PLANS
    table_class = PlanTable
    filterset_class = PlanFilter
    sorts: ClassVar[dict[str, Any]] = {"name": "code"}
    default_sort = "name"
    title = gettext_lazy("Emergency plans")
    empty_text = gettext_lazy(
        "No plan fits. Plans for the commonest emergencies come with the product; draft others."
    )

    def get_queryset(self) -> QuerySet[EmergencyPlan]:
        return plans()

    def prepare(self, rows: list[Any]) -> list[Any]:
        for plan in rows:
            plan.shown = shown_version(plan)
            plan.is_drill_late = _is_late(plan)
        return rows

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""), (_("In force"), "state=approved"), (_("Drafts"), "state=draft"),
            (_("Drill overdue"), "drill_due=1"),
        ]  # fmt: skip

    def get_actions(self) -> Sequence[Act]:
        listed = [
            Act(_("Emergencies"), reverse("monitoring:activation_list"), "bell"),
            Act(_("Drills"), reverse("monitoring:drill_list"), "list-check"),
        ]
        if self.request.user.has_perm(CHANGE_PLANS):
            address = reverse("monitoring:emergency_new")
            listed.append(Act(_("New plan"), address, "plus", primary=True))
        return listed


def _is_late(plan: EmergencyPlan) -> bool:
    in_force = any(each.state == State.APPROVED for each in plan.versions.all())
    return in_force and plan.drill_due_date is not None and plan.drill_due_date < today()


@requires(VIEW_PLANS)
@require_GET
def emergency_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What a plan says: the version in force, or `?version=` another one."""
    plan = find_plan(plan_id)
    asked = request.GET.get("version", "")
    version = _version(plan, asked)
    user = person_of(request)
    running = Activation.objects.visible_to(user).filter(plan=plan).select_related("version")
    context = {
        "plan": plan,
        "edition": version,
        "messages_shown": [(row, letter_name(row.letter_kind)) for row in version.messages.all()],
        "is_drill_late": _is_late(plan),
        "is_review_late": plan.review_due_date is not None and plan.review_due_date < today(),
        "versions": plan.versions.all(),
        "may_edit": version.is_draft and user.has_perm(CHANGE_PLANS),
        "may_offer": version.is_draft and user.has_perm(CHANGE_PLANS),
        "approval": _approval(version, user),
        "missing": services.missing_of(version) if version.is_draft else [],
        "activations": running.order_by("-activated_at")[:10],
        "drills": plan.drills.order_by("-held_date", "-pk")[:10],
        "actions": _actions(plan, user),
    }
    return render(request, "monitoring/emergencyplan_detail.html", context)


def find_plan(plan_id: int) -> EmergencyPlan:
    return get_object_or_404(plans(), pk=plan_id)


def _version(plan: EmergencyPlan, asked: str) -> PlanVersion:
    """The version asked for, with its parts."""
    shown = shown_version(plan)
    number = asked if asked.isdecimal() else str(shown.number) if shown else "0"
    version = versions_with_parts().filter(plan=plan, number=int(number[:9])).first()
    if version is None:
        raise Http404
    return version


def _approval(version: PlanVersion, user: User) -> dict[str, Any] | None:
    """What is said to who may approve: None where it is no question."""
    if not version.is_draft or version.offered_at is None or not user.has_perm(APPROVE_PLANS):
        return None
    return {"refused": refusal_of(services.check_may_approve, version, by=user)}


def _actions(plan: EmergencyPlan, user: User) -> list[Act]:
    in_force = any(each.state == State.APPROVED for each in plan.versions.all())
    found = []
    if user.has_perm(CHANGE_PLANS) and in_force:
        found.append(Act(_("Reviewed"), _url("review", plan), "check"))
    if user.has_perm(APPROVE_PLANS) and in_force:
        found.append(Act(_("Retire"), _url("retire", plan), "x"))
    if user.has_perm(HOLD_DRILLS) and in_force:
        found.append(Act(_("Record a drill"), reverse("monitoring:drill_new", args=[plan.pk])))
    if user.has_perm(ACTIVATE_PLANS):
        refused = refusal_of(acts.check_may_activate, plan, by=user)
        why = refused.message if refused else ""
        found.append(
            Act(_("Activate"), _url("activate", plan), "bell", primary=True, disabled_because=why)
        )
    return found


def _url(name: str, plan: EmergencyPlan) -> str:
    return reverse(f"monitoring:emergency_{name}", args=[plan.pk])


def plan_url(plan_id: int, version: int | None = None) -> str:
    address = reverse("monitoring:emergency_plan", args=[plan_id])
    return f"{address}?version={version}" if version else address


@requires(CHANGE_PLANS)
@require_http_methods(BOTH)
def emergency_new(request: HttpRequest) -> HttpResponse:
    form = NewPlanForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.create_plan(by=by, at=at, **form.cleaned_data),
        title=_("New emergency plan"), verb=_("Draft the plan"),
        back=reverse("monitoring:emergency_list"),
        to=lambda version: plan_url(version.plan_id), said=_("The draft is kept."),
        intro=_("First its head; roles, steps and words are added to the draft."),
    )  # fmt: skip


@requires(CHANGE_PLANS)
@require_POST
def emergency_draft(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Draft a new version of a plan."""
    plan, by = find_plan(plan_id), person_of(request)
    said = _("The draft says what the latest version says. Change what is different.")
    succeeded(request, lambda: services.draft_version(plan, by=by, at=timezone.now()), said)
    newest = plan.versions.order_by("-number").first()
    return redirect(plan_url(plan.pk, newest.number if newest else None))


@requires(CHANGE_PLANS)
@require_http_methods(BOTH)
def emergency_review(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan, form = find_plan(plan_id), ReviewForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.review_plan(plan, by=by, at=at, **form.cleaned_data),
        title=_("Review of the plan"), verb=_("The plan still holds"), back=plan_url(plan.pk),
        said=_("The review is kept."),
    )  # fmt: skip


@requires(APPROVE_PLANS)
@require_http_methods(BOTH)
def emergency_retire(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan, form = find_plan(plan_id), ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.retire_plan(plan, by=by, at=at, **form.cleaned_data),
        title=_("Retire the plan"), verb=_("Retire it"), back=plan_url(plan.pk),
        said=_("The plan is no longer in force."),
        intro=_("Nobody can activate it then. What runs goes on."),
    )  # fmt: skip


@requires(ACTIVATE_PLANS)
@require_http_methods(BOTH)
def emergency_activate(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Set a plan going; with `?alert=` because of that alert, and about its customer."""
    plan, by = find_plan(plan_id), person_of(request)
    alert = _alert(request)
    form = ActivationForm(request.POST or None, user=by)
    if alert is not None:
        del form.fields["customer"]
    return form_page(
        request, form,
        lambda: acts.activate_plan(
            plan, by=by, at=timezone.now(), alert=alert, **form.cleaned_data
        ),
        title=_("Activate the plan"), verb=_("Activate now"), back=plan_url(plan.pk),
        to=lambda row: reverse("monitoring:activation_detail", args=[row.pk]),
        intro=_("The clock of the first hour starts at once."),
    )  # fmt: skip


def _alert(request: HttpRequest) -> Alert | None:
    """The alert that the address names; one out of sight is not there."""
    asked = request.GET.get("alert", "")
    if not asked:
        return None
    alerts = Alert.objects.visible_to(request.user).select_related("customer")
    return get_object_or_404(alerts, pk=id_of(asked) or 0)
