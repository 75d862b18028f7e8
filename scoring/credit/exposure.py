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
LATE = f"o.due_date < %(today)s AND coalesce(o.base_open, o.open_amount) >= {LEAST_OVERDUE}"

OTHER = """o.invoice_id IS DISTINCT FROM (SELECT id FROM customers_invoice
      WHERE customer_id = %(customer)s AND number = %(reference)s)"""

LEDGER = f"""
    SELECT coalesce(sum(o.base_open) FILTER (WHERE {OTHER}), 0) AS ledger,
      count(*) FILTER (WHERE o.base_open IS NULL AND {OTHER}) AS ledger_unknown,
      coalesce(sum(o.base_open) FILTER (WHERE {LATE}), 0) AS overdue,
      coalesce(%(today)s - min(o.due_date) FILTER (WHERE {LATE}), 0) AS overdue_days
    FROM customers_openitem o WHERE o.customer_id = ANY(%(customers)s)"""
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
# the one statement's tables; their columns are those of `Exposure`, and what is overdue
SUMS = f"({LEDGER}) ledger, ({UNBILLED}) unbilled, ({RESERVED}) reserved"
EXPOSURE = f"SELECT ledger, unbilled, reserved, ledger_unknown, unbilled_unknown FROM {SUMS}"

# What the sums of an industry lack: reservations, and what was settled since they were added up,
# whose invoices they may not hold yet.
SECTOR_RESERVED = """
SELECT coalesce(sum(r.base_amount), 0) FROM scoring_reservation r
JOIN customers_customer c ON c.id = r.customer_id AND c.industry = %(industry)s
WHERE (r.state = 'live' AND r.expires_at > %(at)s
    OR r.state = 'settled' AND r.closed_at > %(read_at)s)
  AND NOT (r.customer_id = %(customer)s AND r.reference = %(reference)s)"""

WORTH = f"""
SELECT {worth_sql("d", "day")}
FROM (SELECT %(amount)s::numeric AS amount, %(currency)s::text AS currency,
             %(today)s::date AS day) d"""


def exposure_of(customers: Sequence[int], about: dict[str, Any]) -> Exposure:
    """What these customers owe together, without the document that `about` names."""
    return Exposure(*_one(EXPOSURE, about | {"customers": list(customers)}))


def sector_reserved(industry: str, about: dict[str, Any], *, read_at: dt.datetime) -> Any:
    """What of an industry is reserved, or was settled since it was added up."""
    (reserved,) = _one(SECTOR_RESERVED, about | {"industry": industry, "read_at": read_at})
    return reserved


def worth_of(amount: Any, currency: str, *, today: dt.date) -> Any:
    """An amount in the base currency at the rate of today; None where no rate is known."""
    base = settings.BASE_CURRENCY
    if currency == base:
        return amount
    (worth,) = _one(WORTH, {"amount": amount, "currency": currency, "today": today, "base": base})
    return worth


def _one(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(cursor.fetchone() or ())
