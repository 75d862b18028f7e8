"""What was read of some customers: columns of a study, packed until all are there."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
# by customer and quarter, of the ledger; rates are made of pairs, so that nothing is averaged twice
MEASURES = (
    "sales", "margin", "issued", "late", "mature", "days_late", "over_90", "lost", "cash",
    "own_delay", "receivable",
)  # fmt: skip
TIERS = ("unrated", "low", "medium", "high")
NOT_KNOWN = -1
UNCOUNTED = -2


@dataclass(frozen=True)
class Part:
    """Columns by customer; `tier` to `loss` by customer and quarter of approval looked at."""

    customer: Array
    event: Array  # place of the event's quarter, -1 = none
    event_day: Array  # its ordinal, 0 = none
    case: Array
    turned_down: Array
    cured: Array
    sampled: Array  # drawn for the sample of the book, not for a case
    since: Array  # place of the quarter of the first invoice, may lie before the panel; nan = none
    tier: Array
    score: Array
    pd: Array
    bad: Array  # 1 = went bad within the horizon, -1 = not over yet, or bad already
    loss: Array
    event_loss: Array  # within the horizon after the event; nan = not over yet
    cash_after: Array
    margin_before: Array
    margin_after: Array
    traded: Array  # invoices and late ones, before and after the event or the middle one
    measures: Array  # by customer, measure and quarter

    def packed(self) -> bytes:
        file = io.BytesIO()
        np.savez_compressed(file, **{f.name: getattr(self, f.name) for f in fields(self)})
        return file.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> Part:
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            return cls(**{f.name: file[f.name] for f in fields(cls)})

    @classmethod
    def joined(cls, parts: Iterable[Part]) -> Part:
        """All parts as one; there must be at least one."""
        found = list(parts)
        return cls(**{
            f.name: np.concatenate([getattr(each, f.name) for each in found]) for f in fields(cls)
        })  # fmt: skip

    def measure(self, name: str) -> Array:
        """One measure by customer and quarter."""
        return self.measures[:, MEASURES.index(name), :].astype(float)
