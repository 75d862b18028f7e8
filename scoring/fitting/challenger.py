"""Gradient boosting trained beside the card: it shows what the plain card gives away, no more."""

from __future__ import annotations

import numpy as np

from scoring.fitting.binning import by_risk, numbers_of
from scoring.fitting.table import Array, Column, Table


def scores(learn: Table, test: Table) -> Array:
    """Scores of the test rows by scikit-learn's defaults, from the same candidates."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    codebooks = [by_risk(c, learn.bad) if c.is_categorical else {} for c in learn.columns]
    is_category = [c.is_categorical for c in learn.columns]
    model = HistGradientBoostingClassifier(categorical_features=is_category, random_state=42)
    # its threads wait by spinning: beside other work on few cores they would take all of it
    with threadpool_limits(1):
        model.fit(_matrix(learn, codebooks), learn.bad)
        found: Array = model.decision_function(_matrix(test, codebooks))
    return found


def _matrix(table: Table, codebooks: list[dict[str, int]]) -> Array:
    return np.column_stack(
        [_numbers(c, book) for c, book in zip(table.columns, codebooks, strict=True)]
    )


def _numbers(column: Column, codebook: dict[str, int]) -> Array:
    return numbers_of(column, codebook) if column.is_categorical else column.values
