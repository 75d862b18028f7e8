"""Key risk indicators of a day, held against their limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from monitoring.book_days.figures import UNITS, Text
from monitoring.book_days.sums import DayBook
from monitoring.kris.catalogue import KRIS, Kri
from monitoring.kris.limits import Limits, limits_now, status_of
from riskcrm.web.templatetags.riskcrm import figure_text

YEAR = dt.timedelta(days=364)  # and the day itself
# the names that a status has beside its colour and its shape
STATUS: dict[str, tuple[str, Text]] = {
    "green": ("●", pgettext_lazy("indicator", "within limits")),
    "amber": ("▲", pgettext_lazy("indicator", "above the amber limit")),
    "red": ("■", pgettext_lazy("indicator", "above the red limit")),
    "unknown": ("○", pgettext_lazy("indicator", "not known")),
}
FALLING = {
    "amber": pgettext_lazy("indicator", "below the amber limit"),
    "red": pgettext_lazy("indicator", "below the red limit"),
}


@dataclass(frozen=True)
class KriReading:
    """A key risk indicator of a day, held against its limits."""

    kri: Kri
    numerator: Decimal | int | None
    denominator: Decimal | int | None
    value: Decimal | None
    limits: Limits
    status: str
    link: str
    of_today: bool = False  # the link leads to rows as they are now, which the day's were not

    @property
    def text(self) -> str:
        return figure_text(self.value, self.kri.digits)

    @property
    def unit_name(self) -> Text:
        return UNITS.get(self.kri.unit, "")

    @property
    def shape(self) -> str:
        return STATUS[self.status][0]

    @property
    def word(self) -> Text:
        words = FALLING if self.kri.falling else {}
        return words.get(self.status) or STATUS[self.status][1]


def kri_readings(book: DayBook, *, is_now: bool = False) -> list[KriReading]:
    """Each indicator, held against the limits of the day, or against those in force now."""
    limits = limits_now()
    then = {} if is_now else {row.code: row for row in book.kept.kris.all()}
    readings = []
    for kri in KRIS.values():
        numerator, denominator = kri.parts(book)
        value = kri.value_of((numerator, denominator))
        value = None if value is None else round(value, 4)
        held = limits[kri.code]
        if row := then.get(kri.code):
            held = replace(held, amber=row.amber, red=row.red)
        status = status_of(value, held.amber, held.red)
        of_today = book.is_past and "{day}" not in kri.rows
        link = _kri_link(kri, book)
        readings.append(
            KriReading(kri, numerator, denominator, value, held, status, link, of_today)
        )
    return readings


def _kri_link(kri: Kri, book: DayBook) -> str:
    route, _sep, words = kri.rows.rpartition("?")
    since = book.kept.moves_since
    if since is None and "{since}" in words:
        return ""
    words = words.format(since=since, day=book.day, year_ago=book.day - YEAR)
    return f"{reverse(route or 'monitoring:customer_list')}?{words}"
