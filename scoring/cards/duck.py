"""A scorecard as columns of a DuckDB query: points, score, tier, for a what-if over the whole book.

Plain Python without Django. Everything is whole numbers, so the digits are those of `evaluate`:
weights and sub-scores count in hundredths, points in ten-thousandths, scores in tenths. `sql.py`
says the same to PostgreSQL in numerics, where the parts of each score are kept as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from scoring.cards.value import TIERS, ZERO, Factor, Group, KnockOut, Scorecard

HUNDREDTHS, TEN_THOUSANDTHS = Decimal(100), Decimal(10_000)
BEYOND = Decimal(10) ** 14  # what no column of eighteen digits, four of them decimals, can hold


def to_duck(cards: Mapping[str, Scorecard], source: str) -> str:
    """A SELECT over `source`: its columns and what each card says, prefixed with the card's key.

    `points` (ten-thousandths), `score` (tenths), `tier` and `floor` (positions in TIERS; the floor
    is what knock-outs demand) and `pd` (ten-thousandths of a per cent). What is the same in all
    cards stands in the same step, so that DuckDB computes it once.
    """
    # each step may use the columns of those before it
    for step in (_first, _parts, _sums, _outcome):
        columns = ", ".join(step(card, prefix) for prefix, card in cards.items())
        source = f"(SELECT *, {columns} FROM {source})"
    return source


def _first(card: Scorecard, prefix: str) -> str:
    factors = card.factors()
    shares = [f"{_share(f)} AS {prefix}share{n}" for n, f in enumerate(factors)]
    known = _weight_of(factors)
    # an unknown value whose sub-score the card sets counts all the same
    counted = _weight_of(factors, always=[f for f in factors if f.missing is not None])
    return (
        f"{', '.join(shares)}, {known} AS {prefix}known, {counted} AS {prefix}counted,"
        f" {_floor(card)} AS {prefix}floor"
    )


def _parts(card: Scorecard, prefix: str) -> str:
    """Contributions, rounded half up: twice the share and once the weight over twice the weight."""
    return ", ".join(
        f"coalesce(({prefix}share{n} + {prefix}counted) // (2 * {prefix}counted), 0)"
        f" AS {prefix}part{n}"
        for n in range(len(card.factors()))
    )


def _sums(card: Scorecard, prefix: str) -> str:
    return f"{_points(card, prefix)} AS {prefix}points, {_score(card, prefix)} AS {prefix}score"


def _outcome(card: Scorecard, prefix: str) -> str:
    return f"{_tier(card, prefix)} AS {prefix}tier, {_pd(card, prefix)} AS {prefix}pd"


def _whole(value: Decimal, unit: Decimal) -> int:
    """A value in whole units; the card's check has seen to it that nothing is lost."""
    return int(value * unit)


def _share(factor: Factor) -> str:
    """Twice weight × sub-score, in units that give ten-thousandths over a weight in hundredths."""
    cases = [
        f"WHEN {factor.indicator} < {_bound(each.upper)} THEN {_twice(factor, each.sub_score)}"
        for each in factor.bins
        if each.upper is not None
    ]
    missing = "NULL" if factor.missing is None else _twice(factor, factor.missing)
    last = _twice(factor, factor.bins[-1].sub_score)
    return f"CASE WHEN {factor.indicator} IS NULL THEN {missing} {' '.join(cases)} ELSE {last} END"


def _twice(factor: Factor, sub_score: Decimal) -> str:
    product = _whole(factor.weight, HUNDREDTHS) * _whole(sub_score, HUNDREDTHS)
    return f"{2 * 100 * product}::BIGINT"


def _bound(value: Decimal) -> str:
    """A bound as the column's own type; one that no figure can reach needs a digit more."""
    if abs(value) < BEYOND:
        return f"{value:.4f}::DECIMAL(18,4)"
    return f"{BEYOND.copy_sign(value):.4f}::DECIMAL(19,4)"


def _weight_of(factors: Sequence[Factor], always: Sequence[Factor] = ()) -> str:
    """The weight of those whose value is known, or which count `always`."""
    return " + ".join(
        str(weight) if factor in always else f"({factor.indicator} IS NOT NULL)::BIGINT * {weight}"
        for factor in factors
        for weight in (_whole(factor.weight, HUNDREDTHS),)
    )


def _floor(card: Scorecard) -> str:
    hits = [f"CASE WHEN {_hit(each)} THEN {TIERS.index(each.tier)} END" for each in card.knock_outs]
    return f"greatest(0, {', '.join(hits)})" if hits else "0"


def _hit(knock_out: KnockOut) -> str:
    return f"{knock_out.indicator} >= {_bound(knock_out.bound)}"


def _points(card: Scorecard, prefix: str) -> str:
    total = " + ".join(f"{prefix}part{n}" for n in range(len(card.factors())))
    return f"CASE WHEN {prefix}counted > 0 THEN {total} END"


def _score(card: Scorecard, prefix: str) -> str:
    factors = card.factors()
    groups = " + ".join(_capped(group, factors, prefix) for group in card.groups)
    total = sum((factor.weight for factor in factors), ZERO)
    minimum = card.minimum_coverage * total * HUNDREDTHS
    return (
        f"CASE WHEN {prefix}counted > 0 AND {prefix}known >= {_at_least(minimum)}"
        f" THEN (least({groups}, {100 * 10_000}) + 500) // 1000 END"
    )


def _capped(group: Group, factors: tuple[Factor, ...], prefix: str) -> str:
    total = " + ".join(f"{prefix}part{factors.index(factor)}" for factor in group.factors)
    return f"least({total}, {_whole(group.cap, TEN_THOUSANDTHS)})"


def _at_least(value: Decimal) -> int:
    """The smallest whole number that is not below the value."""
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def _tier(card: Scorecard, prefix: str) -> str:
    return (
        f"greatest({prefix}floor, CASE WHEN {prefix}score IS NULL THEN 0"
        f" WHEN {prefix}score >= {_at_least(card.high_at * 10)} THEN 3"
        f" WHEN {prefix}score >= {_at_least(card.medium_at * 10)} THEN 2 ELSE 1 END)"
    )


def _pd(card: Scorecard, prefix: str) -> str:
    if card.calibration is None:
        return "NULL::INTEGER"
    *bands, last = card.calibration.bands
    cases = " ".join(
        f"WHEN {prefix}score < {_at_least(band.upper * 10)}"
        f" THEN {_whole(band.pd, TEN_THOUSANDTHS)}::INTEGER"
        for band in bands
        if band.upper is not None
    )
    return (
        f"CASE WHEN {prefix}score IS NULL THEN NULL {cases}"
        f" ELSE {_whole(last.pd, TEN_THOUSANDTHS)}::INTEGER END"
    )
