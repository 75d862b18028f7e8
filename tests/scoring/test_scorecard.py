"""The card as a value: examples, refusals, and one result in Python and SQL."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.cards import expert as expert_card
from scoring.cards.data import from_definition, to_definition
from scoring.cards.reasons import improvements, joint_improvement, reasons
from scoring.cards.sql import to_sql
from scoring.cards.value import (
    TIERS,
    Bin,
    Factor,
    Group,
    InvalidScorecard,
    KnockOut,
    Scorecard,
    Text,
    evaluate,
)
from scoring.indicators import INDICATORS, SCORABLE

CODES = ("dbt_paid", "late_frequency", "max_dpd", "tenure", "dso")
KNOWN = SCORABLE
TEXT = Text("words", "文字")
D = Decimal


def factor(indicator, weight, *bins, missing=None):
    return Factor(
        indicator, D(weight), tuple(Bin(None if u is None else D(u), D(s)) for u, s in bins),
        TEXT, TEXT, missing,
    )  # fmt: skip


SMALL = Scorecard(
    groups=(
        Group("hard", TEXT, D(60), (
            factor("dbt_paid", 40, ("10", 0), ("30", 50), (None, 100)),
            factor("max_dpd", 20, ("30", 0), (None, 100)),
        )),
        Group("soft", TEXT, D(10), (factor("tenure", 40, ("1", 100), (None, 0)),)),
    ),
    knock_outs=(KnockOut("gone", "max_dpd", D(90), "high", TEXT, TEXT),),
    medium_at=D(30),
    high_at=D(60),
    minimum_coverage=D("0.60"),
)  # fmt: skip


def score(**values):
    return evaluate(SMALL, {code: D(str(value)) for code, value in values.items()})


def test_points_are_the_weighted_mean_and_the_score_holds_groups_to_their_caps():
    found = score(dbt_paid=15, max_dpd=0, tenure="0.5")
    assert found.contributions["dbt_paid"].points == D("20.0000")
    assert found.points == D("60.0000")
    assert found.score == D("30.0")  # the soft group counts for ten, not for forty
    assert found.tier == "medium"


def test_bins_start_at_their_lower_bound():
    assert score(dbt_paid="9.9999", max_dpd=0, tenure=2).points == 0
    assert score(dbt_paid=10, max_dpd=0, tenure=2).points == 20


def test_too_little_known_is_unrated_and_never_low():
    found = score(dbt_paid=0)
    assert (found.tier, found.score, found.coverage) == ("unrated", None, D("0.4000"))
    assert score(dbt_paid=0, max_dpd=0).tier == "low"  # sixty per cent are enough


def test_a_knock_out_gives_at_least_its_tier_whatever_is_known():
    found = score(max_dpd=90)
    assert (found.tier, found.score, found.knock_outs) == ("high", None, ("gone",))
    assert score(max_dpd="89.9999").tier == "unrated"
    assert score(dbt_paid=99, max_dpd=100, tenure=0).tier == "high"


def test_nothing_known_gives_no_points():
    found = score()
    assert (found.points, found.score, found.tier, found.coverage) == (None, None, "unrated", 0)


def test_reasons_are_the_four_that_cost_most():
    card = expert_card.CARD
    worst = {code: D(500) if i.higher_is_riskier else D(0) for code, i in INDICATORS.items()}
    found = reasons(card, evaluate(card, worst).contributions)
    assert found == ["dbt_paid", "late_frequency", "external_pd", "max_dpd"]
    best = {code: D(0) if i.higher_is_riskier else D(100) for code, i in INDICATORS.items()}
    assert reasons(card, evaluate(card, best).contributions) == []


def test_what_would_change_the_tier():
    values = {"dbt_paid": D(40), "max_dpd": D(0), "tenure": D(5)}
    assert evaluate(SMALL, values).tier == "medium"
    (found,) = improvements(SMALL, values)
    assert (found.indicator, found.below, found.tier) == ("dbt_paid", D(30), "low")
    assert evaluate(SMALL, {**values, "dbt_paid": found.value}).tier == "low"


PUNCTUAL = dict.fromkeys(INDICATORS, D(0)) | {"payment_index": D(80), "tenure": D(6)}


@pytest.mark.parametrize(
    ("code", "value", "bound"),
    [
        ("max_dpd", 60, 60),
        ("max_dpd", 75, 60),
        ("max_dpd", 200, 60),
        ("over_90_ratio", 50, 50),
        ("over_90_ratio", 70, 50),
    ],
)
def test_who_is_knocked_out_needs_only_to_get_below_the_bound(code, value, bound):
    values = PUNCTUAL | {code: D(value)}
    card = expert_card.CARD
    (found,) = improvements(card, values)
    assert (found.indicator, found.below, found.at_least, found.tier) == (code, bound, None, "low")
    assert evaluate(card, values | {code: D(bound) - 1}).tier == "low"
    assert evaluate(card, values | {code: D(bound)}).tier != "low"
    assert joint_improvement(card, values) == [code]


def test_a_low_customer_has_nothing_to_improve():
    assert improvements(SMALL, {"dbt_paid": D(0), "max_dpd": D(0), "tenure": D(5)}) == []


def test_where_no_single_indicator_helps_several_do_together():
    card = expert_card.CARD
    worst = {code: D(500) if i.higher_is_riskier else D(0) for code, i in INDICATORS.items()}
    assert joint_improvement(card, worst) == []  # nobody pays a hit on a sanctions list away
    worst |= {"sanctions_hits": D(0), "insolvency": D(0)}
    assert improvements(card, worst) == []
    found = joint_improvement(card, worst)
    assert found[:3] == ["over_90_ratio", "dbt_paid", "late_frequency"]  # the knock-out first
    best = {code: D(0) if INDICATORS[code].higher_is_riskier else D(90) for code in found}
    assert evaluate(card, worst).tier == "high"
    assert evaluate(card, {**worst, **best}).tier == "medium"
    spared = {code: value for code, value in best.items() if code != found[-1]}
    assert evaluate(card, {**worst, **spared}).tier == "high"


# --- as data ---


def test_a_card_survives_being_stored():
    stored = json.loads(json.dumps(to_definition(expert_card.CARD)))
    assert from_definition(stored, indicators=KNOWN) == expert_card.CARD


def test_the_weights_of_the_expert_card_add_up_and_soft_signals_alone_reach_no_top_tier():
    card = expert_card.CARD
    assert sum(f.weight for f in card.factors()) == 100
    assert {f.indicator for f in card.factors()} <= KNOWN
    soft = [group.cap for group in card.groups if group.code not in ("payment", "exposure")]
    assert sum(soft) < card.high_at


def broken(change):
    definition = copy.deepcopy(to_definition(SMALL))
    change(definition)
    return definition


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.pop("groups"), "lacks"),
        (lambda d: d["groups"][0]["factors"][0].update(indicator="shoe_size"), "not an indicator"),
        (lambda d: d["groups"][0]["factors"][1].update(indicator="tenure"), "used twice"),
        (lambda d: d["groups"][0]["factors"][0]["bins"].pop(), "open upwards"),
        (lambda d: d["groups"][0]["factors"][0].update(bins=[]), "no bins"),
        (lambda d: d["groups"][0]["factors"][0]["bins"].insert(1, ["10", "5"]), "overlap"),
        (lambda d: d["groups"][0]["factors"][0]["bins"].insert(0, ["20", "5"]), "out of order"),
        (lambda d: d["groups"][0]["factors"][0]["bins"].insert(0, [None, "5"]), "Only the last"),
        (lambda d: d["groups"][0]["factors"][0]["bins"][0].__setitem__(1, "101"), "between 0"),
        (lambda d: d["groups"][0]["factors"][0]["bins"][0].__setitem__(0, 1.5), "exact"),
        (lambda d: d["groups"][0]["factors"][0].update(weight="0"), "weight"),
        (lambda d: d["groups"][0]["factors"][0].update(weight="1.001"), "decimals"),
        (lambda d: d["groups"][0]["factors"][0]["internal"].update(zh=""), "language"),
        (lambda d: d["groups"][0].update(cap="0"), "cap"),
        (lambda d: d["knock_outs"][0].update(tier="low"), "medium or high"),
        (lambda d: d["knock_outs"][0].update(code="x'; --"), "not a code"),
        (lambda d: d["tiers"].update(medium="60"), "Tiers"),
        (lambda d: d.update(minimum_coverage="NaN"), "finite"),
        (lambda d: d.update(reason_method="C"), "method"),
    ],
)
def test_a_definition_that_cannot_score_is_refused(change, words):
    with pytest.raises(InvalidScorecard, match=words):
        from_definition(broken(change), indicators=KNOWN)


# --- in SQL ---

sub_scores = st.decimals(0, 100, places=2)
values = st.one_of(
    st.none(),
    st.decimals(-200, 400, places=4),
    st.integers(-5, 20).map(lambda n: D(n) * 10),  # often on a bound
)


@st.composite
def factors(draw, code):
    bounds = sorted(draw(st.sets(st.integers(-5, 20).map(lambda n: n * 10), max_size=5)))
    bins = tuple(Bin(D(bound), draw(sub_scores)) for bound in bounds)
    return Factor(
        code,
        draw(st.decimals("0.01", 100, places=2)),
        (*bins, Bin(None, draw(sub_scores))),
        TEXT,
        TEXT,
        draw(st.one_of(st.none(), st.none(), sub_scores)),
    )


@st.composite
def cards(draw):
    used = draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))
    made = [draw(factors(code)) for code in used]
    cut = draw(st.integers(1, len(made)))
    groups = [made[:cut], made[cut:]] if cut < len(made) else [made]
    medium = draw(st.decimals("0.1", 98, places=1))
    return Scorecard(
        groups=tuple(
            Group(f"g{n}", TEXT, draw(st.decimals("0.1", 100, places=1)), tuple(part))
            for n, part in enumerate(groups)
        ),
        knock_outs=tuple(
            KnockOut(f"k{n}", draw(st.sampled_from(CODES)), D(draw(st.integers(-5, 20))) * 10,
                     draw(st.sampled_from(("medium", "high"))), TEXT, TEXT)
            for n in range(draw(st.integers(0, 2)))
        ),
        medium_at=medium,
        high_at=medium + draw(st.decimals("0.1", 2, places=1)),
        minimum_coverage=draw(st.decimals("0.01", 1, places=2)),
    )  # fmt: skip


GRID = [D(n * 10) - below for n in range(-7, 23) for below in (0, D("0.0001"))]


def nearest_by_trying_all(card, row, code):
    """The shortest way from an indicator's value to a lower tier; every bound is on the grid."""
    before = evaluate(card, row)
    ways = [
        abs(trial - row[code])
        for trial in GRID
        if (after := evaluate(card, {**row, code: trial})).score is not None
        and TIERS.index(after.tier) < TIERS.index(before.tier)
    ]
    return min(ways, default=None)


