"""Books with a known effect, to hold the estimators against.

Every customer has a level of its own and shocks that fade; the worst of the latest three quarters
are treated. As in the product's notes: 2,000 customers, the top 5 %, shocks that hang together by
0.3 from quarter to quarter, a treated mean of about 22 per cent before. The whole book gets better
by `TREND` after the event, as in a recovery.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from removal.effect.maths.bootstrap import Estimate, Statistic, estimates
from removal.effect.maths.estimators import before_after, difference, lagged_outcome
from removal.effect.maths.panel import NEVER, Floats, Panel, cohorts_of
from removal.effect.maths.windows import AFTER, EARLIEST, LATEST, RECENT

CUSTOMERS = 2000
SHARE = 0.05
FADING = 0.3
LEVEL, LEVEL_SPREAD = 10.0, 4.37  # per cent, and percentage points
SHOCK = 5.5
TREND = -0.9
EVENT = -EARLIEST  # the place of the event's quarter
QUARTERS = LATEST - EARLIEST + 1


@dataclass(frozen=True)
class Trial:
    """What the estimators say of one book."""

    treated_before: float
    found: dict[str, Estimate]


def outcomes(generator: np.random.Generator, customers: int) -> Floats:
    """Levels and shocks, by customer and quarter, before anything is done."""
    level = generator.normal(LEVEL, LEVEL_SPREAD, customers)
    shocks = np.empty((customers, QUARTERS))
    shocks[:, 0] = generator.normal(0, SHOCK, customers)
    fresh = SHOCK * np.sqrt(1 - FADING**2)
    for quarter in range(1, QUARTERS):
        shocks[:, quarter] = FADING * shocks[:, quarter - 1]
        shocks[:, quarter] += generator.normal(0, fresh, customers)
    trend = np.where(np.arange(QUARTERS) > EVENT, TREND, 0.0)
    found: Floats = level[:, None] + shocks + trend
    return found


def book(seed: int, *, effect: float = 0.0, customers: int = CUSTOMERS) -> Panel:
    """The worst are treated, all others are eligible."""
    return _made(seed, effect=effect, customers=customers, queue=False)


def queue_book(seed: int, *, effect: float = 0.0, customers: int = CUSTOMERS) -> Panel:
    """The worst tenth is eligible; half of it, as chance and capacity have it, is treated."""
    return _made(seed, effect=effect, customers=customers, queue=True)


def _made(seed: int, *, effect: float, customers: int, queue: bool) -> Panel:
    generator = np.random.default_rng(seed)
    outcome = outcomes(generator, customers)
    recent = outcome[:, [EVENT + step for step in RECENT.quarters()]].mean(axis=1)
    worst = np.argsort(-recent)
    many = round(customers * SHARE)
    eligible = np.ones(customers, dtype=bool)
    chosen = worst[:many]
    if queue:
        eligible[:] = False
        eligible[worst[: 2 * many]] = True
        chosen = generator.permutation(worst[: 2 * many])[:many]
    outcome[np.ix_(chosen, np.arange(EVENT + AFTER.first, QUARTERS))] += effect
    treated_in = np.full(customers, NEVER, dtype=np.int64)
    treated_in[chosen] = EVENT
    return Panel(outcome, treated_in, np.repeat(eligible[:, None], QUARTERS, axis=1))


def ways(panel: Panel) -> dict[str, Statistic]:
    """The estimators of a report, and the two that show the trap."""
    cohorts, capped = list(cohorts_of(panel)), panel.winsorised()
    return {
        "before_after": before_after(panel, cohorts),
        "recent_difference": difference(panel, cohorts, base=RECENT),
        "difference": difference(capped, cohorts),
        "lagged_outcome": lagged_outcome(capped, cohorts),
        "difference_raw": difference(panel, cohorts),
        "lagged_outcome_raw": lagged_outcome(panel, cohorts),
    }


def trial(panel: Panel, *, seed: int) -> Trial:
    """The estimates of one book; `range` is what a report shows, from the one to the other."""
    named = ways(panel)
    treated = panel.treated
    made = estimates(list(named.values()), treated, seed=seed)
    found = {name: each for name, each in zip(named, made, strict=True) if each is not None}
    one, two = found["difference"], found["lagged_outcome"]
    found["range"] = Estimate(
        (one.value + two.value) / 2, min(one.low, two.low), max(one.high, two.high)
    )
    recent = panel.outcome[treated][:, [EVENT + step for step in RECENT.quarters()]]
    return Trial(float(recent.mean()), found)


@dataclass(frozen=True)
class Tally:
    """What became of one estimator over many books."""

    name: str
    bias: float  # mean estimate less the true effect
    spread: float  # standard deviation of the estimates
    covered: float  # share of books whose 95 % interval holds the true effect


def tally(trials: list[Trial], *, effect: float) -> list[Tally]:
    rows = []
    for name in trials[0].found:
        made = [each.found[name] for each in trials]
        values = np.array([each.value for each in made])
        covered = np.mean([each.low <= effect <= each.high for each in made])
        spread = float(values.std(ddof=1)) if len(made) > 1 else 0.0
        rows.append(Tally(name, float(values.mean() - effect), spread, float(covered)))
    return rows
