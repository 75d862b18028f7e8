# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What payments, credit notes and write-offs have left: the rows of `OpenCredit`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from customers.services.rate_sql import rate_sql

# a bank's rate lies beside the book's, and the book's may be some weeks old
RATE_SLACK = Decimal("1.05")
# which payment, credit note or write-off an allocation `a` is of
ALLOCATION_KIND = (
    "CASE WHEN a.payment_id IS NOT NULL THEN 'payment'"
    " WHEN a.credit_note_id IS NOT NULL THEN 'credit_note' ELSE 'write_off' END"
)
ALLOCATION_ID = "coalesce(a.payment_id, a.credit_note_id, a.write_off_id)"


def honoured_sql(row: str, key: str = "") -> str:
    """SQL: what the bank did not give back of a payment with the columns of this row."""
    return (
        f"greatest({row}.amount - coalesce((SELECT sum(CASE WHEN d.currency = {row}.currency"
        f" THEN d.amount ELSE {row}.amount END) FROM customers_dishonouredpayment d"
        f" WHERE d.payment_id = {key or f'{row}.id'} AND NOT d.is_void), 0), 0)"
    )


SOURCES = f"""
    SELECT s.customer_id, s.kind, s.id, p.received_date AS day,
           CASE WHEN p.is_void THEN 0 ELSE {honoured_sql("p")} END AS amount, p.currency
    FROM source s JOIN customers_payment p ON p.id = s.id WHERE s.kind = 'payment'
    UNION ALL
    SELECT s.customer_id, s.kind, s.id, c.effective_date,
           CASE WHEN c.is_void THEN 0 ELSE c.amount END, c.currency
    FROM source s JOIN customers_creditnote c ON c.id = s.id WHERE s.kind = 'credit_note'
    UNION ALL
    SELECT s.customer_id, s.kind, s.id, w.effective_date,
           CASE WHEN w.is_void THEN 0 ELSE w.amount END, w.currency
    FROM source s JOIN customers_writeoff w ON w.id = s.id WHERE s.kind = 'write_off'
"""
# What went to invoices of other currencies is valued at the rates of the source's day. A rest that
# may be no more than the difference between two rates is none.
REFRESH = f"""
WITH source AS ({{sources}}), given AS (
    SELECT d.customer_id, d.kind, d.id, d.day, d.currency, d.amount,
           coalesce(sum(a.amount) FILTER (WHERE i.currency = d.currency), 0) AS own,
           sum(CASE WHEN i.currency <> d.currency THEN a.amount * {rate_sql("i.currency", "d.day")}
                    / {rate_sql("d.currency", "d.day")} END) AS across
    FROM ({SOURCES}) d
    LEFT JOIN customers_allocation a
      ON a.customer_id = d.customer_id AND {ALLOCATION_KIND} = d.kind AND {ALLOCATION_ID} = d.id
     AND a.amount > 0
    LEFT JOIN customers_invoice i ON i.id = a.invoice_id
    GROUP BY d.customer_id, d.kind, d.id, d.day, d.currency, d.amount
), state AS (
    SELECT customer_id, kind, id, day, currency,
           CASE WHEN across IS NULL THEN amount - own
                WHEN (own + across) * {RATE_SLACK} >= amount THEN 0
                ELSE round(amount - own - across, 2) END AS amount
    FROM given
), used_up AS (
    DELETE FROM customers_opencredit a USING state d
    WHERE a.customer_id = d.customer_id AND {ALLOCATION_KIND} = d.kind AND {ALLOCATION_ID} = d.id
      AND d.amount <= 0
)
INSERT INTO customers_opencredit AS o
    (customer_id, payment_id, credit_note_id, write_off_id, effective_date, amount, currency)
SELECT customer_id, CASE WHEN kind = 'payment' THEN id END,
       CASE WHEN kind = 'credit_note' THEN id END, CASE WHEN kind = 'write_off' THEN id END,
       day, amount, currency
FROM state WHERE amount > 0 ORDER BY customer_id, kind, id
ON CONFLICT (customer_id, payment_id, credit_note_id, write_off_id)
DO UPDATE SET effective_date = excluded.effective_date, amount = excluded.amount,
              currency = excluded.currency
WHERE (o.effective_date, o.amount, o.currency)
      IS DISTINCT FROM (excluded.effective_date, excluded.amount, excluded.currency)
"""

# those whose rest hangs on rates of these currencies from these days on
ACROSS = " UNION ALL ".join(
    f"SELECT DISTINCT s.customer_id, '{kind}' AS kind, s.id"
    " FROM unnest(%(currencies)s::text[], %(days)s::date[]) AS w(currency, first_day)"
    f" JOIN {table} s ON s.{day} >= w.first_day"
    f" JOIN customers_allocation a ON a.customer_id = s.customer_id AND a.{kind}_id = s.id"
    " AND a.amount > 0"
    " JOIN customers_invoice i ON i.id = a.invoice_id AND i.currency <> s.currency"
    " WHERE w.currency IN (s.currency, i.currency)"
    for kind, table, day in (
        ("payment", "customers_payment", "received_date"),
        ("credit_note", "customers_creditnote", "effective_date"),
        ("write_off", "customers_writeoff", "effective_date"),
    )
)


def refresh(sources: str, params: dict[str, Any] | None = None) -> None:
    """Work out anew what is left of these: a query for (customer_id, kind, id), each once.

    Belongs into every transaction that writes one of them or an allocation.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            REFRESH.format(sources=sources), {"base": settings.BASE_CURRENCY, **(params or {})}
        )
