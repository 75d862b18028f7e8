"""What treatment changed, in several ways, each as a statistic of sums by customer.

- `difference`: change of the treated less change of the controls, cohort by cohort, weighted by
  treated (group-time effects with controls not treated yet). With the lagged baseline it is the
  estimator that is shown; with the recent one it shows the trap.
- `lagged_outcome`: what came after, regressed on treatment, the recent and the older past.
- `before_after`: the naive comparison, for contrast only.

The first two lean on different assumptions and bracket the effect (Ding and Li 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from removal.effect.maths.bootstrap import Statistic
from removal.effect.maths.panel import Bools, Cohort, Floats, Panel, mean_over
from removal.effect.maths.windows import AFTER, BASELINE, RECENT, Window

WIDE = 4  # columns of a cohort: treated, their change, controls, their change
TERMS = 4  # of the regression: one, treated, recent, older


@dataclass(frozen=True)
class Counts:
    """How many customers an estimate rests on, each counted once."""

    treated: int
    controls: int


def counts_of(
    panel: Panel, cohorts: list[Cohort], base: Window = BASELINE, after: Window = AFTER
) -> Counts:
    treated = np.zeros(len(panel.outcome), dtype=bool)
    control = treated.copy()
    for cohort in cohorts:
        known = np.isfinite(change_of(panel, cohort.quarter, base, after))
        treated |= cohort.treated & known
        control |= cohort.control & known
    return Counts(int(treated.sum()), int((control & ~treated).sum()))


def change_of(panel: Panel, quarter: int, base: Window, after: Window) -> Floats:
    return mean_over(panel, quarter, after) - mean_over(panel, quarter, base)


def difference(
    panel: Panel, cohorts: list[Cohort], *, base: Window = BASELINE, after: Window = AFTER
) -> Statistic:
    """Difference in differences over all cohorts."""
    changes = [change_of(panel, cohort.quarter, base, after) for cohort in cohorts]
    return difference_of(changes, [(each.treated, each.control) for each in cohorts])


def difference_of(changes: list[Floats], sides: list[tuple[Bools, Bools]]) -> Statistic:
    parts = []
    for change, (treated, control) in zip(changes, sides, strict=True):
        known = np.isfinite(change)
        filled = np.where(known, change, 0)
        for side in (treated & known, control & known):
            parts += [side.astype(float), np.where(side, filled, 0)]
    size = len(changes[0]) if changes else 0
    return Statistic(np.column_stack(parts) if parts else np.zeros((size, 0)), _pooled_difference)


def _pooled_difference(sums: Floats) -> Floats:
    by_cohort = sums.reshape(len(sums), -1, WIDE)
    treated, gained, control, drifted = np.moveaxis(by_cohort, -1, 0)
    both = (treated > 0) & (control > 0)
    effect = gained / np.where(both, treated, 1) - drifted / np.where(both, control, 1)
    return _weighted(np.where(both, effect, 0), np.where(both, treated, 0))


def _weighted(effects: Floats, counts: Floats) -> Floats:
    total = counts.sum(axis=1)
    summed = (effects * counts).sum(axis=1)
    found: Floats = np.where(total > 0, summed / np.where(total > 0, total, 1), np.nan)
    return found


def before_after(
    panel: Panel, cohorts: list[Cohort], *, before: Window = RECENT, after: Window = AFTER
) -> Statistic:
    """The change of the treated alone."""
    parts = []
    for cohort in cohorts:
        change = change_of(panel, cohort.quarter, before, after)
        side = cohort.treated & np.isfinite(change)
        parts += [side.astype(float), np.where(side, change, 0)]
    size = len(panel.outcome)
    return Statistic(np.column_stack(parts) if parts else np.zeros((size, 0)), pooled_mean)


def pooled_mean(sums: Floats) -> Floats:
    """The mean over columns that come in pairs of count and sum."""
    by_cohort = sums.reshape(len(sums), -1, 2)
    total = by_cohort[:, :, 0].sum(axis=1)
    summed = by_cohort[:, :, 1].sum(axis=1)
    found: Floats = np.where(total > 0, summed / np.where(total > 0, total, 1), np.nan)
    return found


def lagged_outcome(panel: Panel, cohorts: list[Cohort]) -> Statistic:
    """The coefficient of treatment beside the recent and the older past, weighted by treated."""
    parts = []
    for cohort in cohorts:
        after = mean_over(panel, cohort.quarter, AFTER)
        recent = mean_over(panel, cohort.quarter, RECENT)
        older = mean_over(panel, cohort.quarter, BASELINE)
        used = (cohort.treated | cohort.control) & np.isfinite(after + recent + older)
        one = np.ones(len(after))
        terms = np.column_stack([one, cohort.treated.astype(float), recent, older])
        terms = np.where(used[:, None], terms, 0)
        squares = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
        parts += [squares, terms * np.where(used, after, 0)[:, None]]
    size = len(panel.outcome)
    return Statistic(np.hstack(parts) if parts else np.zeros((size, 0)), _coefficient)


def _coefficient(sums: Floats) -> Floats:
    by_cohort = sums.reshape(len(sums), -1, TERMS * TERMS + TERMS)
    squares = by_cohort[:, :, : TERMS * TERMS].reshape(len(sums), -1, TERMS, TERMS)
    products = by_cohort[:, :, TERMS * TERMS :]
    treated = squares[:, :, 0, 1]
    rest = squares[:, :, 0, 0] - treated
    solvable = (treated > 0) & (rest >= TERMS)
    # a trace of a ridge keeps a column without variance from breaking the others
    ridge = 1e-10 * np.trace(squares, axis1=2, axis2=3)[:, :, None, None] + 1e-12
    solved = np.linalg.solve(squares + ridge * np.eye(TERMS), products[..., None])[..., 0]
    effect = solved[:, :, 1]
    return _weighted(np.where(solvable, effect, 0), np.where(solvable, treated, 0))
