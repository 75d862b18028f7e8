"""Counting a period from a day, and moving its end, each as a step that can be shown.

The day of the event does not count. Periods that the customer has, and the end of notice, move on
to a business day where the pack says so; what we owe or may lose never moves to a later day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from removal.dates.calendar import Calendar, add_months, add_years
from removal.dates.steps import Solved, Step
from removal.packs.value import Parameter

Rules = Mapping[str, Parameter]
CALENDAR_DAYS, BUSINESS_DAYS, MONTHS, YEARS = "calendar", "business", "months", "years"
UNITS = {"days": CALENDAR_DAYS, "business_days": BUSINESS_DAYS, "months": MONTHS, "years": YEARS}


def later(day: dt.date, amount: int, unit: str, calendar: Calendar) -> dt.date:
    """So many days, business days, months or years after a day."""
    if unit == BUSINESS_DAYS:
        return calendar.add(day, amount)
    if unit == MONTHS:
        return add_months(day, amount)
    if unit == YEARS:
        return add_years(day, amount)
    return day + dt.timedelta(days=amount)


def step(
    rule: str, day: dt.date, parameter: Parameter, calendar: Calendar, unit: str = ""
) -> Step | None:
    """What a parameter of the pack leads to from a day; None where the pack knows no such rule."""
    if parameter.value is None:
        return None
    unit = unit or UNITS[parameter.unit]
    end = later(day, parameter.value, unit, calendar)
    return Step(rule, end, parameter.value, unit, parameter.citation)


def moved(steps: list[Step], rules: Rules, calendar: Calendar) -> Solved:
    """The last step's day, or the next business day where the pack moves the ends of periods."""
    rule = rules["end_on_business_day"]
    end = steps[-1].date
    day = calendar.next_worked(end) if rule.value else end
    if day != end:
        steps.append(Step("business_day", day, citation=rule.citation))
    return Solved(day, tuple(steps))


def of(steps: list[Any]) -> Solved | None:
    """The steps that are there, the last of them being the date; None if there is no step."""
    there = [each for each in steps if each is not None]
    return Solved(there[-1].date, tuple(there)) if there else None
