"""Which parts of payments settle which invoices.

A payment cannot give more than it has. Where an invoice has another currency, both are valued at
the rates of the payment's day, give or take what a bank's own rate may differ (`RATE_SLACK`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.services.rows import AllocationRow, PaymentRow
from customers.services.worth import Rates, rates_on, worth_of
from riskcrm.web.errors import Refused

# a bank's rate lies beside the book's, and the book's may be some weeks old
RATE_SLACK = Decimal("1.05")
CORRECTED = """
SELECT w.line, jsonb_agg(jsonb_build_array(i.number, a.amount::text) ORDER BY i.id)
FROM unnest(%s::integer[], %s::bigint[], %s::text[], %s::date[], %s::numeric[], %s::text[])
     AS w(line, customer_id, source_key, received_date, amount, currency)
JOIN customers_payment p ON p.customer_id = w.customer_id AND p.source_key = w.source_key
JOIN customers_allocation a
  ON a.customer_id = p.customer_id AND a.payment_id = p.id AND a.amount > 0
JOIN customers_invoice i ON i.id = a.invoice_id
WHERE (p.received_date, p.amount, p.currency)
      IS DISTINCT FROM (w.received_date, w.amount, w.currency)
GROUP BY w.line
"""


@dataclass(frozen=True)
class OpenInvoice:
    id: int
    amount: Decimal
    base_amount: Decimal | None
    currency: str
    allocated: dict[str, Decimal]  # by the payment's source key


def keep_parts(
    rows: Sequence[PaymentRow], refused: dict[int, Refused], customers: dict[str, int]
) -> tuple[list[PaymentRow], set[int]]:
    """The rows, where corrected payments that say nothing of allocations keep those they have.

    A corrected payment is one whose date, amount or currency differs from the book. What it settles
    moves to the new date with it, and has to fit into the new amount. Answers the positions too.
    """
    silent = [
        (n, customers[row.customer], row)
        for n, row in enumerate(rows)
        if row.allocations is None and n not in refused
    ]
    if not silent:
        return list(rows), set()
    columns: list[Any] = [
        [n for n, _c, _row in silent],
        [customer for _n, customer, _row in silent],
        [row.source_key for *_, row in silent],
        [row.received_date for *_, row in silent],
        [row.amount for *_, row in silent],
        [row.currency for *_, row in silent],
    ]
    with connection.cursor() as cursor:
        cursor.execute(CORRECTED, columns)
        found = {n: json.loads(text) for n, text in cursor.fetchall()}
    kept = list(rows)
    for position, parts in found.items():
        allocations = tuple(AllocationRow(number, Decimal(amount)) for number, amount in parts)
        kept[position] = replace(rows[position], allocations=allocations)
    return kept, set(found)


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
                {key: Decimal(text) for key, text in json.loads(given or "{}").items()},
            )
            for customer, number, pk, amount, base, currency, given in cursor.fetchall()
        }  # fmt: skip


def refuse_allocations(
    rows: Sequence[PaymentRow],
    refused: dict[int, Refused],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], OpenInvoice],
    *,
    kept: set[int],
) -> None:
    """Refuse, row after row, what would give an invoice or take from a payment too much.

    `kept` are the positions of rows that keep the allocations they have: see `keep_parts`.
    """
    told = [n for n, row in enumerate(rows) if n not in refused and row.allocations is not None]
    rates = _rates([rows[n] for n in told], customers, invoices)
    for position in told:
        row = rows[position]
        try:
            plan = _plan(row, customers[row.customer], invoices)
            _refuse_overspending(row, plan, rates, is_kept=position in kept)
        except Refused as error:
            refused[position] = error
            continue
        for invoice, amount in plan:  # later rows of the call see what this one takes
            invoice.allocated[row.source_key] = amount


def _plan(
    row: PaymentRow, customer_id: int, invoices: dict[tuple[int, str], OpenInvoice]
) -> list[tuple[OpenInvoice, Decimal]]:
    """What the row gives to which invoice, none of them more than it asks for."""
    plan = []
    seen: set[str] = set()
    for part in row.allocations or ():
        invoice = invoices.get((customer_id, part.invoice))
        if invoice is None or part.invoice in seen:
            raise Refused(
                _("Invoice {number} is unknown for this customer, or named twice.").format(
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
        plan.append((invoice, part.amount))
    return plan


def _refuse_overspending(
    row: PaymentRow, plan: list[tuple[OpenInvoice, Decimal]], rates: Rates, *, is_kept: bool
) -> None:
    """Refuse what gives away more than the payment has, in its currency and in all together."""
    own = sum((amount for invoice, amount in plan if invoice.currency == row.currency), Decimal(0))
    worth, most = own, row.amount
    if any(invoice.currency != row.currency and amount for invoice, amount in plan):
        most = worth_of(row.amount, row.currency, row.received_date, rates) * RATE_SLACK
        worth = sum(
            (
                worth_of(amount, invoice.currency, row.received_date, rates)
                for invoice, amount in plan
            ),
            Decimal(0),
        )
    if own <= row.amount and worth <= most:
        return
    if is_kept:
        message = _(
            "The allocations of this payment exceed its new amount of {amount} {currency}. Send "
            "smaller allocations with it, or none."
        )
    elif own > row.amount:
        message = _("The allocations add up to {spent}, more than the payment of {amount}.")
    else:
        message = _(
            "At that day's exchange rates this payment of {amount} {currency} is worth less than "
            "what it is allocated to. Check the amounts and the currency."
        )
    raise Refused(
        message.format(spent=own, amount=row.amount, currency=row.currency),
        code="over_spent",
        field="amount" if is_kept else "allocations",
    )


def _rates(
    rows: Sequence[PaymentRow],
    customers: dict[str, int],
    invoices: dict[tuple[int, str], OpenInvoice],
) -> Rates:
    """The rates by which payments and invoices of different currencies are compared."""
    wanted = set()
    for row in rows:
        for part in row.allocations or ():
            invoice = invoices.get((customers[row.customer], part.invoice))
            if invoice is not None and invoice.currency != row.currency:
                wanted |= {(c, row.received_date) for c in (invoice.currency, row.currency)}
    return rates_on(wanted)
