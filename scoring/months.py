"""Month ends: the days of snapshots, back-tests and drift."""

from __future__ import annotations

import calendar
import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month that `day` lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def past_month_end(day: dt.date) -> dt.date:
    """The last day of the month before."""
    return day.replace(day=1) - ONE_DAY


def month_ends(first: dt.date, final: dt.date) -> list[dt.date]:
    """The ends of the months from that of `first` to that of `final`."""
    ends, end = [], month_end(first)
    while end <= month_end(final):
        ends.append(end)
        end = month_end(end + ONE_DAY)
    return ends


def latest_month_ends(day: dt.date, count: int) -> list[dt.date]:
    """The latest `count` ends of months before `day`, the oldest first."""
    ends: list[dt.date] = []
    while len(ends) < count:
        day = past_month_end(day)
        ends.insert(0, day)
    return ends
