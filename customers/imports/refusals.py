"""The error file: the refused rows as they were, with line and reason, to mend and send again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.reading import OWN_COLUMNS, Source, escape
from customers.imports.staging import refused_lines


def write_refusals(source: Source, path: Path, *, not_read: Sequence[str]) -> None:
    """Write the error file. Columns that nobody reads are told on the header's line; cells beyond
    the header follow on the reason.

    Both lists come in the file's order, so one pass over the file finds the rows.
    """
    names = len(source.header)
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([*map(escape, source.header), *OWN_COLUMNS])
        if not_read:
            reason = _("Columns that are not read: {columns}").format(columns=", ".join(not_read))
            writer.writerow([*[""] * names, "", source.header_line, escape(reason)])
        for line, reason, cells in _refused_rows(source):
            row = [*map(escape, cells), *[""] * (names - len(cells))]
            writer.writerow([*row[:names], "", line, escape(reason), *row[names:]])


def _refused_rows(source: Source) -> Iterator[tuple[int, str, list[str]]]:
    refused = refused_lines()
    line, reason = next(refused, (0, ""))
    if not line:
        return
    for at_line, cells, _fault in source.rows():
        if at_line == line:
            yield line, reason, cells
            line, reason = next(refused, (0, ""))
            if not line:
                return
