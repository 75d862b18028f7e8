"""Does the score of a day rank the invoices issued afterwards by whether they will be late?

Works on any book that was imported with its history. The score sees only what was known at the
end of the day; the outcome is read from everything known now. PostgreSQL counts, chunk by chunk;
one row per customer is kept, in a temporary table that is empty after the transaction. Intervals
come from drawing customers, since the invoices of one are alike (docs/measures.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction

from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import end_of_day
from scoring.fitting.accuracy import measured
from scoring.indicators import BY_RANGE
from scoring.indicators.base import ENDS_LATENESS
from scoring.models import ScorecardVersion
from scoring.selectors import book_ranges, card_of
from scoring.statement import evaluate_sql

# an invoice's outcome is known once it is settled, or as soon as it is overdue; one that credit
# notes alone have settled has none
OUTCOMES = """
    SELECT customer_id, count(*) FILTER (WHERE is_late) AS late,
      count(*) FILTER (WHERE NOT is_late) AS in_time
    FROM (
      SELECT i.customer_id,
        coalesce(s.settled_date, {until}) - i.due_date > %(min_days_late)s AS is_late
      FROM customers_invoice i
      LEFT JOIN (
        SELECT invoice_id, sum(amount) AS amount,
          max(effective_date) FILTER (WHERE {ends}) AS settled_date
        FROM customers_allocation WHERE {{customers}} AND amount > 0 AND {uses}
        GROUP BY invoice_id
      ) s ON s.invoice_id = i.id AND s.amount >= i.amount
      WHERE i.{{customers}} AND NOT i.is_void AND i.due_date IS NOT NULL AND {invoices}
        AND (s.invoice_id IS NULL OR s.settled_date IS NOT NULL)
        AND (s.settled_date IS NOT NULL OR {until} - i.due_date > %(min_days_late)s)
    ) o GROUP BY customer_id"""
LATER = OUTCOMES.format(
    until="%(today)s::date",
    ends=ENDS_LATENESS,
    uses="true",
    invoices="i.invoice_date > %(as_of)s::date",
)
PAST = OUTCOMES.format(
    until="%(as_of)s::date",
    ends=ENDS_LATENESS,
    uses="effective_date <= %(as_of)s::date AND recorded_at <= %(known_at)s",
    invoices="i.invoice_date <= %(as_of)s::date AND i.recorded_at <= %(known_at)s",
)
# equal shares of different counts must tie: rounded, a third is a third
RANKED = """
    SELECT r.customer_id, CASE WHEN r.is_known THEN r.points END AS points,
      r.score IS NOT NULL AS is_rated,
      round(p.late::numeric / (p.late + p.in_time), 12) AS late_ratio,
      coalesce(l.late, 0) AS late, coalesce(l.in_time, 0) AS in_time
    FROM result r
    LEFT JOIN later l ON l.customer_id = r.customer_id
    LEFT JOIN past p ON p.customer_id = r.customer_id
    WHERE r.is_known OR l.customer_id IS NOT NULL"""
TABLE = """
    CREATE TEMP TABLE IF NOT EXISTS ranked (
      customer_id bigint, points numeric, is_rated boolean, late_ratio numeric, late bigint,
      in_time bigint
    ) ON COMMIT DELETE ROWS;
    DELETE FROM ranked"""
COUNTS = """
    SELECT count(points), coalesce(sum(late + in_time), 0), coalesce(sum(late), 0),
      coalesce(sum(late + in_time) FILTER (WHERE points IS NULL), 0)
    FROM ranked"""
AUC = """
    SELECT sum(late * (2 * below + in_time)) / nullif(2 * sum(late) * sum(in_time), 0) FROM (
      SELECT late, in_time, sum(in_time) OVER (ORDER BY rank) - in_time AS below FROM (
        SELECT rank, sum(late) AS late, sum(in_time) AS in_time FROM ({source}) s GROUP BY rank
      ) r
    ) b"""


Interval = tuple[float, float] | None  # 95 %; None where fewer than 20 were late, or in time


@dataclass(frozen=True)
class OutOfTime:
    """How well a day's knowledge ranks what came afterwards; an AUC of None = one class only."""

    as_of: dt.date
    min_days_late: int
    customers_scored: int
    invoices_after: int
    late_after: int
    not_ranked: int
    auc_of_score: float | None
    auc_of_score_rated_only: float | None
    auc_of_past_late_ratio: float | None
    interval_of_score: Interval
    interval_of_past_late_ratio: Interval
    interval_of_difference: Interval  # score less ratio, of invoices that both rank


