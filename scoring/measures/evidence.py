"""Weight of evidence and information value of bins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

EMPTY = 0.5  # added to a cell without rows
SUSPECT = 0.5  # an information value above this may come from a leak


def woe(goods: Sequence[float], bads: Sequence[float]) -> npt.NDArray[np.float64]:
    """ln of the share of goods over the share of bads, by bin: high = safe."""
    good, bad = _shares(goods), _shares(bads)
    found: npt.NDArray[np.float64] = np.log(good / bad)
    return found


def information_value(goods: Sequence[float], bads: Sequence[float]) -> float:
    return float(np.sum((_shares(goods) - _shares(bads)) * woe(goods, bads)))


def _shares(counts: Sequence[float]) -> npt.NDArray[np.float64]:
    # the total is of what was counted, so that bins without empty cells keep their value
    cells = np.asarray(counts, dtype=float)
    shares: npt.NDArray[np.float64] = np.where(cells > 0, cells, EMPTY) / cells.sum()
    return shares
