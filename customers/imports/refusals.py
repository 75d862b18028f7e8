"""The error file: the refused rows as they were, each with its line and, for each of its problems,
the column, the value and the reason; to mend and send again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from customers.imports.reading import OWN_COLUMNS, Source
from customers.imports.staging import Problem, refused_lines
from riskcrm.web.export_cells import harmless

MOST_LINES = 100_000  # a file in which every line is wrong has one fault, not a million
JOINED = "; "


@dataclass(frozen=True)
class Refusal:
    """A refused row: its cells, and column, value and reason of each of its problems."""

    line: int
    cells: list[str]
    problems: list[dict[str, str]]

    def told(self, part: str) -> str:
        """One part of all its problems, as it stands in a cell."""
        return JOINED.join(problem[part] for problem in self.problems if problem[part])


def write_refusals(
    source: Source,
    path: Path,
    *,
    mapping: Mapping[str, str],
    not_read: Sequence[str],
    refused: int,
    show: Callable[[Refusal], Any],
) -> None:
    """Write the error file, and `show` each row as it is written. Columns that nobody reads are
    told on the header's line; cells beyond the header follow on the reason.

    Both lists come in the file's order, so one pass over the file finds the rows.
    """
    names = len(source.header)
    source.watch.phase("refusals", min(refused, MOST_LINES))
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([*map(harmless, source.header), *OWN_COLUMNS])
        if not_read:
            reason = _("Columns that are not read: {columns}").format(columns=", ".join(not_read))
            writer.writerow([*[""] * names, "", source.header_line, "", "", harmless(reason)])
        for written, row in enumerate(_refusals(source, mapping)):
            if written == MOST_LINES:
                left = _("{count} more lines are refused; mend these first").format(
                    count=refused - written
                )
                writer.writerow([*[""] * names, "", row.line, "", "", left])
                return
            cells = [*map(harmless, row.cells), *[""] * (names - len(row.cells))]
            told = [harmless(row.told(part)) for part in ("column", "value", "reason")]
            writer.writerow([*cells[:names], "", row.line, *told, *cells[names:]])
            show(row)
            source.watch.add(1)


def _refusals(source: Source, mapping: Mapping[str, str]) -> Iterator[Refusal]:
    """Each refused row in the file's order."""
    refused = refused_lines()
    line, problems = next(refused, (0, []))
    if not line:
        return
    for at_line, cells, _fault in source.rows():
        if at_line == line:
            yield Refusal(line, cells, [_told(one, cells, source, mapping) for one in problems])
            line, problems = next(refused, (0, []))
            if not line:
                return


def _told(
    problem: Problem, cells: list[str], source: Source, mapping: Mapping[str, str]
) -> dict[str, str]:
    field, reason = problem
    column = mapping.get(field, "")
    index = source.header.index(column) if column else len(cells)
    value = cells[index] if index < len(cells) else ""
    return {"column": column, "value": value, "reason": reason}
