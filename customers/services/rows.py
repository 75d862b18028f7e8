"""Rows as source systems tell them, and what is wrong with one by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from customers.currencies import unknown_currencies, why_unknown
from customers.models import SOURCES, Payment
from customers.services.days import is_odd_day, odd_day, refuse_odd_days
from riskcrm.web.errors import Refused

MOST_ROWS = 1000
MOST_MONEY = Decimal("9999999999999999.99")
CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class InvoiceRow:
    """An invoice as a source system tells it. `customer` is the customer's number."""

    customer: str
    number: str
    invoice_date: dt.date
    amount: Decimal
    currency: str
    due_date: dt.date | None = None
    cost: Decimal | None = None

    @property
    def key(self) -> str:
        return self.number


@dataclass(frozen=True)
class AllocationRow:
    """How much of a payment settles an invoice, in the invoice's currency. Zero takes it back."""

    invoice: str
    amount: Decimal


@dataclass(frozen=True)
class PaymentRow:
    """A payment as a source system tells it.

    `allocations` None says nothing about them; a list is all of them, so that one left out is
    taken back.
    """

    customer: str
    source_key: str
    received_date: dt.date
    amount: Decimal
    currency: str
    method: str = Payment.Method.UNKNOWN
    payer: str = ""
    reference: str = ""
    allocations: tuple[AllocationRow, ...] | None = None

    @property
    def key(self) -> str:
        return self.source_key


@dataclass(frozen=True)
class AllocateRow:
    """How much of a payment, credit note or write-off settles an invoice, in its currency.

    `source` is one of `SOURCES`, `number` the source's own. Without a date it counts since the
    day of the source or that of the invoice, whichever is later. Zero takes the allocation back.
    """

    customer: str
    source: str
    number: str
    invoice: str
    amount: Decimal
    date: dt.date | None = None

    @property
    def key(self) -> str:
        return f"{self.number} → {self.invoice}"


@dataclass(frozen=True)
class Result:
    """What became of one row: created, changed, unchanged or refused (then why)."""

    position: int
    outcome: str
    id: int | None = None
    reason: str = ""
    code: str = ""
    field: str = ""


def refuse_too_many(rows: Sequence[Any]) -> None:
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("At most {most} rows at once; you sent {count}. Import a file instead.").format(
                most=MOST_ROWS, count=len(rows)
            ),
            code="too_many_rows",
        )


def refusals(
    rows: Sequence[InvoiceRow | PaymentRow],
    customers: Mapping[str, int],
    *,
    latest: dt.date,
    positions: Sequence[int],
) -> dict[int, Refused]:
    """By place among `rows` why they are refused, each by itself.

    `latest` is the last day they may bear; `positions` are their places in what was sent, if that
    was more than these rows.
    """
    refused: dict[int, Refused] = {}
    first: dict[tuple[str, str], int] = {}
    strange = unknown_currencies(row.currency for row in rows)
    for position, row in enumerate(rows):
        try:
            if row.customer not in customers:
                raise Refused(
                    _("Customer {number} is not among your customers.").format(number=row.customer),
                    code="unknown_customer",
                    field="customer",
                )
            _check_money(row, strange)
            if isinstance(row, InvoiceRow):
                _check_invoice(row, latest)
            else:
                _check_payment(row, latest)
            refuse_odd_days(vars(row))
            earlier = first.setdefault((row.customer, row.key), position)
            if earlier != position:
                seen = positions[earlier] if positions else earlier
                raise Refused(
                    _("Named twice in this call: see row {row}.").format(row=seen),
                    code="named_twice",
                )
        except Refused as error:
            refused[position] = error
    return refused


def is_money(amount: Decimal) -> bool:
    """Zero or more, with two decimals at most."""
    return amount.is_finite() and 0 <= amount <= MOST_MONEY and amount == round(amount, 2)


def _check_money(row: InvoiceRow | PaymentRow, strange: frozenset[str]) -> None:
    amount = row.amount
    if not is_money(amount) or not amount:
        raise Refused(
            _("The amount must be positive and have at most two decimals."),
            code="bad_amount",
            field="amount",
        )
    if not CURRENCY.fullmatch(row.currency):
        raise Refused(
            _("A currency has three capital letters, such as USD."),
            code="bad_currency",
            field="currency",
        )
    if row.currency in strange:
        raise Refused(why_unknown(row.currency), code="unknown_currency", field="currency")


def _check_invoice(row: InvoiceRow, latest: dt.date) -> None:
    if row.invoice_date > latest:
        raise Refused(
            _("The invoice date lies in the future."), code="in_future", field="invoice_date"
        )
    if row.due_date is not None and row.due_date < row.invoice_date:
        raise Refused(
            _("The due date lies before the invoice date."), code="due_too_early", field="due_date"
        )
    if row.cost is not None and not is_money(row.cost):
        raise Refused(
            _("The cost must not be negative and have at most two decimals."),
            code="bad_cost",
            field="cost",
        )
    _check_text(row.number, 60, "number")


def _check_payment(row: PaymentRow, latest: dt.date) -> None:
    if row.received_date > latest:
        raise Refused(
            _("The date the payment was received lies in the future."),
            code="in_future",
            field="received_date",
        )
    if row.method not in Payment.Method.values:
        raise Refused(
            _("The method is one of: {methods}.").format(methods=", ".join(Payment.Method.values)),
            code="bad_method",
            field="method",
        )
    for part in row.allocations or ():
        if not is_money(part.amount):
            raise Refused(
                _(
                    "The amount of an allocation must not be negative and have at most two "
                    "decimals; zero takes it back."
                ),
                code="bad_amount",
                field="allocations",
            )
    _check_text(row.source_key, 80, "source_key")


def _check_text(text: str, longest: int, field: str) -> None:
    if not text.strip() or len(text) > longest or "\x00" in text:
        raise Refused(
            _("This must be 1 to {longest} characters long.").format(longest=longest),
            code="bad_text",
            field=field,
        )


def wrong_allocations(
    rows: Sequence[AllocateRow], customers: Mapping[str, int]
) -> dict[int, Refused]:
    """By place why rows are refused, each by itself."""
    wrong: dict[int, Refused] = {}
    for n, row in enumerate(rows):
        if row.customer not in customers:
            wrong[n] = Refused(
                _("Customer {number} is not among your customers.").format(number=row.customer),
                code="unknown_customer",
                field="customer",
            )
        elif row.source not in SOURCES:
            wrong[n] = Refused(
                _("What is allocated is one of: {sources}.").format(sources=", ".join(SOURCES)),
                code="bad_source",
                field="source",
            )
        elif not is_money(row.amount):
            wrong[n] = Refused(
                _("The amount must not be negative and have at most two decimals."),
                code="bad_amount",
                field="amount",
            )
        elif is_odd_day(row.date):
            wrong[n] = Refused(odd_day(), code="odd_day", field="date")
    return wrong
