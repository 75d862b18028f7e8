"""Intervals by resampling customers, for millions of rows.

A customer has a row a month and its rows are alike, so customers are drawn, not rows. Up to
`BUNDLES` customers are drawn as they are; of more, each falls by a hash of its id into one of as
many bundles, and whole bundles are drawn: all rows of a customer stay together, as in a cluster
bootstrap with larger clusters, whose interval is right in the mean and hardly less exact. What is
drawn are counts by bundle and bin, so a draw is a row of a matrix product, however many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.measures.ranking import auc

BUNDLES = 2000
DRAWS = 1000
SEED = 20260101  # the same rows give the same interval, whoever asks
LEVEL = 0.95
FEWEST_BADS = 20  # below this no figure is shown
DRAWS_AT_ONCE = 100

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Measure = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def why_not(bad_customers: int, goods: int) -> str:
    """Why nothing is measured; empty where it is. Of back-tests, fits and what-ifs alike.

    A customer that goes bad does so in several rows: it is still one piece of evidence.
    """
    if not goods:
        return "no_goods"
    return "few_bads" if bad_customers < FEWEST_BADS else ""


def bundles_of(customers: Ints, count: int, *, before: int = 0) -> Ints:
    """The bundle of each row's customer, where `count` customers are measured altogether.

    With few customers each has its own, numbered from `before` in the order of ids.
    """
    if count <= BUNDLES:
        _ids, place = np.unique(customers, return_inverse=True)
        return place.astype(np.int64) + before
    # Fibonacci hashing (2**64 over the golden ratio): neighbours by id lie far apart
    mixed = customers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(33)) % np.uint64(BUNDLES)).astype(np.int64)


def table(bundles: Ints, bins: Ints, bads: npt.NDArray[Any], *, size: int, wide: int) -> Floats:
    """Counts by kind (good, bad), bundle and bin."""
    flat = (bads.astype(np.int64) * size + bundles) * wide + bins
    counts = np.bincount(flat, minlength=2 * size * wide)
    return counts.reshape(2, size, wide).astype(float)


def _draws(size: int, draws: int) -> Any:
    """How often each bundle is in each draw, some draws at a time."""
    generator = np.random.default_rng(SEED)
    for first in range(0, draws, DRAWS_AT_ONCE):
        many = min(DRAWS_AT_ONCE, draws - first)
        yield generator.multinomial(size, np.full(size, 1 / size), size=many).astype(float)


def _used(counts: Floats) -> Floats:
    """The bins that somebody is in: the others change no measure and cost as much."""
    filled: Floats = counts[:, :, counts.any(axis=(0, 1))]
    return filled


def _interval(value: float, drawn: Floats) -> Estimate | None:
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn) or not np.isfinite(value):
        return None
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(value), float(low), float(high))


def interval(counts: Floats, measure: Measure, *, draws: int = DRAWS) -> Estimate | None:
    """`measure(goods, bads)` of the counts of `table`, with its interval."""
    return intervals(counts, (measure,), draws=draws)[0]


def intervals(
    counts: Floats, measures: Sequence[Measure], *, draws: int = DRAWS
) -> list[Estimate | None]:
    """Several measures of the same draws."""
    goods, bads = _used(counts)
    drawn: list[list[Any]] = [[] for _measure in measures]
    for w in _draws(goods.shape[0], draws):
        good, bad = w @ goods, w @ bads
        for measure, found in zip(measures, drawn, strict=True):
            found.append(measure(good, bad))
    good, bad = goods.sum(axis=0), bads.sum(axis=0)
    return [
        _interval(float(measure(good, bad)), np.concatenate(found))
        for measure, found in zip(measures, drawn, strict=True)
    ]


def paired(
    one: Floats, two: Floats, measure: Measure = auc, *, draws: int = DRAWS
) -> Estimate | None:
    """The second score's measure less the first's on the same rows: each draw is used for both."""
    one, two = _used(one), _used(two)
    drawn = [
        measure(w @ two[0], w @ two[1]) - measure(w @ one[0], w @ one[1])
        for w in _draws(one.shape[1], draws)
    ]
    value = measure(*two.sum(axis=1)) - measure(*one.sum(axis=1))
    return _interval(float(value), np.concatenate(drawn))
