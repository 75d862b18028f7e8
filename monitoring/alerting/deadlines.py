"""Until when somebody has to take an alert and to decide on it, in business hours.

- critical: taken within four working hours, decided by the end of the next business day
- high: by the end of the next business day, and of the third
- medium: of the third, and of the tenth
- low ones are worked off in one go each month: acknowledged and decided by the end of the last
  business day of the next month
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from monitoring.models import Severity
from riskcrm.web.business_days import business_days
from riskcrm.web.today import organisation_zone
from scoring.months import month_end

CRITICAL_HOURS = dt.timedelta(hours=4)
# business days to acknowledge and to decide
DAYS = {Severity.CRITICAL: (1, 1), Severity.HIGH: (1, 3), Severity.MEDIUM: (3, 10)}
AHEAD = dt.timedelta(days=150)  # within which every deadline lies, with the longest of holidays


@dataclass(frozen=True)
class Deadlines:
    """Until when an alert is to be acknowledged, and until when closed with an outcome."""

    acknowledge_by: dt.datetime
    decide_by: dt.datetime


def deadlines(at: dt.datetime) -> dict[str, Deadlines]:
    """The deadlines of an alert that is raised now, by severity. One query for all of them."""
    local = at.astimezone(organisation_zone())
    days = business_days(local.date(), local.date() + AHEAD)
    later = [day for day in days if day > local.date()]
    found = {
        severity.value: Deadlines(_close_of(later[first - 1]), _close_of(later[second - 1]))
        for severity, (first, second) in DAYS.items()
    }
    critical = found[Severity.CRITICAL.value]
    found[Severity.CRITICAL.value] = Deadlines(
        _after_hours(local, days, CRITICAL_HOURS), critical.decide_by
    )
    batch = _close_of(max(day for day in days if day <= _end_of_next_month(local.date())))
    found[Severity.LOW.value] = Deadlines(batch, batch)
    return found


def _end_of_next_month(day: dt.date) -> dt.date:
    return month_end(month_end(day) + dt.timedelta(days=1))


def _after_hours(local: dt.datetime, days: list[dt.date], left: dt.timedelta) -> dt.datetime:
    """The moment when so many working hours have passed."""
    for day in days:
        begins, ends = max(local, _open_of(day)), _close_of(day)
        if ends - begins >= left:
            return begins + left
        left -= max(ends - begins, dt.timedelta())
    raise ValueError(f"the calendar has too few business days after {local:%Y-%m-%d}")


def _open_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, settings.WORKING_HOURS[0], tzinfo=organisation_zone())


def _close_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, settings.WORKING_HOURS[1], tzinfo=organisation_zone())
