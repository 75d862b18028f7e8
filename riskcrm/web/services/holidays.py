"""Keeping the calendars of business holidays."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.audit.services import Actor, Subject, record
from riskcrm.web.errors import Refused
from riskcrm.web.models import Holiday

MOST_DAYS = 1000
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
WORKED = {"worked", "working", "work", "1", "yes", "上班", "调休", "补班"}
SEPARATORS = ("\t", ";", "；", "，", ",")


@dataclass(frozen=True)
class Day:
    """A line of a calendar."""

    date: dt.date
    name: str
    is_worked: bool = False


@dataclass(frozen=True)
class Kept:
    """What became of the lines."""

    new: int
    changed: int
    unchanged: int


def read_days(text: str) -> list[Day]:
    """The days in pasted lines or a file: date, name, and "worked" for a worked weekend.

    All or nothing: raises `Refused` with the first lines that cannot be read.
    """
    days: dict[dt.date, Day] = {}
    wrong: list[str] = []
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    _refuse_too_many(len(lines))
    for number, cells in enumerate(_cells(lines), start=1):
        day = _day(cells)
        if day is None:
            if number > 1 or any(character.isdigit() for character in "".join(cells)):
                wrong.append(str(number))  # else the first line is a heading
        elif day.date in days:
            wrong.append(str(number))
        else:
            days[day.date] = day
    if wrong:
        message = _(
            "Nothing was added. These lines cannot be read or name a day twice: %(lines)s. A line "
            "is a date such as 2026-10-01, a name, and “worked” for a weekend that is worked."
        )
        listed = ", ".join(wrong[:10])
        raise Refused(message % {"lines": listed}, code="unreadable_days", field="days")
    if not days:
        raise Refused(_("There is no day in it."), code="no_days", field="days")
    return list(days.values())


def refuse_repeated(dates: Sequence[dt.date]) -> None:
    """Raises `Refused` where a day is named twice, or there are too many of them."""
    _refuse_too_many(len(dates))
    twice = [str(date) for date, times in Counter(dates).items() if times > 1]
    if twice:
        message = _("These days are named twice: %(days)s.") % {"days": ", ".join(twice[:10])}
        raise Refused(message, code="named_twice", field="days")


def _refuse_too_many(count: int) -> None:
    if count > MOST_DAYS:
        message = _("At most %(most)s days at once.") % {"most": MOST_DAYS}
        raise Refused(message, code="too_many_days", field="days")


def _cells(lines: list[str]) -> Iterator[list[str]]:
    separator = next((s for s in SEPARATORS if lines and s in lines[-1]), ",")
    for row in csv.reader(lines, delimiter=separator):
        yield [cell.strip() for cell in row]


def _day(cells: list[str]) -> Day | None:
    match = DATE.fullmatch(cells[0]) if cells else None
    name = cells[1] if len(cells) > 1 else ""
    if match is None or not 0 < len(name) <= 120 or len(cells) > 3:
        return None
    mark = cells[2].lower() if len(cells) > 2 else ""
    if mark and mark not in WORKED:
        return None
    try:
        date = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return Day(date, name, is_worked=bool(mark))


def keep_holidays(days: Sequence[Day], *, calendar: str, by: Actor, at: dt.datetime) -> Kept:
    """Write days of a calendar: new ones are added, those that say something else are changed."""
    if not re.fullmatch("[A-Z]{2}", calendar):
        message = _("A calendar is a country of two capital letters, such as CN.")
        raise Refused(message, code="bad_calendar", field="calendar")
    with transaction.atomic():
        known = Holiday.objects.select_for_update().filter(
            calendar=calendar, date__in=[day.date for day in days]
        )
        there = {row.date: row for row in known}
        new = [day for day in days if day.date not in there]
        changed = [
            day
            for day in days
            if (row := there.get(day.date))
            and (row.name, row.is_worked) != (day.name, day.is_worked)
        ]
        rows = [
            Holiday(calendar=calendar, date=day.date, name=day.name, is_worked=day.is_worked)
            for day in (*new, *changed)
        ]
        Holiday.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["calendar", "date"],
            update_fields=["name", "is_worked"],
        )
        if rows:
            record(
                "keep_holidays",
                by=by,
                obj=Subject("holiday", calendar),
                before={str(row.date): row.name for row in there.values()},
                after={str(day.date): day.name for day in (*new, *changed)},
                at=at,
            )
    return Kept(len(new), len(changed), len(days) - len(rows))


def remove_holiday(holiday: Holiday, *, by: Actor, at: dt.datetime) -> None:
    """Take a day out of its calendar: it counts as the week says again. Twice changes nothing."""
    with transaction.atomic():
        gone, _rows = Holiday.objects.filter(pk=holiday.pk).delete()
        if gone:
            before = {str(holiday.date): holiday.name}
            subject = Subject("holiday", holiday.calendar)
            record("remove_holiday", by=by, obj=subject, before=before, at=at)
