"""What the importers of a sheet's parts found, and which of its lines are refused for it.

Several lines may say one cell of their customer, as merged cells do, and one of them brings it.
Where that cell is refused, all that say it are: tried one after another, each would cost a run of
all parts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from customers.imports.risk_table_rows import CUSTOMERS, Row, Told

MERGED = (CUSTOMERS, "credit-reports", "market-notes")  # one line speaks for all of the customer
Problem = tuple[str, int, str, str]  # kind of the part, line, field and reason


@dataclass
class Found:
    """By kind of part the lines of which it wrote something; the numbers of new customers."""

    wrote: dict[str, set[int]] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def has_written(self, row: Told) -> bool:
        """Whether something that the line says was written, if only in the row of another line."""
        own = ((kind, row.line) for kind, rows in row.parts.items() if rows)
        return any(line in self.wrote[kind] for kind, line in (*own, *row.joined))


def refusals(problems: list[Problem], good: list[Told], told: list[Told]) -> dict[int, str]:
    """By line why it is refused: the lines that say what was refused, in one run.

    `good` are the lines as the parts had them, `told` as they stand in the sheet.
    """
    brought = {row.line: row for row in good}
    own = {row.line: row for row in told}
    of_number: dict[str, list[Told]] = defaultdict(list)
    for row in good:
        of_number[row.number].append(own[row.line])
    reasons: dict[int, list[str]] = defaultdict(list)
    for kind, line, name, reason in problems:
        if kind in MERGED:
            [refused] = brought[line].parts[kind]
            said = [{name: refused[name]}] if name in refused else []
        else:
            said = own[line].parts[kind]
        saying = [
            row.line for row in of_number[own[line].number] if said and _says(row, kind, said)
        ]
        for each in saying or [line]:
            if reason not in reasons[each]:
                reasons[each].append(reason)
    return {line: "; ".join(found) for line, found in reasons.items()}


def _says(row: Told, kind: str, said: list[Row]) -> bool:
    """Whether a line says by itself what was refused."""
    mine = row.parts[kind]
    return len(mine) == len(said) and all(
        told.items() <= own.items() for told, own in zip(said, mine, strict=True)
    )


def refuse_their_customers(refused: dict[int, str], told: list[Told]) -> dict[int, str]:
    """By line why the other lines of a refused line's customer are refused as well.

    Where each run finds other lines of them to refuse, somebody has to look at these customers.
    """
    first: dict[str, int] = {}
    for row in told:
        if row.line in refused and row.number:
            first.setdefault(row.number, row.line)
    reason = _("line {line} of the same customer is refused: mend that one first")
    return {
        row.line: reason.format(line=first[row.number])
        for row in told
        if row.number in first and row.line not in refused
    }
