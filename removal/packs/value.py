"""One parameter of a pack: a value with its unit, where that stands, and since when it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NONE = "none"  # how a file says that there is no such rule


@dataclass(frozen=True)
class Parameter:
    """`value` None = the pack knows no such rule. `verified` None = house policy, not law."""

    value: Any
    unit: str
    citation: str
    effective_date: dt.date
    verified: bool | None = None

    @property
    def is_house(self) -> bool:
        return self.verified is None

    def as_row(self) -> dict[str, Any]:
        """As a row of the database keeps it."""
        return {
            "value": self.value,
            "unit": self.unit,
            "citation": self.citation,
            "effective_date": self.effective_date.isoformat(),
            "verified": self.verified,
        }


def parameter_of(row: Mapping[str, Any]) -> Parameter:
    """A parameter as a row keeps it."""
    return Parameter(
        value=row["value"],
        unit=row["unit"],
        citation=row["citation"],
        effective_date=dt.date.fromisoformat(row["effective_date"]),
        verified=row["verified"],
    )
