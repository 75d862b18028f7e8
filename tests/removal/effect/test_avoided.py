"""The loss avoided, mix against rate, and the grade of the evidence, against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from removal.effect.maths.avoided import Comparable, Removed, avoided_loss
from removal.effect.maths.grade import Evidence, grade
from removal.effect.maths.mix import split


def test_mix_and_rate_add_up_to_the_change_as_in_the_notes():
    """From 3.50 % to 2.385 %: mix −1.0475 points, rate −0.0675 points."""
    found = split([0.85, 0.15], [0.02, 0.12], [0.95, 0.05], [0.018375, 0.127875])
    assert (found.before, found.after) == (pytest.approx(0.035), pytest.approx(0.02385))
    assert found.mix == pytest.approx(-0.010475)
    assert found.rate == pytest.approx(-0.000675)
    assert found.mix / found.change == pytest.approx(0.94, abs=0.001)


def removed(many=20, **changes):
    made = {
        "pd": np.full(many, 0.2), "exposure": np.full(many, 1000.0),
        "run_off_loss": np.full(many, 10.0), "margin_before": np.full(many, 50.0),
        "margin_after": np.full(many, 10.0),
    } | changes  # fmt: skip
    return Removed(**made)


def comparable(many=400, bads=40, **changes):
    bad = np.arange(many) < bads
    made = {
        "pd": np.full(many, 0.2), "bad": bad, "loss": np.where(bad, 600.0, 0.0),
        "exposure": np.full(many, 1000.0), "sales_kept": 0.8,
    } | changes  # fmt: skip
    return Comparable(**made)


def test_avoided_loss_is_the_expected_less_what_came_and_the_margin_forgone():
    found = avoided_loss(removed(), comparable(), lgd=0.6)
    # 40 of 400 defaulted where scores said 20 %: probabilities are halved
    assert found.factor == pytest.approx(0.5, abs=0.01)
    assert found.pd == pytest.approx(0.1, abs=0.002)
    assert found.expected.value == pytest.approx(20 * 1000 * 0.1 * 0.6, rel=0.03)
    assert found.run_off_loss == 200
    assert found.forgone == pytest.approx(20 * (50 * 0.8 - 10))
    assert found.net.value == pytest.approx(found.expected.value - 200 - 600, abs=1)
    assert found.expected.low < found.expected.value < found.expected.high
    assert found.break_even_pd == pytest.approx(800 / (20 * 1000 * found.lgd))


def test_without_scores_all_removed_default_as_the_comparable_did():
    found = avoided_loss(removed(pd=np.full(20, np.nan)), comparable(), lgd=0.6)
    assert found.factor is None
    assert found.pd == pytest.approx(0.1, abs=0.002)


def test_an_unknown_margin_is_not_nothing():
    margins = np.full(20, 50.0)
    margins[3] = np.nan
    found = avoided_loss(removed(margin_before=margins), comparable(), lgd=0.6)
    assert found.forgone is None
    assert found.net is None
    assert found.break_even_pd is None


@pytest.mark.parametrize(
    ("changes", "letter", "reasons"),
    [
        ({}, "A", ()),
        ({"can_be_estimated": False}, "D", ("too_few",)),
        ({"checks_failed": 1}, "D", ("check_failed",)),
        ({"treated": 25}, "B", ("few_treated",)),
        ({"treated": 15}, "C", ("few_treated",)),
        ({"queue_controls": 5}, "B", ("no_queue",)),
        ({"worst_imbalance": 0.2}, "B", ("unlike",)),
        ({"worst_imbalance": 0.4}, "C", ("unlike",)),
        ({"worst_imbalance": None}, "C", ("unlike",)),
        ({"checks_done": 1}, "B", ("checks_missing",)),
        ({"estimators_agree": False}, "B", ("estimators_differ",)),
    ],
)
def test_the_grade_says_what_is_held_against_it(changes, letter, reasons):
    evidence = Evidence(**({
        "can_be_estimated": True, "treated": 50, "queue_controls": 40, "worst_imbalance": 0.05,
        "checks_done": 2, "checks_failed": 0, "estimators_agree": True,
    } | changes))  # fmt: skip
    found = grade(evidence)
    assert (found.letter, found.reasons) == (letter, reasons)
