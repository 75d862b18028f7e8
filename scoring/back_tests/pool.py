"""All parts of a back-test together, small enough for memory: ten bytes and some a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.back_tests.rows import Rows
from scoring.measures import bootstrap

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Pool:
    """The rows that count, each with its customer's bundle, and what was left out and why."""

    bundles: int
    bundle: Array
    month: Array
    one: Array
    two: Array
    tier_one: Array
    tier_two: Array
    bad: Array
    limited: Array
    loss: Array
    already_bad: Array  # how many rows of each month were left out for that
    bad_customers: Array  # customers that went bad after any month: rated by one, by two
    features: Array
    feature_bad: Array

    def score(self, which: int) -> Array:
        return self.two if which else self.one

    def tier(self, which: int) -> Array:
        return self.tier_two if which else self.tier_one


def pool_of(parts: Iterable[Rows], *, customers: int, months: int) -> Pool:
    """The parts put together; `customers` is how many they hold, each in one part."""
    columns: dict[str, list[Array]] = {name: [] for name in _COLUMNS}
    already = np.zeros(months, dtype=np.int64)
    bad_customers = np.zeros(2, dtype=np.int64)
    before = 0
    for rows in parts:
        counts = ~rows.was_bad
        bundle = bootstrap.bundles_of(rows.customer, customers, before=before)
        before += len(np.unique(rows.customer))
        already += np.bincount(rows.month[rows.was_bad], minlength=months)
        for which, score in enumerate((rows.one, rows.two)):
            bad = counts & rows.is_bad & (score >= 0)
            bad_customers[which] += len(np.unique(rows.customer[bad]))
        used = counts[rows.sampled]
        part = {
            "bundle": bundle[counts].astype(np.int16),
            "month": rows.month[counts],
            "one": rows.one[counts],
            "two": rows.two[counts],
            "tier_one": rows.tier_one[counts],
            "tier_two": rows.tier_two[counts],
            "bad": rows.is_bad[counts],
            "limited": rows.is_limited[counts],
            "loss": rows.loss[counts],
            "features": rows.features[used].astype(np.float32),
            "feature_bad": rows.is_bad[rows.sampled][used],
        }
        for name, column in part.items():
            columns[name].append(column)
    return Pool(
        bundles=max(1, min(customers, bootstrap.BUNDLES)),
        already_bad=already,
        bad_customers=bad_customers,
        **{name: _joined(name, found) for name, found in columns.items()},
    )


_COLUMNS = (
    "bundle", "month", "one", "two", "tier_one", "tier_two", "bad", "limited", "loss", "features",
    "feature_bad",
)  # fmt: skip


def _joined(name: str, found: list[Array]) -> Array:
    if found:
        return np.concatenate(found)
    kind = bool if name in ("bad", "limited", "feature_bad") else np.int16
    return np.zeros((0, 0) if name == "features" else 0, dtype=kind)
