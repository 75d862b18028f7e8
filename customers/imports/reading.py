"""Reading CSV and XLSX as rows of text with their line numbers."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from customers.imports.delimited import RECOGNISED, Row, find_delimiter, refuse_delimiter, text_rows
from customers.imports.encodings import find_encoding
from customers.imports.errors import FileRefused
from customers.imports.fields import all_fields
from customers.imports.mapping import propose_mapping
from customers.imports.progress import NOBODY, Watch
from customers.imports.sheets import (
    count_lines,
    first_rows,
    is_workbook,
    refuse_bomb,
    sheet_rows,
)
from customers.imports.workbook import HEAD_ROWS
from customers.models import ImportFile
from riskcrm.web.export_cells import as_told

MOST_PEEKED = 16 * 2**20  # bytes looked at to guess the encoding before a worker reads all
SAMPLES = 3
MOST_SHOWN = 80  # characters of a sample
MOST_COLUMNS = 500
# the first has no cells: it tells our error files, those of the first release too
OWN_COLUMNS = ["riskcrm", "line", "column", "value", "reason"]
OLD_OWN_COLUMNS = ["riskcrm", "line", "reason"]
Known = Callable[[Sequence[str]], int]  # how many cells of a row are names of columns


@dataclass(frozen=True)
class Source:
    """An opened file: its header and how to read its rows again from the start.

    `width` is how many cells a row of a text file may have; `sheet` is the one of a workbook;
    `expected` is about how many rows there are, 0 where nobody has counted. `own` are the columns
    that we have added: the file is one of our error files, sent again.
    """

    path: Path
    encoding: str
    delimiter: str
    sheet: str
    header: list[str]
    header_line: int
    width: int
    own: int
    warnings: list[str]
    expected: int = 0
    header_row: int = 1  # how many rows there are up to the header, however many lines they take
    watch: Watch = NOBODY
    merged: bool = False  # cells that span others say the same in each; texts keep their lines

    def rows(self) -> Generator[Row, None, None]:
        """Rows below the header as (line, cells, what is wrong with its form), blank ones left
        out. Cells beyond the header are those of a fault."""
        names = len(self.header)
        for line, cells, fault in _raw_rows(self):
            if line <= self.header_line:
                continue
            if self.own:
                cells = _mended(cells, names, self.own)
            if any(cells):
                if len(cells) > names and not fault:
                    fault = self._fault(cells)
                yield line, cells, fault

    def texts_of(self, indexes: Sequence[int], most: int = 200_000) -> list[set[str]]:
        """The texts that stand in these columns, so many of each at most."""
        texts: list[set[str]] = [set() for _index in indexes]
        with closing(_bare_rows(self)) as rows:
            below = islice(rows, self.header_row, None)
            while block := list(islice(below, 5_000)):
                whole = min(map(len, block)) > max(indexes, default=0)
                for found, index in zip(texts, indexes, strict=True):
                    if len(found) < most:
                        found.update(
                            map(itemgetter(index), block)
                            if whole
                            else (cells[index] for cells in block if index < len(cells))
                        )
        return texts

    def _fault(self, cells: list[str]) -> str:
        """A separator inside a value moves what follows, and an amount of 1,234.50 becomes 1."""
        told = len(cells) if len(cells) > self.width else _told(cells)
        if self.sheet or told <= len(self.header):
            return ""
        return _("{cells} cells, the header has {names}; is a separator unquoted?").format(
            cells=told, names=len(self.header)
        )


class Written(NamedTuple):
    """How a file is written, and what is to be said about that."""

    encoding: str
    delimiter: str = ""
    sheet: str = ""
    warning: str = ""


def open_source(
    path: Path,
    *,
    kind: str,
    encoding: str = "",
    delimiter: str = "",
    wanted: Sequence[str] = (),
    peek: bool = False,
) -> Source:
    """Find out how the file is written and where its header is.

    `wanted` are columns a mapping names. The encoding is settled by all of the file, since guesses
    from a part have been wrong; `peek` looks at a part, to show the columns meanwhile. Raises
    `FileRefused` for what cannot be read.
    """
    known = _knowing(kind, wanted)
    merged = kind == ImportFile.Kind.RISK_TABLE  # in a table of amounts each would count again
    refuse_delimiter(delimiter)
    if is_workbook(path):
        refuse_bomb(path)
        sheet, rows = _choose_sheet(path, known, merged=merged)
        written = Written("xlsx", sheet=sheet)
    else:
        written, rows = _look_at_text(path, encoding, delimiter, known, peek=peek)
    line, header = _find_header(rows, known)
    own = next((len(n) for n in (OWN_COLUMNS, OLD_OWN_COLUMNS) if header[-len(n) :] == n), 0)
    if own:
        header = list(map(as_told, header[:-own]))
    return Source(
        path=path,
        encoding=written.encoding,
        delimiter=written.delimiter,
        sheet=written.sheet,
        header=header,
        header_line=line,
        width=_width(rows, line) - own,
        own=own,
        header_row=sum(at <= line for at, _cells, _fault in rows),
        warnings=[written.warning] if written.warning else [],
        merged=merged,
        expected=0 if peek else _count(path, written.sheet),
    )


def _count(path: Path, sheet: str) -> int:
    return count_lines(path, sheet) if sheet else _count_breaks(path)


def _knowing(kind: str, wanted: Sequence[str]) -> Known:
    """How much of a row is known as the header of such a file."""
    fields = all_fields(kind)

    def known(cells: Sequence[str]) -> int:
        names = [_name(cell) for cell in cells]
        return len(propose_mapping(kind, names, fields)) + 3 * len(set(wanted).intersection(names))

    return known


def _look_at_text(
    path: Path,
    encoding: str,
    delimiter: str,
    known: Known,
    *,
    peek: bool,
) -> tuple[Written, list[Any]]:
    """How a text file is written, and its first rows."""
    encoding, warning = find_encoding(path, encoding, MOST_PEEKED if peek else None)
    delimiter = delimiter or find_delimiter(path, encoding, known)
    with closing(text_rows(path, encoding, delimiter)) as rows:
        return Written(encoding, delimiter, warning=warning), list(islice(rows, HEAD_ROWS))


def preview_of(source: Source) -> dict[str, Any]:
    """What a page shows of a file, as JSON: how it is written, its header, its first values."""
    with closing(source.rows()) as rows:
        first = [cells for _line, cells, _fault in islice(rows, SAMPLES)]
    return {
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
        "warnings": source.warnings,
        "header": source.header,
        "samples": [
            [cells[n][:MOST_SHOWN] for cells in first if n < len(cells) and cells[n]]
            for n in range(len(source.header))
        ],
    }


def _count_breaks(path: Path) -> int:
    """About how many rows a text has."""
    with path.open("rb") as handle:
        return sum(block.count(b"\n") for block in iter(lambda: handle.read(2**20), b""))


def _mended(cells: list[str], names: int, own: int) -> list[str]:
    """The cells of an error file's row without our own columns."""
    return list(map(as_told, cells[:names] + cells[names + own :]))


