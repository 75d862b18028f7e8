"""How well a score ranks: AUC, Gini, KS, capture, reversals, from counts by bin.

`goods` and `bads` are counts by bin, the least risky bin first. A leading axis, if there is one, is
that of bootstrap draws. Ties (the same bin) count half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[Any]


def auc(goods: Counts, bads: Counts) -> Any:
    """Chance that a bad one ranks above a good one, ties half; nan where one kind is missing."""
    goods, bads = np.asarray(goods, dtype=float), np.asarray(bads, dtype=float)
    below = np.cumsum(goods, axis=-1) - goods
    above = np.sum(bads * (below + goods / 2), axis=-1)
    pairs = goods.sum(axis=-1) * bads.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return above / pairs


def gini(goods: Counts, bads: Counts) -> Any:
    return 2 * auc(goods, bads) - 1


def ks(goods: Counts, bads: Counts) -> Any:
    """The greatest distance between the two cumulative distributions."""
    with np.errstate(invalid="ignore", divide="ignore"):
        good = np.cumsum(goods, axis=-1) / np.sum(goods, axis=-1, keepdims=True)
        bad = np.cumsum(bads, axis=-1) / np.sum(bads, axis=-1, keepdims=True)
        return np.max(np.abs(good - bad), axis=-1)


def hanley_mcneil(area: float, goods: float, bads: float) -> float:
    """Standard error of an AUC of independent rows."""
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (bads - 1) * (one - area**2) + (goods - 1) * (two - area**2)
    return math.sqrt(max(variance, 0) / (goods * bads))


def counts_of(values: Counts, bads: Counts) -> tuple[Counts, Counts]:
    """Goods and bads by distinct value, the smallest first, of rows of any kind of number."""
    _values, place = np.unique(np.asarray(values), return_inverse=True)
    is_bad = np.asarray(bads, dtype=bool)
    size = int(place.max()) + 1 if len(place) else 0
    return np.bincount(place[~is_bad], minlength=size), np.bincount(place[is_bad], minlength=size)


def captured(counts: Counts, amounts: Counts, share: float) -> float | None:
    """Which share of `amounts` the riskiest `share` of all counted held; None where there is none.

    Of a bin that the bound cuts through, the part above it holds its part: its rows are equal.
    """
    counts, amounts = np.asarray(counts, dtype=float)[::-1], np.asarray(amounts, dtype=float)[::-1]
    total = amounts.sum()
    if total <= 0 or counts.sum() <= 0:
        return None
    reached = np.concatenate([[0.0], np.cumsum(counts)])
    held = np.concatenate([[0.0], np.cumsum(amounts)])
    return float(np.interp(share * reached[-1], reached, held) / total)


def reversals(rates: Sequence[float | None]) -> int:
    """How often the bad rate of a band lies below that of the safer band before it."""
    known = [rate for rate in rates if rate is not None]
    return sum(after < before for before, after in pairwise(known))


def concentration(counts: Counts) -> float | None:
    """The share of the fullest band."""
    total = float(np.sum(counts))
    return float(np.max(counts)) / total if total else None
