"""Treated customers paired with the most alike of the others, and how alike the sides are.

Pairs are exact on stratum (quarter and tier) and no farther apart than a caliper in any covariate;
nobody is used twice, so that drawing pairs gives a right interval (Abadie and Spiess 2022).
Covariates are slow ones: matching on the latest level of the outcome would bring the regression
to the mean back in (Daw and Hatfield 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from removal.effect.maths.bootstrap import Statistic
from removal.effect.maths.estimators import pooled_mean
from removal.effect.maths.panel import Bools, Cohort, Floats, Ints

CALIPER = 0.25  # standard deviations of the treated and the others together
BALANCED = 0.1
TOLERABLE = 0.25


@dataclass(frozen=True)
class Pairs:
    treated: Ints
    control: Ints


def standardised_difference(treated: Floats, control: Floats) -> float | None:
    """Difference of means over the pooled standard deviation; None where it cannot be told."""
    treated, control = treated[np.isfinite(treated)], control[np.isfinite(control)]
    if len(treated) < 2 or len(control) < 2:
        return None
    spread = np.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2)
    gap = treated.mean() - control.mean()
    if spread == 0:
        return 0.0 if gap == 0 else None
    return float(gap / spread)


def pair(
    covariates: Floats, strata: Ints, cohort: Cohort, used: Bools, *, caliper: float = CALIPER
) -> Pairs:
    """Nearest neighbours of a cohort; `used` says who serves already, and is filled on."""
    scaled = covariates / _spreads(covariates, cohort.treated | cohort.control)
    order = np.flatnonzero(cohort.treated & np.isfinite(scaled).all(axis=1))
    order = order[np.argsort(-scaled[order].sum(axis=1), kind="stable")]  # the hardest first
    pool = cohort.control & np.isfinite(scaled).all(axis=1)
    found: list[tuple[int, int]] = []
    for one in order.tolist():
        free = np.flatnonzero(pool & ~used & (strata == strata[one]))
        if not len(free):
            continue
        apart = np.abs(scaled[free] - scaled[one]).max(axis=1)
        best = int(apart.argmin())
        if apart[best] <= caliper:
            used[free[best]] = True
            found.append((one, int(free[best])))
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Pairs(both[:, 0], both[:, 1])


def _spreads(covariates: Floats, rows: Bools) -> Floats:
    part = covariates[rows]
    known = np.isfinite(part)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, part, 0).sum(axis=0) / count
    variance = (np.where(known, part - mean, 0) ** 2).sum(axis=0) / count
    return np.where(variance > 0, np.sqrt(variance), 1.0)


def matched_difference(changes: list[Floats], pairs: list[Pairs]) -> Statistic:
    """The mean difference of paired changes; a row of the statistic is a pair."""
    gaps = [
        change[each.treated] - change[each.control]
        for change, each in zip(changes, pairs, strict=True)
    ]
    gap = np.concatenate(gaps) if gaps else np.zeros(0)
    gap = gap[np.isfinite(gap)]
    return Statistic(np.column_stack([np.ones(len(gap)), gap]), pooled_mean)
