"""One set of marks says what outcomes mean, for rules and for reasons alike."""

from __future__ import annotations

from typing import Any

import pytest

from removal.criteria.learning import FEWEST_ENDED, Learned
from removal.models import LetterDelivery
from removal.packs.names import DELIVERY
from removal.selectors.case_dates import METHODS
from removal.selectors.lessons import Count

NONE: dict[str, Any] = {
    "closed": 0, "cured": 0, "rejected": 0, "overturned": 0, "earlier": 0, "wrongly": 0
}  # fmt: skip


def advice_on(ended: int = FEWEST_ENDED, **found: int) -> str:
    return Count("late_payment", "Late payment", ended, **NONE | found).advice


@pytest.mark.parametrize(
    ("outcomes", "is_wrong"),
    [
        ({"closed": 10}, False),
        ({"closed": 6, "rejected": 4}, False),
        ({"closed": 5, "rejected": 5}, True),
        ({"closed": 9, "overturned": 1}, False),
        ({"closed": 8, "overturned": 2}, True),
    ],
)
def test_a_rule_and_a_reason_with_the_same_outcomes_are_told_the_same(
    outcomes: dict[str, int], is_wrong: bool
) -> None:
    rule = Learned(suggestions=20, taken_up=10, dismissed=8, **outcomes)
    assert (rule.advice == "tighten", advice_on(**outcomes) == "tighten") == (is_wrong, is_wrong)


def test_a_reason_is_told_what_only_lessons_know() -> None:
    assert advice_on(FEWEST_ENDED - 1, rejected=9) == "few"
    assert advice_on(closed=10, wrongly=2) == "tighten"
    assert advice_on(closed=10, earlier=4) == "earlier"
    assert advice_on(closed=4, cured=6) == "milder"
    assert advice_on(closed=10) == "keep"


def test_no_pack_deems_the_arrival_of_a_fax() -> None:
    assert METHODS[LetterDelivery.Channel.FAX] not in DELIVERY
    assert METHODS[LetterDelivery.Channel.EMAIL] in DELIVERY
