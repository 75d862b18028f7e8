"""Reading CSV and XLSX as rows of text with their line numbers."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from customers.imports.delimited import find_delimiter, text_rows
from customers.imports.encodings import find_encoding
from customers.imports.errors import FileRefused
from customers.imports.mapping import OWN_COLUMNS, propose_mapping
from customers.imports.sheets import is_zip, refuse_bomb, sheet_rows

MOST_PEEKED = 16 * 2**20  # bytes looked at to guess the encoding before a worker reads all
SAMPLES = 3
MOST_SHOWN = 80  # characters of a sample
MOST_COLUMNS = 500
HEADER_ROWS = 20  # titles that may stand above the header
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Source:
    """An opened file: its header and how to read its rows again from the start."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    header_line: int
    is_mended: bool  # one of our own error files, sent again

    def rows(self) -> Generator[Row, None, None]:
        """Rows below the header as (line, cells), blank ones left out."""
        own = [n for n, name in enumerate(self.header) if name.casefold() in OWN_COLUMNS]
        for line, cells in _raw_rows(self.path, self.encoding, self.delimiter):
            if line <= self.header_line:
                continue
            if self.is_mended:
                cells = [_plain(cell) for cell in cells]
                for n in own:
                    if n < len(cells):
                        cells[n] = ""
            if any(cells):
                yield line, cells


def open_source(
    path: Path, *, kind: str, encoding: str = "", wanted: Sequence[str] = (), peek: bool = False
) -> Source:
    """Find out how the file is written and where its header is.

    `wanted` are columns a mapping names. The encoding is settled by all of the file, since guesses
    from a part have been wrong; `peek` looks at a part, to show the columns meanwhile. Raises
    `FileRefused` for what cannot be read.
    """
    delimiter = ""
    if is_zip(path):
        refuse_bomb(path)
        encoding = "xlsx"
    else:
        encoding = find_encoding(path, encoding, MOST_PEEKED if peek else None)
        delimiter = find_delimiter(path, encoding)
    with closing(_raw_rows(path, encoding, delimiter)) as rows:
        line, header = _find_header(list(islice(rows, HEADER_ROWS)), kind, wanted)
    names = {name.casefold() for name in header}
    return Source(path, encoding, delimiter, header, line, names.issuperset(OWN_COLUMNS))


def preview_of(source: Source) -> dict[str, Any]:
    """What a page shows of a file, as JSON: how it is written, its header, its first values."""
    with closing(source.rows()) as rows:
        first = [cells for _line, cells in islice(rows, SAMPLES)]
    return {
        "encoding": source.encoding,
        "header": source.header,
        "samples": [
            [cells[n][:MOST_SHOWN] for cells in first if n < len(cells) and cells[n]]
            for n in range(len(source.header))
        ],
    }


def escape(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _find_header(rows: list[Row], kind: str, wanted: Sequence[str]) -> Row:
    """The row that most fields recognise, the first such; else the first with several cells."""
    named = [(line, [cell.strip() for cell in cells]) for line, cells in rows]

    def score(row: Row) -> int:
        return len(propose_mapping(kind, row[1])) + 3 * len(set(wanted) & set(row[1]))

    def width(row: Row) -> int:
        return min(2, sum(map(bool, row[1])))

    best = max(named, key=lambda row: (score(row), width(row)), default=(0, []))
    if not any(best[1]):
        raise FileRefused(_("The file is empty."), code="empty_file", field="file")
    line, header = best
    if len(header) > MOST_COLUMNS:
        raise FileRefused(
            _("The file has more than {most} columns.").format(most=MOST_COLUMNS),
            code="too_many_columns",
            field="file",
        )
    while header and not header[-1]:
        header = header[:-1]
    return line, header


def _raw_rows(path: Path, encoding: str, delimiter: str) -> Generator[Row, None, None]:
    if encoding == "xlsx":
        yield from sheet_rows(path)
    else:
        yield from text_rows(path, encoding, delimiter)
