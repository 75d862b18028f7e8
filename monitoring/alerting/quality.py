"""What the counts of a rule's quality come to, and what to do about the rule.

A share of few says nothing: below the least counts here it is not said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from monitoring.models import RuleQuality

LEAST_JUDGED, LEAST_BAD, LEAST_CLOSED = 20, 10, 10
RETIRE_BELOW, TIGHTEN_BELOW = Decimal(5), Decimal(20)  # per cent of precision


class Advice(StrEnum):
    """What a rule's precision speaks for."""

    NONE = ""
    RETIRE = "retire"
    TIGHTEN = "tighten"


def quarter_of(day: dt.date) -> dt.date:
    """The first day of its quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def next_quarter(quarter: dt.date) -> dt.date:
    return quarter_of(quarter + dt.timedelta(days=93))


def quarters_until(day: dt.date, count: int) -> list[dt.date]:
    """The first days of the latest quarters up to the one of this day, the oldest first."""
    quarters = [quarter_of(day)]
    while len(quarters) < count:
        quarters.insert(0, quarter_of(quarters[0] - dt.timedelta(days=1)))
    return quarters


def precision(row: RuleQuality) -> Decimal | None:
    """Per cent of judged alerts that were right; None below the least count."""
    return _share(row.right, row.judged, LEAST_JUDGED)


def recall(row: RuleQuality) -> Decimal | None:
    """Per cent of the customers that went bad of which an alert warned 60 days before."""
    return _share(row.warned, row.bad, LEAST_BAD)


def lead_days(row: RuleQuality) -> Decimal | None:
    """The median of days from the first alert to the day a customer went bad."""
    return row.lead_days if row.foretold >= LEAST_BAD else None


def idle_share(row: RuleQuality) -> Decimal | None:
    """Per cent of closed alerts that led to nothing: false alarms and what is only watched."""
    return _share(row.without_action, row.closed, LEAST_CLOSED)


def late_share(row: RuleQuality) -> Decimal | None:
    """Per cent of alerts with a missed deadline."""
    return _share(row.late, row.alerts, 1)


def per_analyst_day(row: RuleQuality) -> Decimal | None:
    """Alerts for each day on which somebody worked on alerts."""
    return round(Decimal(row.alerts) / row.analyst_days, 2) if row.analyst_days else None


def duplicates(row: RuleQuality) -> int:
    """Hits that were added to an alert and made none of their own."""
    return max(row.hits - row.alerts, 0)


def advice(rows: Sequence[RuleQuality]) -> Advice:
    """What the latest quarters of one rule speak for, the newest first.

    To retire when in two quarters running fewer than 5 % were right; to tighten below 20 %.
    """
    known = [value for row in rows if (value := precision(row)) is not None]
    if len(known) >= 2 and max(known[:2]) < RETIRE_BELOW and _follow(rows):
        return Advice.RETIRE
    return Advice.TIGHTEN if known and known[0] < TIGHTEN_BELOW else Advice.NONE


def _follow(rows: Sequence[RuleQuality]) -> bool:
    """Whether the two newest quarters with a precision follow each other."""
    first, second = [row.quarter for row in rows if precision(row) is not None][:2]
    return next_quarter(second) == first


def _share(part: int, whole: int, least: int) -> Decimal | None:
    return round(Decimal(100 * part) / whole, 1) if whole >= least else None