@settings(max_examples=300)
@given(cards(), st.fixed_dictionaries(dict.fromkeys(CODES, values)))
def test_what_would_change_the_tier_is_the_least_change_there_is(card, row):
    now = evaluate(card, row)
    found = {each.indicator: each for each in improvements(card, row)}
    if now.tier in ("low", "unrated") or now.score is None:
        assert found == {}
        return
    for factor in card.factors():
        code = factor.indicator
        if row[code] is None:
            continue
        nearest = nearest_by_trying_all(card, row, code)
        step = found.get(code)
        assert nearest == (None if step is None else abs(step.value - row[code]))
        if step is not None:
            after = evaluate(card, {**row, code: step.value})
            assert (after.score, after.tier) == (step.score, step.tier)
            assert step.value == (step.at_least if step.below is None else step.below - D("0.0001"))


def in_sql(card, rows):
    columns = ", ".join(CODES)
    lines = ", ".join("(" + ", ".join(["%s::numeric"] * len(CODES)) + ")" for _ in rows)
    sql = (
        f"SELECT scored.points, scored.score, scored.tier, scored.coverage, "
        f"scored.contributions::text, scored.knock_outs::text "
        f"FROM (VALUES {lines}) AS r({columns}) {to_sql(card, 'r')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [row[code] for row in rows for code in CODES])
        return cursor.fetchall()


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cards(), st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, values)), min_size=1, max_size=6)
)
def test_sql_and_python_agree_to_the_last_digit(card, rows):
    assert from_definition(to_definition(card), indicators=KNOWN) == card
    for row, found in zip(rows, in_sql(card, rows), strict=True):
        points, score, tier, coverage, contributions, knock_outs = found
        expected = evaluate(card, row)
        assert (points, score, tier, coverage) == (
            expected.points, expected.score, expected.tier, expected.coverage,
        )  # fmt: skip
        assert tuple(json.loads(knock_outs)) == expected.knock_outs
        stored = {
            code: tuple(None if text is None else D(text) for text in parts)
            for code, parts in json.loads(contributions).items()
        }
        assert stored == {
            code: (each.value, each.sub_score, each.points)
            for code, each in expected.contributions.items()
        }
