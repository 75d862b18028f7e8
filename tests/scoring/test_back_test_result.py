"""What a back-test says of its rows: against slow counting, and what it does not say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from scoring.back_tests.result import result_of
from scoring.back_tests.rows import Rows
from scoring.cards import expert
from scoring.cards.value import Calibration, PdBand
from scoring.measures import bootstrap
from scoring.measures.bootstrap import FEWEST_BADS
from tests.scoring.back_tests import pooled, rows

MONTHS = [dt.date(2026, 1, 31), dt.date(2026, 2, 28)]


def result(*parts, challenger=None, card=expert.CARD, indicators=("dbt_paid",)):
    found = result_of(
        pooled(*parts), months=MONTHS, immature=[], card=card, challenger=challenger,
        indicators=indicators,
    )  # fmt: skip
    return json.loads(json.dumps(found, allow_nan=False))


def part(made: Rows, which) -> Rows:
    """Some rows of a part, all of them sampled."""
    return Rows(**{f.name: getattr(made, f.name)[which] for f in dataclasses.fields(made)})


def test_the_area_is_that_of_scikit_learn_and_lies_in_its_interval():
    made = rows()
    found = result(made)["card"]
    assert found["auc"]["value"] == pytest.approx(roc_auc_score(made.is_bad, made.one), abs=1e-6)
    assert found["auc"]["low"] < found["auc"]["value"] < found["auc"]["high"]
    assert found["gini"]["value"] == pytest.approx(2 * found["auc"]["value"] - 1, abs=2e-6)
    assert found["rows"] == found["rated"] == len(made.one)
    assert found["bads"] == made.is_bad.sum()


def test_each_month_is_measured_by_itself():
    made = rows()
    for place, month in enumerate(result(made)["months"]):
        here = made.month == place
        expected = roc_auc_score(made.is_bad[here], made.one[here])
        assert month["auc"]["value"] == pytest.approx(expected, abs=1e-6)
        assert (month["rows"], month["bads"]) == (here.sum(), made.is_bad[here].sum())


def test_packed_parts_give_what_all_rows_together_give():
    made = rows()
    halves = [part(made, made.customer <= 150), part(made, made.customer > 150)]
    packed = [Rows.unpacked(each.packed()) for each in halves]
    assert result(*packed) == result(made)


def test_parts_in_bundles_give_the_same_figures(monkeypatch):
    made = rows(3000)
    exact = result(made)
    monkeypatch.setattr(bootstrap, "BUNDLES", 200)
    halves = [part(made, made.customer <= 999), part(made, made.customer > 999)]
    bundled = result(*halves)
    assert bundled["card"]["auc"]["value"] == exact["card"]["auc"]["value"]
    assert bundled["card"]["bands"] == exact["card"]["bands"]
    width = [each["card"]["auc"]["high"] - each["card"]["auc"]["low"] for each in (exact, bundled)]
    assert width[1] == pytest.approx(width[0], rel=0.3)


def test_shuffled_outcomes_rank_like_chance():
    made = rows(2000)
    shuffled = np.random.default_rng(8).permutation(made.is_bad)
    found = result(replace(made, is_bad=shuffled))["card"]["auc"]
    assert found["low"] < 0.5 < found["high"]
    assert found["value"] == pytest.approx(0.5, abs=0.04)


def test_who_was_bad_already_is_left_out_and_counted():
    made = rows()
    already = made.one > 900
    found = result(replace(made, was_bad=already))
    assert found["already_bad"] == already.sum()
    assert found["card"]["rows"] == (~already).sum()
    assert sum(month["already_bad"] for month in found["months"]) == already.sum()


def test_few_bads_are_counted_and_not_measured():
    made = rows()
    few = np.zeros(len(made.one), dtype=bool)
    few[: 2 * (FEWEST_BADS - 1)] = True  # each customer in both months
    found = result(replace(made, is_bad=few), challenger=expert.CARD)
    assert (found["card"]["auc"], found["card"]["why"]) == (None, "few_bads")
    assert found["card"]["bads"] == 2 * (FEWEST_BADS - 1)
    assert found["card"]["bad_customers"] == FEWEST_BADS - 1
    assert found["difference"]["why"] == "few_bads"
    few[2 * FEWEST_BADS - 1] = True
    assert result(replace(made, is_bad=few))["card"]["auc"] is not None


def test_unrated_rows_are_counted_apart():
    made = rows()
    unrated = made.one < 300
    found = result(replace(made, one=np.where(unrated, -1, made.one)))["card"]
    assert (found["rated"], found["unrated"]) == ((~unrated).sum(), unrated.sum())
    assert found["unrated_bads"] == made.is_bad[unrated].sum()


def test_bands_hold_all_rows_once_and_each_has_its_interval():
    made = rows()
    bands = result(made)["card"]["bands"]
    assert len(bands) == 10
    assert (bands[0]["from"], bands[-1]["to"]) == (0, 100)
    assert [band["to"] for band in bands[:-1]] == [band["from"] for band in bands[1:]]
    for band in bands:
        inside = (made.one >= 10 * band["from"]) & (
            (made.one < 10 * band["to"]) | (band["to"] == 100)
        )
        assert (band["count"], band["bads"]) == (inside.sum(), made.is_bad[inside].sum())
        assert band["low"] <= band["rate"] < band["high"]


def test_a_score_that_all_share_is_one_band():
    made = rows()
    found = result(replace(made, one=np.full(len(made.one), 300)))["card"]
    assert [band["count"] for band in found["bands"]] == [len(made.one)]
    assert found["auc"]["value"] == 0.5


def test_capture_is_what_the_riskiest_held():
    made = rows()
    order = np.argsort(-made.one, kind="stable")
    top = order[: len(order) // 10]
    found = {each["share"]: each for each in result(made)["card"]["capture"]}
    expected = made.is_bad[top].sum() / made.is_bad.sum()
    assert found[0.1]["of_bads"] == pytest.approx(expected, abs=0.01)
    assert found[0.1]["of_loss"] == pytest.approx(expected, abs=0.01)
    assert found[1.0]["of_bads"] == pytest.approx(1)


def test_the_same_card_twice_differs_by_nothing_and_a_noisy_one_is_worse():
    made = rows(1500)
    same = result(replace(made, two=made.one), challenger=expert.CARD)["difference"]["auc"]
    assert (same["value"], same["low"], same["high"]) == (0, 0, 0)
    worse = result(made, challenger=expert.CARD)
    assert worse["difference"]["auc"]["high"] < 0
    assert sum(sum(row["counts"]) for row in worse["migration"]) == len(made.one)


def calibrated(*pds):
    bands = tuple(
        PdBand(
            Decimal(100) / len(pds) * (n + 1) if n + 1 < len(pds) else None,
            Decimal(pd), Decimal(pd), Decimal(pd), 1, 2,
        )
        for n, pd in enumerate(pds)
    )  # fmt: skip
    calibration = Calibration(30, 60, "jeffreys", "2025-01-31", "2025-06-30", bands)
    return replace(expert.CARD, calibration=calibration)


def test_probabilities_are_held_against_what_came():
    made = rows(4000)
    right = result(made, card=calibrated("8.333", "25"))["card"]["calibration"]
    assert [band["light"] for band in right["bands"]] == ["green", "green"]
    assert right["observed_to_expected"] == pytest.approx(1, abs=0.06)
    wrong = result(made, card=calibrated("1", "10"))["card"]["calibration"]
    assert [band["light"] for band in wrong["bands"]] == ["red", "red"]
    assert wrong["brier"] > right["brier"]
    assert wrong["chance"] < 0.001 < right["chance"]
    assert result(made)["card"]["calibration"] is None


def test_an_indicator_that_knows_the_outcome_is_named():
    made = rows()
    leaky = np.where(made.is_bad, 5.0, 1.0)
    leaky[::7] = np.nan
    features = np.column_stack([made.one.astype(float), leaky])
    found = result(replace(made, features=features), indicators=("dbt_paid", "max_dpd"))
    assert found["suspects"] == ["max_dpd"]
    assert [each["indicator"] for each in found["features"]] == ["max_dpd", "dbt_paid"]
    assert found["features"][0]["auc"] == 1
    assert found["features"][0]["known"] == (~np.isnan(leaky)).sum()
    turned = result(replace(made, features=-features), indicators=("dbt_paid", "max_dpd"))
    assert turned["suspects"] == ["max_dpd"]


def test_a_population_that_moved_passes_both_lines():
    made = rows(1000)
    moved = np.where(made.month == 1, np.minimum(made.one + 300, 1000), made.one)
    first, second = result(replace(made, one=moved))["months"]
    assert first["psi"] is None
    assert second["psi"] > 0.25 > second["psi_line"]
    still = result(made)["months"][1]
    assert still["psi"] < still["psi_line"]


def test_an_empty_back_test_says_nothing_and_breaks_nothing():
    made = rows()
    found = result(part(made, made.customer < 0))
    assert found["card"]["rows"] == 0
    assert found["card"]["auc"] is None
    assert [month["bad_rate"] for month in found["months"]] == [None, None]
