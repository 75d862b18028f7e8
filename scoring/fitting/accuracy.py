"""How well scores tell bads from goods, with intervals by resampling customers. Plain numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.fitting.table import Array

RESAMPLES = 500
LEAST_BADS = 20  # below this no figure is shown


@dataclass(frozen=True)
class Measured:
    """An AUC, or a difference of two, with its 95 % interval; None where too few went bad."""

    value: float | None
    low: float | None
    high: float | None
    rows: int
    bads: int


def auc(scores: Array, bad: Array, weights: Array | None = None) -> float:
    """Chance that a bad has a higher score than a good, ties counting half."""
    _levels, at = np.unique(scores, return_inverse=True)
    return _area(at, bad, np.ones(len(bad)) if weights is None else weights)


def _area(at: Array, bad: Array, weights: Array) -> float:
    bads = np.bincount(at, weights=weights * bad)
    goods = np.bincount(at, weights=weights * ~bad)
    below = np.cumsum(goods) - goods / 2
    pairs = bads.sum() * goods.sum()
    return float((bads * below).sum() / pairs) if pairs else float("nan")


def measured(scores: Array, bad: Array, groups: Array, against: Array | None = None) -> Measured:
    """The AUC with its interval; with `against`, how much higher it is than that of other scores.

    Whole customers are drawn, since rows of one customer are alike; both scores on the same draw.
    """
    rows, bads = len(bad), int(bad.sum())
    if min(bads, rows - bads) < LEAST_BADS:
        return Measured(None, None, None, rows, bads)
    ranks = [
        np.unique(each, return_inverse=True)[1] for each in (scores, against) if each is not None
    ]
    names, group = np.unique(groups, return_inverse=True)
    draw = np.random.default_rng(42)
    found = np.array(
        [
            _gap(
                ranks,
                bad,
                np.bincount(draw.integers(0, len(names), len(names)), minlength=len(names))[group],
            )
            for _ in range(RESAMPLES)
        ]
    )
    low, high = np.nanquantile(found, [0.025, 0.975])
    return Measured(_gap(ranks, bad, np.ones(rows)), float(low), float(high), rows, bads)


def _gap(ranks: list[Array], bad: Array, weights: Array) -> float:
    areas = [_area(at, bad, weights) for at in ranks]
    return areas[0] - areas[1] if len(areas) > 1 else areas[0]
