"""What any as-of reading of the book must do, whatever it makes of the rows.

Allocations, invoices and customers are joined as of a day and added up by customer; each other
table of customers' rows that the indicators' SQL names is passed once, its amounts left alone; and
the rows that the product has written are written into tables of the same shape. One process, no
parallel plan, memory as the product takes it, after the product's own run and so with warm caches.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Sequence
from typing import Any

from scoring.indicators import READING_STEPS
from tests.bench.book import as_owner

JOINS = """
SELECT count(*), sum(paid), sum(owed), max(oldest) FROM (
  SELECT c.id, sum(i.base_amount) AS owed, min(i.due_date) AS oldest, sum(a.paid) AS paid
  FROM customers_customer c
  JOIN customers_invoice i ON i.customer_id = c.id AND i.recorded_at <= now()
    AND i.invoice_date <= %(day)s
  LEFT JOIN (
    SELECT customer_id, invoice_id, sum(base_amount) AS paid, max(effective_date) AS latest
    FROM customers_allocation
    WHERE effective_date <= %(day)s AND recorded_at <= now()
    GROUP BY customer_id, invoice_id
  ) a ON a.customer_id = i.customer_id AND a.invoice_id = i.id
  GROUP BY c.id
) reading"""
JOINED = {"customers_customer", "customers_invoice", "customers_allocation"}
# an as-of reading asks first when a row was written; tables call it otherwise
PASS = """
SELECT count(*) FROM (SELECT customer_id, count(*), max({moment}) FROM {table} GROUP BY 1) pass"""
MOMENTS = ("recorded_at", "found_at", "superseded_at")
COLUMNS = """
SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY(%s) GROUP BY 1
HAVING 'customer_id' = ANY(array_agg(column_name::text)) ORDER BY 1"""


def floor_seconds(days: Sequence[dt.date], written: Sequence[str]) -> float:
    """Reading the book as of each of the days, and writing the rows of these tables of scoring."""
    with as_owner() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        cursor.execute("SET work_mem = '64MB'")
        passes = _passes(cursor)
        for name in written:
            # no identity: the rows bring their ids
            cursor.execute(
                f"CREATE TABLE floor_{name}"
                f" (LIKE scoring_{name} INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS)"
            )
        started = time.monotonic()
        for day in days:
            cursor.execute(JOINS, {"day": day})
            for sql in passes:
                cursor.execute(sql)
        for name in written:
            cursor.execute(f"INSERT INTO floor_{name} SELECT * FROM scoring_{name}")
        seconds = time.monotonic() - started
        for name in written:
            cursor.execute(f"DROP TABLE floor_{name}")
    return seconds


def _passes(cursor: Any) -> list[str]:
    """SQL that passes once over each table of customers' rows that a reading reads besides."""
    sql = " ".join(step for _name, step in READING_STEPS)
    tables = set(re.findall(r"(?:FROM|JOIN) ((?:customers|scoring)_\w+)", sql)) - JOINED
    cursor.execute(COLUMNS, [sorted(tables)])
    return [
        PASS.format(table=table, moment=next(name for name in MOMENTS if name in columns))
        for table, columns in cursor.fetchall()
    ]
