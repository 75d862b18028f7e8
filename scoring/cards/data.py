"""A scorecard as JSON: read, checked, written. Plain Python without Django."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.cards.check import problems_of
from scoring.cards.problems import InvalidScorecard
from scoring.cards.reading import Reader, read_card
from scoring.cards.value import Calibration, Factor, Fit, Scorecard, Text

NONE: frozenset[str] = frozenset()


def from_definition(
    definition: Mapping[str, Any],
    *,
    indicators: frozenset[str],
    unscored: frozenset[str] = NONE,
) -> Scorecard:
    """The card a stored definition describes. Raises InvalidScorecard, naming all that is wrong.

    `unscored` are indicators that exist and must not be scored: then it says so.
    """
    reader = Reader()
    card = read_card(reader, definition)
    if reader.problems:
        raise InvalidScorecard(*reader.problems)
    check(card, indicators=indicators, unscored=unscored)
    return card


def check(card: Scorecard, *, indicators: frozenset[str], unscored: frozenset[str] = NONE) -> None:
    """Raises InvalidScorecard unless the card gives every possible customer exactly one score."""
    if found := problems_of(card, indicators=indicators, unscored=unscored):
        raise InvalidScorecard(*found)


def to_definition(card: Scorecard) -> dict[str, Any]:
    """The card as JSON; `from_definition` gives it back."""
    return {
        "groups": [
            {
                "code": group.code,
                "name": _pair(group.name),
                "cap": str(group.cap),
                "factors": [_factor_definition(factor) for factor in group.factors],
            }
            for group in card.groups
        ],
        "knock_outs": [
            {
                "code": each.code,
                "indicator": each.indicator,
                "bound": str(each.bound),
                "tier": each.tier,
                "internal": _pair(each.internal),
                "customer": _pair(each.customer),
            }
            for each in card.knock_outs
        ],
        "tiers": {"medium": str(card.medium_at), "high": str(card.high_at)},
        "minimum_coverage": str(card.minimum_coverage),
        "reason_method": card.reason_method,
        "calibration": _calibration_definition(card.calibration),
        "fit": _fit_definition(card.fit),
    }


def _calibration_definition(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    bands = [
        [
            None if band.upper is None else str(band.upper),
            *(str(each) for each in (band.pd, band.low, band.high)),
            band.bads,
            band.count,
        ]
        for band in calibration.bands
    ]
    return {**vars(calibration), "bands": bands}


def _fit_definition(fit: Fit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {n: str(each) if isinstance(each, Decimal) else each for n, each in vars(fit).items()}


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _factor_definition(factor: Factor) -> dict[str, Any]:
    return {
        "indicator": factor.indicator,
        "weight": str(factor.weight),
        "bins": [
            [None if each.upper is None else str(each.upper), str(each.sub_score)]
            for each in factor.bins
        ],
        "missing": None if factor.missing is None else str(factor.missing),
        "internal": _pair(factor.internal),
        "customer": _pair(factor.customer),
    }
