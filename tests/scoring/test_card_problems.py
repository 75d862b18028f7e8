"""What is wrong with a definition: everything at once, each at its place."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cards.data import from_definition, to_definition
from scoring.cards.problems import WORDS
from scoring.cards.value import InvalidScorecard
from tests.scoring.test_scorecard import KNOWN, SMALL

DEFINITION = to_definition(SMALL)
FACTOR = ("groups", 0, "factors", 0)


def changed(change):
    definition = copy.deepcopy(DEFINITION)
    change(definition)
    return definition


def problems(definition, **more):
    with pytest.raises(InvalidScorecard) as refused:
        from_definition(definition, indicators=KNOWN, **more)
    return {problem.place: problem.code for problem in refused.value.problems}


def factor_with(**fields):
    return changed(lambda d: d["groups"][0]["factors"][0].update(fields))


def test_every_problem_is_named_at_its_place_in_one_go():
    def change(definition):
        definition["groups"][0]["cap"] = "101"
        definition["groups"][0]["factors"][0]["weight"] = "0"
        definition["groups"][0]["factors"][1]["internal"]["zh"] = " "
        definition["groups"][1]["name"]["en"] = ""
        definition["knock_outs"][0]["tier"] = "low"
        definition["minimum_coverage"] = "2"

    assert problems(changed(change)) == {
        "groups.0.cap": "cap",
        "groups.0.factors.0.weight": "weight",
        "groups.0.factors.1.internal.zh": "text",
        "groups.1.name.en": "text",
        "knock_outs.0.tier": "knock_out_tier",
        "minimum_coverage": "coverage",
    }


def test_all_that_cannot_be_read_is_named_in_one_go():
    def change(definition):
        definition["groups"][0]["factors"][0]["weight"] = "much"
        definition["groups"][0]["factors"][0]["bins"][1] = {"upper": "30", "points": "5"}
        definition["tiers"]["medium"] = 1.5
        definition["knock_outs"][0]["bound"] = "1e99"
        del definition["minimum_coverage"]

    assert problems(changed(change)) == {
        "groups.0.factors.0.weight": "no_number",
        "groups.0.factors.0.bins.1": "strange",
        "tiers.medium": "inexact",
        "knock_outs.0.bound": "too_large",
        "": "lacks",
    }


def bins(*pairs):
    return [
        {"lower": lower, "upper": upper, "sub_score": "0"} if lower != "-" else [upper, "0"]
        for lower, upper in pairs
    ]


@pytest.mark.parametrize(
    ("given_bins", "found"),
    [
        (bins((None, "10"), ("10", None)), {}),
        (bins((None, "10"), ("12", None)), {"bins.1.lower": "gap"}),
        (bins((None, "10"), ("8", None)), {"bins.1.lower": "overlap"}),
        (bins((None, "10"), (None, None)), {"bins.1.lower": "overlap"}),
        (bins(("0", "10"), ("10", None)), {"bins.0.lower": "not_open_below"}),
        (bins(("-", "10"), ("-", "10"), ("-", None)), {"bins.1.upper": "overlap"}),
        (bins(("-", "10"), ("-", None), ("-", None)), {"bins.1.upper": "open_inside"}),
        (bins(("-", "10"), ("-", "20")), {"bins.1.upper": "not_open"}),
        (bins(("-", "1.00001"), ("-", None)), {"bins.0.upper": "decimals"}),
        ([], {"bins": "no_bins"}),
    ],
)
def test_bins_leave_nothing_out_and_overlap_nowhere(given_bins, found):
    definition = factor_with(bins=given_bins)
    if not found:
        card = from_definition(definition, indicators=KNOWN)
        assert [each.upper for each in card.groups[0].factors[0].bins] == [Decimal(10), None]
    else:
        expected = {f"groups.0.factors.0.{place}": code for place, code in found.items()}
        assert problems(definition) == expected


def test_an_indicator_that_is_shown_but_never_scored_is_told_from_one_that_is_not_there():
    definition = factor_with(indicator="complaints_by")
    place = "groups.0.factors.0.indicator"
    assert problems(definition) == {place: "no_indicator"}
    assert problems(definition, unscored=frozenset({"complaints_by"})) == {place: "unscorable"}


def test_a_message_says_where_and_what():
    with pytest.raises(InvalidScorecard, match=r"groups\.0\.factors\.0\.weight: The weight lies"):
        from_definition(factor_with(weight="1001"), indicators=KNOWN)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else ()
    for step, inner in enumerate(value) if isinstance(value, list) else steps:
        yield from places(inner, (*path, step))


@given(st.sampled_from(list(places(DEFINITION))[1:]), json_values)
def test_whatever_stands_in_a_place_is_read_or_refused_in_words(path, value):
    definition = copy.deepcopy(DEFINITION)
    *way, last = path
    part = definition
    for step in way:
        part = part[step]
    part[last] = value
    said = []
    try:
        from_definition(definition, indicators=KNOWN)
    except InvalidScorecard as refused:
        said = [WORDS[problem.code] % problem.facts for problem in refused.problems]
        said = said or [""]
    assert all(said)
