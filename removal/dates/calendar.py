"""Which days offices work on, as a plain value; weekends are free unless the calendar says more."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

SATURDAY = 5
LONGEST_BREAK = 366  # days without one business day, after which a calendar is no calendar
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """`differences`: day → whether it is worked, of the days that differ from the week."""

    differences: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_worked(self, day: dt.date) -> bool:
        return self.differences.get(day, day.weekday() < SATURDAY)

    def next_worked(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the first one after it."""
        for _ in range(LONGEST_BREAK):
            if self.is_worked(day):
                return day
            day += DAY
        raise ValueError(f"the calendar has no business day in the year before {day}")

    def add(self, day: dt.date, business_days: int) -> dt.date:
        """So many business days later; the day itself does not count."""
        for _ in range(business_days):
            day = self.next_worked(day + DAY)
        return day


WEEK = Calendar()


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; its last day where the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; 28 February stands for a 29th that is not there."""
    return add_months(day, 12 * years)


def whole_years(since: dt.date, until: dt.date) -> int:
    """Years completed between two days."""
    years = max(until.year - since.year, 0)
    return years if years == 0 or add_years(since, years) <= until else years - 1
