"""Reading delimited text, such as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused


def text_rows(
    path: Path, encoding: str, delimiter: str
) -> Generator[tuple[int, list[str]], None, None]:
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise FileRefused(
                _("Line {line} cannot be read as a row: {error}.").format(line=line, error=error),
                code="bad_csv",
                field="file",
            ) from error


def find_delimiter(path: Path, encoding: str) -> str:
    """Comma, semicolon, tab or bar: the one that cuts the first lines most evenly."""
    with path.open(encoding=encoding, newline="") as text:
        start = text.read(64_000)
    best, best_score = ",", (0, 0)
    for delimiter in (",", ";", "\t", "|"):
        rows = list(islice(csv.reader(io.StringIO(start), delimiter=delimiter), 30))
        widths = [len(row) for row in rows if any(row)]
        usual = max(set(widths), key=widths.count) if widths else 0
        score = (widths.count(usual) if usual > 1 else 0, usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best
