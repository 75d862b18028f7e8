"""Does the score of a day rank the invoices issued afterwards by whether they will be late?

Works on any book that was imported with its history. The score sees only what was known at the
end of the day; the outcome is read from everything known now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from riskcrm.web.today import end_of_day
from scoring.indicators import BY_RANGE
from scoring.models import ScorecardVersion
from scoring.selectors import card_of
from scoring.statement import evaluate_sql

# an invoice's outcome is known once it is settled, or as soon as it is overdue
LATER_INVOICES = """
    SELECT i.customer_id, i.id,
      coalesce(s.settled_date, %(today)s::date) - i.due_date > %(min_days_late)s AS is_late
    FROM customers_invoice i
    LEFT JOIN (
      SELECT invoice_id, sum(amount) AS amount, max(effective_date) AS settled_date
      FROM customers_allocation WHERE amount > 0 GROUP BY invoice_id
    ) s ON s.invoice_id = i.id AND s.amount >= i.amount
    WHERE i.invoice_date > %(as_of)s AND i.due_date IS NOT NULL
      AND (s.settled_date IS NOT NULL OR %(today)s::date - i.due_date > %(min_days_late)s)
    ORDER BY i.id"""
PAST_LATE_RATIO = """
    SELECT i.customer_id, count(*) AS known, count(*) FILTER (WHERE
      coalesce(s.settled_date, %(as_of)s::date) - i.due_date > %(min_days_late)s) AS late
    FROM customers_invoice i
    LEFT JOIN (
      SELECT invoice_id, sum(amount) AS amount, max(effective_date) AS settled_date
      FROM customers_allocation
      WHERE amount > 0 AND effective_date <= %(as_of)s AND recorded_at <= %(known_at)s
      GROUP BY invoice_id
    ) s ON s.invoice_id = i.id AND s.amount >= i.amount
    WHERE i.invoice_date <= %(as_of)s AND i.recorded_at <= %(known_at)s AND i.due_date IS NOT NULL
      AND (s.settled_date IS NOT NULL OR %(as_of)s::date - i.due_date > %(min_days_late)s)
    GROUP BY i.customer_id"""


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


def auc(pairs: Iterable[tuple[Decimal | Fraction, bool]]) -> float | None:
    """Chance that a late invoice ranks above one in time, ties counting half (Mann-Whitney)."""
    counts: dict[Decimal | Fraction, list[int]] = {}
    for rank, is_late in pairs:
        counts.setdefault(rank, [0, 0])[is_late] += 1
    wins = in_time_below = 0
    for rank in sorted(counts):
        in_time, late = counts[rank]
        wins += late * (2 * in_time_below + in_time)
        in_time_below += in_time
    late_total = sum(late for _in_time, late in counts.values())
    if not late_total or not in_time_below:
        return None
    return wins / (2 * late_total * in_time_below)


def scores_as_of(
    version: ScorecardVersion, *, as_of: dt.date, known_at: dt.datetime
) -> dict[int, dict[str, Any]]:
    """Points, score, tier and the rest by customer, computed anew without writing anything."""
    parameters: dict[str, Any] = {
        "as_of": as_of,
        "known_at": known_at,
        "first_id": 0,
        "final_id": 2**62,
    }
    with connection.cursor() as cursor:
        cursor.execute(evaluate_sql(card_of(version), BY_RANGE), parameters)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["customer_id"]: row for row in rows if row["is_known"]}


def measure(
    version: ScorecardVersion, *, as_of: dt.date, min_days_late: int, today: dt.date
) -> OutOfTime:
    """Rank the invoices issued after `as_of` by their customer's score of that day."""
    known_at = end_of_day(as_of)
    parameters: dict[str, Any] = {
        "as_of": as_of,
        "known_at": known_at,
        "today": today,
        "min_days_late": min_days_late,
    }
    scores = scores_as_of(version, as_of=as_of, known_at=known_at)
    with connection.cursor() as cursor:
        cursor.execute(LATER_INVOICES, parameters)
        later = [(customer_id, is_late) for customer_id, _id, is_late in cursor.fetchall()]
        cursor.execute(PAST_LATE_RATIO, parameters)
        ratios = {customer: Fraction(late, known) for customer, known, late in cursor.fetchall()}
    points = {customer: row["points"] for customer, row in scores.items()}
    points = {customer: value for customer, value in points.items() if value is not None}
    rated = {customer for customer, row in scores.items() if row["score"] is not None}
    ranked = [(points[customer], late) for customer, late in later if customer in points]
    by_ratio = [(ratios[customer], late) for customer, late in later if customer in ratios]
    return OutOfTime(
        as_of=as_of,
        min_days_late=min_days_late,
        customers_scored=len(points),
        invoices_after=len(later),
        late_after=sum(late for _customer, late in later),
        not_ranked=len(later) - len(ranked),
        auc_of_score=auc(ranked),
        auc_of_score_rated_only=auc(
            (points[customer], late) for customer, late in later if customer in rated
        ),
        auc_of_past_late_ratio=auc(by_ratio),
    )
