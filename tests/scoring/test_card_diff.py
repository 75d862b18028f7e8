"""What differs between two cards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from scoring.cards.diff import Change, Difference, differences
from scoring.cards.value import Bin, Group, KnockOut, Text
from tests.scoring.test_scorecard import SMALL, TEXT, factor

D = Decimal
HARD, SOFT = SMALL.groups
DBT, MAX_DPD = HARD.factors


def with_groups(*groups):
    return replace(SMALL, groups=groups)


def test_a_card_does_not_differ_from_itself():
    assert differences(SMALL, SMALL) == []


def test_order_alone_is_no_difference():
    turned = with_groups(SOFT, replace(HARD, factors=(MAX_DPD, DBT)))
    assert differences(SMALL, turned) == []


def test_the_same_number_written_otherwise_is_no_difference():
    same = with_groups(replace(HARD, cap=D("60.00")), SOFT)
    assert differences(SMALL, same) == []


def test_thresholds_and_coverage_are_of_the_card():
    changed = replace(SMALL, high_at=D(70), minimum_coverage=D("0.5"))
    assert differences(SMALL, changed) == [
        Difference(
            "card",
            "",
            "changed",
            (Change("high_at", D(60), D(70)), Change("minimum_coverage", D("0.60"), D("0.5"))),
        )
    ]


def test_weights_bins_and_texts_of_a_factor():
    bins = (Bin(D(15), D(0)), *DBT.bins[1:])
    new = replace(DBT, weight=D(30), bins=bins, customer=Text("words", "另外的文字"))
    (found,) = differences(SMALL, with_groups(replace(HARD, factors=(new, MAX_DPD)), SOFT))
    assert (found.kind, found.code, found.how) == ("factor", "dbt_paid", "changed")
    assert found.changes == (
        Change("weight", D(40), D(30)),
        Change("bins", DBT.bins, bins),
        Change("customer_zh", "文字", "另外的文字"),
    )


def test_a_factor_that_moves_to_another_group_is_changed_and_not_new():
    moved = with_groups(
        replace(HARD, factors=(DBT,)), replace(SOFT, factors=(*SOFT.factors, MAX_DPD))
    )
    (found,) = differences(SMALL, moved)
    assert (found.code, found.how) == ("max_dpd", "changed")
    assert found.changes == (Change("group", "hard", "soft"),)


def test_what_was_added_and_what_is_gone():
    extra = Group("extra", TEXT, D(5), (factor("dso", 5, (None, 0)),))
    rule = KnockOut("late", "dso", D(90), "medium", TEXT, TEXT)
    new = replace(with_groups(HARD, extra), knock_outs=(rule,))
    found = [(each.kind, each.code, each.how) for each in differences(SMALL, new)]
    assert found == [
        ("group", "extra", "added"),
        ("group", "soft", "removed"),
        ("factor", "dso", "added"),
        ("factor", "tenure", "removed"),
        ("knock_out", "late", "added"),
        ("knock_out", "gone", "removed"),
    ]
    back = {(each.code, each.how) for each in differences(new, SMALL)}
    assert back >= {("extra", "removed"), ("tenure", "added"), ("gone", "added")}
