"""A scorecard as a value: groups, bins, caps, knock-outs, tiers, reasons.

Plain Python without Django. `evaluate` scores one customer and is the oracle; `to_sql` in
sql.py gives the same points, to the last digit, for the whole book, and
data.py reads and checks the card as JSON. Both round half away from zero. How a score
comes about:

1. each indicator's value falls into a bin; the bin's sub-score is 0 (harmless) to 100 (worst);
2. contribution = weight × sub-score ÷ weight of all known indicators, four digits;
3. points = sum of the contributions, never cut off: the order of danger;
4. score = sum over groups, each held to its cap, between 0 and 100, one digit;
5. coverage = known weight ÷ all weight; below the minimum the customer is unrated, never low;
6. tier by the score's thresholds; a knock-out gives at least its tier, whatever is known;
7. probability of default by the band of the card's calibration that the score falls into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from scoring.cards.problems import InvalidScorecard as InvalidScorecard
from scoring.cards.problems import Problem

TierName = Literal["unrated", "low", "medium", "high"]
TIERS: tuple[TierName, ...] = ("unrated", "low", "medium", "high")
Values = Mapping[str, Decimal | None]

ZERO = Decimal(0)


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True)
class Bin:
    """Values below `upper` (and not below the bin before) have this sub-score."""

    upper: Decimal | None
    sub_score: Decimal


@dataclass(frozen=True)
class Factor:
    """An indicator as the card uses it.

    `missing` is the sub-score of an unknown value; None leaves the indicator out of the sum. Either
    way an unknown value lowers the coverage.
    """

    indicator: str
    weight: Decimal
    bins: tuple[Bin, ...]
    internal: Text
    customer: Text
    missing: Decimal | None = None

    def bin_of(self, value: Decimal) -> int:
        """Position of the bin that `value` falls into."""
        for position, each in enumerate(self.bins):
            if each.upper is None or value < each.upper:
                return position
        raise InvalidScorecard(Problem((self.indicator, "bins"), "not_open"))

    def sub_score(self, value: Decimal | None) -> Decimal | None:
        return self.missing if value is None else self.bins[self.bin_of(value)].sub_score


@dataclass(frozen=True)
class Group:
    """Factors of one kind; together they give no more than `cap` points to the score."""

    code: str
    name: Text
    cap: Decimal
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class KnockOut:
    """Whatever the sum says: `indicator` at or above `bound` means at least `tier`."""

    code: str
    indicator: str
    bound: Decimal
    tier: TierName
    internal: Text
    customer: Text


@dataclass(frozen=True)
class PdBand:
    """Scores below `upper` (and not below the band before) default with probability `pd`.

    `pd`, `low` and `high` (the 95 % interval) are per cent with four digits; `bads` of `count`
    customers in the band defaulted in the history that the estimate comes from.
    """

    upper: Decimal | None
    pd: Decimal
    low: Decimal
    high: Decimal
    bads: int
    count: int


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities of default: a look-up table, estimated from a history.

    A default is more than `days` past due, or a write-off, within `horizon` days after the score.
    """

    days: int
    horizon: int
    method: Literal["jeffreys", "isotonic"]
    first_day: str
    final_day: str
    bands: tuple[PdBand, ...]

    def pd_of(self, score: Decimal) -> Decimal:
        """Probability of default in per cent."""
        for band in self.bands:
            if band.upper is None or score < band.upper:
                return band.pd
        raise InvalidScorecard(Problem(("calibration", "bands"), "not_open"))


@dataclass(frozen=True)
class Fit:
    """Where a fitted card comes from, and the convention of its scale.

    Log-odds of going bad = `intercept` + `slope` × points. In the classical scale, with the odds
    good to bad, that is `base_score` at `base_odds` to one, and `pdo` more where these odds double.
    """

    intercept: Decimal
    slope: Decimal
    base_score: Decimal
    base_odds: Decimal
    pdo: Decimal
    days: int
    horizon: int
    goods: int
    bads: int
    first_day: str
    final_day: str


