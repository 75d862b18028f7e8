"""Posting invoices and payments: up to a thousand at once, each answered on its own."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from customers.models import Customer, Invoice, Payment
from customers.services.changes import mark_touched
from customers.services.facts import (
    ALLOCATION,
    INVOICE,
    PAYMENT,
    Fact,
    classify,
    convert,
    insert_new,
    open_stage,
    revalue_allocations,
    revise_changed,
    upsert,
)
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
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
    allocations: tuple[AllocationRow, ...] | None = None


@dataclass(frozen=True)
class Result:
    """What became of one row: created, changed, unchanged or refused (then why)."""

    position: int
    outcome: str
    id: int | None = None
    reason: str = ""
    code: str = ""
    field: str = ""


def post_invoices(rows: Sequence[InvoiceRow], *, by: User, at: dt.datetime) -> list[Result]:
    """Write invoices of customers that `by` may see; one result per row, in their order."""
    _refuse_too_many(rows)
    with transaction.atomic():
        customers = _lock_customers({row.customer for row in rows}, by=by)
        refused = _refusals(rows, customers, _wrong_with_invoice, lambda row: row.number)
        good = [(n, row) for n, row in enumerate(rows) if n not in refused]
        open_stage()
        _stage(
            "staged_invoice (line, customer_id, number, invoice_date, due_date, amount, currency,"
            " recorded_at)",
            [
                (n, customers[r.customer], r.number, r.invoice_date, r.due_date, r.amount,
                 r.currency, at)
                for n, r in good
            ],
        )  # fmt: skip
        convert(INVOICE)
        outcomes = classify(INVOICE)
        upsert(INVOICE, at=at)
        revalue_allocations(at=at)
        mark_touched(cause="post_invoices", at=at)
        results = _results(len(rows), refused, outcomes, _ids(INVOICE))
        _record("post_invoices", Invoice, rows, results, customers, by=by, at=at)
    return results


def post_payments(rows: Sequence[PaymentRow], *, by: User, at: dt.datetime) -> list[Result]:
    """Write payments and their allocations; one result per row, in their order.

    A payment is refused whole when an allocation is: an unknown invoice, more than the payment has,
    or more than the invoice asks for.
    """
    _refuse_too_many(rows)
    with transaction.atomic():
        customers = _lock_customers({row.customer for row in rows}, by=by)
        refused = _refusals(rows, customers, _wrong_with_payment, lambda row: row.source_key)
        invoices = _invoices_of(rows, customers)
        _refuse_allocations(rows, refused, customers, invoices)
        good = [(n, row) for n, row in enumerate(rows) if n not in refused]
        open_stage()
        _stage(
            "staged_payment (line, customer_id, source_key, received_date, amount, currency,"
            " method, payer, recorded_at)",
            [
                (n, customers[r.customer], r.source_key, r.received_date, r.amount, r.currency,
                 r.method, r.payer, at)
                for n, r in good
            ],
        )  # fmt: skip
        convert(PAYMENT)
        outcomes = classify(PAYMENT)
        upsert(PAYMENT, at=at)
        ids = _ids(PAYMENT)
        changed = _write_allocations(good, ids, customers, invoices, at=at)
        for line in changed:
            if outcomes[line] == "unchanged":
                outcomes[line] = "changed"
        mark_touched(cause="post_payments", at=at)
        results = _results(len(rows), refused, outcomes, ids)
        _record("post_payments", Payment, rows, results, customers, by=by, at=at)
    return results


@dataclass(frozen=True)
class _OpenInvoice:
    id: int
    amount: Decimal
    base_amount: Decimal | None
    currency: str
    allocated: dict[str, Decimal]  # by the payment's source key


def _invoices_of(
    rows: Sequence[PaymentRow], customers: dict[str, int]
) -> dict[tuple[int, str], _OpenInvoice]:
    """The invoices that the rows name, with what other payments already give to them."""
    wanted = {
        (customers[row.customer], part.invoice)
        for row in rows
        if row.customer in customers
        for part in row.allocations or ()
    }
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.customer_id, i.number, i.id, i.amount, i.base_amount, i.currency,
                   jsonb_object_agg(p.source_key, a.amount::text) FILTER (WHERE p.id IS NOT NULL)
            FROM unnest(%s::bigint[], %s::text[]) AS w(customer_id, number)
            JOIN customers_invoice i ON i.customer_id = w.customer_id AND i.number = w.number
            LEFT JOIN customers_allocation a
                   ON a.customer_id = i.customer_id AND a.invoice_id = i.id AND a.amount > 0
            LEFT JOIN customers_payment p ON p.id = a.payment_id
            GROUP BY i.id
            """,
            [[c for c, _number in wanted], [number for _c, number in wanted]],
        )
        return {
            (customer, number): _OpenInvoice(
                pk, amount, base, currency,
                {key: Decimal(text) for key, text in _json(given).items()},
            )
            for customer, number, pk, amount, base, currency, given in cursor.fetchall()
        }  # fmt: skip


