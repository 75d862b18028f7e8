"""All that is said of one outcome: the range, its checks, its counts, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from removal.effect.maths.bootstrap import FEW, Estimate, Statistic, estimates
from removal.effect.maths.chance import by_chance
from removal.effect.maths.estimators import (
    Counts,
    before_after,
    change_of,
    counts_of,
    difference,
    lagged_outcome,
)
from removal.effect.maths.grade import Evidence, grade
from removal.effect.maths.matching import (
    Pairs,
    matched_difference,
    pair,
    standardised_difference,
)
from removal.effect.maths.panel import (
    Bools,
    Cohort,
    Floats,
    Ints,
    Panel,
    cohorts_of,
    mean_over,
)
from removal.effect.maths.windows import (
    AFTER,
    BASELINE,
    EVENT_STUDY,
    FAKE_AFTER,
    FAKE_BASELINE,
    FEWEST_CONTROLS,
    FEWEST_TREATED,
    Window,
)

MOSTLY = 0.8  # of the treated must have a covariate, or it is left out
Found = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """An outcome and what goes with it. `covariates` and `strata` are by quarter of a cohort."""

    panel: Panel
    steady: Panel | None  # the same customers, an outcome that treatment cannot move
    queue: Bools  # whose case was turned down, or who is treated in another quarter
    names: tuple[str, ...]  # of the covariates
    covariates: Mapping[int, Floats]
    strata: Mapping[int, Ints]


def effect_of(data: Data, *, seed: int) -> Found:
    """The effect on the treated, or why it cannot be estimated; in figures fit for JSON."""
    cohorts = list(cohorts_of(data.panel))
    counts = counts_of(data.panel, cohorts)
    found: Found = {
        "treated": counts.treated,
        "controls": counts.controls,
        "treated_at_all": int(data.panel.treated.sum()),
        "levels": _levels(data.panel, cohorts),
    }
    if not enough(counts):
        verdict = grade(Evidence(False, counts.treated, 0, None, 0, 0, False))
        return found | {"why": "too_few", "grade": _graded(verdict)}
    found |= {"why": ""} | _estimated(data, cohorts, seed=seed)
    found["checks"] = _checks(data, seed=seed)
    matched, balance = _matched(data, cohorts, seed=seed)
    found |= {"matched": matched, "balance": balance}
    if counts.treated < FEW:
        found["chance"] = by_chance(data.panel.winsorised(), cohorts, seed=seed)
    return found | {"grade": _graded(grade(_evidence(found, counts)))}


def range_of(data: Data, *, seed: int) -> Found:
    """The range alone, or why there is none, with the same windows, cuts and draws."""
    panel = data.panel.winsorised()
    cohorts = list(cohorts_of(panel))
    counts = counts_of(panel, cohorts)
    found: Found = {"treated": counts.treated, "controls": counts.controls}
    if not enough(counts):
        return found | {"why": "too_few", "range": None}
    ways = [difference(panel, cohorts), lagged_outcome(panel, cohorts)]
    one, two = estimates(ways, panel.treated, seed=seed)
    return found | {"why": "", "range": bracket(_told(one), _told(two))}


def enough(counts: Counts) -> bool:
    return counts.treated >= FEWEST_TREATED and counts.controls >= FEWEST_CONTROLS


def _graded(verdict: Any) -> Found:
    return {"letter": verdict.letter, "reasons": list(verdict.reasons)}


def _told(estimate: Estimate | None) -> Found | None:
    return estimate.as_dict() if estimate else None


def _levels(panel: Panel, cohorts: list[Cohort]) -> Found:
    """Means of both sides in the baseline and after, of those known in both."""
    sums: dict[str, list[float]] = {"treated": [0, 0, 0], "control": [0, 0, 0]}
    for cohort in cohorts:
        before = mean_over(panel, cohort.quarter, BASELINE)
        after = mean_over(panel, cohort.quarter, AFTER)
        for name in sums:
            side = getattr(cohort, name) & np.isfinite(before + after)
            parts = (side.sum(), before[side].sum(), after[side].sum())
            sums[name] = [a + float(b) for a, b in zip(sums[name], parts, strict=True)]
    return {
        name: {"before": before / many, "after": after / many} if many else None
        for name, (many, before, after) in sums.items()
    }


def _estimated(data: Data, cohorts: list[Cohort], *, seed: int) -> Found:
    panel = data.panel.winsorised()
    queue = replace(panel, eligible=panel.eligible & data.queue[:, None])
    queue_cohorts = list(cohorts_of(queue))
    queue_counts = counts_of(queue, queue_cohorts)
    ways: dict[str, Statistic] = {
        "naive": before_after(data.panel, cohorts),
        "difference": difference(panel, cohorts),
        "lagged_outcome": lagged_outcome(panel, cohorts),
        "difference_raw": difference(data.panel, cohorts),
        "lagged_outcome_raw": lagged_outcome(data.panel, cohorts),
    }
    if enough(queue_counts):
        ways["queue"] = difference(queue, queue_cohorts)
    study = {
        step: difference(panel, cohorts, after=Window(step, step))
        for step in EVENT_STUDY.quarters()
    }
    made = estimates([*ways.values(), *study.values()], data.panel.treated, seed=seed)
    found: Found = {name: _told(each) for name, each in zip(ways, made, strict=False)}
    found["queue_controls"] = queue_counts.controls
    found["event_study"] = [
        {"quarter": step} | (_told(each) or {})
        for step, each in zip(study, made[len(ways) :], strict=True)
    ]
    return found | {"range": bracket(found["difference"], found["lagged_outcome"])}


def bracket(one: Found | None, two: Found | None) -> Found | None:
    """From the lower of the two estimates to the higher, with the widest interval."""
    known = [each for each in (one, two) if each]
    if not known:
        return None
    values = [each["value"] for each in known]
    return {
        "from": min(values),
        "to": max(values),
        "low": min(each["low"] for each in known),
        "high": max(each["high"] for each in known),
    }


def _checks(data: Data, *, seed: int) -> list[Found]:
    """What must show nothing: a fake event years before, and an outcome that cannot move."""
    panel = data.panel.winsorised()
    cohorts = list(cohorts_of(panel))
    found = [_check("fake_date", panel, cohorts, FAKE_BASELINE, FAKE_AFTER, seed=seed)]
    if data.steady is not None:
        steady = list(cohorts_of(data.steady))
        found.append(_check("steady", data.steady, steady, BASELINE, AFTER, seed=seed))
    return found


def _check(
    code: str, panel: Panel, cohorts: list[Cohort], base: Window, after: Window, *, seed: int
) -> Found:
    counts = counts_of(panel, cohorts, base, after)
    found: Found = {"code": code, "treated": counts.treated, "controls": counts.controls}
    if not enough(counts):
        return found | {"estimate": None, "passed": None, "why": "too_few"}
    changes = [change_of(panel, cohort.quarter, base, after) for cohort in cohorts]
    known = np.concatenate([each[np.isfinite(each)] for each in changes])
    if np.ptp(known) == 0:
        return found | {"estimate": None, "passed": None, "why": "all_alike"}
    statistic = difference(panel, cohorts, base=base, after=after)
    (estimate,) = estimates([statistic], panel.treated, seed=seed)
    if estimate is None:
        return found | {"estimate": None, "passed": None, "why": "too_few"}
    passed = estimate.low <= 0 <= estimate.high
    return found | {"estimate": estimate.as_dict(), "passed": passed, "why": ""}


def _matched(data: Data, cohorts: list[Cohort], *, seed: int) -> tuple[Found | None, list[Found]]:
    """The matched estimate, and how alike both sides are before and after matching."""
    names, columns = _usable(data, cohorts)
    used = np.zeros(len(data.panel.outcome), dtype=bool)
    panel = data.panel.winsorised()
    changes = [change_of(panel, each.quarter, BASELINE, AFTER) for each in cohorts]
    pairs = []
    for cohort, change in zip(cohorts, changes, strict=True):
        known = np.isfinite(change)
        both = Cohort(cohort.quarter, cohort.treated & known, cohort.control & known)
        covariates = data.covariates[cohort.quarter][:, columns]
        pairs.append(pair(covariates, data.strata[cohort.quarter], both, used))
    balance = [
        _balance(name, column, data, cohorts, pairs)
        for name, column in zip(names, columns, strict=True)
    ]
    many = sum(len(each.treated) for each in pairs)
    if many < FEWEST_TREATED or not names:
        return None, balance
    statistic = matched_difference(changes, pairs)
    (estimate,) = estimates([statistic], np.ones(len(statistic.columns), dtype=bool), seed=seed)
    return {"pairs": many, "estimate": _told(estimate)}, balance


def _usable(data: Data, cohorts: list[Cohort]) -> tuple[list[str], list[int]]:
    """Covariates that nearly all of the treated have."""
    treated = np.vstack([data.covariates[each.quarter][each.treated] for each in cohorts])
    known = np.isfinite(treated).mean(axis=0)
    columns = [place for place, share in enumerate(known) if share >= MOSTLY]
    return [data.names[place] for place in columns], columns


def _balance(
    name: str, column: int, data: Data, cohorts: list[Cohort], pairs: list[Pairs]
) -> Found:
    def side(rows: list[Any]) -> Floats:
        parts = [
            data.covariates[cohort.quarter][:, column][row]
            for cohort, row in zip(cohorts, rows, strict=True)
        ]
        return np.concatenate(parts)

    treated, control = side([c.treated for c in cohorts]), side([c.control for c in cohorts])
    one, two = side([p.treated for p in pairs]), side([p.control for p in pairs])
    return {
        "covariate": name,
        "treated": _mean(treated),
        "controls": _mean(control),
        "difference": standardised_difference(treated, control),
        "matched": standardised_difference(one, two),
    }


def _mean(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def _evidence(found: Found, counts: Counts) -> Evidence:
    measured = [
        abs(each["matched"] if found["matched"] else each["difference"])
        for each in found["balance"]
        if (each["matched"] if found["matched"] else each["difference"]) is not None
    ]
    done = [each for each in found["checks"] if each["passed"] is not None]
    return Evidence(
        can_be_estimated=True,
        treated=counts.treated,
        queue_controls=found["queue_controls"],
        worst_imbalance=max(measured, default=None),
        checks_done=len(done),
        checks_failed=sum(not each["passed"] for each in done),
        estimators_agree=_agree(found["difference"], found["lagged_outcome"]),
    )


def _agree(one: Found | None, two: Found | None) -> bool:
    """Both on one side of nothing for certain, or neither for certain."""
    return one is not None and two is not None and _side(one) == _side(two)


def _side(estimate: Found) -> int:
    return int(estimate["low"] > 0) - int(estimate["high"] < 0)
