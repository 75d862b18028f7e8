"""Weight of evidence and information value of bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = Sequence[float] | npt.NDArray[Any]
EMPTY = 0.5  # added to a cell without rows
SUSPECT_IV = 0.5  # an information value above this may come from a leak


def woe(goods: Counts, bads: Counts) -> npt.NDArray[np.float64]:
    """ln of the share of goods over the share of bads, by bin: high = safe, none in it = 0."""
    is_empty = np.add(goods, bads) == 0
    found: npt.NDArray[np.float64] = np.log(_shares(goods) / _shares(bads))
    return np.where(is_empty, 0.0, found)


def information_value(goods: Counts, bads: Counts) -> float:
    return float(np.sum((_shares(goods) - _shares(bads)) * woe(goods, bads)))


def _shares(counts: Counts) -> npt.NDArray[np.float64]:
    # the total is of what was counted, so that bins without empty cells keep their value
    cells = np.asarray(counts, dtype=float)
    shares: npt.NDArray[np.float64] = np.where(cells > 0, cells, EMPTY) / cells.sum()
    return shares