def _name(cell: str) -> str:
    """The name of a column in one line."""
    return " ".join(cell.split())


def _told(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((n for n, cell in enumerate(cells, start=1) if cell), default=0)


def _choose_sheet(path: Path, known: Known, *, merged: bool) -> tuple[str, list[Row]]:
    """The first sheet in which a header is recognised, else the first with cells."""
    chosen: tuple[str, list[Row]] = ("", [])
    with closing(first_rows(path, merged=merged)) as sheets:
        for sheet, rows in sheets:
            if any(known(cells) >= RECOGNISED for _line, cells, _fault in rows):
                return sheet, rows
            if not chosen[1] and any(any(cells) for _line, cells, _fault in rows):
                chosen = sheet, rows
    return chosen


def _find_header(rows: list[Row], known: Known) -> tuple[int, list[str]]:
    """The row that most fields recognise, the first such; else the first with several cells.

    A value may read like the name of a column, so one recognised cell makes no header.
    """
    named = [(line, list(map(_name, cells)), fault) for line, cells, fault in rows]
    named = [row for row in named if any(row[1])]
    if not named:
        raise FileRefused(_("The file is empty."), code="empty_file", field="file")
    wide = (row for row in named if sum(map(bool, row[1])) > 1)
    first = next(wide, named[0])
    best = max(named, key=lambda row: known(row[1]))
    line, header, fault = best if known(best[1]) >= RECOGNISED else first
    if fault:
        raise FileRefused(
            _("The header cannot be read: {fault}.").format(fault=fault),
            code="bad_csv",
            field="file",
        )
    header = header[: _told(header)]
    if len(header) > MOST_COLUMNS:
        raise FileRefused(
            _("The file has more than {most} columns.").format(most=MOST_COLUMNS),
            code="too_many_columns",
            field="file",
        )
    return line, header


def _width(rows: list[Row], header_line: int) -> int:
    """How many cells a row may have: as many as the header, or as all of the first rows have, for
    some programs end each row with a separator."""
    own = next(len(cells) for line, cells, _fault in rows if line == header_line)
    below = [len(cells) for line, cells, _fault in rows if line > header_line and any(cells)]
    return max(own, min(below)) if len(below) > 1 else own


def _bare_rows(source: Source) -> Generator[list[str], None, None]:
    """All rows without their lines and without looking at their form, which is quicker."""
    if source.sheet:
        yield from (cells for _line, cells, _fault in _raw_rows(source))
        return
    # whoever reads the rows says what is wrong
    text = source.path.open(encoding=source.encoding, newline="")
    with text, contextlib.suppress(csv.Error):
        yield from csv.reader(text, delimiter=source.delimiter)


def _raw_rows(source: Source) -> Generator[Row, None, None]:
    if source.sheet:
        yield from sheet_rows(source.path, source.sheet, merged=source.merged)
    else:
        yield from text_rows(source.path, source.encoding, source.delimiter)
