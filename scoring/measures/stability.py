"""Whether a population has moved: PSI with the line that chance alone reaches, and transitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.measures.distributions import chi_square_quantile

WATCH, ACT = 0.10, 0.25  # the usual lines, whatever the size of the samples
LEVEL = 0.95
EMPTY = 0.5  # a bin without rows counts as half a row


def psi(expected: Sequence[float], actual: Sequence[float]) -> float | None:
    """Population stability index between two sets of counts over the same bins.

    Also the characteristic stability of an indicator. Bins that are empty in both do not count.
    """
    e, a = np.asarray(expected, dtype=float), np.asarray(actual, dtype=float)
    used = (e > 0) | (a > 0)
    e, a = e[used], a[used]
    if not e.sum() or not a.sum():
        return None
    share_e = np.where(e > 0, e, EMPTY) / e.sum()
    share_a = np.where(a > 0, a, EMPTY) / a.sum()
    return float(np.sum((share_a - share_e) * np.log(share_a / share_e)))


def critical_psi(expected: float, actual: float, bins: int, level: float = LEVEL) -> float | None:
    """What the PSI stays below in 95 of 100 pairs of samples of one population, of these sizes."""
    if bins < 2 or not expected or not actual:
        return None
    return (1 / expected + 1 / actual) * chi_square_quantile(level, bins - 1)


def transitions(before: npt.ArrayLike, after: npt.ArrayLike, states: int) -> npt.NDArray[Any]:
    """How many went from each state (row) to each (column)."""
    flat = np.asarray(before, dtype=np.int64) * states + np.asarray(after, dtype=np.int64)
    return np.bincount(flat, minlength=states * states).reshape(states, states)


def shares(counts: npt.NDArray[Any], prior: float = 0.0) -> npt.NDArray[Any]:
    """Rows as shares; `prior` is added to each cell. A state that nobody was in stays itself."""
    smoothed = np.asarray(counts, dtype=float) + prior
    totals = smoothed.sum(axis=1, keepdims=True)
    return np.where(totals > 0, smoothed / np.where(totals > 0, totals, 1), np.eye(len(smoothed)))


def after_steps(matrix: npt.NDArray[Any], steps: int) -> npt.NDArray[Any]:
    """The matrix of so many steps, if where one goes depends only on where one is."""
    return np.linalg.matrix_power(np.asarray(matrix, dtype=float), steps)
