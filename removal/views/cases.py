"""Pages of removal cases: the list, one case, proposing and closing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.models import Customer
from removal import services
from removal.filters import RemovalCaseFilter
from removal.forms import ClosingForm, ProposalForm
from removal.models import RemovalCase
from removal.selectors.cases import history_of, reasons_kept
from removal.tables import RemovalCaseTable
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE, PROPOSE, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from scoring.models import Rating, Reading
from scoring.selectors import reasons_of


class CaseList(ListPage):
    """Every case of the customers a person sees."""

    permission_required = VIEW_CASES
    table_class = RemovalCaseTable
    filterset_class = RemovalCaseFilter
    sorts: ClassVar[dict[str, Any]] = {"state": "state", "decide_by_date": "decide_by_date"} | {
        "proposed_at": Sort("proposed_at", descending=True)
    }
    default_sort = "-proposed_at"
    detail_route = "removal:case_detail"
    title = gettext_lazy("Removal cases")
    empty_text = gettext_lazy(
        "No case yet. A case starts on a customer's page with “Propose removal”."
    )

    def get_queryset(self) -> QuerySet[RemovalCase]:
        cases = RemovalCase.objects.visible_to(self.request.user)
        return cases.select_related("customer", "proposed_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [
            (_("All"), ""),
            (pgettext("state", "Open"), "state=proposed"),
        ]
        if self.request.user.has_perm(DECIDE):
            tabs.append((_("Waiting for me"), "waiting=1"))
        if self.request.user.has_perm(PROPOSE):
            tabs.append((_("Proposed by me"), "mine=1"))
        return [*tabs, (_("Past their deadline"), "late=1"), (_("Approved"), "state=approved")]


@requires(PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def case_propose(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form that opens a case, and what will happen to it."""
    user = person_of(request)
    customer = get_object_or_404(
        Customer.objects.visible_to(user).select_related("manager", "team"), pk=customer_id
    )
    reasons = reasons_of(customer, get_language() or "")
    form = ProposalForm(request.POST or None, reasons=reasons)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        case = made(form, lambda: services.propose_removal(
            customer, by=user, summary=said["summary"], reasons=said.get("reasons", []),
            at=timezone.now()))  # fmt: skip
        if case:
            messages.success(request, _("The removal is proposed and waits for a decision."))
            return redirect("removal:case_detail", case_id=case.pk)
    context = {
        "customer": customer,
        "form": form,
        "obstacle": refusal_of(services.check_may_propose, customer, by=user),
        "open_case": RemovalCase.objects.open().filter(customer=customer).first(),
        "days_to_decide": services.DAYS_TO_DECIDE,
        **_standing(customer.pk),
    }
    return render(request, "removal/removalcase_propose.html", context, status=status_of(form))


@requires(VIEW_CASES)
@require_GET
def case_detail(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: its way so far, the facts then and now, and who has to do what."""
    return _show(request, _find(request, case_id))


@requires(DECIDE)
@require_POST
def case_approve(request: HttpRequest, case_id: int) -> HttpResponse:
    done = _("The removal is approved. The customer is now being removed.")
    return _close(request, case_id, services.approve_case, done)


@requires(DECIDE)
@require_POST
def case_reject(request: HttpRequest, case_id: int) -> HttpResponse:
    return _close(request, case_id, services.reject_case, _("The removal is rejected."))


@requires(PROPOSE)
@require_POST
def case_withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    return _close(request, case_id, services.withdraw_case, _("The proposal is withdrawn."))


@requires(VIEW_CASES)
@require_GET
def case_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The cases of one customer, for the customer's page."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    cases = customer.removal_cases.select_related(
        "proposed_by", "decision__decided_by", "withdrawal__withdrawn_by"
    ).order_by("-pk")[:20]
    context = {
        "customer": customer,
        "cases": cases,
        "may_propose": user.has_perm(PROPOSE),
        "obstacle": refusal_of(services.check_may_propose, customer, by=user),
    }
    return render(request, "removal/_case_panel.html", context)


def _close(request: HttpRequest, case_id: int, act: Callable[..., Any], said: str) -> HttpResponse:
    case = _find(request, case_id)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _show(request, case, form)
    by, at = person_of(request), timezone.now()
    if not done(form, lambda: act(case, by=by, at=at, **form.cleaned_data)):
        return _show(request, _find(request, case_id), form)
    messages.success(request, said)
    return redirect("removal:case_detail", case_id=case.pk)


def _show(request: HttpRequest, case: RemovalCase, form: ClosingForm | None = None) -> HttpResponse:
    user = person_of(request)
    form = form or ClosingForm(initial={"version": case.version})
    context = {
        "case": case,
        "customer": case.customer,
        "stages": _stages(case),
        "reasons": reasons_kept(case, get_language() or ""),
        "history": history_of(case),
        "form": form,
        "is_open": case.state == RemovalCase.State.PROPOSED,
        "is_proposer": case.proposed_by_id == user.pk,
        "may_not_decide": refusal_of(services.check_may_decide, case, by=user),
        "may_not_withdraw": refusal_of(services.check_may_withdraw, case, by=user),
        **_standing(case.customer_id),
    }
    return render(request, "removal/removalcase_detail.html", context, status=status_of(form))


def _find(request: HttpRequest, case_id: int) -> RemovalCase:
    cases = RemovalCase.objects.visible_to(person_of(request)).select_related(
        "customer__manager",
        "customer__team",
        "proposed_by",
        "taken_over_by",
        "decision__decided_by",
        "withdrawal__withdrawn_by",
    )
    return get_object_or_404(cases, pk=case_id)


def _stages(case: RemovalCase) -> list[dict[str, Any]]:
    """The way of a case: what is past, what is now, what comes, each with its date."""
    state = RemovalCase.State(case.state)
    is_open = state == RemovalCase.State.PROPOSED
    closing = {
        RemovalCase.State.PROPOSED: _("Decision by a second person"),
        RemovalCase.State.APPROVED: _("Approved"),
        RemovalCase.State.REJECTED: _("Rejected"),
        RemovalCase.State.WITHDRAWN: _("Withdrawn"),
    }[state]
    stages: list[dict[str, Any]] = [
        {"name": _("Proposed"), "on": case.proposed_at, "who": case.proposed_by, "is": "past"},
        {
            "name": closing,
            "on": case.decide_by_date if is_open else case.closed_at,
            "who": None if is_open else _closed_by(case),
            "is": "now" if is_open else "past",
        },
    ]
    if is_open:
        note = _("at once when approved")
        stages.append({"name": _("Removal starts"), "note": note, "is": "to come"})
    elif state == RemovalCase.State.APPROVED:
        stages.append({"name": _("Being removed"), "on": case.closed_at, "is": "now"})
    return stages


def _closed_by(case: RemovalCase) -> User:
    if case.state == RemovalCase.State.WITHDRAWN:
        return case.withdrawal.withdrawn_by
    return case.decision.decided_by


def _standing(customer_id: int) -> dict[str, Any]:
    """How the customer stands now: its rating and its reading, if there are any."""
    return {
        "rating": Rating.objects.filter(customer_id=customer_id).first(),
        "reading": Reading.objects.filter(customer_id=customer_id).first(),
    }
