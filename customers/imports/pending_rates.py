"""Rates that were posted and wait to be followed by the documents they are for."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from customers.imports.locks import lock_customers, try_lock_imports
from customers.services.changes import mark_touched
from customers.services.facts import open_stage
from customers.services.rates import HOLDERS, revalue

# taken and done with in one transaction: what comes meanwhile waits for the next sweep
TAKE = """
WITH taken AS (
    UPDATE customers_exchangerate SET is_applied = true WHERE NOT is_applied
    RETURNING currency, effective_date
)
SELECT currency, min(effective_date) FROM taken GROUP BY currency
"""


def apply_rates(*, at: dt.datetime) -> int:
    """Revalue what the posted rates concern; for how many currencies.

    Safe twice and in parallel: it steps aside while an import writes.
    """
    with transaction.atomic():
        if not try_lock_imports():
            return 0
        with connection.cursor() as cursor:
            cursor.execute(TAKE)
            first_days: dict[str, dt.date] = dict(cursor.fetchall())
        if first_days:
            lock_customers(
                HOLDERS, {"currencies": list(first_days), "days": list(first_days.values())}
            )
            open_stage()
            revalue(first_days, history=False, at=at)
            mark_touched(cause="post_rates", at=at)
    return len(first_days)
