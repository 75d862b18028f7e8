"""Pages of invoices, payments and allocations: lists, one document, taking an allocation back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers import services
from customers.ledger import selectors as ledger
from customers.ledger.as_of import Reading, reading_asked
from customers.ledger.filters import AllocationFilter, InvoiceFilter, PaymentFilter
from customers.ledger.forms import TakeBackForm
from customers.ledger.tables import AllocationTable, InvoiceTable, PaymentTable
from customers.models import Allocation, DishonouredPayment, Invoice, Payment
from customers.selectors import days_late, with_open_amount
from customers.services.credits import SETTLING
from customers.views.documents import documents_on
from customers.views.ledger_acts import new_document
from customers.views.records import MORE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

INVOICE_SAYS = ("invoice_date", "due_date", "amount", "currency", "base_amount", "cost", "is_void")
PAYMENT_SAYS = ("received_date", "amount", "currency", "base_amount", "method", "payer",
                "reference", "is_void")  # fmt: skip


def newest(field: str) -> Sort:
    return Sort(field, descending=True, tie_reversed=True)


class LedgerList(ListPage):
    """Documents of the customers a person sees, newest first."""

    import_kind: ClassVar[str] = ""
    entered: ClassVar[tuple[str, Any]] = ("", "")  # what one may enter, and the act's words
    exported_with: ClassVar[dict[str, str]] = {"customer": "customer_number"}
    empty_text = gettext_lazy("Nothing here yet. Import a file or post rows over the API.")

    @cached_property
    def reading(self) -> Reading:
        return reading_asked(self.request.GET)

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("All records"), reverse("customers:record_index"), "list-check")]
        if self.import_kind and self.request.user.has_perm("customers.add_importfile"):
            url = f"{reverse('customers:import_create')}?kind={self.import_kind}"
            acts.append(Act(_("Import"), url, "file-import"))
        name, label = self.entered
        return [*acts, *(new_document(self.request, name, label) if name else ())]


class InvoiceList(LedgerList):
    permission_required = "customers.view_invoice"
    table_class = InvoiceTable
    filterset_class = InvoiceFilter
    sorts: ClassVar[dict[str, Any]] = {"invoice_date": newest("invoice_date")}
    default_sort = "-invoice_date"
    default_columns = ("number", "customer", "invoice_date", "due_date", "amount", "open_amount",
                       "currency", "days_late")  # fmt: skip
    title = gettext_lazy("Invoices")
    import_kind = "invoices"
    entered = ("invoice", gettext_lazy("New invoice"))
    detail_route = "customers:invoice_detail"

    def get_queryset(self) -> QuerySet[Invoice]:
        rows = Invoice.objects.visible_to(self.request.user).select_related("customer")
        return with_open_amount(self.reading.documents(rows), self.reading.allocations())

    def prepare(self, rows: list[Any]) -> list[Any]:
        for invoice in rows:
            invoice.days_late = days_late(invoice, today=self.reading.day)
        return rows


class PaymentList(LedgerList):
    permission_required = "customers.view_payment"
    table_class = PaymentTable
    filterset_class = PaymentFilter
    sorts: ClassVar[dict[str, Any]] = {"received_date": newest("received_date")}
    default_sort = "-received_date"
    default_columns = ("source_key", "customer", "received_date", "method", "amount", "left",
                       "currency")  # fmt: skip
    title = gettext_lazy("Payments")
    import_kind = "payments"
    entered = ("payment", gettext_lazy("New payment"))
    detail_route = "customers:payment_detail"

    def get_queryset(self) -> QuerySet[Payment]:
        rows = Payment.objects.visible_to(self.request.user).select_related("customer")
        return self.reading.documents(rows)

    def prepare(self, rows: list[Any]) -> list[Any]:
        past = self.reading.is_past
        left: Any = self.reading.left_of(rows) if past else ledger.left_of(rows, "payment")
        for payment in rows:
            payment.left = left.get(payment.pk)
        return rows

    def get_actions(self) -> Sequence[Act]:
        match = Act(_("Match"), reverse("customers:opencredit_list"), "link")
        return [match, *super().get_actions()]


class AllocationList(LedgerList):
    permission_required = "customers.view_payment"
    table_class = AllocationTable
    filterset_class = AllocationFilter
    sorts: ClassVar[dict[str, Any]] = {"effective_date": newest("effective_date")}
    default_sort = "-effective_date"
    default_columns = ("invoice", "customer", "effective_date", "kind", "source", "amount",
                       "currency")  # fmt: skip
    title = gettext_lazy("Allocations")
    import_kind = "allocations"

    def get_queryset(self) -> QuerySet[Allocation]:
        rows = ledger.with_sources(Allocation.objects.visible_to(self.request.user))
        return self.reading.documents(rows)


@requires("customers.view_invoice")
@require_GET
def invoice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice: what it says, what settles it, what is about it, what it said before."""
    person = person_of(request)
    rows = with_open_amount(Invoice.objects.visible_to(person).select_related("customer"))
    invoice: Any = get_object_or_404(rows, pk=pk)
    may_see_payments = person.has_perm("customers.view_payment")
    may_take_back = person.has_perm("customers.change_payment")
    context = {
        "invoice": invoice,
        "document": invoice,
        **_edited(request, invoice),
        **documents_on(request, invoice),
        "may_match": may_take_back and invoice.open_amount > 0,
        "days_late": days_late(invoice, today=today()),
        "parts": ledger.settlements_of(invoice) if may_see_payments else [],
        "may_see_payments": may_see_payments,
        "may_take_back": may_take_back,
        "mentions": ledger.mentions_of(invoice, "invoice", person=person),
        "states": ledger.former_states(invoice, INVOICE_SAYS),
        "former_parts": ledger.former_parts(
            customer_id=invoice.customer_id, invoice_id=invoice.pk
        ) if may_see_payments else [],
    }  # fmt: skip
    return render(request, "customers/invoice_detail.html", context)