def _refuse_allocations(
    rows: Sequence[PaymentRow],
    refused: dict[int, Refused],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], _OpenInvoice],
) -> None:
    """Refuse, row after row, what would give an invoice or take from a payment too much."""
    for position, row in enumerate(rows):
        if position in refused or row.allocations is None:
            continue
        try:
            plan = _check_allocations(row, customers[row.customer], invoices)
        except Refused as error:
            refused[position] = error
            continue
        for invoice, amount in plan:  # later rows of the call see what this one takes
            invoice.allocated[row.source_key] = amount


def _check_allocations(
    row: PaymentRow, customer_id: int, invoices: dict[tuple[int, str], _OpenInvoice]
) -> list[tuple[_OpenInvoice, Decimal]]:
    plan = []
    spent = Decimal(0)
    seen: set[str] = set()
    for part in row.allocations or ():
        invoice = invoices.get((customer_id, part.invoice))
        if invoice is None or part.invoice in seen:
            raise Refused(
                _("Invoice {number} is not known for this customer, or named twice.").format(
                    number=part.invoice
                ),
                code="unknown_invoice",
                field="allocations",
            )
        seen.add(part.invoice)
        others = sum(
            (v for key, v in invoice.allocated.items() if key != row.source_key), Decimal(0)
        )
        if part.amount < 0 or others + part.amount > invoice.amount:
            raise Refused(
                _("Invoice {number} has only {left} left to settle, not {amount}.").format(
                    number=part.invoice, left=invoice.amount - others, amount=part.amount
                ),
                code="over_allocated",
                field="allocations",
            )
        if invoice.currency == row.currency:
            spent += part.amount
        plan.append((invoice, part.amount))
    if spent > row.amount:
        raise Refused(
            _("The allocations add up to {spent}, more than the payment of {amount}.").format(
                spent=spent, amount=row.amount
            ),
            code="over_spent",
            field="allocations",
        )
    return plan


def _write_allocations(
    rows: list[tuple[int, PaymentRow]],
    ids: dict[int, int],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], _OpenInvoice],
    *,
    at: dt.datetime,
) -> set[int]:
    """Write what the rows say of allocations; the positions of rows where something changed."""
    staged = []
    told = {ids[n]: n for n, row in rows if row.allocations is not None}
    for position, row in rows:
        customer_id = customers[row.customer]
        for part in row.allocations or ():
            invoice = invoices[customer_id, part.invoice]
            base = None
            if invoice.base_amount is not None:
                base = part.amount * invoice.base_amount / invoice.amount
            staged.append(
                (customer_id, invoice.id, ids[position], row.received_date, part.amount, base, at)
            )
    with connection.cursor() as cursor:
        _stage(
            "staged_allocation (customer_id, invoice_id, payment_id, effective_date, amount,"
            " base_amount, recorded_at)",
            staged,
        )
        cursor.execute(  # those left out are taken back: the row stays with an amount of zero
            """
            INSERT INTO staged_allocation
            SELECT a.customer_id, a.invoice_id, a.payment_id, a.effective_date, 0,
                   CASE WHEN a.base_amount IS NOT NULL THEN 0 END, %(at)s
            FROM customers_allocation a
            WHERE a.customer_id = ANY(%(customers)s) AND a.payment_id = ANY(%(payments)s)
              AND a.amount > 0 AND NOT EXISTS (
                SELECT 1 FROM staged_allocation s
                WHERE s.invoice_id = a.invoice_id AND s.payment_id = a.payment_id)
            """,
            {"at": at, "customers": list(customers.values()), "payments": list(told)},
        )
        cursor.execute(
            f"SELECT DISTINCT s.payment_id FROM staged_allocation s LEFT JOIN"
            f" customers_allocation t ON {ALLOCATION.same_key()}"
            f" WHERE t.id IS NULL OR {ALLOCATION.differs()}"
        )
        changed = {told[payment] for (payment,) in cursor.fetchall()}
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    return changed


