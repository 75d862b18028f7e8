"""The whole of a fit: split, cut, fit, calibrate, and test on what it has not seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.fitting import challenger
from scoring.fitting.accuracy import Measured, measured
from scoring.fitting.bands import Band, bands_of, shifted
from scoring.fitting.binning import bin_column
from scoring.fitting.logistic import Model, correction, fit
from scoring.fitting.points import Line, Origin, line_of
from scoring.fitting.scale import Scale
from scoring.fitting.table import Array, Table, apart, default_cut_off, fold_of, in_time
from scoring.measures.ranking import auc, counts_of

LEAST_EVENTS = 100
FOLDS = 5


class FitRefused(Exception):
    """There is no honest fit to these rows; `code` says why, `bands` what can be said instead."""

    def __init__(self, code: str, facts: dict[str, Any], bands: tuple[Band, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.facts, self.bands = code, facts, bands


@dataclass(frozen=True)
class Plan:
    """What is asked for. `cut_off` is the last day whose knowledge is learnt from."""

    days: int
    horizon: int
    cut_off: dt.date | None = None
    true_rate: float | None = None
    scale: Scale = field(default_factory=Scale)
    with_challenger: bool = True


@dataclass(frozen=True)
class Study:
    """A model and the evidence for it.

    `tested` names what the figures rest on: "out_of_time" rows, or "folds". `test` is of the card
    itself. With `grouped`, no row that bands, challenger and gap rest on was scored by a fit that
    had seen its customer; of rows out of time `unseen` is the card's accuracy so. `fold_aucs` are
    those of the folds, where there are any.
    """

    model: Model
    line: Line
    origin: Origin
    cut_off: dt.date | None
    tested: str
    grouped: bool
    learnt: Measured
    test: Measured
    unseen: Measured | None
    fold_aucs: tuple[float, ...]
    challenger: Measured | None
    challenger_folds: tuple[float, ...]
    gap: Measured | None
    bands: tuple[Band, ...]
    taken_off: float


def study(table: Table, plan: Plan) -> Study:
    """Fit a card to the table. Raises FitRefused where there is too little to learn from."""
    if table.day is None:
        return _by_folds(table, plan)
    cut_off = plan.cut_off or default_cut_off(table.day)
    return _out_of_time(table, plan, cut_off, *in_time(table.day, table.known, cut_off))


def _out_of_time(table: Table, plan: Plan, cut_off: dt.date, learn: Array, later: Array) -> Study:
    past, future = table.take(learn), table.take(later)
    _refuse_few(past, table)
    if not len(future) or future.bad.all() or not future.bad.any():
        raise FitRefused("no_test", {"cut_off": cut_off.isoformat(), "rows": len(future)})
    model = _fitted(past)
    odds = model.log_odds(future)
    unseen = _of_unseen(past, future, plan)
    fair, rival = unseen or (odds, _challenged(past, future, plan))
    return _told(
        plan, table, model, "out_of_time", cut_off,
        learnt=measured(model.log_odds(past), past.bad, past.groups),
        past=past, tested=future, odds=odds, fair=fair, rival=rival, grouped=unseen is not None,
    )  # fmt: skip


def _of_unseen(past: Table, future: Table, plan: Plan) -> tuple[Array, Array | None] | None:
    """Log-odds of later rows by fits to earlier rows of other customers alone; boosting's too.

    None where customers are not known, or too few to be parted.
    """
    names = np.unique(np.concatenate([past.groups, future.groups]))
    if past.customer is None or len(names) < 2 * FOLDS:
        return None
    part_of = np.random.default_rng(42).permutation(len(names)) % FOLDS
    past_part = part_of[np.searchsorted(names, past.groups)]
    future_part = part_of[np.searchsorted(names, future.groups)]
    odds, rival = np.zeros(len(future)), np.zeros(len(future))
    for part in np.unique(future_part):
        others, rows = past.take(past_part != part), future_part == part
        if others.bad.all() or not others.bad.any():
            return None
        odds[rows] = fit(others).log_odds(future.take(rows))
        if plan.with_challenger:
            rival[rows] = challenger.scores(others, future.take(rows))
    return odds, rival if plan.with_challenger else None


def _challenged(past: Table, future: Table, plan: Plan) -> Array | None:
    return challenger.scores(past, future) if plan.with_challenger else None


def _by_folds(table: Table, plan: Plan) -> Study:
    """Without dates: each row is scored by a fit to the other folds, binning included."""
    _refuse_few(table, table)
    fold = fold_of(table.groups, table.bad, FOLDS)
    odds, rival = np.zeros(len(table)), np.zeros(len(table))
    for number in range(FOLDS):
        rest, rows = table.take(fold != number), table.take(fold == number)
        odds[fold == number] = fit(rest).log_odds(rows)
        if plan.with_challenger:
            rival[fold == number] = challenger.scores(rest, rows)
    model = _fitted(table)
    return _told(
        plan, table, model, "folds", None,
        learnt=measured(model.log_odds(table), table.bad, table.groups),
        past=table, tested=table, odds=odds, fair=odds,
        grouped=table.customer is not None,
        rival=rival if plan.with_challenger else None,
        folds=[fold == number for number in range(FOLDS)],
    )  # fmt: skip


def _fitted(table: Table) -> Model:
    model = fit(table)
    if not model.coefficients:
        raise FitRefused("no_information", {"columns": len(table.columns)})
    return model


def _told(
    plan: Plan, table: Table, model: Model, how: str, cut_off: dt.date | None, *,
    learnt: Measured, past: Table, tested: Table, odds: Array, fair: Array, rival: Array | None,
    grouped: bool, folds: list[Array] | None = None,
) -> Study:  # fmt: skip
    """The model in its scale and the figures of the rows that it was tested on.

    `odds` are the card's own; `fair` are those that bands and the comparison with `rival` rest on.
    """
    taken_off = correction(float(past.bad.mean()), plan.true_rate) if plan.true_rate else 0.0
    line = line_of(model)
    bands = shifted(_calibrated(line.points(fair), tested, plan), taken_off)
    bad, groups = tested.bad, tested.groups
    return Study(
        model=model,
        line=line_of(model, taken_off),
        origin=_origin(plan, past, table),
        cut_off=cut_off,
        tested=how,
        grouped=grouped,
        learnt=learnt,
        test=measured(odds, bad, groups),
        unseen=measured(fair, bad, groups) if grouped and folds is None else None,
        fold_aucs=_of_folds(odds, tested.bad, folds),
        challenger=None if rival is None else measured(rival, bad, groups),
        challenger_folds=() if rival is None else _of_folds(rival, tested.bad, folds),
        gap=None if rival is None else measured(fair, bad, groups, against=rival),
        bands=bands,
        taken_off=taken_off,
    )


def _of_folds(scores: Array, bad: Array, folds: list[Array] | None) -> tuple[float, ...]:
    return tuple(float(auc(*counts_of(scores[rows], bad[rows]))) for rows in folds or ())


def _calibrated(points: Array, tested: Table, plan: Plan) -> tuple[Band, ...]:
    """Bands of rows on days a horizon apart, so that no default counts twice."""
    if tested.bad_day is None or tested.day is None:
        return bands_of(points, tested.bad)
    rows = apart(tested.day, plan.horizon)
    return bands_of(points[rows], tested.bad[rows])


def _origin(plan: Plan, past: Table, table: Table) -> Origin:
    days = None if table.day is None else (table.day.min().item(), table.day.max().item())
    bads = int(past.bad.sum())
    first, final = days or (None, None)
    return Origin(plan.days, plan.horizon, plan.scale, len(past) - bads, bads, first, final)


def _refuse_few(past: Table, table: Table) -> None:
    """A fit to a handful of bads would be a portrait of them: bands of what ranks already, then."""
    events = min(past.events(), int((~past.bad).sum()))
    if events >= LEAST_EVENTS:
        return
    facts = {"bads": past.events(), "goods": int((~past.bad).sum()), "least": LEAST_EVENTS}
    ranked = _ranked(table)
    if ranked is None:
        raise FitRefused("too_few", facts)
    scores, bad = ranked
    raise FitRefused("too_few", facts, bands_of(scores, bad))


def _ranked(table: Table) -> tuple[Array, Array] | None:
    """What ranks the rows already: the card in force, else the column that tells most."""
    if table.score is not None and not np.isnan(table.score).all():
        rated = ~np.isnan(table.score)
        return table.score[rated], table.bad[rated]
    if not table.columns or not table.bad.any() or table.bad.all():
        return None
    best = max((bin_column(each, table.bad) for each in table.columns), key=lambda each: each.iv)
    return -best.woe_of(table.column(best.code)), table.bad
