# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Which parts of payments settle which invoices."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.services.facts import ALLOCATION, insert_new, put, revise_changed
from customers.services.rows import PaymentRow
from riskcrm.web.errors import Refused


@dataclass(frozen=True)
class OpenInvoice:
    id: int
    amount: Decimal
    base_amount: Decimal | None
    currency: str
    allocated: dict[str, Decimal]  # by the payment's source key


def invoices_of(
    rows: Sequence[PaymentRow], customers: dict[str, int]
) -> dict[tuple[int, str], OpenInvoice]:
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
            (customer, number): OpenInvoice(
                pk, amount, base, currency,
                {key: Decimal(text) for key, text in _json(given).items()},
            )
            for customer, number, pk, amount, base, currency, given in cursor.fetchall()
        }  # fmt: skip


def refuse_allocations(
    rows: Sequence[PaymentRow],
    refused: dict[int, Refused],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], OpenInvoice],
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
    row: PaymentRow, customer_id: int, invoices: dict[tuple[int, str], OpenInvoice]
) -> list[tuple[OpenInvoice, Decimal]]:
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


def write_allocations(
    rows: list[tuple[int, PaymentRow]],
    ids: dict[int, int],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], OpenInvoice],
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
        put(
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


def _json(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    return dict(json.loads(value)) if isinstance(value, str) else dict(value)
