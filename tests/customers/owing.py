"""Customers who owe, by how many days their invoices are past due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import Customer, Dispute, Invoice, PromiseToPay
from customers.services.arrears import follow_receivables
from riskcrm.web.today import local_date
from tests.factories import make_customer, make_invoice

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


def owe(
    customer: Customer, amount: Any, *, late: int | None, day: dt.date = TODAY, **fields: Any
) -> Invoice:
    """An invoice so many days past due; None = without a due date."""
    due = None if late is None else day - late * DAY
    return make_invoice(
        customer, amount, invoice_date=(due or day) - 400 * DAY, due_date=due, **fields
    )


def debtor(amount: Any = "1000.00", *, late: int = 40, **fields: Any) -> Customer:
    """A customer with one overdue invoice."""
    day = fields.pop("day", TODAY)
    customer = make_customer(**fields)
    owe(customer, amount, late=late, day=day)
    return customer


def sweep(*, at: dt.datetime = NOON) -> None:
    """What the sweep does until nothing is left to do."""
    while follow_receivables(at=at):
        pass


def promise(
    customer: Customer, amount: Any, *, on: dt.date, outcome: str = "open", key: str = "",
    **fields: Any,
) -> PromiseToPay:  # fmt: skip
    return PromiseToPay.objects.create(
        customer=customer, source_key=key or f"P-{on}", promised_date=on, outcome=outcome,
        effective_date=fields.pop("made", min(on, TODAY - 30 * DAY)), amount=amount,
        base_amount=amount, currency="USD", recorded_at=NOON, **fields,
    )  # fmt: skip


def dispute(
    customer: Customer, amount: Any, *, invoice: Invoice | None = None, **fields: Any
) -> Dispute:
    said = {"base_amount": amount, "currency": "USD", **fields}
    return Dispute.objects.create(
        customer=customer, source_key=f"D-{amount}", invoice=invoice, amount=amount,
        effective_date=local_date(NOON), recorded_at=NOON, **said,
    )  # fmt: skip
