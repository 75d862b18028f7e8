"""A scorecard as JSON: read, checked, written. Plain Python without Django."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.cards.value import (
    Bin,
    Calibration,
    Factor,
    Fit,
    Group,
    InvalidScorecard,
    KnockOut,
    PdBand,
    Scorecard,
    Text,
    rounded,
)

CODE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def from_definition(definition: Mapping[str, Any], *, indicators: frozenset[str]) -> Scorecard:
    """The card a stored definition describes. Raises InvalidScorecard, naming what is wrong."""
    try:
        card = Scorecard(
            groups=tuple(_group(each) for each in definition["groups"]),
            knock_outs=tuple(_knock_out(each) for each in definition["knock_outs"]),
            medium_at=_decimal(definition["tiers"]["medium"]),
            high_at=_decimal(definition["tiers"]["high"]),
            minimum_coverage=_decimal(definition["minimum_coverage"]),
            reason_method=definition.get("reason_method", "A"),
            calibration=_calibration(definition.get("calibration")),
            fit=_fit(definition.get("fit")),
        )
    except (KeyError, TypeError) as error:
        raise InvalidScorecard(f"The definition lacks or misplaces {error}.") from error
    check(card, indicators=indicators)
    return card


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool | float) or value is None:
        raise InvalidScorecard(f"{value!r} is not an exact decimal; write it as text.")
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise InvalidScorecard(f"{value!r} is not a number.") from error
    if not number.is_finite():
        raise InvalidScorecard(f"{value!r} is not a finite number.")
    return number


def _text(value: Mapping[str, str]) -> Text:
    return Text(en=value["en"], zh=value["zh"])


def _group(value: Mapping[str, Any]) -> Group:
    return Group(
        code=value["code"],
        name=_text(value["name"]),
        cap=_decimal(value["cap"]),
        factors=tuple(_factor(each) for each in value["factors"]),
    )


def _factor(value: Mapping[str, Any]) -> Factor:
    missing = value.get("missing")
    return Factor(
        indicator=value["indicator"],
        weight=_decimal(value["weight"]),
        bins=tuple(
            Bin(None if upper is None else _decimal(upper), _decimal(sub_score))
            for upper, sub_score in value["bins"]
        ),
        internal=_text(value["internal"]),
        customer=_text(value["customer"]),
        missing=None if missing is None else _decimal(missing),
    )


def _knock_out(value: Mapping[str, Any]) -> KnockOut:
    return KnockOut(
        code=value["code"],
        indicator=value["indicator"],
        bound=_decimal(value["bound"]),
        tier=value["tier"],
        internal=_text(value["internal"]),
        customer=_text(value["customer"]),
    )


def _calibration(value: Mapping[str, Any] | None) -> Calibration | None:
    if value is None:
        return None
    return Calibration(
        days=value["days"],
        horizon=value["horizon"],
        method=value["method"],
        first_day=value["first_day"],
        final_day=value["final_day"],
        bands=tuple(
            PdBand(
                None if upper is None else _decimal(upper),
                _decimal(pd), _decimal(low), _decimal(high), int(bads), int(count),
            )
            for upper, pd, low, high, bads, count in value["bands"]
        ),
    )  # fmt: skip


def _fit(value: Mapping[str, Any] | None) -> Fit | None:
    if value is None:
        return None
    exact = ("intercept", "slope", "base_score", "base_odds", "pdo")
    told: dict[str, Any] = {
        name: _decimal(each) if name in exact else each for name, each in value.items()
    }
    return Fit(**told)


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


def check(card: Scorecard, *, indicators: frozenset[str]) -> None:
    """Raises InvalidScorecard unless the card gives every possible customer exactly one score."""
    names = [factor.indicator for factor in card.factors()]
    codes = [group.code for group in card.groups] + [each.code for each in card.knock_outs]
    _require(bool(names), "The card has no indicators.")
    _require(len(set(names)) == len(names), "An indicator is used twice.")
    _require(len(set(codes)) == len(codes), "Two groups or knock-outs share a code.")
    for name in [*names, *(each.indicator for each in card.knock_outs)]:
        _require(name in indicators, f"{name} is not an indicator.")
    for code in codes:
        _require(bool(code) and set(code) <= CODE_CHARACTERS, f"{code!r} is not a code.")
    for group in card.groups:
        _require(0 < group.cap <= 100 and bool(group.factors), f"{group.code}: cap or indicators.")
        _check_digits(group.cap, 4, group.code)
    for factor in card.factors():
        _check_factor(factor)
    for each in card.knock_outs:
        _require(each.tier in ("medium", "high"), f"{each.code}: the tier is medium or high.")
        _check_digits(each.bound, 4, each.code)
    _require(0 < card.medium_at < card.high_at <= 100, "Tiers need 0 < medium < high ≤ 100.")
    _require(0 < card.minimum_coverage <= 1, "The minimum coverage lies above 0, up to 1.")
    _require(card.reason_method in ("A", "B"), "Reasons are ranked by method A or B.")
    if card.calibration is not None:
        _check_calibration(card.calibration)
    if card.fit is not None:
        _require(card.fit.slope > 0, "A fitted card's odds of going bad rise with its points.")


def _check_calibration(calibration: Calibration) -> None:
    bands = calibration.bands
    _require(bool(bands) and bands[-1].upper is None, "The last band must be open upwards.")
    uppers = [band.upper for band in bands[:-1]]
    bounds = [upper for upper in uppers if upper is not None]
    _require(len(bounds) == len(uppers), "Only the last band is open upwards.")
    _require(all(a < b for a, b in pairwise(bounds)), "The bands overlap or are out of order.")
    for band in bands:
        inside = 0 <= band.low <= band.pd <= band.high <= 100
        _require(inside, "A probability of default lies in its interval, between 0 and 100 %.")
        _check_digits(band.pd, 4, "calibration")
    for bound in bounds:
        _check_digits(bound, 1, "calibration")
    _require(all(a.pd <= b.pd for a, b in pairwise(bands)), "Probabilities rise with the score.")


def _check_factor(factor: Factor) -> None:
    where = factor.indicator
    _require(0 < factor.weight <= 1000, f"{where}: the weight lies above 0, up to 1000.")
    _check_digits(factor.weight, 2, where)
    _require(bool(factor.bins), f"{where}: there are no bins.")
    _require(factor.bins[-1].upper is None, f"{where}: the last bin must be open upwards.")
    uppers = [each.upper for each in factor.bins[:-1]]
    bounds = [upper for upper in uppers if upper is not None]
    _require(len(bounds) == len(uppers), f"{where}: only the last bin is open upwards.")
    _require(
        all(a < b for a, b in pairwise(bounds)),
        f"{where}: the bins overlap or are out of order.",
    )
    for bound in bounds:
        _check_digits(bound, 4, where)
    sub_scores = [each.sub_score for each in factor.bins]
    for sub_score in [*sub_scores, *([] if factor.missing is None else [factor.missing])]:
        _require(0 <= sub_score <= 100, f"{where}: sub-scores lie between 0 and 100.")
        _check_digits(sub_score, 2, where)
    for text in (factor.internal, factor.customer):
        _require(bool(text.en and text.zh), f"{where}: a reason text is missing in a language.")


def _check_digits(value: Decimal, digits: int, where: str) -> None:
    """Few digits keep every quotient clear of a rounding tie, so SQL and Python agree."""
    _require(value == rounded(value, digits), f"{where}: {value} has over {digits} decimals.")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise InvalidScorecard(message)
