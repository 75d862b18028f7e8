"""Following exchange rates: base amounts of invoices, payments, allocations and other facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from customers.records import KINDS, Kind
from customers.services.facts import INVOICE, PAYMENT, Fact, revalue_allocations

# Where a rate of history comes after the documents, it was known when they were: what had no base
# amount is filled in place. Otherwise the former state goes to the revision table.
REVALUE = """
WITH due AS (
    SELECT t.id, t.customer_id, t.base_amount IS NULL AND %(history)s AS in_place, r.value,
           greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
    FROM {table} t
    JOIN unnest(%(currencies)s::text[], %(days)s::date[]) AS f(currency, day)
      ON f.currency = t.currency AND t.{date} >= f.day
    CROSS JOIN LATERAL (
        SELECT round(t.amount * x.rate, 2) AS value FROM customers_exchangerate x
        WHERE x.currency = t.currency AND x.effective_date <= t.{date}
        ORDER BY x.effective_date DESC, x.recorded_at DESC LIMIT 1) r
    WHERE t.base_amount IS DISTINCT FROM r.value
    ORDER BY t.id FOR UPDATE OF t
), kept AS (
    INSERT INTO {revision} ({parent}, customer_id, {state}, recorded_at, superseded_at)
    SELECT t.id, t.customer_id, {state_of_t}, t.recorded_at, due.moment
    FROM due JOIN {table} t ON t.id = due.id WHERE NOT due.in_place
), changed AS (
    UPDATE {table} t SET base_amount = due.value,
        recorded_at = CASE WHEN due.in_place THEN t.recorded_at ELSE due.moment END
    FROM due WHERE t.id = due.id RETURNING t.id, t.customer_id
)
INSERT INTO touched_customer (customer_id, invoice_id) SELECT customer_id, {invoice} FROM changed
"""
# the same of facts, whose former state is kept as a whole
REVALUE_FACTS = """
WITH due AS (
    SELECT t.id, t.base_amount IS NULL AND %(history)s AS in_place, r.value, to_jsonb(t) AS former,
           greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
    FROM {table} t
    JOIN unnest(%(currencies)s::text[], %(days)s::date[]) AS f(currency, day)
      ON f.currency = t.currency AND t.effective_date >= f.day
    CROSS JOIN LATERAL (
        SELECT round(t.amount * x.rate, 2) AS value FROM customers_exchangerate x
        WHERE x.currency = t.currency AND x.effective_date <= t.effective_date
        ORDER BY x.effective_date DESC, x.recorded_at DESC LIMIT 1) r
    WHERE t.base_amount IS DISTINCT FROM r.value
    ORDER BY t.id FOR UPDATE OF t
), kept AS (
    INSERT INTO customers_factrevision
        (customer_id, kind, fact_id, former, recorded_at, superseded_at)
    SELECT t.customer_id, '{kind}', t.id, due.former, t.recorded_at, due.moment
    FROM due JOIN {table} t ON t.id = due.id WHERE NOT due.in_place
), changed AS (
    UPDATE {table} t SET base_amount = due.value,
        recorded_at = CASE WHEN due.in_place THEN t.recorded_at ELSE due.moment END
    FROM due WHERE t.id = due.id RETURNING t.customer_id
)
INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM changed
"""
# allocations that had no base amount get it in place as well
FILL_ALLOCATIONS = """
UPDATE customers_allocation a SET base_amount = round(a.amount * i.base_amount / i.amount, 2)
FROM (SELECT DISTINCT customer_id, invoice_id FROM touched_customer
      WHERE invoice_id IS NOT NULL) c
JOIN customers_invoice i ON i.id = c.invoice_id
WHERE a.customer_id = c.customer_id AND a.invoice_id = c.invoice_id AND a.base_amount IS NULL
"""


def money_kinds() -> list[Kind]:
    """The kinds of facts that have an amount in the base currency."""
    return [kind for kind in KINDS.values() if kind.has_money]


def revalue(first_days: dict[str, dt.date], *, history: bool, at: dt.datetime) -> None:
    """Recompute base amounts of documents from each currency's first changed day on.

    Set-based; the customers are noted in `touched_customer`. Needs an open stage.
    """
    if not first_days:
        return
    params: dict[str, Any] = {
        "currencies": list(first_days),
        "days": list(first_days.values()),
        "history": history,
        "at": at,
    }
    with connection.cursor() as cursor:
        for fact in (INVOICE, PAYMENT):
            cursor.execute(_sql(fact), params)
        for kind in money_kinds():
            cursor.execute(REVALUE_FACTS.format(table=kind.table, kind=kind.name), params)
        if history:
            cursor.execute(FILL_ALLOCATIONS)
    revalue_allocations(at=at)


def _sql(fact: Fact) -> str:
    return REVALUE.format(
        table=fact.table,
        revision=fact.revision,
        parent=fact.parent,
        date=fact.date,
        state=", ".join(fact.state),
        state_of_t=", ".join(f"t.{name}" for name in fact.state),
        invoice="id" if fact is INVOICE else "NULL::bigint",
    )
