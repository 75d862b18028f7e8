"""Files of a list, written row by row: neither holds more than a row in memory."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import xlsxwriter
from django.utils.translation import gettext as _

from riskcrm.web.export_cells import Plain, harmless
from riskcrm.web.models import Export

MOST_DIGITS = 15  # that Excel keeps of a number; what has more goes as text
MOST_LETTERS = 32_767  # of a cell
FIRST_YEAR = 1900  # of the days that Excel knows
MOST_ROWS = 1_048_575  # of a sheet, below its head; what is beyond goes to a further sheet
WIDTH = 18


class ListFile(Protocol):
    """Takes a head, then rows; complete once left without an error."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *error: Any) -> None: ...
    def write(self, row: Sequence[Plain]) -> None: ...


class CsvFile:
    """UTF-8 with the mark by which Excel knows it."""

    def __init__(self, path: Path, head: Sequence[str]) -> None:
        self.path, self.head = path, head

    def __enter__(self) -> Self:
        self.out = self.path.open("w", encoding="utf-8-sig", newline="")
        self.lines = csv.writer(self.out)
        self.write(self.head)
        return self

    def __exit__(self, *_error: Any) -> None:
        self.out.close()

    def write(self, row: Sequence[Plain]) -> None:
        self.lines.writerow([_text(value) for value in row])


def _text(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return harmless(value) if isinstance(value, str) else str(value)


class XlsxFile:
    """A workbook: figures are numbers, days are days, and nothing is a formula.

    What a cell cannot hold is not lost in silence: longer figures and older days are texts, and a
    text that is too long says that it was cut.
    """

    def __init__(self, path: Path, head: Sequence[str]) -> None:
        self.path, self.head = path, head

    def __enter__(self) -> Self:
        self.book = xlsxwriter.Workbook(str(self.path), {"constant_memory": True})
        self.bold = self.book.add_format({"bold": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._start_sheet()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.book.close()

    def _start_sheet(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, max(len(self.head) - 1, 0), WIDTH)
        for place, name in enumerate(self.head):
            self.sheet.write_string(0, place, harmless(name), self.bold)
        self.line = 0

    def write(self, row: Sequence[Plain]) -> None:
        if self.line == MOST_ROWS:
            self._start_sheet()
        self.line += 1
        for place, value in enumerate(row):
            self._write(place, value)

    def _write(self, place: int, value: Plain) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            self.sheet.write_string(self.line, place, shortened(harmless(value)))
        elif is_beyond(value):
            self.sheet.write_string(self.line, place, _text(value))
        elif isinstance(value, dt.datetime):
            self.sheet.write_datetime(self.line, place, value.replace(tzinfo=None), self.moment)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(self.line, place, value, self.day)
        else:
            self.sheet.write_number(self.line, place, value)


def is_beyond(value: int | float | Decimal | dt.date) -> bool:
    """Whether Excel would keep another figure than this one, or none."""
    if isinstance(value, dt.date):
        return value.year < FIRST_YEAR
    if isinstance(value, float):
        return False  # it never had more digits
    digits = Decimal(value).normalize().as_tuple().digits
    return len(digits) > MOST_DIGITS


def shortened(text: str) -> str:
    """A text as long as a cell may be; one that was cut says so, and where all of it is."""
    length = _units(text)
    if length <= MOST_LETTERS:
        return text
    mark = " […] " + _("cut here: the text has %(length)s characters; a CSV file has all of it") % {
        "length": length
    }
    kept = text[: MOST_LETTERS - _units(mark)]
    while _units(kept) + _units(mark) > MOST_LETTERS:
        kept = kept[:-1]
    return kept + mark


def _units(text: str) -> int:
    """How long Excel takes a text to be: characters beyond the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2


FILES: dict[str, type[CsvFile] | type[XlsxFile]] = {
    Export.Format.CSV: CsvFile,
    Export.Format.XLSX: XlsxFile,
}
