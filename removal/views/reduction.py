"""Pages of stepwise reduction: the list, the panel of a case, planning a step, and its acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal.models import ReductionStep, RemovalCase, SecurityOffer
from removal.reduction.filters import ReductionStepFilter
from removal.reduction.forms import (
    EndForm,
    NoticeForm,
    OfferDecisionForm,
    OfferForm,
    PlanStepForm,
    VersionForm,
)
from removal.reduction.tables import ReductionStepTable
from removal.reduction.words import value_of
from removal.selectors.case_dates import reduction_notice
from removal.selectors.reduction import letters_telling, steps_of, with_details
from removal.services import reduction, security_offers
from removal.services.reduction_rows import check_decider, check_may_release
from removal.states import OPEN
from riskcrm.accounts.removal_rights import PLAN_REDUCTION, RELEASE_REDUCTION, VIEW_STEPS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class StepList(ListPage):
    """Every step of the cases a person sees."""

    permission_required = VIEW_STEPS
    table_class = ReductionStepTable
    filterset_class = ReductionStepFilter
    sorts: ClassVar[dict[str, Any]] = {
        "effective_date": Sort("effective_date", descending=True),
        "planned_at": Sort("planned_at", descending=True),
    }
    default_sort = "-planned_at"
    detail_route = "removal:step_detail"
    title = gettext_lazy("Steps of reduction")
    empty_text = gettext_lazy("No step yet. A step is planned on the page of a removal case.")

    def get_queryset(self) -> QuerySet[ReductionStep]:
        steps = ReductionStep.objects.visible_to(self.request.user)
        return steps.select_related("case__customer", "service", "planned_by", "released_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (_("In force"), "state=released")]
        if self.request.user.has_perm(RELEASE_REDUCTION):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return [*tabs, (_("Confirmation late"), "late=1"), (_("Customer not told"), "untold=1")]


@requires(VIEW_STEPS)
@require_safe
def reduction_panel(request: HttpRequest, case_id: int) -> HttpResponse:
    """The steps of one case, for the case's page."""
    case, user = find_case(request, case_id), person_of(request)
    context = {
        "case": case,
        "steps": [(step, value_of(step)) for step in steps_of(case)],
        "may_plan": user.has_perm(PLAN_REDUCTION) and case.state in OPEN,
    }
    return render(request, "removal/_reduction_panel.html", context)


