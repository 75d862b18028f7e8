"""Weight of evidence: a candidate cut into few bins whose risk rises or falls throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scoring.fitting.table import Array, Column
from scoring.measures import evidence

MOST_BINS = 6
LEAST_SHARE = 0.05  # of all rows, in each bin of known values
LEAST_EACH = 10  # goods and bads without which "not known" says nothing and counts as average


@dataclass(frozen=True)
class Binning:
    """How a column is cut: values below `uppers[0]`, and so on, above the last, and not known.

    `goods`, `bads` and `woe` have one entry per bin, "not known" last. Categories are numbered
    from safest to riskiest; one that was never seen counts as not known.
    """

    code: str
    uppers: tuple[float, ...]
    goods: tuple[int, ...]
    bads: tuple[int, ...]
    woe: tuple[float, ...]
    iv: float
    codebook: Mapping[str, int] = field(default_factory=dict)

    def positions(self, column: Column) -> Array:
        """The bin that each value falls into."""
        values = numbers_of(column, self.codebook) if column.is_categorical else column.values
        found = np.searchsorted(np.array(self.uppers), values, side="right")
        return np.where(np.isnan(values), len(self.uppers) + 1, found)

    def woe_of(self, column: Column) -> Array:
        return np.array(self.woe)[self.positions(column)]


def numbers_of(column: Column, codebook: Mapping[str, int]) -> Array:
    return np.array([codebook.get(each, np.nan) for each in column.values], dtype=float)


def by_risk(column: Column, bad: Array) -> dict[str, int]:
    """Numbers for categories, from the one with the fewest bads to the one with the most."""
    names, where = np.unique(column.values[~column.missing].astype(str), return_inverse=True)
    bads = np.bincount(where, weights=bad[~column.missing], minlength=len(names))
    rates = (bads + 0.5) / (np.bincount(where, minlength=len(names)) + 1)
    return {str(names[at]): number for number, at in enumerate(np.argsort(rates, kind="stable"))}


def raw_binning(column: Column, bad: Array) -> Binning:
    """Each category a bin of its own, as a table of information values shows them."""
    codebook = by_risk(column, bad)
    return _counted(column, bad, tuple(n - 0.5 for n in range(1, len(codebook))), codebook)


def bin_column(column: Column, bad: Array) -> Binning:
    """Cut a column by what these rows say.

    A direction that is known is kept to: where the data says the opposite there is one bin only,
    and so hardly any information.
    """
    codebook = by_risk(column, bad) if column.is_categorical else {}
    values = numbers_of(column, codebook) if codebook else column.values
    ways = (1,) if codebook else (column.direction,) if column.direction else (1, -1)
    known = ~column.missing
    found = [
        _counted(column, bad, _cuts(values[known], bad[known], len(bad), way), codebook)
        for way in ways
    ]
    return max(found, key=lambda each: each.iv)


def _cuts(values: Array, bad: Array, rows: int, direction: int) -> tuple[float, ...]:
    """Bounds between bins by a small tree whose risk may only rise (or fall) with the value."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(1, int(np.ceil(LEAST_SHARE * rows)))
    if len(values) < 2 * least or bad.all() or not bad.any():
        return ()
    tree = DecisionTreeClassifier(
        criterion="entropy",
        max_leaf_nodes=MOST_BINS,
        min_samples_leaf=least,
        monotonic_cst=[direction],
        random_state=42,
    ).fit(values.reshape(-1, 1), bad)
    bounds = np.sort(tree.tree_.threshold[tree.tree_.feature == 0])
    ordered = np.unique(values)
    at = np.searchsorted(ordered, bounds, side="right")
    return tuple(plainest(ordered[n - 1], ordered[n]) for n in at)


def plainest(below: float, first: float) -> float:
    """The bound with the fewest digits that parts these two values: over `below`, up to `first`.

    Figures of customers have four decimals, so a card can always tell it.
    """
    for digits in range(-6, 5):
        bound = round((below + first) / 2, digits)
        if below < bound <= first:
            return float(bound) + 0.0  # no minus before zero
    return float(first)


def _counted(
    column: Column, bad: Array, uppers: tuple[float, ...], codebook: Mapping[str, int]
) -> Binning:
    draft = Binning(column.code, uppers, (), (), (), 0.0, codebook)
    at, bins = draft.positions(column), len(uppers) + 2
    goods = np.bincount(at[~bad], minlength=bins)
    bads = np.bincount(at[bad], minlength=bins)
    is_told = goods[-1] >= LEAST_EACH and bads[-1] >= LEAST_EACH
    last = bins if is_told else bins - 1
    counts = goods[:last], bads[:last]
    told = evidence.woe(*counts)
    return Binning(
        column.code,
        uppers,
        tuple(map(int, goods)),
        tuple(map(int, bads)),
        tuple(map(float, told if is_told else [*told, 0.0])),
        evidence.information_value(*counts),
        codebook,
    )
