"""Pages of what follows an end: the panel of a case, its own page with all acts, legal matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from removal.checklists import SETTLEMENT
from removal.ending import forms as say
from removal.ending.filters import LegalRecoveryFilter
from removal.ending.tables import LegalRecoveryTable
from removal.models import LegalRecovery, RemovalCase
from removal.selectors.ending import (
    ending_facts,
    settlement_statement,
    with_sums,
)
from removal.selectors.run_off import run_off_curve
from removal.services import ending as kept
from removal.services import ending_money as money
from removal.states import COMPENSATED
from removal.views.reduction import find_case
from riskcrm.accounts.removal_rights import KEEP_ENDING, VIEW_MATTERS
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class LegalRecoveryList(ListPage):
    """Every matter of the cases a person sees."""

    permission_required = VIEW_MATTERS
    table_class = LegalRecoveryTable
    filterset_class = LegalRecoveryFilter
    sorts: ClassVar[dict[str, Any]] = {"opened_date": Sort("opened_date", descending=True)}
    default_sort = "-opened_date"
    title = gettext_lazy("Legal recoveries")
    empty_text = gettext_lazy(
        "No matter yet. One is opened on the page of what follows the end of a case."
    )

    def get_queryset(self) -> QuerySet[LegalRecovery]:
        rows = LegalRecovery.objects.visible_to(self.request.user)
        return with_sums(rows).select_related("case__customer", "responsible")


@requires(VIEW_CASES)
@require_safe
def ending_panel(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the book knows of each item of the checklist, and the settlement so far."""
    case = find_case(request, case_id)
    context = {
        "case": case,
        "facts": _named_facts(case),
        "statement": settlement_statement(case),
        "may_open": case.state in COMPENSATED,
    }
    return render(request, "removal/_ending_panel.html", context)


@requires(VIEW_CASES)
@require_safe
def ending(request: HttpRequest, case_id: int) -> HttpResponse:
    """Everything that follows the end of one case."""
    return _show(request, find_case(request, case_id))


@dataclass(frozen=True)
class Act:
    """An act of the page: the rows it is about, by the name of their key to the case, its form."""

    service: Callable[..., Any]
    form: type[say.OfCaseForm]
    said: Any
    rows: str = ""


ACTS = {
    "start": Act(kept.start_run_off, say.RunOffForm, gettext_lazy("The run-off has begun.")),
    "add-item": Act(kept.add_item, say.RunOffItemForm, gettext_lazy("The item is added.")),
    "close-item": Act(
        kept.close_item, say.ItemResultForm, gettext_lazy("The item is closed."), "run_off_items"
    ),
    "open-matter": Act(kept.open_matter, say.MatterForm, gettext_lazy("The matter is opened.")),
    "move-matter": Act(
        kept.move_matter, say.MatterStateForm, gettext_lazy("It is noted where the matter stands."),
        "legal_recoveries",
    ),
    "add-cost": Act(
        kept.add_cost, say.CostForm, gettext_lazy("The cost is added."), "legal_recoveries"
    ),
    "link-recovery": Act(
        kept.link_recovery, say.ReceiptForm, gettext_lazy("The recovery is linked."),
        "legal_recoveries",
    ),
    "propose-compensation": Act(
        money.propose_compensation, say.CompensationForm,
        gettext_lazy("The compensation waits for the decision of another person."),
    ),
    "approve-compensation": Act(
        money.approve_compensation, say.DecisionForm,
        gettext_lazy("The compensation may be offered."), "compensations",
    ),
    "reject-compensation": Act(
        money.reject_compensation, say.DecisionForm,
        gettext_lazy("The compensation is rejected."), "compensations",
    ),
    "answer-compensation": Act(
        money.answer_compensation, say.AnswerForm, gettext_lazy("The answer is noted."),
        "compensations",
    ),
    "pay-compensation": Act(
        money.pay_compensation, say.PaymentForm, gettext_lazy("The payment is noted."),
        "compensations",
    ),
    "propose-write-off": Act(
        money.propose_write_off, say.WriteOffForm,
        gettext_lazy("The write-off waits for the decision of another person."),
    ),
    "approve-write-off": Act(
        money.approve_write_off, say.DecisionForm,
        gettext_lazy("The write-off is in the book."), "proposed_write_offs",
    ),
    "reject-write-off": Act(
        money.reject_write_off, say.DecisionForm,
        gettext_lazy("The write-off is rejected."), "proposed_write_offs",
    ),
}  # fmt: skip
AWAITS_SECOND = gettext_lazy("Your approval is kept. So much needs a second person as well.")
PAGE_METHODS = ["GET", "HEAD", "POST"]


