"""Probabilities by band of a score: Jeffreys estimates that rise with the score, never 0 %."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.fitting.table import Array
from scoring.measures.rates import jeffreys, jeffreys_mean, rising_bands

MOST_BANDS = 10


@dataclass(frozen=True)
class Band:
    """Scores below `upper`: `bads` of `count`, the estimate and its 95 % interval, 0 to 1."""

    upper: float | None
    bads: int
    count: int
    pd: float
    low: float
    high: float


def bands_of(scores: Array, bad: Array) -> tuple[Band, ...]:
    """Bands of about equal size; neighbours whose estimates do not rise are put together."""
    inner = np.unique(np.round(np.quantile(scores, np.linspace(0, 1, MOST_BANDS + 1)[1:-1]), 1))
    inner = inner[(inner > scores.min()) & (inner <= scores.max())]
    at = np.searchsorted(inner, scores, side="right")
    counts, bads = (
        np.bincount(at, minlength=len(inner) + 1),
        np.bincount(at[bad], minlength=len(inner) + 1),
    )
    pooled = rising_bands(
        zip([*map(float, inner), None], map(int, bads), map(int, counts), strict=True)
    )
    return tuple(Band(upper, k, n, jeffreys_mean(k, n), *jeffreys(k, n)) for upper, k, n in pooled)


def shifted(bands: tuple[Band, ...], log_odds: float) -> tuple[Band, ...]:
    """The same bands for a book in which the log-odds of going bad are lower by this much."""
    return tuple(
        Band(b.upper, b.bads, b.count, *(_less(each, log_odds) for each in (b.pd, b.low, b.high)))
        for b in bands
    )


def _less(share: float, log_odds: float) -> float:
    if share in (0.0, 1.0):
        return share
    return 1 / (1 + (1 - share) / share * float(np.exp(log_odds)))
