"""What was known of one customer's ledger at a moment, row by row through the ORM."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

from customers.models import (
    Allocation,
    AllocationRevision,
    Customer,
    CustomerRevision,
    FactRevision,
    Invoice,
    InvoiceRevision,
    Payment,
    PaymentRevision,
)
from customers.records import KINDS


@dataclass
class Ledger:
    """The standing rows by a day, as they were known; amounts in base currency may be None."""

    as_of: dt.date
    invoices: list[Any]
    payments: list[Any]
    allocations: list[Any]
    facts: dict[str, list[Any]]
    accounts: set[str]
    country: str

    def ago(self, days: int) -> dt.date:
        return self.as_of - dt.timedelta(days=days)

    def settled(self, invoice: Any, day: dt.date, source: str = "") -> Decimal:
        """How much settles an invoice by a day, in its currency; by one kind of source, or all."""
        return sum(
            (
                a.amount
                for a in self.allocations
                if a.invoice_id == invoice.id
                and a.effective_date <= day
                and (not source or getattr(a, f"{source}_id") is not None)
            ),
            Decimal(0),
        )

    def open(self, invoice: Any, day: dt.date) -> Decimal | None:
        """What is open of an invoice at the end of a day; None where its rate is not known."""
        if invoice.invoice_date > day:
            return Decimal(0)
        rest = invoice.amount - self.settled(invoice, day)
        if rest <= 0:
            return Decimal(0)
        return part(invoice, rest)

    def is_overdue(self, invoice: Any) -> bool:
        return invoice.due_date is not None and invoice.due_date < self.as_of


def part(row: Any, amount: Decimal) -> Decimal | None:
    """A part of a row's amount in base currency, at the row's own rate."""
    if row.base_amount is None:
        return None
    return (row.base_amount * amount / row.amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(amounts: list[Decimal | None]) -> Decimal | None:
    """Their sum; None where one of them is not known."""
    return None if None in amounts else sum((a for a in amounts if a is not None), Decimal(0))


def months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _known(model: Any, revisions: Any, name: str, customer: Customer, at: dt.datetime) -> list[Any]:
    fields = [field.attname for field in model._meta.concrete_fields]
    rows = [row for row in model.objects.filter(customer=customer) if row.recorded_at <= at]
    for row in revisions.objects.filter(customer=customer):
        if row.recorded_at <= at < row.superseded_at:
            said = {field: getattr(row, field, None) for field in fields}
            rows.append(SimpleNamespace(**said | {"id": getattr(row, f"{name}_id")}))
    return [row for row in rows if not getattr(row, "is_void", False)]


def _facts(code: str, customer: Customer, at: dt.datetime) -> list[Any]:
    kind = KINDS[code]
    rows = [
        row
        for row in kind.model._default_manager.filter(customer=customer)
        if row.recorded_at <= at
    ]
    for revision in FactRevision.objects.filter(customer=customer, kind=kind.name):
        if revision.recorded_at <= at < revision.superseded_at:
            said = {
                field.attname: field.to_python(revision.former.get(field.column))
                for field in kind.model._meta.concrete_fields
            }
            rows.append(SimpleNamespace(**said))
    return [row for row in rows if not row.is_void]


def _account(text: str) -> str:
    return "".join(sign for sign in text if sign not in " .-").upper()


def ledger_of(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Ledger:
    accounts, account, country = set(), customer.bank_account, customer.country
    for revision in CustomerRevision.objects.filter(customer=customer).order_by("-version"):
        if revision.superseded_at > known_at:  # it was still so then
            account = revision.former.get("bank_account", account)
            country = revision.former.get("country", country)
        else:
            accounts.add(_account(revision.former.get("bank_account", "")))
    allocations = _known(Allocation, AllocationRevision, "allocation", customer, known_at)
    codes = ("promises", "dishonoured-payments", "disputes", "orders")
    facts = {code: _facts(code, customer, known_at) for code in codes}
    payments = _known(Payment, PaymentRevision, "payment", customer, known_at)
    return Ledger(
        as_of=as_of,
        invoices=[
            row
            for row in _known(Invoice, InvoiceRevision, "invoice", customer, known_at)
            if row.invoice_date <= as_of
        ],
        payments=sorted(
            (row for row in payments if row.received_date <= as_of),
            key=lambda row: (row.received_date, row.id),
        ),
        allocations=[a for a in allocations if a.effective_date <= as_of and a.amount > 0],
        facts={
            code: [row for row in rows if row.effective_date <= as_of]
            for code, rows in facts.items()
        },
        accounts=(accounts | {_account(account)}) - {""},
        country=country,
    )


account_key = _account
