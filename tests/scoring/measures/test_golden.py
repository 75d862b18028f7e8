"""The measures against golden numbers, SciPy, scikit-learn and slow ways of counting."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score, roc_curve

from scoring.measures.calibration import (
    Band,
    brier,
    hosmer_lemeshow,
    light,
    observed_to_expected,
    surprise,
)
from scoring.measures.distributions import (
    beta_cdf,
    beta_quantile,
    chi_square_cdf,
    chi_square_quantile,
)
from scoring.measures.evidence import information_value, woe
from scoring.measures.ranking import (
    auc,
    captured,
    concentration,
    counts_of,
    gini,
    hanley_mcneil,
    ks,
    reversals,
)
from scoring.measures.rates import jeffreys, jeffreys_mean, wilson
from scoring.measures.stability import after_steps, critical_psi, psi, shares, transitions

# of a classical score: the safest bin has most goods; here the riskiest stands last
GOODS, BADS = (400, 300, 200, 100), (10, 15, 25, 50)
COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=12)


def test_weight_of_evidence_and_information_value():
    assert woe(GOODS, BADS) == pytest.approx([1.386294, 0.693147, -0.223144, -1.609438], abs=1e-6)
    assert information_value(GOODS, BADS) == pytest.approx(1.174793, abs=1e-6)


def test_an_empty_cell_counts_as_half_a_row():
    assert woe((10, 10), (0, 10)) == pytest.approx([np.log(0.5 / 0.05), np.log(0.5)])
    assert np.isfinite(information_value((10, 0), (0, 10)))


def test_a_bin_without_anybody_tells_nothing():
    assert woe((0, 10, 10), (0, 5, 10))[0] == 0
    assert information_value((0, 10, 10), (0, 5, 10)) == information_value((10, 10), (5, 10))


def test_area_gini_and_ks():
    assert auc(GOODS, BADS) == pytest.approx(0.7775)
    assert gini(GOODS, BADS) == pytest.approx(0.555)
    assert ks(GOODS, BADS) == pytest.approx(0.45)
    assert hanley_mcneil(0.7775, 1000, 100) == pytest.approx(0.028086, abs=1e-6)


def test_one_kind_alone_has_no_area():
    assert np.isnan(auc((3, 4), (0, 0)))
    assert np.isnan(auc((0, 0), (1, 2)))


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_area_and_ks_are_those_of_every_pair_and_of_scikit_learn(rows):
    values = np.array([value for value, _bad in rows])
    bads = np.array([bad for _value, bad in rows])
    if bads.all() or not bads.any():
        return
    pairs = [
        1.0 if bad > good else 0.5 if bad == good else 0.0
        for bad, good in itertools.product(values[bads], values[~bads])
    ]
    counts = counts_of(values, bads)
    assert auc(*counts) == pytest.approx(sum(pairs) / len(pairs))
    assert auc(*counts) == pytest.approx(roc_auc_score(bads, values))
    false, true, _at = roc_curve(bads, values, drop_intermediate=False)
    assert ks(*counts) == pytest.approx(np.max(np.abs(true - false)))


def test_the_riskiest_hold_what_they_hold_and_a_cut_bin_its_part():
    assert captured((90, 10), (20, 80), 0.10) == pytest.approx(0.8)
    assert captured((90, 10), (20, 80), 0.05) == pytest.approx(0.4)
    assert captured((90, 10), (20, 80), 0.55) == pytest.approx(0.9)
    assert captured((90, 10), (0, 0), 0.05) is None


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), min_size=1, max_size=8))
def test_capture_never_falls_as_more_are_looked_at(bins):
    counts, amounts = zip(*bins, strict=True)
    curve = [captured(counts, amounts, n / 20) for n in range(21)]
    if sum(amounts):
        assert all(a <= b + 1e-12 for a, b in itertools.pairwise(curve))
        assert curve[-1] == pytest.approx(1)


def test_reversals_and_concentration():
    assert reversals([0.01, 0.03, 0.02, None, 0.05, 0.04]) == 2
    assert reversals([]) == 0
    assert concentration((10, 30, 60)) == pytest.approx(0.6)
    assert concentration((0, 0)) is None


@pytest.mark.parametrize(("a", "b"), [(0.5, 40.5), (12.5, 188.5), (3, 4), (900.5, 99_100.5)])
def test_beta_is_that_of_scipy(a, b):
    for level in (0.001, 0.025, 0.5, 0.975, 0.999):
        assert beta_quantile(level, a, b) == pytest.approx(stats.beta.ppf(level, a, b), rel=1e-9)
    for x in (0.001, 0.01, 0.2, 0.7):
        assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-12)


@pytest.mark.parametrize("freedom", [1, 2, 5, 9, 19, 80])
def test_chi_square_is_that_of_scipy(freedom):
    for level in (0.05, 0.5, 0.95, 0.999):
        expected = stats.chi2.ppf(level, freedom)
        assert chi_square_quantile(level, freedom) == pytest.approx(expected, rel=1e-9)
    for x in (0.01, 1, 7, 60, 300):
        assert chi_square_cdf(x, freedom) == pytest.approx(stats.chi2.cdf(x, freedom), abs=1e-12)


def test_intervals_of_rates():
    assert wilson(12, 200) == pytest.approx((0.034652, 0.101932), abs=1e-6)
    assert jeffreys(12, 200) == pytest.approx(stats.beta.ppf([0.025, 0.975], 12.5, 188.5))
    assert jeffreys(0, 40) == (0, pytest.approx(0.0605, abs=5e-4))
    assert jeffreys(40, 40)[1] == 1
    assert jeffreys_mean(0, 40) == pytest.approx(0.5 / 41)


def test_the_binomial_light():
    assert surprise(Band(200, 12, 0.03)) == pytest.approx(0.018411, abs=1e-6)
    assert light(Band(200, 12, 0.03)) == "yellow"
    assert light(Band(200, 6, 0.03)) == "green"
    assert light(Band(200, 20, 0.03)) == "red"
    assert observed_to_expected(Band(200, 12, 0.03)) == pytest.approx(2)
    assert observed_to_expected(Band(0, 0, 0.03)) is None


def test_brier_and_hosmer_lemeshow_by_hand():
    bands = [Band(4, 1, 0.25), Band(2, 2, 0.5)]
    rows = [(0.25, 1), (0.25, 0), (0.25, 0), (0.25, 0), (0.5, 1), (0.5, 1)]
    assert brier(bands) == pytest.approx(sum((y - p) ** 2 for p, y in rows) / 6)
    statistic, chance = hosmer_lemeshow(bands)
    assert statistic == pytest.approx((2 - 1) ** 2 / (1 * 0.5))
    assert chance == pytest.approx(stats.chi2.sf(statistic, 2))
    assert brier([]) is None
    assert hosmer_lemeshow([]) is None


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ((8, 9, 9, 10, 10, 10, 10, 11, 11, 12), 0.012123),
        ((4, 5, 7, 8, 10, 10, 12, 13, 15, 16), 0.164789),
    ],
)
def test_population_stability(actual, expected):
    assert psi([10] * 10, actual) == pytest.approx(expected, abs=1e-6)


def test_what_chance_alone_reaches():
    assert critical_psi(200, 200, 10) == pytest.approx(0.169, abs=0.0005)
    assert critical_psi(500, 300, 10) == pytest.approx(0.090, abs=0.0005)
    assert critical_psi(1000, 1000, 10) == pytest.approx(0.034, abs=0.0005)
    assert critical_psi(100, 100, 1) is None
    assert critical_psi(0, 100, 10) is None


def test_two_samples_of_one_population_pass_the_line_one_time_in_twenty():
    generator = np.random.default_rng(1)
    p = np.full(10, 0.1)
    pairs = [(generator.multinomial(400, p), generator.multinomial(600, p)) for _ in range(2000)]
    over = np.mean([psi(e, a) > critical_psi(400, 600, 10) for e, a in pairs])
    assert 0.03 < over < 0.07


@given(COUNTS, COUNTS)
def test_stability_is_symmetric_finite_and_never_negative(one, two):
    size = min(len(one), len(two))
    one, two = one[:size], two[:size]
    if not sum(one) or not sum(two):
        assert psi(one, two) is None
        return
    assert psi(one, two) == pytest.approx(psi(two, one))
    assert np.isfinite(psi(one, two))
    assert psi(one, [3 * n for n in one]) == pytest.approx(0, abs=1) or 0 in one


def test_transitions_over_four_steps():
    matrix = [[0.92, 0.06, 0.01, 0.01], [0.25, 0.55, 0.12, 0.08], [0.08, 0.17, 0.5, 0.25],
              [0, 0, 0, 1]]  # fmt: skip
    found = after_steps(np.array(matrix), 4)[:3, 3]
    assert 100 * found == pytest.approx([7.1751, 26.9412, 52.7828], abs=1e-4)


def test_transitions_are_counted_and_a_state_without_anybody_stays_itself():
    counts = transitions([0, 0, 1, 0], [0, 1, 1, 1], 3)
    assert counts.tolist() == [[1, 2, 0], [0, 1, 0], [0, 0, 0]]
    assert shares(counts)[0] == pytest.approx([1 / 3, 2 / 3, 0])
    assert shares(counts)[2].tolist() == [0, 0, 1]
    assert shares(counts, prior=1)[2] == pytest.approx([1 / 3] * 3)
