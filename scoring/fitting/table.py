"""A labelled table: candidates, whether it went bad, of whom and when. Plain numpy, no Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MISSING = ""  # of a category; of a number it is NaN


@dataclass(frozen=True)
class Column:
    """A candidate: numbers (NaN = not known) or categories as text (empty = not known).

    `direction` is 1 where more is riskier, -1 where it is less risky, 0 where the data shall tell.
    """

    code: str
    values: Array
    direction: int = 0

    @property
    def is_categorical(self) -> bool:
        return self.values.dtype == object

    @property
    def missing(self) -> Array:
        unknown: Array = self.values == MISSING if self.is_categorical else np.isnan(self.values)
        return unknown

    def take(self, rows: Array) -> Column:
        return replace(self, values=self.values[rows])


@dataclass(frozen=True)
class Table:
    """Rows with their outcome.

    `customer` groups rows that are not independent; `day` is when the candidates were known and
    `known` when the outcome was. `bad_day` is the day a bad outcome came about: rows of one
    customer that share it see the same event. `score` is that of the card in force, NaN where
    unrated.
    """

    columns: tuple[Column, ...]
    bad: Array
    customer: Array | None = None
    day: Array | None = None
    known: Array | None = None
    bad_day: Array | None = None
    score: Array | None = None

    def __len__(self) -> int:
        return len(self.bad)

    @property
    def groups(self) -> Array:
        """Who each row is of; each row its own where that is not said."""
        return np.arange(len(self)) if self.customer is None else self.customer

    def events(self) -> int:
        """Bad outcomes, each counted once however many month ends saw it coming."""
        if self.bad_day is None:
            return int(self.bad.sum())
        seen = np.stack([self.groups[self.bad], self.bad_day[self.bad].astype("int64")])
        return int(np.unique(seen, axis=1).shape[1])

    def column(self, code: str) -> Column:
        return next(each for each in self.columns if each.code == code)

    def take(self, rows: Array) -> Self:
        parts = ("bad", "customer", "day", "known", "bad_day", "score")
        whole: dict[str, Any] = {name: getattr(self, name) for name in parts}
        cut: dict[str, Any] = {n: None if v is None else v[rows] for n, v in whole.items()}
        return replace(self, columns=tuple(c.take(rows) for c in self.columns), **cut)


def default_cut_off(day: Array, share: float = 0.7) -> dt.date:
    """The day by which about this share of the rows had begun."""
    found: dt.date = np.sort(day)[int(share * (len(day) - 1))].astype(dt.date)
    return found


def in_time(day: Array, known: Array | None, cut_off: dt.date) -> tuple[Array, Array]:
    """Rows to learn from, whose outcome was known at the cut-off, and the later rows to test on."""
    at = np.datetime64(cut_off)
    return (day <= at) & ((day if known is None else known) <= at), day > at


def apart(day: Array, days: int) -> Array:
    """Rows of days that lie at least so many days apart, so that no outcome is seen twice."""
    kept: list[Any] = []
    for each in np.unique(day):
        if not kept or each - kept[-1] >= np.timedelta64(days, "D"):
            kept.append(each)
    return np.isin(day, kept)


def fold_of(groups: Array, bad: Array, folds: int) -> Array:
    """The fold of each row: shuffled, stratified by outcome, a customer in one fold only."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    settings: dict[str, Any] = {"n_splits": folds, "shuffle": True, "random_state": 42}
    if len(np.unique(groups)) == len(groups):
        parts = StratifiedKFold(**settings).split(bad, bad)
    else:
        parts = StratifiedGroupKFold(**settings).split(bad, bad, groups)
    fold = np.zeros(len(bad), dtype=int)
    for number, (_rest, rows) in enumerate(parts):
        fold[rows] = number
    return fold
