"""What an import found and did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Summary:
    """Counts of lines, not of database rows. `no_rate`: amounts without a known exchange rate.

    `history_not_applied`: lines of an import of history that the book has already, known since
    later than their dates. `orders`, `credit_notes`: documents in a file of order lines;
    `without_customer`: its lines that name none. `amounts`: currency -> sum of the lines that were
    not refused, to be compared with the source.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    no_rate: int = 0
    customers_created: int = 0
    settlements: int = 0
    history_not_applied: int = 0
    orders: int = 0
    credit_notes: int = 0
    without_customer: int = 0
    amounts: dict[str, str] = field(default_factory=dict)
    columns_not_read: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