def _refuse_too_many(rows: Sequence[Any]) -> None:
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("At most {most} rows at once; these are {count}. Send a file instead.").format(
                most=MOST_ROWS, count=len(rows)
            ),
            code="too_many_rows",
        )


def _lock_customers(numbers: set[str], *, by: User) -> dict[str, int]:
    """Ids by number of those that `by` may see, locked in one order against other postings."""
    rows = Customer.objects.visible_to(by).filter(number__in=numbers).order_by("pk")
    return dict(rows.select_for_update(no_key=True, of=("self",)).values_list("number", "pk"))


def _refusals(
    rows: Sequence[Any], customers: dict[str, int], wrong: Any, key: Any
) -> dict[int, Refused]:
    refused: dict[int, Refused] = {}
    first: dict[tuple[str, str], int] = {}
    for position, row in enumerate(rows):
        try:
            if row.customer not in customers:
                raise Refused(
                    _("Customer {number} is not among your customers.").format(number=row.customer),
                    code="unknown_customer",
                    field="customer",
                )
            _check_money(row)
            wrong(row)
            earlier = first.setdefault((row.customer, key(row)), position)
            if earlier != position:
                raise Refused(
                    _("Named twice in this call: see row {row}.").format(row=earlier),
                    code="named_twice",
                )
        except Refused as error:
            refused[position] = error
    return refused


def _check_money(row: InvoiceRow | PaymentRow) -> None:
    amount = row.amount
    if not (amount.is_finite() and 0 < amount <= MOST_MONEY) or amount != round(amount, 2):
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


def _wrong_with_invoice(row: InvoiceRow) -> None:
    if row.due_date is not None and row.due_date < row.invoice_date:
        raise Refused(
            _("The due date lies before the invoice date."), code="due_too_early", field="due_date"
        )
    _check_text(row.number, 60, "number")


def _wrong_with_payment(row: PaymentRow) -> None:
    if row.method not in Payment.Method.values:
        raise Refused(
            _("The method is one of: {methods}.").format(methods=", ".join(Payment.Method.values)),
            code="bad_method",
            field="method",
        )
    _check_text(row.source_key, 80, "source_key")


def _check_text(text: str, longest: int, field: str) -> None:
    if not text.strip() or len(text) > longest or "\x00" in text:
        raise Refused(
            _("This must have between 1 and {longest} characters.").format(longest=longest),
            code="bad_text",
            field=field,
        )


def _stage(target: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, f"INSERT INTO {target} VALUES %s", rows, page_size=1000)


def _ids(fact: Fact) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.line, t.id FROM {fact.stage} s JOIN {fact.table} t ON {fact.same_key()}"
        )
        return dict(cursor.fetchall())


def _results(
    count: int, refused: dict[int, Refused], outcomes: dict[int, str], ids: dict[int, int]
) -> list[Result]:
    return [
        Result(n, "refused", None, refused[n].message, refused[n].code, refused[n].field)
        if n in refused
        else Result(n, outcomes[n], ids[n])
        for n in range(count)
    ]


def _record(
    verb: str,
    model: type[models.Model],
    rows: Sequence[Any],
    results: list[Result],
    customers: dict[str, int],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """One event per call, about the row itself when there is one; none if nothing was written."""
    written = [r for r in results if r.outcome in ("created", "changed")]
    if not written:
        return
    touched = {customers[rows[r.position].customer] for r in written}
    obj: models.Model = by
    if len(written) == 1:
        obj = model._default_manager.get(pk=written[0].id)
    record(
        verb,
        by=by.as_actor(),
        obj=obj,
        customer_id=touched.pop() if len(touched) == 1 else None,
        after={"rows": [_told(rows[r.position], r) for r in written]},
        facts=dict(Counter(r.outcome for r in results)),
        at=at,
    )


def _told(row: Any, result: Result) -> dict[str, Any]:
    return {"outcome": result.outcome, "id": result.id, "row": str(row)}


def _json(value: Any) -> dict[str, str]:
    import json

    if value is None:
        return {}
    return dict(json.loads(value)) if isinstance(value, str) else dict(value)
