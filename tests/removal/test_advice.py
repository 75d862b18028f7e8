"""One set of marks says what outcomes mean, for rules and for reasons alike."""

from __future__ import annotations

import pytest

from removal.criteria.learning import FEWEST_ENDED, Learned
from removal.models import LetterDelivery
from removal.packs.names import DELIVERY
from removal.selectors.case_dates import METHODS
from removal.selectors.lessons import Count


def advice_on(**found: int) -> str:
    return Count(code="late_payment", name="Late payment", **found).outcome


@pytest.mark.parametrize(
    ("outcomes", "is_wrong"),
    [
        ({"closed": 10}, False),
        ({"closed": 6, "rejected": 4}, False),
        ({"closed": 5, "rejected": 5}, True),
        ({"closed": 9, "overturned": 1}, False),
        ({"closed": 8, "overturned": 2}, True),
        ({"closed": 10, "wrongly": 2}, True),
    ],
)
def test_a_rule_and_a_reason_with_the_same_outcomes_are_told_the_same(
    outcomes: dict[str, int], is_wrong: bool
) -> None:
    rule = Learned(suggestions=20, taken_up=10, dismissed=8, **outcomes)
    assert (rule.advice == "tighten", advice_on(**outcomes) == "tighten") == (is_wrong, is_wrong)


def test_a_reason_is_told_what_only_lessons_know() -> None:
    assert advice_on(rejected=FEWEST_ENDED - 1) == "too_few"
    assert advice_on(closed=10, withdrawn=5, wrongly=3) == "tighten"
    assert advice_on(closed=10, wrongly=2) == "tighten"
    assert advice_on(closed=10, earlier=4) == "earlier"
    assert advice_on(closed=4, cured=6) == "milder"
    assert advice_on(closed=10) == "keep"


def test_no_pack_deems_the_arrival_of_a_fax() -> None:
    assert METHODS[LetterDelivery.Channel.FAX] not in DELIVERY
    assert METHODS[LetterDelivery.Channel.EMAIL] in DELIVERY
