"""Bands of a score that hold about equally many, from counts by tenth of a point."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

BINS = 1001  # scores of 0.0 to 100.0
BANDS = 10


def cuts_of(counts: npt.NDArray[Any]) -> list[int]:
    """Bounds, in tenths, of at most ten bands that hold about equally many."""
    reached = np.cumsum(counts)
    if not len(reached) or not reached[-1]:
        return []
    wanted = reached[-1] * np.arange(1, BANDS) / BANDS
    # the last band must hold somebody
    top = int(np.flatnonzero(counts)[-1])
    return sorted({int(cut) + 1 for cut in np.searchsorted(reached, wanted)} - {top + 1})


def banded(counts: npt.NDArray[Any], cuts: list[int]) -> list[int]:
    return [int(part.sum()) for part in np.split(counts, cuts)]
