"""The days of the demonstration's book: the ends of a year's months, and today."""

from __future__ import annotations

import datetime as dt

from monitoring.models import BookDay
from monitoring.services.book_days import keep_day
from monitoring.services.month_reports import make_month_reports
from riskcrm.web.today import local_date
from scoring.months import latest_month_ends

MONTHS = 13


def seed_demo_book_days(*, at: dt.datetime) -> None:
    """Read each day from snapshots or the ledger, as a missed day is. What is kept stays."""
    days = [*latest_month_ends(local_date(at), MONTHS), local_date(at)]
    kept = set(BookDay.objects.filter(pk__in=days).values_list("day", flat=True))
    for day in days:
        if day not in kept:
            keep_day(day, at=at)
    make_month_reports(at=at)
