"""Changes of a card that somebody tries before anything is saved, as they stand in an address.

Only what differs is said: `medium`, `high`, `coverage` (a share of one), and for an indicator
`f.code=weight:sub-score,sub-score,…`, one for each of its bins. So a trial can be bookmarked and
sent to a colleague, and nothing of it is kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.cards.data import check
from scoring.cards.problems import Problem
from scoring.cards.value import Factor, InvalidScorecard, Scorecard
from scoring.indicators import SCORABLE

BOUNDS = {"medium": "medium_at", "high": "high_at", "coverage": "minimum_coverage"}
FACTOR = "f."


def is_trial(said: Mapping[str, str]) -> bool:
    return any(name in BOUNDS or name.startswith(FACTOR) for name in said)


def changed(card: Scorecard, said: Mapping[str, str]) -> Scorecard:
    """The card with what an address says of it. Raises InvalidScorecard."""
    groups = tuple(
        dataclasses.replace(
            group,
            factors=tuple(
                _changed(each, said.get(FACTOR + each.indicator)) for each in group.factors
            ),
        )
        for group in card.groups
    )
    bounds: dict[str, Any] = {
        field: _decimal(said[name]) for name, field in BOUNDS.items() if name in said
    }
    made = dataclasses.replace(card, groups=groups, **bounds)
    check(made, indicators=SCORABLE)
    return made


def _changed(factor: Factor, said: str | None) -> Factor:
    if said is None:
        return factor
    weight, _colon, points = said.partition(":")
    sub_scores = [_decimal(each) for each in points.split(",")]
    if len(sub_scores) != len(factor.bins):
        raise InvalidScorecard(Problem((factor.indicator, "bins"), "sub_scores_missing"))
    bins = tuple(
        dataclasses.replace(each, sub_score=sub_score)
        for each, sub_score in zip(factor.bins, sub_scores, strict=True)
    )
    return dataclasses.replace(factor, weight=_decimal(weight), bins=bins)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise InvalidScorecard(Problem(("trial",), "no_number", {"value": text})) from error
    if not number.is_finite() or abs(number) > 1000:
        raise InvalidScorecard(Problem(("trial",), "no_number", {"value": text}))
    return number


def differences(card: Scorecard, other: Scorecard) -> dict[str, str]:
    """What an address says of `other`, whose indicators and bins are those of `card`."""
    said = {
        name: _plain(getattr(other, field))
        for name, field in BOUNDS.items()
        if getattr(other, field) != getattr(card, field)
    }
    for factor in other.factors():
        if factor != card.factor(factor.indicator):
            points = ",".join(_plain(each.sub_score) for each in factor.bins)
            said[FACTOR + factor.indicator] = f"{_plain(factor.weight)}:{points}"
    return said


def _plain(number: Decimal) -> str:
    """The shortest text of a number."""
    return f"{number.normalize():f}"