def auc(source: str) -> float | None:
    """Chance that a late invoice ranks above one in time, ties counting half (Mann-Whitney).

    `source` is a SELECT of rank, late, in_time: how many invoices of either kind have that rank.
    """
    with connection.cursor() as cursor:
        cursor.execute(AUC.format(source=source))
        (area,) = cursor.fetchone() or (None,)
    return None if area is None else float(area)


def interval(one: str, against: str | None = None) -> Interval:
    """Of the AUC of a column of `ranked`, or of how much it exceeds that of another."""
    columns = [name for name in (one, against) if name]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id, late, in_time, {', '.join(columns)} FROM ranked"
            f" WHERE late + in_time > 0 AND {' AND '.join(f'{c} IS NOT NULL' for c in columns)}"
            " ORDER BY customer_id"
        )
        found = np.array(cursor.fetchall(), dtype=float).reshape(-1, 3 + len(columns))
    customers, late, in_time, *ranks = found.T
    many = np.concatenate([late, in_time]).astype(int)
    bad = np.repeat([True, False], [int(late.sum()), int(in_time.sum())])
    by_invoice = [np.repeat(np.tile(each, 2), many) for each in (customers, *ranks)]
    told = measured(by_invoice[1], bad, by_invoice[0], *by_invoice[2:])
    return None if told.low is None or told.high is None else (told.low, told.high)


def measure(
    version: ScorecardVersion, *, as_of: dt.date, min_days_late: int, today: dt.date
) -> OutOfTime:
    """Rank the invoices issued after `as_of` by their customer's score of that day."""
    parameters: dict[str, Any] = {
        "as_of": as_of,
        "known_at": end_of_day(as_of),
        "today": today,
        "min_days_late": min_days_late,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        _rank_customers(cursor, version, parameters)
        cursor.execute(COUNTS)
        scored, after, late, not_ranked = map(int, cursor.fetchone() or ())
        by_points = "SELECT points AS rank, late, in_time FROM ranked WHERE points IS NOT NULL"
        by_ratio = "SELECT late_ratio AS rank, late, in_time FROM ranked"
        return OutOfTime(
            as_of=as_of,
            min_days_late=min_days_late,
            customers_scored=scored,
            invoices_after=after,
            late_after=late,
            not_ranked=not_ranked,
            auc_of_score=auc(by_points),
            auc_of_score_rated_only=auc(f"{by_points} AND is_rated"),
            auc_of_past_late_ratio=auc(f"{by_ratio} WHERE late_ratio IS NOT NULL"),
            interval_of_score=interval("points"),
            interval_of_past_late_ratio=interval("late_ratio"),
            interval_of_difference=interval("points", against="late_ratio"),
        )


def _rank_customers(cursor: Any, version: ScorecardVersion, parameters: dict[str, Any]) -> None:
    """Fill `ranked`: each customer's score and past as of the day, and its invoices since."""
    select = evaluate_sql(
        card_of(version), BY_RANGE, further=(("later", LATER), ("past", PAST)), end=RANKED
    )
    cursor.execute(PLANNING)
    cursor.execute(TABLE)
    for first_id, final_id, _customers in book_ranges():
        chunk = {"first_id": first_id, "final_id": final_id}
        cursor.execute(f"INSERT INTO ranked {select}", parameters | chunk)
