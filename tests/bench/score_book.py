"""score-book: the whole book scored by one process, against what any as-of reading must do.

The floor joins allocations, invoices and customers as of now, passes once over each other table of
the ledger, and writes the same rows into tables of the same shape; one process, no parallel plan,
after the product's own run and so with warm caches.
"""

from __future__ import annotations

import time

from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from scoring import services
from tests.bench.book import as_owner
from tests.bench.measure import Measure

JOINS = """
SELECT count(*), sum(paid), sum(owed), max(oldest) FROM (
  SELECT c.id, sum(i.base_amount) AS owed, min(i.due_date) AS oldest, sum(a.paid) AS paid
  FROM customers_customer c
  JOIN customers_invoice i ON i.customer_id = c.id AND i.recorded_at <= now()
    AND i.invoice_date <= current_date
  LEFT JOIN (
    SELECT customer_id, invoice_id, sum(base_amount) AS paid, max(effective_date) AS latest
    FROM customers_allocation
    WHERE effective_date <= current_date AND recorded_at <= now()
    GROUP BY customer_id, invoice_id
  ) a ON a.customer_id = i.customer_id AND a.invoice_id = i.id
  GROUP BY c.id
) reading"""
OTHER_TABLES = ("payment", "creditterms", "complaint", "contactchange")
PASS = """
SELECT count(*) FROM (
  SELECT customer_id, count(*), max(recorded_at) FROM customers_{} GROUP BY customer_id
) pass"""
WRITTEN = ("riskscore", "reading", "rating", "ratingchange")


def measure(size: int) -> Measure:
    started = time.monotonic()
    run = services.request_book_run(by=SYSTEM, at=timezone.now())
    while run.state in Run.OPEN:
        services.work_on_book_runs(at=timezone.now(), seconds=3600)
        run.refresh_from_db()
    seconds = time.monotonic() - started
    assert run.state == Run.State.DONE, run.error
    return Measure("score-book", size, seconds, _floor(), goal=2)


def _floor() -> float:
    with as_owner() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        for name in WRITTEN:
            # no identity: the rows bring their ids
            cursor.execute(
                f"CREATE TABLE floor_{name}"
                f" (LIKE scoring_{name} INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS)"
            )
        started = time.monotonic()
        cursor.execute(JOINS)
        for name in OTHER_TABLES:
            cursor.execute(PASS.format(name))
        for name in WRITTEN:
            cursor.execute(f"INSERT INTO floor_{name} SELECT * FROM scoring_{name}")
        seconds = time.monotonic() - started
        for name in WRITTEN:
            cursor.execute(f"DROP TABLE floor_{name}")
    return seconds
