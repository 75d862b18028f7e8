"""A fitted model as a scorecard: its points are linear in the log-odds of going bad."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from scoring.cards.value import Bin, Calibration, Factor, Fit, Group, PdBand, Scorecard, Text
from scoring.fitting.bands import Band
from scoring.fitting.logistic import Model
from scoring.fitting.scale import Scale, log_odds
from scoring.fitting.table import Array

HUNDRED = Decimal(100)
# where a draft's tiers begin: so many times the average share of bads; a person moves them
MEDIUM_TIMES, HIGH_TIMES = 2, 5


@dataclass(frozen=True)
class Words:
    """What the card says about one column, and the group that it stands in."""

    group: str
    group_name: Text
    internal: Text
    customer: Text


@dataclass(frozen=True)
class Origin:
    """The label, the convention and the rows that a fit comes from."""

    days: int
    horizon: int
    scale: Scale
    goods: int
    bads: int
    first_day: dt.date | None
    final_day: dt.date | None


@dataclass(frozen=True)
class Line:
    """Log-odds = `intercept` + `slope` × points."""

    intercept: float
    slope: float

    def points(self, log_odds: Array) -> Array:
        """Points of 0 to 100 with one digit, as the card's score shows them."""
        return np.round(np.clip((log_odds - self.intercept) / self.slope, 0, 100), 1)


def line_of(model: Model, taken_off: float = 0.0) -> Line:
    """From no points, where every column is at its best, to 100, where each is at its worst."""
    parts = [model.parts(code) for code in model.coefficients]
    least = sum(float(each.min()) for each in parts)
    return Line(
        model.intercept + least - taken_off, sum(float(np.ptp(each)) for each in parts) / 100
    )


def weights_of(model: Model) -> dict[str, Decimal]:
    """Weights in proportion to the range of each column's contribution; they add up to 100."""
    slope = line_of(model).slope
    weights = {c: decimal(float(np.ptp(model.parts(c))) / slope, 2) for c in model.coefficients}
    heaviest = max(weights, key=lambda code: weights[code])
    weights[heaviest] += HUNDRED - sum(weights.values(), Decimal(0))
    return weights


def sub_scores_of(model: Model, code: str) -> list[Decimal]:
    """0 for the best bin to 100 for the worst, "not known" last."""
    parts = model.parts(code)
    return [decimal(100 * float(each), 2) for each in (parts - parts.min()) / np.ptp(parts)]


def card_of(
    model: Model,
    words: Mapping[str, Words],
    origin: Origin,
    bands: tuple[Band, ...],
    taken_off: float = 0.0,
) -> Scorecard:
    """The card. "Not known" has a sub-score of its own, so every customer's weights add up to 100
    and its points are the log-odds. A group's cap is its weight: it never bites.

    `taken_off` is what the log-odds are too high by, where the rows hold more bads than the book.
    """
    line = line_of(model, taken_off)
    weights = weights_of(model)
    groups: dict[str, list[Factor]] = {}
    for code, weight in weights.items():
        if weight > 0:
            groups.setdefault(words[code].group, []).append(
                _factor(model, code, weight, words[code])
            )
    names = {each.group: each.group_name for each in words.values()}
    medium, high = tiers_of(line, origin, taken_off)
    return Scorecard(
        groups=tuple(
            Group(code, names[code], sum((f.weight for f in factors), Decimal(0)), tuple(factors))
            for code, factors in groups.items()
        ),
        knock_outs=(),
        medium_at=medium,
        high_at=high,
        minimum_coverage=Decimal("0.60"),
        calibration=calibration_of(bands, origin),
        fit=Fit(
            intercept=decimal(line.intercept, 6),
            slope=decimal(line.slope, 6),
            base_score=decimal(origin.scale.base_score, 2),
            base_odds=decimal(origin.scale.base_odds, 2),
            pdo=decimal(origin.scale.pdo, 2),
            days=origin.days,
            horizon=origin.horizon,
            goods=origin.goods,
            bads=origin.bads,
            first_day=_day(origin.first_day),
            final_day=_day(origin.final_day),
        ),
    )  # fmt: skip


def _factor(model: Model, code: str, weight: Decimal, words: Words) -> Factor:
    *known, missing = sub_scores_of(model, code)
    uppers = [*(decimal(each, 4) for each in model.binnings[code].uppers), None]
    bins = tuple(Bin(upper, score) for upper, score in zip(uppers, known, strict=True))
    return Factor(code, weight, bins, words.internal, words.customer, missing)


def tiers_of(line: Line, origin: Origin, taken_off: float) -> tuple[Decimal, Decimal]:
    """Where medium and high begin: a multiple of the average risk, within the scale."""
    average = 1 / (1 + origin.goods / origin.bads * math.exp(taken_off))
    odds = [log_odds(min(times * average, 0.9)) for times in (MEDIUM_TIMES, HIGH_TIMES)]
    medium, high = ((each - line.intercept) / line.slope for each in odds)
    medium = min(max(medium, 1), 98)
    return decimal(medium, 1), decimal(min(max(high, medium + 1), 100), 1)


def calibration_of(bands: tuple[Band, ...], origin: Origin) -> Calibration | None:
    if not bands:
        return None
    return Calibration(
        days=origin.days,
        horizon=origin.horizon,
        method="isotonic",
        first_day=_day(origin.first_day),
        final_day=_day(origin.final_day),
        bands=tuple(_pd_band(each) for each in bands),
    )


def _pd_band(band: Band) -> PdBand:
    # never 0 %, however many digits are shown
    pd, low, high = (decimal(100 * share, 4) for share in (band.pd, band.low, band.high))
    upper = None if band.upper is None else decimal(band.upper, 1)
    return PdBand(upper, max(pd, Decimal("0.0001")), low, high, band.bads, band.count)


def decimal(value: float, digits: int) -> Decimal:
    """An exact decimal with so many digits."""
    return Decimal(f"{value:.{digits}f}")


def _day(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()
