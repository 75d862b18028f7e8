"""The error file: the refused rows as they were, with line and reason, to mend and send again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.mapping import LINE, OWN_COLUMNS, REASON
from customers.imports.reading import Source, escape
from customers.imports.staging import refused_lines


def write_refusals(source: Source, path: Path, *, not_read: Sequence[str]) -> None:
    """Write the error file. Columns that nobody reads are told on the header's line.

    Both lists come in the file's order, so one pass over the file finds the rows.
    """
    kept = [n for n, name in enumerate(source.header) if name.casefold() not in OWN_COLUMNS]
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([*(escape(source.header[n]) for n in kept), LINE, REASON])
        if not_read:
            reason = _("Columns that are not read: {columns}").format(columns=", ".join(not_read))
            writer.writerow([*("" for _column in kept), source.header_line, escape(reason)])
        for line, reason, cells in _refused_rows(source):
            row = [escape(cells[n]) if n < len(cells) else "" for n in kept]
            writer.writerow([*row, line, escape(reason)])


def _refused_rows(source: Source) -> Iterator[tuple[int, str, list[str]]]:
    refused = refused_lines()
    line, reason = next(refused, (0, ""))
    if not line:
        return
    for at_line, cells in source.rows():
        if at_line == line:
            yield line, reason, cells
            line, reason = next(refused, (0, ""))
            if not line:
                return
