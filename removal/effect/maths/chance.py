"""How often chance alone would show as much, where few were treated."""

from __future__ import annotations

import numpy as np

from removal.effect.maths.bootstrap import AT_ONCE, DRAWS, SEED
from removal.effect.maths.estimators import change_of
from removal.effect.maths.panel import Cohort, Floats, Panel
from removal.effect.maths.windows import AFTER, BASELINE


def by_chance(
    panel: Panel, cohorts: list[Cohort], *, draws: int = DRAWS, seed: int = SEED
) -> float | None:
    """The share of random choices of the treated that differ as much (randomisation inference)."""
    generator = np.random.default_rng(seed)
    total, weight, observed = np.zeros(draws), 0, 0.0
    for cohort in cohorts:
        change = change_of(panel, cohort.quarter, BASELINE, AFTER)
        known = np.isfinite(change)
        treated, control = change[cohort.treated & known], change[cohort.control & known]
        if not len(treated) or not len(control):
            continue
        pool = np.concatenate([treated, control])
        many = len(treated)
        observed += many * (treated.mean() - control.mean())
        total += many * _drawn(pool, many, draws, generator)
        weight += many
    if not weight:
        return None
    as_much = np.abs(total) >= abs(observed) - 1e-12
    return float((as_much.sum() + 1) / (draws + 1))


def _drawn(pool: Floats, many: int, draws: int, generator: np.random.Generator) -> Floats:
    """Differences where so many of the pool are taken for the treated, at random."""
    found = np.empty(draws)
    rest = len(pool) - many
    for first in range(0, draws, AT_ONCE):
        size = min(AT_ONCE, draws - first)
        order = generator.random((size, len(pool))).argpartition(many - 1, axis=1)[:, :many]
        chosen = pool[order].sum(axis=1)
        found[first : first + size] = chosen / many - (pool.sum() - chosen) / rest
    return found
