"""How invoices moved between ageing buckets from month end to month end, counted set-based."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from customers.receivables.buckets import BUCKETS
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import end_of_day
from scoring.batches import IdRange
from scoring.indicators.base import BY_RANGE, SHARED_STEPS, with_steps
from scoring.losses.rates import LOST, PAID

# an invoice is lost where what settled it last was a write-off; a part that is given up is not all
GIVEN_UP = """
    SELECT invoice_id, max(effective_date) AS day FROM known_allocation
    WHERE write_off_id IS NOT NULL GROUP BY invoice_id"""


def _state(day: str) -> str:
    """SQL: where an invoice lies at the end of a day on which it has been issued."""
    ages = " ".join(
        f"WHEN {day} - due_date <= {upper} THEN '{code}'"
        for code, _lower, upper in BUCKETS
        if upper is not None
    )
    return f"""CASE WHEN settled_date <= {day} THEN
        CASE WHEN given_up_date >= settled_date THEN '{LOST}' ELSE '{PAID}' END
      {ages} ELSE '{LOST}' END"""


TRANSITIONS = f"""
    SELECT was, now, count(*), sum(base_amount) FROM (
      SELECT {_state("m.first_day")} AS was, {_state("m.final_day")} AS now, base_amount
      FROM (
        SELECT i.due_date, i.invoice_date, i.base_amount, i.settled_date, g.day AS given_up_date
        FROM item i LEFT JOIN given_up g ON g.invoice_id = i.id
        WHERE i.due_date IS NOT NULL AND i.base_amount IS NOT NULL
      ) i JOIN unnest(%(first_days)s::date[], %(final_days)s::date[]) m(first_day, final_day)
        ON m.first_day >= i.invoice_date
          AND (i.settled_date IS NULL OR i.settled_date > m.first_day)
          AND m.first_day - i.due_date <= 365
    ) moves WHERE was NOT IN ('{PAID}', '{LOST}') GROUP BY 1, 2"""


def count_transitions(customers: IdRange, days: list[dt.date]) -> dict[str, int]:
    """Of the customers' invoices: how many, and how many cents, went from where to where.

    Keys are "n:was:now" and "cents:was:now", so that the chunks of a run add up.
    """
    sql = with_steps((*SHARED_STEPS, ("given_up", GIVEN_UP)), BY_RANGE) + TRANSITIONS
    parameters: dict[str, Any] = {
        **customers._asdict(),
        "as_of": days[-1],
        "known_at": end_of_day(days[-1]),
        "first_days": days[:-1],
        "final_days": days[1:],
    }
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(sql, parameters)
        for was, now, count, amount in cursor.fetchall():
            found[f"n:{was}:{now}"] = count
            found[f"cents:{was}:{now}"] = int(amount * 100)
    return found
