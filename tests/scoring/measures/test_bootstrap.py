"""Intervals by drawing customers: right on average, and the same however many rows there are."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.measures import bootstrap
from scoring.measures.bootstrap import bundles_of, interval, paired, table
from scoring.measures.ranking import auc, counts_of


def rows(customers, *, months=1, seed=1, shift=1.0):
    """Customer, score bin and outcome of each row; a customer's rows are all alike."""
    generator = np.random.default_rng(seed)
    bad = generator.random(customers) < 0.2
    bins = np.clip(generator.normal(40 + 15 * shift * bad, 15), 0, 100).astype(int)
    ids = np.arange(customers) * 7 + 3
    return np.tile(ids, months), np.tile(bins, months), np.tile(bad, months)


def counted(ids, bins, bads, count):
    size = min(count, bootstrap.BUNDLES)
    return table(bundles_of(ids, count), bins, bads, size=size, wide=101)


def test_the_value_is_that_of_the_rows_and_lies_in_its_interval():
    ids, bins, bads = rows(500)
    found = interval(counted(ids, bins, bads, 500), auc)
    assert found.value == pytest.approx(auc(*counts_of(bins, bads)))
    assert found.low < found.value < found.high


def delong(bins, bads):
    """Standard error of an AUC by its placements, without an assumption about the scores."""
    wins = (bins[bads][:, None] > bins[~bads]) + (bins[bads][:, None] == bins[~bads]) / 2
    of_bads, of_goods = wins.mean(axis=1), wins.mean(axis=0)
    return np.sqrt(of_bads.var(ddof=1) / len(of_bads) + of_goods.var(ddof=1) / len(of_goods))


def test_independent_rows_give_the_width_of_delong():
    ids, bins, bads = rows(1500)
    found = interval(counted(ids, bins, bads, 1500), auc)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(delong(bins, bads), rel=0.1)


def test_rows_of_the_same_customers_make_no_interval_narrower():
    once = interval(counted(*rows(400), 400), auc)
    twelve = interval(counted(*rows(400, months=12), 400), auc)
    assert (twelve.low, twelve.high) == pytest.approx((once.low, once.high))


def test_bundles_give_the_interval_of_customers(monkeypatch):
    ids, bins, bads = rows(1900)
    exact = interval(counted(ids, bins, bads, 1900), auc)
    monkeypatch.setattr(bootstrap, "BUNDLES", 300)
    bundled = interval(counted(ids, bins, bads, 1900), auc)
    assert bundled.value == exact.value
    assert bundled.high - bundled.low == pytest.approx(exact.high - exact.low, rel=0.2)


def test_a_customer_is_in_one_bundle_and_bundles_are_even():
    ids = np.repeat(np.arange(1, 100_001), 2)
    found = bundles_of(ids, 100_000)
    assert (found[::2] == found[1::2]).all()
    sizes = np.bincount(found[::2], minlength=bootstrap.BUNDLES)
    assert len(sizes) == bootstrap.BUNDLES
    assert sizes.min() > 20
    assert sizes.max() < 90


def test_few_customers_are_drawn_as_they_are_across_parts():
    assert bundles_of(np.array([9, 4, 9]), 5).tolist() == [1, 0, 1]
    assert bundles_of(np.array([20, 30, 20]), 5, before=2).tolist() == [2, 3, 2]


def test_the_same_score_twice_differs_by_nothing():
    counts = counted(*rows(300), 300)
    found = paired(counts, counts)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_a_paired_interval_is_narrower_than_two_of_their_own():
    ids, bins, bads = rows(800)
    generator = np.random.default_rng(5)
    other = np.clip(bins + generator.integers(-4, 5, len(bins)), 0, 100)
    one, two = counted(ids, bins, bads, 800), counted(ids, other, bads, 800)
    together = paired(one, two)
    alone = interval(one, auc)
    assert together.value == pytest.approx(auc(*two.sum(axis=1)) - auc(*one.sum(axis=1)))
    assert together.high - together.low < (alone.high - alone.low) / 2


def test_ninety_five_of_a_hundred_intervals_hold_the_truth():
    truth = auc(*counts_of(*rows(400_000, seed=99)[1:]))
    hits = 0
    for seed in range(200):
        found = interval(counted(*rows(250, seed=seed), 250), auc, draws=300)
        hits += found.low <= truth <= found.high
    assert 0.90 <= hits / 200 <= 0.99


def test_without_bads_there_is_no_interval():
    ids, bins, bads = rows(50)
    assert interval(counted(ids, bins, bads & False, 50), auc) is None
