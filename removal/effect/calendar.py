"""Quarters of a study by number and by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from removal.effect.maths.windows import EARLIEST, LATEST


def quarter_number(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def first_day(number: int) -> dt.date:
    return dt.date(number // 4, number % 4 * 3 + 1, 1)


QUARTER_DAYS = 91.25


def quarters_in(days: int) -> int:
    """How many quarters a horizon of so many days has."""
    return max(round(days / QUARTER_DAYS), 1)


def quarter_name(number: int) -> str:
    return f"{number // 4} Q{number % 4 + 1}"


@dataclass(frozen=True)
class Span:
    """The quarters of a study: those of events, and those around them, up to the day of reading."""

    first_event: dt.date
    final_event: dt.date
    as_of: dt.date

    @property
    def start(self) -> int:
        """The number of the panel's first quarter; the place of a quarter is told from it."""
        return quarter_number(self.first_event) + EARLIEST

    @property
    def quarters(self) -> int:
        final = min(quarter_number(self.final_event) + LATEST, quarter_number(self.as_of))
        return final - self.start + 1

    @property
    def whole(self) -> int:
        """Quarters that were over on the day of reading; the last one may not be."""
        return min(self.quarters, quarter_number(self.as_of + dt.timedelta(days=1)) - self.start)

    @property
    def events(self) -> list[int]:
        """Places of the quarters of events."""
        first, final = quarter_number(self.first_event), quarter_number(self.final_event)
        return [number - self.start for number in range(first, final + 1)]

    @property
    def score_days(self) -> list[dt.date]:
        """The days before these quarters: who was eligible is told as of them."""
        one = dt.timedelta(days=1)
        return [first_day(self.start + place) - one for place in self.events]

    def place(self, day: dt.date) -> int:
        return quarter_number(day) - self.start

    def name(self, place: int) -> str:
        return quarter_name(self.start + place)
