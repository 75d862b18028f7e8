"""How well scores tell bads from goods, by `scoring.measures`: of log-odds and the like as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.fitting.table import Array
from scoring.measures.bands import BINS
from scoring.measures.bootstrap import BUNDLES, bundles_of, interval, paired, table, why_not
from scoring.measures.ranking import auc


@dataclass(frozen=True)
class Measured:
    """An AUC, or a difference of two, with its 95 % interval; None where too few went bad."""

    value: float | None
    low: float | None
    high: float | None
    rows: int
    bads: int


def measured(scores: Array, bad: Array, groups: Array, against: Array | None = None) -> Measured:
    """The AUC with its interval; with `against`, how much higher it is than that of other scores.

    Whole customers are drawn, since rows of one customer are alike; both scores on the same draw.
    """
    rows, bads, found = len(bad), int(bad.sum()), None
    if not why_not(len(np.unique(groups[bad])), rows - bads):
        names, group = np.unique(groups, return_inverse=True)
        bundles = bundles_of(group, len(names))

        def counts(each: Array) -> Array:
            size = min(len(names), BUNDLES)
            return table(bundles, _bins(each), bad, size=size, wide=BINS)

        one = counts(scores)
        found = interval(one, auc) if against is None else paired(counts(against), one)
    if found is None:
        return Measured(None, None, None, rows, bads)
    return Measured(found.value, found.low, found.high, rows, bads)


def _bins(scores: Array) -> Array:
    """The place of each score among all, as fine as a score with one decimal can tell."""
    levels, place = np.unique(scores, return_inverse=True)
    return place * BINS // max(BINS, len(levels))