@requires(KEEP_ENDING)
@require_http_methods(PAGE_METHODS)
def ending_act(request: HttpRequest, case_id: int, act: str, row_id: int = 0) -> HttpResponse:
    """One act on a page of its own: what it asks for, and why it cannot be done."""
    case = find_case(request, case_id)
    chosen = ACTS[act]
    row: Any = get_object_or_404(getattr(case, chosen.rows), pk=row_id) if chosen.rows else case
    if row is not case:
        row.case = case
    initial = {"version": row.version, "state": row.state} if act == "move-matter" else {}
    form = chosen.form(request.POST or None, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        if done(form, partial(chosen.service, row, by=by, at=at, **form.cleaned_data)):
            awaits = getattr(row, "first_approved_by_id", None) and row.state == "proposed"
            messages.success(request, AWAITS_SECOND if awaits else chosen.said)
            return redirect("removal:ending", case.pk)
    context = {
        "case": case,
        "customer": case.customer,
        "form": form,
        "title": TITLES[act],
        "row": None if row is case else row,
    }
    return render(request, "removal/ending_act.html", context, status=status_of(form))


TITLES = {
    "start": gettext_lazy("Begin the run-off"),
    "add-item": gettext_lazy("Add an item"),
    "close-item": gettext_lazy("Close the item"),
    "open-matter": gettext_lazy("Open a matter"),
    "move-matter": gettext_lazy("Say where the matter stands"),
    "add-cost": gettext_lazy("Add a cost"),
    "link-recovery": gettext_lazy("Link a recovery"),
    "propose-compensation": gettext_lazy("Propose compensation"),
    "approve-compensation": gettext_lazy("Let it be offered"),
    "reject-compensation": gettext_lazy("Reject the compensation"),
    "answer-compensation": gettext_lazy("Note the customer's answer"),
    "pay-compensation": gettext_lazy("Note the payment"),
    "propose-write-off": gettext_lazy("Propose a write-off"),
    "approve-write-off": gettext_lazy("Approve the write-off"),
    "reject-write-off": gettext_lazy("Reject the write-off"),
}


def _named_facts(case: RemovalCase) -> list[tuple[Any, Any]]:
    names = {item.code: item.name for item in SETTLEMENT}
    return [(names[each.code], each.lines) for each in ending_facts(case.customer, today())]


def _show(request: HttpRequest, case: RemovalCase) -> HttpResponse:
    user = person_of(request)
    curve = run_off_curve(case, today())
    matters = with_sums(case.legal_recoveries.all()).select_related("responsible")
    people = ("proposed_by", "first_approved_by", "decided_by")
    context = {
        "case": case,
        "customer": case.customer,
        "obstacle": refusal_of(kept.check_may_keep, case, by=user),
        # what was begun is closed and paid even when the end was overturned
        "no_closing": refusal_of(kept.check_may_compensate, case, by=user),
        "facts": _named_facts(case),
        "statement": settlement_statement(case),
        "curve": curve,
        "curve_chart": _chart(curve),
        "items": case.run_off_items.select_related("responsible").order_by("due_date", "pk"),
        "matters": matters.prefetch_related("costs", "receipts__recovery").order_by("-pk"),
        "compensations": case.compensations.select_related(*people).order_by("-pk"),
        "write_offs": case.proposed_write_offs.select_related("invoice", *people).order_by("-pk"),
    }
    return render(request, "removal/ending.html", context)


def _chart(curve: list[Any]) -> dict[str, Any]:
    return {
        "categories": [f"{each.month:%Y-%m}" for each in curve],
        "series": [
            {"name": _("Expected"), "values": [each.expected for each in curve], "tone": "age-1"},
            {"name": _("Collected"), "values": [each.collected for each in curve], "tone": "low"},
        ],
    }
