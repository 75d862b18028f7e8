"""Intervals by drawing customers: all quarters of a customer, and all its cohorts, stay together.

What is drawn are sums of columns by customer, so a draw is a row of a matrix product. The treated
and the others are drawn apart: how many were treated is a fact and no chance. With few treated the
percentiles are spread as Student's distribution asks (Hesterberg 2015, "expanded percentile").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from removal.effect.maths.panel import Bools, Floats

DRAWS = 2000
SEED = 20260101  # the same customers give the same interval, whoever asks
LEVEL = 0.95
FEW = 40  # treated customers below which the interval is spread
AT_ONCE = 100


@dataclass(frozen=True)
class Statistic:
    """Columns by customer, and the figure that their sums give (rows of sums → figures)."""

    columns: Floats
    figure: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


def weights(treated: Bools, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[Floats]:
    """How often each customer is in each draw, some draws at a time."""
    generator = np.random.default_rng(seed)
    sides = [side for side in (np.flatnonzero(treated), np.flatnonzero(~treated)) if len(side)]
    size = len(treated)
    for first in range(0, draws, AT_ONCE):
        many = min(AT_ONCE, draws - first)
        found = np.zeros((many, size))
        rows = np.arange(many)[:, None] * size
        for side in sides:
            drawn = side[generator.integers(0, len(side), (many, len(side)))]
            found += np.bincount((rows + drawn).ravel(), minlength=many * size).reshape(many, size)
        yield found


def estimates(
    statistics: Sequence[Statistic], treated: Bools, *, draws: int = DRAWS, seed: int = SEED
) -> list[Estimate | None]:
    """Each statistic with its interval, of the same draws; None where it has no value."""
    if not statistics:
        return []
    columns = np.hstack([each.columns for each in statistics])
    ends = np.cumsum([each.columns.shape[1] for each in statistics])
    sums = np.vstack([each @ columns for each in weights(treated, draws=draws, seed=seed)])
    whole = columns.sum(axis=0, keepdims=True)
    many = int(treated.sum())
    found = []
    for each, end in zip(statistics, ends, strict=True):
        part = slice(end - each.columns.shape[1], end)
        found.append(
            interval(float(each.figure(whole[:, part])[0]), each.figure(sums[:, part]), many)
        )
    return found


def interval(value: float, drawn: Floats, treated: int) -> Estimate | None:
    drawn = drawn[np.isfinite(drawn)]
    if not math.isfinite(value) or not len(drawn):
        return None
    tail = tail_of(treated)
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Estimate(value, float(low), float(high))


def tail_of(treated: int) -> float:
    """The share of draws beyond each end; smaller with few treated."""
    tail = (1 - LEVEL) / 2
    if treated >= FEW or treated < 3:
        return tail
    spread = math.sqrt(treated / (treated - 1)) * student(treated - 1)
    return NormalDist().cdf(-spread)


def student(freedom: int) -> float:
    """Student's 97.5 % point by Cornish and Fisher: right to 0.002 from nine degrees on."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    one = (z**3 + z) / 4
    two = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    three = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + one / freedom + two / freedom**2 + three / freedom**3
