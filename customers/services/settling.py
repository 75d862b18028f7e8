# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Writing which parts of payments settle which invoices; `allocations` has checked them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import connection

from customers.services.allocations import OpenInvoice
from customers.services.facts import ALLOCATION, insert_new, put, revise_changed
from customers.services.rows import PaymentRow

# by the invoice's number what a payment gave to it and gives now; None = nothing was known
Moves = dict[str, tuple[Decimal | None, Decimal]]


def write_allocations(
    rows: list[tuple[int, PaymentRow]],
    ids: dict[int, int],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], OpenInvoice],
    *,
    at: dt.datetime,
) -> dict[int, Moves]:
    """Write what the rows say of allocations; for each row where something changed, what."""
    told = [
        (ids[n], customers[row.customer], row) for n, row in rows if row.allocations is not None
    ]
    _stage(told, invoices, at=at)
    _stage_taken_back(told, at=at)
    moved = _moves()
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    return {n: moved[ids[n]] for n, _row in rows if ids[n] in moved}


def _stage(
    told: list[tuple[int, int, PaymentRow]],
    invoices: dict[tuple[int, str], OpenInvoice],
    *,
    at: dt.datetime,
) -> None:
    staged = []
    for payment_id, customer_id, row in told:
        for part in row.allocations or ():
            invoice = invoices[customer_id, part.invoice]
            base = None
            if invoice.base_amount is not None:
                base = part.amount * invoice.base_amount / invoice.amount
            staged.append(
                (customer_id, invoice.id, payment_id, row.received_date, part.amount, base, at)
            )
    put(
        "staged_allocation (customer_id, invoice_id, payment_id, effective_date, amount,"
        " base_amount, recorded_at)",
        staged,
    )


def _stage_taken_back(told: list[tuple[int, int, PaymentRow]], *, at: dt.datetime) -> None:
    """Those that a payment has and its row leaves out: they stay with an amount of zero."""
    with connection.cursor() as cursor:
        cursor.execute(
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
            {
                "at": at,
                "customers": [customer_id for _pk, customer_id, _row in told],
                "payments": [payment_id for payment_id, *_ in told],
            },
        )


def _moves() -> dict[int, Moves]:
    """By payment what the staged allocations change."""
    moved: dict[int, Moves] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.payment_id, i.number, t.amount, s.amount FROM staged_allocation s"
            f" JOIN customers_invoice i ON i.id = s.invoice_id"
            f" LEFT JOIN customers_allocation t ON {ALLOCATION.same_key()}"
            f" WHERE t.id IS NULL OR {ALLOCATION.differs()} ORDER BY i.id"
        )
        for payment_id, number, was, now in cursor.fetchall():
            moved.setdefault(payment_id, {})[number] = (was, now)
    return moved
