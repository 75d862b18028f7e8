"""The form of a draft: fields to a definition, and what its buttons do to it."""

from __future__ import annotations

import pytest

from scoring.card_editor.acts import done
from scoring.card_editor.names import loose, nested
from scoring.cards.data import from_definition, to_definition
from scoring.cards.expert import CARD
from scoring.indicators import SCORABLE
from tests.scoring.test_scorecard import SMALL

GIVEN = loose(to_definition(SMALL))
FACTOR = "groups.0.factors.0"


def fields_of(part, place=""):
    """A definition as the form's fields would send it."""
    if isinstance(part, dict | list):
        rows = part.items() if isinstance(part, dict) else enumerate(part)
        for step, inner in rows:
            yield from fields_of(inner, f"{place}.{step}" if place else str(step))
    else:
        yield place, "" if part is None else part


@pytest.mark.parametrize("card", [SMALL, CARD])
def test_what_the_form_shows_is_what_it_sends(card):
    sent = nested(fields_of(loose(to_definition(card))))
    assert from_definition(sent, indicators=SCORABLE) == card


def test_a_row_that_is_missing_leaves_no_hole():
    fields = [(name, text) for name, text in fields_of(GIVEN) if not name.startswith("groups.0.")]
    assert [group["code"] for group in nested(fields)["groups"]] == ["soft"]


@pytest.mark.parametrize(
    "name", ["groups.x.cap", "groups.0", "groups.0.cap.more", "groups" + ".a" * 5000, "other.1"]
)
def test_a_name_that_is_no_place_of_a_card_does_no_harm(name):
    fields = dict(fields_of(GIVEN)) | {name: "1"}
    assert isinstance(nested(fields.items())["groups"], list)


def card_after(act, **more):
    after, at = done(GIVEN, act, **more)
    return from_definition(after, indicators=SCORABLE), at


def bins_after(act):
    after, at = done(GIVEN, act)
    rows = after["groups"][0]["factors"][0]["bins"]
    return [row["upper"] for row in rows], at


def test_a_bin_is_added_before_the_last_one_which_stays_open():
    assert bins_after(f"add:{FACTOR}.bins") == (["10", "30", "", None], f"{FACTOR}.bins.2")


@pytest.mark.parametrize(("at", "left"), [(0, ["30", None]), (1, ["10", None]), (2, ["10", None])])
def test_without_a_bin_the_last_one_is_open(at, left):
    assert bins_after(f"remove:{FACTOR}.bins.{at}")[0] == left


def test_factors_and_groups_move_and_a_factor_goes_on_into_the_next_group():
    card, at = card_after("down:groups.0.factors.0")
    assert [each.indicator for each in card.groups[0].factors] == ["max_dpd", "dbt_paid"]
    assert at == "groups.0.factors.1"
    card, at = card_after("down:groups.0.factors.1")
    assert [each.indicator for each in card.groups[1].factors] == ["max_dpd", "tenure"]
    assert at == "groups.1.factors.0"
    card, _at = card_after("up:groups.1")
    assert [group.code for group in card.groups] == ["soft", "hard"]
    assert card_after("up:groups.0") == (SMALL, "groups.0")
    assert card_after("down:groups.1") == (SMALL, "groups.1")


def test_an_added_indicator_has_two_bins_and_says_what_it_is():
    after, at = done(GIVEN, "add:groups.1.factors", indicator="utilisation")
    factor = after["groups"][1]["factors"][1]
    assert at == "groups.1.factors.1"
    assert [row["sub_score"] for row in factor["bins"]] == ["0", "100"]
    assert factor["internal"]["zh"] != factor["internal"]["en"] != ""
    after, _at = done(GIVEN, "add:groups.1.factors", indicator="payment_index")
    falling = after["groups"][1]["factors"][1]
    assert [row["sub_score"] for row in falling["bins"]] == ["100", "0"]


def test_only_what_may_be_scored_is_added():
    after, _at = done(GIVEN, "add:groups.1.factors", indicator="complaints_by")
    assert after == GIVEN


def test_a_new_group_and_a_new_rule_have_codes_of_their_own():
    after, _at = done(done(GIVEN, "add:groups")[0], "add:groups")
    assert [group["code"] for group in after["groups"]][2:] == ["group_1", "group_2"]
    after, at = done(GIVEN, "add:knock_outs", indicator="max_dpd")
    assert (after["knock_outs"][1]["code"], at) == ("rule_1", "knock_outs.1")


@pytest.mark.parametrize(
    "act",
    ["", "up", "up:", "fly:groups.0", "up:groups.9", "remove:groups.-1", "remove:tiers.medium",
     "add:tiers", "up:groups.0.cap", "remove:groups.²", "down:groups.99999999999"],
)  # fmt: skip
def test_an_act_that_leads_nowhere_changes_nothing(act):
    assert done(GIVEN, act)[0] == GIVEN


def test_a_card_without_anything_left_is_told_so_later():
    after, at = done(GIVEN, "remove:groups.1")
    after, at = done(after, "remove:groups.0")
    assert (after["groups"], at) == ([], "")