@requires(PLAN_REDUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def step_plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Plan a step of a case."""
    case = find_case(request, case_id)
    usual = reduction_notice(case, on=today()).usual
    start = {"notice_days": usual, "effective_date": today() + dt.timedelta(days=usual)}
    form = PlanStepForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        by, at, said = person_of(request), timezone.now(), form.cleaned_data
        step = made(form, lambda: reduction.plan_step(case, by=by, at=at, **said))
        if step:
            messages.success(request, _("The step waits for its release by another person."))
            return redirect("removal:step_detail", step.pk)
    context = {"case": case, "customer": case.customer, "form": form}
    return render(request, "removal/step_plan.html", context, status=status_of(form))


@requires(VIEW_STEPS)
@require_safe
def step_detail(request: HttpRequest, step_id: int) -> HttpResponse:
    """One step: what, why, from when, and what became of it."""
    return _show(request, _find(request, step_id))


@requires(RELEASE_REDUCTION)
@require_POST
def step_release(request: HttpRequest, step_id: int) -> HttpResponse:
    said = _("The step is released. Credit checks obey it from its day on.")
    return _act(request, step_id, "release_form", reduction.release_step, said)


@requires(RELEASE_REDUCTION)
@require_POST
def step_reverse(request: HttpRequest, step_id: int) -> HttpResponse:
    said = _("The step is reversed; credit checks are free of it at once.")
    return _act(request, step_id, "end_form", reduction.reverse_step, said)


@requires(PLAN_REDUCTION)
@require_POST
def step_drop(request: HttpRequest, step_id: int) -> HttpResponse:
    said = _("The step is dropped.")
    return _act(request, step_id, "end_form", reduction.drop_step, said)


@requires(PLAN_REDUCTION)
@require_POST
def step_notice(request: HttpRequest, step_id: int) -> HttpResponse:
    said = _("It is noted when the customer was told.")
    return _act(request, step_id, "notice_form", reduction.note_notice, said)


@requires(PLAN_REDUCTION)
@require_POST
def security_offer(request: HttpRequest, step_id: int) -> HttpResponse:
    said = _("The offer waits for the decision of another person.")
    return _act(request, step_id, "offer_form", security_offers.offer_security, said)


@requires(RELEASE_REDUCTION)
@require_POST
def security_accept(request: HttpRequest, offer_id: int) -> HttpResponse:
    said = _("The security is recorded, and the step has ended.")
    return _decide(request, offer_id, security_offers.accept_security, said)


@requires(RELEASE_REDUCTION)
@require_POST
def security_refuse(request: HttpRequest, offer_id: int) -> HttpResponse:
    return _decide(request, offer_id, security_offers.refuse_security, _("The offer is refused."))


def find_case(request: HttpRequest, case_id: int) -> RemovalCase:
    cases = RemovalCase.objects.visible_to(person_of(request)).select_related("customer")
    return get_object_or_404(cases, pk=case_id)


def _find(request: HttpRequest, step_id: int) -> ReductionStep:
    steps = ReductionStep.objects.visible_to(person_of(request))
    return get_object_or_404(with_details(steps), pk=step_id)


def _act(
    request: HttpRequest,
    step_id: int,
    name: str,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Do it with what the form says; if it cannot be done, the page shows why beside the form."""
    step = _find(request, step_id)
    form = _form(name, step, request.POST)
    if not _acted(request, form, partial(act, step), said):
        return _show(request, _find(request, step_id), {name: form})
    return redirect("removal:step_detail", step.pk)


def _decide(
    request: HttpRequest, offer_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    rows = SecurityOffer.objects.select_related("step__case__customer")
    seen = ReductionStep.objects.visible_to(person_of(request))
    offer = get_object_or_404(rows.filter(step__in=seen), pk=offer_id)
    form = _form("decision_form", offer.step, request.POST)
    if not _acted(request, form, partial(act, offer), said):
        return _show(request, _find(request, offer.step_id), {"decision_form": form})
    return redirect("removal:step_detail", offer.step_id)


def _acted(request: HttpRequest, form: forms.Form, act: Callable[..., Any], said: str) -> bool:
    by, at = person_of(request), timezone.now()
    if not form.is_valid() or not done(form, lambda: act(by=by, at=at, **form.cleaned_data)):
        return False
    messages.success(request, said)
    return True


FORMS: dict[str, type[forms.Form]] = {
    "release_form": VersionForm,
    "end_form": EndForm,
    "notice_form": NoticeForm,
    "offer_form": OfferForm,
    "decision_form": OfferDecisionForm,
}


def _form(name: str, step: ReductionStep, *sent: Any, **given: Any) -> forms.Form:
    form = FORMS[name](*sent, **given)
    if isinstance(form, NoticeForm):
        form.offer(letters_telling(step))
    form.auto_id = f"id_{name}_%s"  # several forms of one page have a reason
    return form


def _show(
    request: HttpRequest, step: ReductionStep, sent: dict[str, forms.Form] | None = None
) -> HttpResponse:
    user = person_of(request)
    seen = {"version": step.version}
    shown = {name: _form(name, step, initial=seen) for name in FORMS} | (sent or {})
    is_open = step.state in (ReductionStep.State.PLANNED, ReductionStep.State.RELEASED)
    plans = user.has_perm(PLAN_REDUCTION)
    offer = next((each for each in step.offers.all() if each.state == "offered"), None)
    context = {
        **shown,
        "errors": [error for form in (sent or {}).values() for error in form.non_field_errors()],
        "step": step,
        "case": step.case,
        "customer": step.case.customer,
        "value": value_of(step),
        "may_not_release": refusal_of(check_may_release, step, by=user),
        "may_reverse": step.state == ReductionStep.State.RELEASED
        and refusal_of(check_decider, step, by=user) is None,
        "may_drop": plans and step.state == ReductionStep.State.PLANNED,
        "may_tell": plans and (step.state == ReductionStep.State.PLANNED or step.is_untold),
        "may_offer": plans and is_open and offer is None,
        "offer": offer,
        "may_not_decide": refusal_of(security_offers.check_may_decide_offer, offer, by=user)
        if offer
        else None,
    }
    status = max((status_of(form) for form in (sent or {}).values()), default=200)
    return render(request, "removal/step_detail.html", context, status=status)
