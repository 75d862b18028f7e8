# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What customers owe and have under way at this moment, straight from the rows.

The document that is asked about is left out wherever it stands already, as order, as invoice or
as reservation: it is counted once, with the amount that is asked for. A reservation whose document
has come into the book as an order or invoice counts as that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from customers.services.rate_sql import worth_sql
from scoring.credit.rules import Exposure

# an open residue below one unit is nothing to hold an order for, as in the worst days past due
LEAST_OVERDUE = 1

LEDGER = """
    SELECT coalesce(sum(o.base_open), 0) AS ledger,
      count(*) FILTER (WHERE o.base_open IS NULL) AS ledger_unknown
    FROM customers_openitem o
    WHERE o.customer_id = ANY(%(customers)s) AND NOT EXISTS (
      SELECT FROM customers_invoice i
      WHERE i.id = o.invoice_id AND i.customer_id = o.customer_id
        AND i.customer_id = %(customer)s AND i.number = %(reference)s)"""
UNBILLED = """
    SELECT coalesce(sum(base_amount), 0) AS unbilled,
      count(*) FILTER (WHERE base_amount IS NULL) AS unbilled_unknown
    FROM customers_order
    WHERE customer_id = ANY(%(customers)s) AND state IN ('open', 'shipped') AND NOT is_void
      AND NOT (customer_id = %(customer)s AND source_key = %(reference)s)"""
IN_THE_BOOK = """
      EXISTS (SELECT FROM customers_order o WHERE o.customer_id = r.customer_id
        AND o.source_key = r.reference AND o.state <> 'cancelled' AND NOT o.is_void)
      OR EXISTS (SELECT FROM customers_invoice i WHERE i.customer_id = r.customer_id
        AND i.number = r.reference AND NOT i.is_void)"""
RESERVED = f"""
    SELECT coalesce(sum(r.base_amount), 0) AS reserved
    FROM scoring_reservation r
    WHERE r.customer_id = ANY(%(customers)s) AND r.state = 'live' AND r.expires_at > %(at)s
      AND NOT (r.customer_id = %(customer)s AND r.reference = %(reference)s)
      AND NOT ({IN_THE_BOOK})"""
EXPOSURE = f"""
SELECT l.ledger, u.unbilled, r.reserved, l.ledger_unknown, u.unbilled_unknown
FROM ({LEDGER}) l, ({UNBILLED}) u, ({RESERVED}) r"""

# What the sums of an industry lack: reservations, and what was settled since they were added up,
# whose invoices they may not hold yet.
SECTOR_RESERVED = """
SELECT coalesce(sum(r.base_amount), 0) FROM scoring_reservation r
JOIN customers_customer c ON c.id = r.customer_id AND c.industry = %(industry)s
WHERE (r.state = 'live' AND r.expires_at > %(at)s
    OR r.state = 'settled' AND r.closed_at > %(read_at)s)
  AND NOT (r.customer_id = %(customer)s AND r.reference = %(reference)s)"""

OVERDUE = f"""
SELECT coalesce(sum(base_open), 0), coalesce(%(today)s - min(due_date), 0)
FROM customers_openitem
WHERE customer_id = %(customer)s AND due_date < %(today)s
  AND coalesce(base_open, open_amount) >= {LEAST_OVERDUE}"""


def exposure_of(
    customers: Sequence[int], *, customer: int, reference: str, at: dt.datetime
) -> Exposure:
    """What these customers owe together, without the document `reference` of `customer`."""
    row = _one(
        EXPOSURE,
        {"customers": list(customers), "customer": customer, "reference": reference, "at": at},
    )
    return Exposure(*row)


def overdue_of(customer: int, *, today: dt.date) -> tuple[Any, int]:
    """What is overdue, as far as its worth is known, and for how many days at most."""
    amount, days = _one(OVERDUE, {"customer": customer, "today": today})
    return amount, days


def sector_reserved(
    industry: str, *, customer: int, reference: str, read_at: dt.datetime, at: dt.datetime
) -> Any:
    (reserved,) = _one(
        SECTOR_RESERVED,
        {
            "industry": industry,
            "customer": customer,
            "reference": reference,
            "read_at": read_at,
            "at": at,
        },
    )
    return reserved


WORTH = f"""
SELECT {worth_sql("d", "day")}
FROM (SELECT %(amount)s::numeric AS amount, %(currency)s::text AS currency,
             %(today)s::date AS day) d"""


def worth_of(amount: Any, currency: str, *, today: dt.date) -> Any:
    """An amount in the base currency at the rate of today; None where no rate is known."""
    if currency == settings.BASE_CURRENCY:
        return amount
    said = {
        "amount": amount, "currency": currency, "today": today, "base": settings.BASE_CURRENCY,
    }  # fmt: skip
    (worth,) = _one(WORTH, said)
    return worth


def _one(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(cursor.fetchone() or ())
