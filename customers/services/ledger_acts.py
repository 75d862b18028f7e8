"""What people do to one invoice or payment: enter it, correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Invoice, Payment
from customers.services.ledger import post_invoices, post_payments
from customers.services.rows import InvoiceRow, PaymentRow, Result
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

D = TypeVar("D", Invoice, Payment)


def seen_of(document: Invoice | Payment) -> str:
    """The state of a document that a person has seen: when the book came to know it."""
    return document.recorded_at.isoformat()


def enter_invoice(row: InvoiceRow, *, by: User, at: dt.datetime) -> Invoice:
    """Write a new invoice. One whose number is taken is refused, and not changed unseen."""
    with transaction.atomic():
        _refuse_taken(Invoice, row.customer, number=row.number)
        return _written(Invoice, post_invoices([row], by=by, at=at))


def enter_payment(row: PaymentRow, *, by: User, at: dt.datetime) -> Payment:
    """Write a new payment; see `enter_invoice`."""
    with transaction.atomic():
        _refuse_taken(Payment, row.customer, source_key=row.source_key)
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
        if seen_of(hold(document)) != seen:
            raise stale()
        return _written(type(document), post())


def hold(document: D) -> D:
    """Lock a document's customer, as all that write the ledger do; answer it as it is then."""
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.customer_id)
    held: D = type(document).objects.select_related("customer").get(pk=document.pk)
    if held.customer_id != document.customer_id:  # a merge came first
        raise stale()
    return held


def _refuse_taken(model: type[Invoice | Payment], customer: str, **key: str) -> None:
    """Under the customer's lock, so that nobody takes the number meanwhile."""
    held = Customer.objects.select_for_update(no_key=True, of=("self",)).filter(number=customer)
    if model.objects.filter(customer__in=[c.pk for c in held], **key).exists():
        [field] = key
        message = _("This customer has one with this number already. Open that one to correct it.")
        raise Refused(message, code="number_taken", field=field)


def _written(model: type[D], results: list[Result]) -> D:
    [result] = results
    if result.outcome == "refused":
        raise Refused(result.reason, code=result.code, field=result.field)
    written: Any = model.objects.get(pk=result.id)
    done: D = written
    return done
