"""Matching money that settles nothing yet with open invoices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from customers.ledger import selectors as ledger
from customers.ledger.filters import OpenCreditFilter
from customers.ledger.forms import MatchForm, MatchFormSet
from customers.ledger.matching import Credit, Item, Rule, propose
from customers.ledger.tables import OpenCreditTable
from customers.models import SOURCES, Customer, OpenCredit
from customers.services import AllocateRow, match_runs
from customers.services.matches import Match, match, state_of
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Stale
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

MOST_SHOWN = 5  # refusals told on the page, one by one


class OpenCreditList(ListPage):
    """What payments, credit notes and write-offs have left, oldest first."""

    permission_required = "customers.view_payment"
    table_class = OpenCreditTable
    filterset_class = OpenCreditFilter
    sorts: ClassVar[dict[str, Any]] = {"effective_date": Sort("effective_date")}
    default_sort = "effective_date"
    default_columns = ("source", "customer", "effective_date", "kind", "amount", "whole",
                       "currency", "match")  # fmt: skip
    exported_with: ClassVar[dict[str, str]] = {"customer": "customer_number"}
    title = gettext_lazy("Open credits")
    empty_text = gettext_lazy(
        "Nothing is left to match. Payments and credit notes that settle no invoice, or not with "
        "all they have, will show here."
    )

    def get_queryset(self) -> QuerySet[OpenCredit]:
        rows = OpenCredit.objects.visible_to(self.request.user)
        return rows.select_related("customer", *SOURCES)

    def get_actions(self) -> Sequence[Act]:
        acts = []
        if self.request.user.has_perms(match_runs.WRITING):
            url = reverse("customers:match_exact")
            acts.append(Act(_("Allocate exact matches"), url, "check"))
        return [
            *acts,
            Act(_("Payments"), reverse("customers:payment_list"), "list-check"),
            Act(_("Allocations"), reverse("customers:allocation_list"), "list-check"),
        ]


@requires("customers.change_payment")
@require_http_methods(["GET", "HEAD", "POST"])
def match_exact(request: HttpRequest) -> HttpResponse:
    """Have all exact matches of one's customers allocated in the background; see how far it is."""
    person = person_of(request)
    if not person.has_perms(match_runs.WRITING):
        raise PermissionDenied
    if request.method == "POST":
        match_runs.request_matching(by=person, at=timezone.now())
        messages.success(request, _("The exact matches are being allocated."))
        return redirect("customers:match_exact")
    context = {"run": match_runs.latest_run(person)}
    return render(request, "customers/match_exact.html", context)


@requires("customers.view_payment")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_matching(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Left the open credits, right the open invoices, above what is proposed for them and why."""
    customer = find_customer(request, customer_id)
    sides = ledger.open_credits_of(customer), ledger.open_items_of(customer)
    may_match = person_of(request).has_perms(match_runs.WRITING)
    if request.method == "POST" and not may_match:
        raise PermissionDenied
    forms = _forms(*sides, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        taken = [form for form in forms if form.is_taken]
        if taken and all(form.is_valid() for form in taken):
            _match(request, customer, taken)
            return redirect("customers:customer_matching", customer_id=customer.pk)
        if not taken:
            messages.error(request, _("Tick at least one line, or fill in the last one."))
        status = 422
    context = {
        "customer": customer,
        "credits": sides[0],
        "items": sides[1],
        "forms": forms,
        "may_match": may_match,
        "state": state_of(customer, sides[0]),
    }
    return render(request, "customers/customer_matching.html", context, status=status)


def _forms(credits: list[Credit], items: list[Item], data: Any) -> Any:
    """A line for each proposal, those that are more than an order by age ticked, and a free one."""
    initial = [
        {
            "take": p.rule != Rule.OLDEST,
            "credit": f"{p.credit.source}:{p.credit.source_id}",
            "invoice": p.item.id,
            "amount": p.amount,
            "rule": p.rule,
        }
        for p in propose(credits, items)
    ]
    return MatchFormSet(data, initial=initial, form_kwargs={"credits": credits, "items": items})


def _match(request: HttpRequest, customer: Customer, taken: list[MatchForm]) -> None:
    try:
        rows, results = match(
            customer,
            [_match_of(form) for form in taken],
            state=request.POST.get("state", ""),
            by=person_of(request),
            at=timezone.now(),
        )
    except Stale as stale:  # what is shown next is how it stands now
        messages.error(request, stale.message)
    else:
        _tell(request, rows, results)


def _match_of(form: MatchForm) -> Match:
    told = form.cleaned_data
    return Match(form.credits[told["credit"]], form.items[told["invoice"]], told["amount"])


def _tell(request: HttpRequest, rows: list[AllocateRow], results: list[Any]) -> None:
    written = sum(result.outcome in ("created", "changed") for result in results)
    if written:
        text = ngettext("%(count)s allocation is saved.", "%(count)s allocations are saved.",
                        written)  # fmt: skip
        messages.success(request, text % {"count": written})
    refused = [result for result in results if result.outcome == "refused"]
    for result in refused[:MOST_SHOWN]:
        messages.error(request, f"{rows[result.position].key}: {result.reason}")
