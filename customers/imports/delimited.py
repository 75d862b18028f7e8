"""Reading delimited text, such as CSV: its rows, and whether their quotation marks are sound."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Generator, Sequence
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused

RECOGNISED = 2  # names of columns that make a row a header; one may be a value
DELIMITERS = (",", ";", "\t", "|")
Row = tuple[int, list[str], str]  # the line it begins in, its cells, what is wrong with its form


def text_rows(path: Path, encoding: str, delimiter: str) -> Generator[Row, None, None]:
    """The rows of a text file; blank ones too."""
    with (
        path.open(encoding=encoding, newline="") as text,
        path.open(encoding=encoding, newline="") as again,
    ):
        reader = csv.reader(text, delimiter=delimiter)
        line, taken = 1, 0  # the row's first line, and how many lines `again` has gone over
        try:
            for cells in reader:
                fault, end = "", reader.line_num
                if end > line:  # it lies in several lines, which are looked at as they stand
                    lines = list(islice(again, line - 1 - taken, end - taken))
                    taken = end
                    if _is_swallowed(lines, cells, delimiter):
                        fault = _("the quotation mark opened in line {line} is not closed").format(
                            line=line
                        )
                yield line, cells, fault
                line = end + 1
        except csv.Error as error:  # a cell without end is all that the reader objects to
            raise FileRefused(
                _(
                    "A cell in line {line} has more than {most} characters. Perhaps a quotation"
                    " mark opened there is not closed."
                ).format(line=line, most=csv.field_size_limit()),
                code="bad_csv",
                field="file",
            ) from error


def _is_swallowed(lines: list[str], cells: list[str], delimiter: str) -> bool:
    """Whether what reads as one row over several lines is several, which a stray quotation mark
    holds together: it is not closed, or text follows on its end, or a row lies in a cell."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    inner = [part for cell in cells for part in cell.splitlines()[1:]]
    most = max(2, len(cells) - 1)
    return any(part.count(delimiter) >= most for part in inner)


def refuse_delimiter(delimiter: str) -> None:
    """Raises `FileRefused` for what cannot stand between columns."""
    if delimiter and delimiter not in DELIMITERS:
        raise FileRefused(
            _("Columns are parted by a comma, a semicolon, a tab or a bar."),
            code="bad_delimiter",
            field="delimiter",
        )


def find_delimiter(path: Path, encoding: str, known: Callable[[Sequence[str]], int]) -> str:
    """Comma, semicolon, tab or bar: the one that makes a header, or else cuts most evenly.

    `known` says how many cells of a row are names of columns.
    """
    with path.open(encoding=encoding, newline="") as text:
        start = text.read(64_000)

    def score(delimiter: str) -> tuple[int, int, int, int]:
        lines = io.StringIO(start, newline="")
        try:
            rows = list(islice(csv.reader(lines, delimiter=delimiter), 30))
        except csv.Error:
            return 0, 0, 0, 0
        widths = [len(row) for row in rows if any(row)]
        usual = max(set(widths), key=widths.count, default=0)
        even = widths.count(usual) if usual > 1 else 0
        names = max(map(known, rows), default=0)
        return names if names >= RECOGNISED else 0, even, names, usual

    return max(DELIMITERS, key=score)
