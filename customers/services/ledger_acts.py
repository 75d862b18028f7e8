"""What people do to one invoice or payment: enter, correct, void and reinstate it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, DishonouredPayment, Invoice, Payment
from customers.services import open_credits
from customers.services.acting import refuse_taken
from customers.services.changes import mark_touched
from customers.services.facts import INVOICE, PAYMENT, Fact, open_stage, put, revise_changed
from customers.services.ledger import post_invoices, post_payments
from customers.services.rows import InvoiceRow, PaymentRow, Result
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_row

D = TypeVar("D", Invoice, Payment)
FACTS: dict[type[Any], Fact] = {Invoice: INVOICE, Payment: PAYMENT}


def seen_of(document: Invoice | Payment) -> str:
    """The state of a document that a person has seen: when the book came to know it."""
    return document.recorded_at.isoformat()


def enter_invoice(row: InvoiceRow, *, by: User, at: dt.datetime) -> Invoice:
    """Write a new invoice. One whose number is taken is refused, and not changed unseen."""
    row = plain_row(row)
    with transaction.atomic():
        refuse_taken(Invoice, row.customer, by=by, number=row.number)
        return _written(Invoice, post_invoices([row], by=by, at=at))


def enter_payment(row: PaymentRow, *, by: User, at: dt.datetime) -> Payment:
    """Write a new payment; see `enter_invoice`."""
    row = plain_row(row)
    with transaction.atomic():
        refuse_taken(Payment, row.customer, by=by, source_key=row.source_key)
        return _written(Payment, post_payments([row], by=by, at=at))


def correct_invoice(
    invoice: Invoice, row: InvoiceRow, *, seen: str, by: User, at: dt.datetime
) -> Invoice:
    """Write all that an invoice says, if it still says what the caller saw."""
    return _correct(invoice, seen, lambda: post_invoices([row], by=by, at=at, whole=True))


def correct_payment(
    payment: Payment, row: PaymentRow, *, seen: str, by: User, at: dt.datetime
) -> Payment:
    """Write all that a payment says, as `correct_invoice` does; what it settles stays."""
    return _correct(payment, seen, lambda: post_payments([row], by=by, at=at))


def _correct(document: D, seen: str, post: Callable[[], list[Result]]) -> D:
    with transaction.atomic():
        held = hold(document)
        if held.is_void:
            raise Refused(_("This is void. Reinstate it to correct it."), code="is_void")
        if seen_of(held) != seen:
            raise stale()
        return _written(type(document), post())


def void_document(document: D, *, reason: str, by: User, at: dt.datetime) -> D:
    """Take an invoice or a payment out that was entered by mistake. It stays readable.

    Raises `Refused` while anything stands that rests on it.
    """
    if not reason.strip():
        raise Refused(_("Say why this is void."), code="no_reason", field="reason")
    with transaction.atomic():
        held = hold(document)
        _refuse_voiding(held)
        return _turn(held, "void", reason=reason, by=by, at=at)


def reinstate_document(document: D, *, reason: str, by: User, at: dt.datetime) -> D:
    """Let a void invoice or payment count again, as it was; allocations do not come back.

    Raises `Refused` where it is not void.
    """
    if not reason.strip():
        raise Refused(_("Say why it counts again."), code="no_reason", field="reason")
    with transaction.atomic():
        held = hold(document)
        if not held.is_void:
            raise Refused(_("This is not void."), code="not_void")
        return _turn(held, "reinstate", reason=reason, by=by, at=at)


def _refuse_voiding(held: Invoice | Payment) -> None:
    name = held._meta.model_name
    if held.is_void:
        raise Refused(_("This is void already."), code="already_void")
    if held.allocations.standing().filter(customer_id=held.customer_id).exists():
        message = (
            _("Payments or credits settle this invoice. Take those allocations back first.")
            if name == "invoice"
            else _("This payment settles invoices. Take those allocations back first.")
        )
        raise Refused(message, code="allocations_stand")
    dishonours = DishonouredPayment.objects.filter(payment=held.pk, is_void=False)
    if name == "payment" and dishonours.exists():
        message = _("It is recorded that the bank gave this payment back. Void that record first.")
        raise Refused(message, code="dishonour_stands")


def _turn(held: D, act: str, *, reason: str, by: User, at: dt.datetime) -> D:
    """Write that it is void, or no more, with the reason."""
    name, is_void = f"{act}_{held._meta.model_name}", not held.is_void
    _write(held, is_void=is_void, cause=name, at=at)
    record(
        name,
        by=by.as_actor(),
        obj=held,
        customer_id=held.customer_id,
        reason=reason.strip()[:1000],
        before={"is_void": not is_void},
        after={"is_void": is_void},
        at=at,
    )
    return hold(held)


def _write(held: Invoice | Payment, *, is_void: bool, cause: str, at: dt.datetime) -> None:
    """All else that it says stays: a revision like any other."""
    fact = FACTS[type(held)]
    told = {n: getattr(held, n) for n in (*fact.key, *fact.state)} | {"is_void": is_void}
    open_stage()
    put(f"{fact.stage} ({', '.join(told)}, recorded_at)", [(*told.values(), at)])
    revise_changed(fact, at=at)
    if fact is PAYMENT:
        whose = "SELECT %(customer)s AS customer_id, 'payment' AS kind, %(id)s AS id"
        open_credits.refresh(whose, {"customer": held.customer_id, "id": held.pk})
    mark_touched(cause=cause, at=at)


def hold(document: D) -> D:
    """Lock a document's customer, as all that write the ledger do; answer it as it is then."""
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.customer_id)
    row: Any = type(document).objects.select_related("customer").get(pk=document.pk)
    held: D = row
    if held.customer_id != document.customer_id:  # a merge came first
        raise stale()
    return held


def _written(model: type[D], results: list[Result]) -> D:
    [result] = results
    if result.outcome == "refused":
        raise Refused(result.reason, code=result.code, field=result.field)
    written: Any = model.objects.get(pk=result.id or 0)
    done: D = written
    return done