@requires("customers.view_payment")
@require_GET
def payment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: what it says, which invoices it settles, what is left, what it said before."""
    person = person_of(request)
    rows = Payment.objects.visible_to(person).select_related("customer")
    payment = get_object_or_404(rows, pk=pk)
    left = ledger.left_of([payment], "payment").get(payment.pk)
    may_take_back = person.has_perm("customers.change_payment")
    context = {
        "payment": payment,
        "document": payment,
        **_edited(request, payment),
        **documents_on(request, payment),
        "parts": ledger.parts_of(payment, "payment"),
        "left": left,
        "may_match": may_take_back and bool(left),
        "dishonour": DishonouredPayment.objects.filter(payment=payment, is_void=False).first(),
        "may_take_back": may_take_back,
        "mentions": ledger.mentions_of(payment, "payment", person=person),
        "states": ledger.former_states(payment, PAYMENT_SAYS),
        "former_parts": ledger.former_parts(
            customer_id=payment.customer_id, payment_id=payment.pk
        ),
    }  # fmt: skip
    return render(request, "customers/payment_detail.html", context)


def _edited(request: HttpRequest, document: Invoice | Payment) -> dict[str, str]:
    """Where a document is corrected and voided, or reinstated, for who may."""
    name = document._meta.model_name
    if not request.user.has_perm(f"customers.change_{name}"):
        return {}
    ways = ("reinstate",) if document.is_void else ("edit", "void")
    return {f"{way}_url": reverse(f"customers:{name}_{way}", args=[document.pk]) for way in ways}


@requires("customers.change_payment")
@require_http_methods(["GET", "HEAD", "POST"])
def allocation_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an allocation back, with the reason; what it was stays readable."""
    rows = ledger.with_sources(Allocation.objects.visible_to(person_of(request)))
    allocation = get_object_or_404(rows, pk=pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, by, at = form.cleaned_data["reason"], person_of(request), timezone.now()
        if done(form, lambda: services.take_back(allocation, reason=why, by=by, at=at)):
            messages.success(request, _("The allocation is taken back."))
            return redirect("customers:invoice_detail", pk=allocation.invoice_id)
    context = {"allocation": allocation, "form": form}
    return render(request, "customers/allocation_take_back.html", context, status=status_of(form))


def _settles(request: HttpRequest, fact: Any) -> dict[str, Any]:
    """Which invoices a credit note or write-off settles, and what of it is left."""
    person = person_of(request)
    if not person.has_perm("customers.view_payment"):
        return {}
    field = SETTLING[fact._meta.model_name]
    return {
        "settles": True,
        "parts": ledger.parts_of(fact, field),
        "left": ledger.left_of([fact], field).get(fact.pk),
        "may_take_back": person.has_perm("customers.change_payment"),
    }


for name in SETTLING:
    MORE[name] = _settles