@dataclass(frozen=True)
class Contribution:
    value: Decimal | None
    sub_score: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class Score:
    """What a card says about one customer. `score` is None where too little is known."""

    points: Decimal | None
    score: Decimal | None
    tier: TierName
    coverage: Decimal
    contributions: dict[str, Contribution]
    knock_outs: tuple[str, ...]
    pd: Decimal | None


@dataclass(frozen=True)
class Scorecard:
    groups: tuple[Group, ...]
    knock_outs: tuple[KnockOut, ...]
    medium_at: Decimal
    high_at: Decimal
    minimum_coverage: Decimal
    reason_method: Literal["A", "B"] = "A"
    calibration: Calibration | None = None
    fit: Fit | None = None

    def factors(self) -> tuple[Factor, ...]:
        return tuple(factor for group in self.groups for factor in group.factors)

    def factor(self, indicator: str) -> Factor:
        """The factor of that indicator. Raises KeyError."""
        return {factor.indicator: factor for factor in self.factors()}[indicator]


def quantized(value: Fraction, digits: int) -> Decimal:
    """`value` to so many digits, half away from zero, without a binary fraction on the way."""
    scaled = value * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-digits)


def rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def tier_of(card: Scorecard, score: Decimal) -> TierName:
    if score >= card.high_at:
        return "high"
    return "medium" if score >= card.medium_at else "low"


def _at_least(tier: TierName, knock_outs: list[KnockOut]) -> TierName:
    return max([tier, *(each.tier for each in knock_outs)], key=TIERS.index)


def evaluate(card: Scorecard, values: Values) -> Score:
    """Score one customer from the values of its indicators; a missing key counts as unknown."""
    sub_scores = {f.indicator: f.sub_score(values.get(f.indicator)) for f in card.factors()}
    known = sum((f.weight for f in card.factors() if values.get(f.indicator) is not None), ZERO)
    counted = sum((f.weight for f in card.factors() if sub_scores[f.indicator] is not None), ZERO)
    total = sum((f.weight for f in card.factors()), ZERO)
    contributions = {
        f.indicator: Contribution(
            values.get(f.indicator),
            sub_scores[f.indicator],
            _contribution(f.weight, sub_scores[f.indicator], counted),
        )
        for f in card.factors()
    }
    hits = [k for k in card.knock_outs if _hits(k, values)]
    is_rated = known >= card.minimum_coverage * total and counted > 0
    score = _capped_score(card, contributions) if is_rated else None
    tier: TierName = "unrated" if score is None else tier_of(card, score)
    return Score(
        points=_points(contributions) if counted > 0 else None,
        score=score,
        tier=_at_least(tier, hits),
        coverage=quantized(Fraction(known) / Fraction(total), 4),
        contributions=contributions,
        knock_outs=tuple(k.code for k in hits),
        pd=None if card.calibration is None or score is None else card.calibration.pd_of(score),
    )


def _contribution(weight: Decimal, sub_score: Decimal | None, counted: Decimal) -> Decimal | None:
    if sub_score is None:
        return None
    return quantized(Fraction(weight) * Fraction(sub_score) / Fraction(counted), 4)


def _hits(knock_out: KnockOut, values: Values) -> bool:
    value = values.get(knock_out.indicator)
    return value is not None and value >= knock_out.bound


def _points(contributions: Mapping[str, Contribution]) -> Decimal:
    return sum((c.points for c in contributions.values() if c.points is not None), ZERO)


def _capped_score(card: Scorecard, contributions: Mapping[str, Contribution]) -> Decimal:
    total = ZERO
    for group in card.groups:
        points = [contributions[f.indicator].points or ZERO for f in group.factors]
        total += min(sum(points, ZERO), group.cap)
    return rounded(min(max(total, ZERO), Decimal(100)), 1)
