"""Pages of removal cases: the list, proposing, and the panel on a customer's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.models import Customer
from removal import services
from removal.filters import RemovalCaseFilter
from removal.forms import ProposalForm
from removal.models import RemovalCase
from removal.tables import RemovalCaseTable
from riskcrm.accounts.roles import DECIDE, PROPOSE, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import came_from, made, status_of
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
    sorts: ClassVar[dict[str, Any]] = {"state": "state", "due_date": "due_date"} | {
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
        return cases.select_related("customer", "owner")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [
            (_("All"), ""),
            (pgettext("state", "Open"), "open=1"),
        ]
        if self.request.user.has_perm(DECIDE):
            tabs.append((_("Waiting for me"), "waiting=1"))
        if self.request.user.has_perm(PROPOSE):
            tabs.append((_("Proposed by me"), "mine=1"))
        return [*tabs, (_("Mine to lead"), "owner=me"), (_("Past their deadline"), "late=1")]


@requires(PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def case_propose(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form that opens a case, and what will happen to it."""
    user = person_of(request)
    customer = get_object_or_404(
        Customer.objects.visible_to(user).select_related("manager", "team"), pk=customer_id
    )
    reasons = reasons_of(customer, get_language() or "")
    initial = {"summary": request.GET.get("summary", "")}  # of a link that knows the occasion
    form = ProposalForm(request.POST or None, reasons=reasons, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        case = made(form, lambda: services.propose_removal(
            customer, by=user, summary=said["summary"], reasons=said.get("reasons", []),
            ground=said["ground"], at=timezone.now()))  # fmt: skip
        if case:
            messages.success(request, _("The removal is proposed and waits for its assessment."))
            return redirect(came_from(request, reverse("removal:case_detail", args=[case.pk])))
    context = {
        "customer": customer,
        "form": form,
        "obstacle": refusal_of(services.check_may_propose, customer, by=user),
        "open_case": RemovalCase.objects.open().filter(customer=customer).first(),
        **standing_of(customer.pk),
    }
    return render(request, "removal/removalcase_propose.html", context, status=status_of(form))


@requires(VIEW_CASES)
@require_GET
def case_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The cases of one customer, for the customer's page."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    cases = customer.removal_cases.select_related("proposed_by", "owner").order_by("-pk")[:20]
    context = {
        "customer": customer,
        "cases": cases,
        "may_propose": user.has_perm(PROPOSE),
        "obstacle": refusal_of(services.check_may_propose, customer, by=user),
    }
    return render(request, "removal/_case_panel.html", context)


def standing_of(customer_id: int) -> dict[str, Any]:
    """How the customer stands now: its rating and its reading, if there are any."""
    return {
        "rating": Rating.objects.filter(customer_id=customer_id).first(),
        "reading": Reading.objects.filter(customer_id=customer_id).first(),
    }
