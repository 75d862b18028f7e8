"""A panel in which customers are treated in different quarters, and its group-time effects."""

from __future__ import annotations

import numpy as np

from removal.effect.maths.estimators import difference
from removal.effect.maths.panel import NEVER, Cohort, Panel
from removal.effect.maths.windows import Window

GROUPS = (4, 6, 8)
QUARTERS = 12


def staggered_panel() -> Panel:
    """120 customers; a third never, the others treated in three quarters, with growing effects."""
    generator = np.random.default_rng(42)
    treated_in = np.repeat([NEVER, *GROUPS], 30)
    outcome = generator.normal(0, 1, 120)[:, None] + generator.normal(0, 1, (120, QUARTERS))
    outcome += 0.2 * np.arange(QUARTERS)
    for group in GROUPS:
        for quarter in range(group, QUARTERS):
            outcome[treated_in == group, quarter] -= 0.5 * (quarter - group + 1)
    return Panel(outcome, treated_in, np.ones((120, QUARTERS), dtype=bool))


def group_time(panel: Panel) -> dict[tuple[int, int], float]:
    """Effects by group and quarter against who is not treated yet, from the quarter before."""
    found = {}
    for group in GROUPS:
        for quarter in range(group, QUARTERS):
            later = (panel.treated_in == NEVER) | (panel.treated_in > quarter)
            cohort = Cohort(group, panel.treated_in == group, later)
            step = quarter - group
            statistic = difference(panel, [cohort], base=Window(-1, -1), after=Window(step, step))
            whole = statistic.columns.sum(axis=0, keepdims=True)
            found[group, quarter] = float(statistic.figure(whole)[0])
    return found
