# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Following exchange rates: base amounts of invoices, payments, allocations and other facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.records import KINDS, Kind
from customers.services import open_credits
from customers.services.facts import INVOICE, PAYMENT, Fact, revalue_allocations
from customers.services.rate_sql import TOO_MUCH, kept_sql, latest_sql

WORTH = f"{kept_sql('t.amount * r.rate')} AS worth"
# Where a rate of history comes after the documents, it was known when they were: what had no base
# amount is filled in place. Otherwise the former state goes to the revision table.
REVALUE = """
WITH due AS (
    SELECT t.*, t.base_amount IS NULL AND %(history)s AS in_place, {former},
           x.worth AS new_base,
           greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
    FROM {table} t
    JOIN unnest(%(currencies)s::text[], %(days)s::date[]) AS f(currency, day)
      ON f.currency = t.currency AND t.{date} >= f.day
    CROSS JOIN LATERAL ({worth}) x
    WHERE t.base_amount IS DISTINCT FROM x.worth
    ORDER BY t.id FOR UPDATE OF t
), kept AS (
    INSERT INTO {revision} ({columns}, recorded_at, superseded_at)
    SELECT {values}, recorded_at, moment FROM due WHERE NOT in_place
), changed AS (
    UPDATE {table} t SET base_amount = due.new_base,
        recorded_at = CASE WHEN due.in_place THEN t.recorded_at ELSE due.moment END
    FROM due WHERE t.id = due.id RETURNING t.id, t.customer_id
)
INSERT INTO touched_customer (customer_id, invoice_id)
SELECT DISTINCT customer_id, {invoice} FROM changed
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


def _dated() -> Iterator[tuple[str, str]]:
    """The tables of what has a base amount, each with its day."""
    yield from ((fact.table, fact.date) for fact in (INVOICE, PAYMENT))
    yield from ((kind.table, "effective_date") for kind in money_kinds())


# whose amounts, or whose rest of a payment or credit, may change
HOLDERS = " UNION ".join(
    (
        *(
            f"SELECT d.customer_id FROM {table} d"
            " JOIN unnest(%(currencies)s::text[], %(days)s::date[]) AS w(currency, first_day)"
            f" ON w.currency = d.currency AND d.{day} >= w.first_day"
            for table, day in _dated()
        ),
        f"SELECT customer_id FROM ({open_credits.ACROSS}) across",
    )
)

# A rate counts until the next day that has one, among those known and those that come with it.
# Of all documents only those that the highest of these rates would make too much are held against
# the spans of days, and of each day the largest: thousands of rates take one pass of the tables.
UNKEPT = f"""
WITH told AS ({{rates}}), said AS (
    SELECT line, currency, effective_date, rate FROM told
    UNION ALL SELECT NULL, currency, effective_date, NULL FROM customers_exchangerate
    WHERE currency IN (SELECT currency FROM told)
), spans AS (
    SELECT *, lead(effective_date, 1, 'infinity') OVER (
        PARTITION BY currency ORDER BY effective_date, line NULLS FIRST) AS until
    FROM said
), highest AS MATERIALIZED (
    SELECT currency, max(rate) AS rate, min(effective_date) AS first_day
    FROM told GROUP BY currency
), large AS MATERIALIZED (
    SELECT currency, day, max(amount) AS amount FROM ({
    " UNION ALL ".join(
        f"SELECT d.currency, d.{day} AS day, abs(d.amount) AS amount FROM {table} d"
        f" JOIN highest h ON h.currency = d.currency AND d.{day} >= h.first_day"
        f" WHERE round(abs(d.amount) * h.rate, 2) >= {TOO_MUCH}"
        for table, day in _dated()
    )
}) d GROUP BY currency, day
)
SELECT DISTINCT s.line FROM spans s
JOIN large d ON d.currency = s.currency AND d.day >= s.effective_date AND d.day < s.until
WHERE s.line IS NOT NULL AND round(d.amount * s.rate, 2) >= {TOO_MUCH}
"""


def unkept_sql(rates: str) -> str:
    """SQL: which of these rates would make a document worth more than can be kept.

    `rates` selects line, currency, effective_date and rate.
    """
    return UNKEPT.format(rates=rates)


def unkept() -> str:
    """Why such a rate is refused."""
    return _("With this rate a document would be worth more than can be kept. Check the rate.")


def revalue(first_days: dict[str, dt.date], *, history: bool, at: dt.datetime) -> None:
    """Recompute base amounts of documents from each currency's first changed day on.

    What payments and credits have left follows, where it hangs on these rates. Set-based; the
    customers are noted in `touched_customer`. Needs an open stage.
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
            cursor.execute(_of_ledger(fact), params)
        for kind in money_kinds():
            cursor.execute(_of_kind(kind), params)
        if history:
            cursor.execute(FILL_ALLOCATIONS)
    revalue_allocations(at=at)
    open_credits.refresh(
        open_credits.ACROSS, {"currencies": params["currencies"], "days": params["days"]}
    )


def _of_ledger(fact: Fact) -> str:
    columns = ("customer_id", *fact.state)
    return REVALUE.format(
        table=fact.table,
        date=fact.date,
        worth=latest_sql("t.currency", f"t.{fact.date}", WORTH),
        former="NULL AS former",
        revision=fact.revision,
        columns=", ".join((fact.parent, *columns)),
        values=", ".join(("id", *columns)),
        invoice="id" if fact is INVOICE else "NULL::bigint",
    )


def _of_kind(kind: Kind) -> str:
    """The same of facts, whose former state is kept as a whole."""
    return REVALUE.format(
        table=kind.table,
        date="effective_date",
        worth=latest_sql("t.currency", "t.effective_date", WORTH),
        former="to_jsonb(t) AS former",
        revision="customers_factrevision",
        columns="customer_id, kind, fact_id, former",
        values=f"customer_id, '{kind.name}', id, former",
        invoice="NULL::bigint",
    )
