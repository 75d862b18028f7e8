"""One outcome of customers by quarter, cut into cohorts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from removal.effect.maths.windows import AFTER, Window

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NEVER = -1
WINSOR = 0.99


@dataclass(frozen=True)
class Panel:
    """`outcome` by customer and quarter, nan = unknown; `treated_in` is the place of a quarter.

    `eligible` says by customer and quarter who could have been treated then. `counted` are the
    quarters whose treated are looked at (None = all); who is treated in others is no control then.
    """

    outcome: Floats
    treated_in: Ints
    eligible: Bools
    counted: frozenset[int] | None = None

    @property
    def cohorts(self) -> list[int]:
        """The quarters in which somebody was treated and counts."""
        found = set(np.unique(self.treated_in).tolist()) - {NEVER}
        return sorted(found if self.counted is None else found & self.counted)

    @property
    def treated(self) -> Bools:
        """Who was treated in a quarter that counts."""
        return np.isin(self.treated_in, self.cohorts)

    def winsorised(self) -> Panel:
        """Outcomes above the 99th percentile of the known ones are taken as that."""
        known = self.outcome[np.isfinite(self.outcome)]
        if not known.size:
            return self
        return replace(self, outcome=np.minimum(self.outcome, np.quantile(known, WINSOR)))


@dataclass(frozen=True)
class Cohort:
    """Who was treated in one quarter, and who was not although they could have been."""

    quarter: int
    treated: Bools
    control: Bools


def cohorts_of(panel: Panel, quarters: list[int] | None = None) -> Iterator[Cohort]:
    """Cohorts with both sides. Controls are never treated, or only after the window is over."""
    for quarter in panel.cohorts if quarters is None else quarters:
        treated = panel.treated_in == quarter
        later = (panel.treated_in == NEVER) | (panel.treated_in > quarter + AFTER.final)
        control = later & panel.eligible[:, quarter]
        if treated.any() and control.any():
            yield Cohort(quarter, treated, control)


def mean_over(panel: Panel, quarter: int, window: Window) -> Floats:
    """Each customer's mean over the known quarters of a window; nan where none is known."""
    width = panel.outcome.shape[1]
    places = [quarter + step for step in window.quarters() if 0 <= quarter + step < width]
    if not places:
        return np.full(len(panel.outcome), np.nan)
    part = panel.outcome[:, places]
    known = np.isfinite(part)
    count = known.sum(axis=1)
    total: Any = np.where(known, part, 0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
