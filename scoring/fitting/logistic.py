"""The logistic fit on weights of evidence, and what is left out of it and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.fitting.binning import Binning, bin_column
from scoring.fitting.table import Array, Table

LEAST_IV = 0.02
EVENTS_PER_VARIABLE = 10

USED, WEAK, CROWDED, WRONG_SIGN = "used", "weak", "crowded", "wrong_sign"


@dataclass(frozen=True)
class Model:
    """Log-odds of going bad = `intercept` + Σ coefficient × WoE; all coefficients are below zero.

    `fate` says of every candidate whether it is used, and if not, why.
    """

    binnings: Mapping[str, Binning]
    coefficients: Mapping[str, float]
    intercept: float
    fate: Mapping[str, str]

    def log_odds(self, table: Table) -> Array:
        total = np.full(len(table), self.intercept)
        for code, coefficient in self.coefficients.items():
            total += coefficient * self.binnings[code].woe_of(table.column(code))
        return total

    def parts(self, code: str) -> Array:
        """What each bin of a used column adds to the log-odds, "not known" last."""
        return self.coefficients[code] * np.array(self.binnings[code].woe)


def fit(table: Table) -> Model:
    """Cut every column, keep those that tell something, and fit.

    A coefficient of the wrong sign would turn a column's own evidence round, as correlated columns
    do; such columns go, the worst first. The L2 penalty is scikit-learn's default.
    """
    binnings = {column.code: bin_column(column, table.bad) for column in table.columns}
    fate = {code: USED if each.iv >= LEAST_IV else WEAK for code, each in binnings.items()}
    codes = sorted((c for c in fate if fate[c] == USED), key=lambda c: -binnings[c].iv)
    most = max(1, table.events() // EVENTS_PER_VARIABLE)
    fate |= dict.fromkeys(codes[most:], CROWDED)
    codes = codes[:most]
    woe = {code: binnings[code].woe_of(table.column(code)) for code in codes}
    while codes:
        intercept, found = _logistic(np.column_stack([woe[code] for code in codes]), table.bad)
        if (found < 0).all():
            return Model(
                binnings, dict(zip(codes, map(float, found), strict=True)), intercept, fate
            )
        fate[codes.pop(int(found.argmax()))] = WRONG_SIGN
    rate = float(table.bad.mean())
    return Model(binnings, {}, math.log(rate / (1 - rate)), fate)


def _logistic(woe: Array, bad: Array) -> tuple[float, Array]:
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(max_iter=1000).fit(woe, bad)
    return float(found.intercept_[0]), found.coef_[0]


def correction(sample_rate: float, true_rate: float) -> float:
    """What to take from the intercept where bads are over- or under-represented in the sample."""
    return math.log(sample_rate / (1 - sample_rate) * (1 - true_rate) / true_rate)
