"""Pages on which people enter, correct, void and reinstate an invoice or a payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers import services
from customers.ledger.forms import DocumentForm, InvoiceForm, PaymentForm, TakeBackForm
from customers.models import Invoice, Payment
from customers.services.records import new_key
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.views.shared import form_answer
from riskcrm.web.forms import done, made
from riskcrm.web.ids import id_of
from riskcrm.web.lists import Act
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

FORM_METHODS = ["GET", "HEAD", "POST"]
D = TypeVar("D", Invoice, Payment)


def new_document(request: HttpRequest, name: str, label: str, query: str = "") -> list[Act]:
    """The act that enters an invoice or a payment, for who may."""
    if not request.user.has_perm(f"customers.add_{name}"):
        return []
    return [Act(label, reverse(f"customers:{name}_create") + query, "plus", True)]


@requires("customers.add_invoice")
@require_http_methods(FORM_METHODS)
def invoice_create(request: HttpRequest) -> HttpResponse:
    """Enter an invoice; `?customer=` names whose it is."""
    form = InvoiceForm(request.POST or None, initial=_initial(request, "invoice_date"), is_new=True)
    return _enter(request, form, _("New invoice"), lambda said: services.enter_invoice(
        services.InvoiceRow(**said), by=person_of(request), at=timezone.now()))  # fmt: skip


@requires("customers.add_payment")
@require_http_methods(FORM_METHODS)
def payment_create(request: HttpRequest) -> HttpResponse:
    """Enter a payment; `?customer=` names whose it is."""
    form = PaymentForm(
        request.POST or None, initial=_initial(request, "received_date"), is_new=True
    )

    def enter(said: dict[str, Any]) -> Payment:
        at = timezone.now()
        said["source_key"] = said["source_key"] or new_key(at)
        return services.enter_payment(services.PaymentRow(**said), by=person_of(request), at=at)

    return _enter(request, form, _("New payment"), enter)


@requires("customers.change_invoice")
@require_http_methods(FORM_METHODS)
def invoice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    invoice = _find(request, Invoice, pk)
    form = InvoiceForm(request.POST or None, initial=_told(invoice, InvoiceForm), is_new=False)

    def correct(said: dict[str, Any], **act: Any) -> Invoice:
        row = services.InvoiceRow(customer=invoice.customer.number, number=invoice.number, **said)
        return services.correct_invoice(invoice, row, **act)

    title = _("Correct invoice {number}").format(number=invoice.number)
    return _edit(request, invoice, form, title, correct)


@requires("customers.change_payment")
@require_http_methods(FORM_METHODS)
def payment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    payment = _find(request, Payment, pk)
    form = PaymentForm(request.POST or None, initial=_told(payment, PaymentForm), is_new=False)

    def correct(said: dict[str, Any], **act: Any) -> Payment:
        said |= {"customer": payment.customer.number, "source_key": payment.source_key}
        return services.correct_payment(payment, services.PaymentRow(**said), **act)

    title = _("Correct payment {number}").format(number=payment.source_key)
    return _edit(request, payment, form, title, correct)


@requires("customers.change_invoice")
@require_http_methods(FORM_METHODS)
def invoice_void(request: HttpRequest, pk: int) -> HttpResponse:
    invoice = _find(request, Invoice, pk)
    return _void(request, invoice, _("Void invoice {number}").format(number=invoice.number))


@requires("customers.change_payment")
@require_http_methods(FORM_METHODS)
def payment_void(request: HttpRequest, pk: int) -> HttpResponse:
    payment = _find(request, Payment, pk)
    return _void(request, payment, _("Void payment {number}").format(number=payment.source_key))


@requires("customers.change_invoice")
@require_http_methods(FORM_METHODS)
def invoice_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    invoice = _find(request, Invoice, pk)
    title = _("Reinstate invoice {number}").format(number=invoice.number)
    return _reinstate(request, invoice, title)


@requires("customers.change_payment")
@require_http_methods(FORM_METHODS)
def payment_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    payment = _find(request, Payment, pk)
    title = _("Reinstate payment {number}").format(number=payment.source_key)
    return _reinstate(request, payment, title)


def _find(request: HttpRequest, model: type[D], pk: int) -> D:
    every: Any = model.objects
    rows = every.visible_to(person_of(request)).select_related("customer")
    found: D = get_object_or_404(rows, pk=pk)
    return found


def _void(request: HttpRequest, document: Any, title: str) -> HttpResponse:
    return _with_reason(
        request,
        document,
        services.void_document,
        _("It is void. It stays readable and counts for nothing."),
        title=title,
        verb=_("Void it"),
        intro=_("For what was entered by mistake: it stays readable, and counts for nothing."),
    )


def _reinstate(request: HttpRequest, document: Any, title: str) -> HttpResponse:
    return _with_reason(
        request,
        document,
        services.reinstate_document,
        _("It counts again."),
        title=title,
        verb=_("Reinstate it"),
        intro=_("It counts again as it was. Allocations that were taken back do not come back."),
    )


def _with_reason(
    request: HttpRequest, document: Any, act: Callable[..., Any], said: str, **words: Any
) -> HttpResponse:
    """Do what asks for a reason, and go to the document."""
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, by, at = form.cleaned_data["reason"], person_of(request), timezone.now()
        if done(form, lambda: act(document, reason=why, by=by, at=at)):
            messages.success(request, said)
            return redirect(_page_of(document))
    return form_answer(request, form, back=_page_of(document), **words)


def _initial(request: HttpRequest, day: str) -> dict[str, Any]:
    asked = id_of(request.GET.get("customer", ""))
    whose = {} if asked is None else {"customer": find_customer(request, asked).number}
    return {day: today(), **whose}


def _told(document: Invoice | Payment, form: type[DocumentForm]) -> dict[str, Any]:
    """What a document says, as its form shows it."""
    names = set(form.base_fields) - {"customer", "seen"}
    return {"seen": services.seen_of(document), **{n: getattr(document, n) for n in names}}


def _page_of(document: Invoice | Payment) -> str:
    return reverse(f"customers:{document._meta.model_name}_detail", args=[document.pk])


def _enter(
    request: HttpRequest, form: DocumentForm, title: str, enter: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    document = None
    if request.method == "POST" and form.is_valid():
        document = made(form, lambda: enter(form.said()))
    if document:
        messages.success(request, _("It is in the ledger."))
        return redirect(_page_of(document))
    name = "invoice" if isinstance(form, InvoiceForm) else "payment"
    back = reverse(f"customers:{name}_list")
    return form_answer(request, form, title=title, verb=_("Save"), back=back)


def _edit(
    request: HttpRequest,
    document: Invoice | Payment,
    form: DocumentForm,
    title: str,
    correct: Callable[..., Any],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        seen, by, at = form.cleaned_data["seen"], person_of(request), timezone.now()
        if done(form, lambda: correct(form.said(), seen=seen, by=by, at=at)):
            messages.success(request, _("The change is saved."))
            return redirect(_page_of(document))
    intro = _("What it said before stays readable. What it settles, or is settled by, stays too.")
    return form_answer(
        request, form, title=title, verb=_("Save"), back=_page_of(document), intro=intro
    )
