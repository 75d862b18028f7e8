"""Which days are business days, asked here and nowhere else.

A week has five of them. A calendar's rows take holidays out and put worked weekends in; without
rows for a year only weekends count.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from riskcrm.web.models import Holiday

SATURDAY = 5
# the longest run without a business day that a calendar can have and still be one
WINDOW = dt.timedelta(days=60)


def is_business_day(date: dt.date, *, calendar: str | None = None) -> bool:
    """Whether offices work on this day; `calendar` is a country, the organisation's by default."""
    return _is_worked(date, _differences(date, date, calendar))


def next_business_day(date: dt.date, *, calendar: str | None = None) -> dt.date:
    """The day itself if it is a business day, else the first one after it. One query."""
    return add_business_days(date - dt.timedelta(days=1), 1, calendar=calendar)


def add_business_days(date: dt.date, days: int, *, calendar: str | None = None) -> dt.date:
    """The day that lies this many business days after a date, which itself does not count.

    One query for any distance: what a period of notice or a deadline in business days comes to.
    """
    if days < 1:
        raise ValueError("business days are counted forwards, from one")
    last = date + dt.timedelta(days=days * 2) + WINDOW
    differences = _differences(date, last, calendar)
    left = days
    while left:
        date += dt.timedelta(days=1)
        if date > last:
            raise ValueError(f"the calendar has no {days} business days before {last}")
        left -= _is_worked(date, differences)
    return date


def business_days(first: dt.date, last: dt.date, *, calendar: str | None = None) -> list[dt.date]:
    """The business days of a period, both its ends counted. One query."""
    differences = _differences(first, last, calendar)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if _is_worked(day, differences)]


def _is_worked(date: dt.date, differences: dict[dt.date, bool]) -> bool:
    return differences.get(date, date.weekday() < SATURDAY)


def _differences(first: dt.date, last: dt.date, calendar: str | None) -> dict[dt.date, bool]:
    """Day → whether it is worked, of the days that differ from the week."""
    code = settings.COUNTRY if calendar is None else calendar
    if not code:
        return {}
    rows = Holiday.objects.filter(calendar=code, date__range=(first, last))
    return dict(rows.values_list("date", "is_worked"))
