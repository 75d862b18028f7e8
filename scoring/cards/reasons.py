"""Why a score is what it is, and what would change it. Plain Python without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.cards.value import (
    TIERS,
    ZERO,
    Contribution,
    Factor,
    Score,
    Scorecard,
    TierName,
    Values,
    evaluate,
)

REASONS_AT_MOST = 4
SMALLEST = Decimal("0.0001")  # figures and bounds have four decimals


@dataclass(frozen=True)
class Improvement:
    """One indicator moved across a bound, and what the score and tier would be then.

    The figure must come `below` a bound or reach `at_least` one; the other is None.
    """

    indicator: str
    value: Decimal
    below: Decimal | None
    at_least: Decimal | None
    score: Decimal
    tier: TierName


def reasons(card: Scorecard, contributions: Mapping[str, Contribution]) -> list[str]:
    """Codes of up to four indicators that cost the most points, worst first.

    Method A measures from no points at all; method B from a neutral customer in the middle of
    the scale (sub-score 50), so that only what is worse than neutral counts.
    """
    costs: list[tuple[Decimal, str]] = []
    for factor in card.factors():
        each = contributions.get(factor.indicator)
        if each is None or not each.points or each.sub_score is None:
            continue
        cost = each.points
        if card.reason_method == "B":
            cost = each.points * (1 - 50 / each.sub_score)
        if cost > 0:
            costs.append((cost, factor.indicator))
    costs.sort(key=lambda pair: (-pair[0], pair[1]))
    return [code for _, code in costs[:REASONS_AT_MOST]]


def improvements(card: Scorecard, values: Values) -> list[Improvement]:
    """Single indicators that alone could bring a lower tier; the least change of each.

    Nothing for an unrated or low customer: there is no lower tier to reach.
    """
    now = evaluate(card, values)
    if now.tier not in ("medium", "high") or now.score is None:
        return []
    found = [
        better
        for factor in card.factors()
        if (better := _least_improvement(card, factor, values, now)) is not None
    ]
    return sorted(found, key=lambda each: (-each.score, each.indicator))


def joint_improvement(card: Scorecard, values: Values) -> list[str]:
    """Indicators that, all at their best, bring a lower tier: the costliest first, few as can be.

    For customers whom no single improvement helps; nothing for an unrated or low customer.
    """
    now = evaluate(card, values)
    if now.tier not in ("medium", "high") or now.score is None:
        return []
    better = dict(values)
    found: list[str] = []
    for code in _costliest_first(card, now):
        value = values[code]
        if value is None:
            continue
        better[code] = _best(card, card.factor(code), value)
        found.append(code)
        if TIERS.index(evaluate(card, better).tier) < TIERS.index(now.tier):
            return found
    return []


def _costliest_first(card: Scorecard, now: Score) -> list[str]:
    """Indicators that cost points; those that knock the customer into its tier come first."""
    holding = {
        each.indicator
        for each in card.knock_outs
        if each.code in now.knock_outs and each.tier == now.tier
    }
    costs = {code: each.points or ZERO for code, each in now.contributions.items()}
    costly = [code for code in costs if costs[code] > 0 or code in holding]
    return sorted(costly, key=lambda code: (code not in holding, -costs[code], code))


@dataclass(frozen=True)
class _Move:
    """A figure just across a bound: below it where the figure was not, at it where it was."""

    value: Decimal
    below: Decimal | None = None
    at_least: Decimal | None = None


def _moves(card: Scorecard, factor: Factor, value: Decimal) -> list[_Move]:
    """Across each bound where something changes, of a bin or a knock-out; the nearest first."""
    bounds = {each.upper for each in factor.bins if each.upper is not None}
    bounds |= {each.bound for each in card.knock_outs if each.indicator == factor.indicator}
    moves = [
        _Move(bound - SMALLEST, below=bound) if bound <= value else _Move(bound, at_least=bound)
        for bound in bounds
    ]
    return sorted(moves, key=lambda move: (abs(move.value - value), move.value))


def _least_improvement(
    card: Scorecard, factor: Factor, values: Values, now: Score
) -> Improvement | None:
    value = values.get(factor.indicator)
    if value is None:
        return None
    for move in _moves(card, factor, value):
        after = evaluate(card, {**values, factor.indicator: move.value})
        if after.score is not None and TIERS.index(after.tier) < TIERS.index(now.tier):
            return Improvement(
                factor.indicator, move.value, move.below, move.at_least, after.score, after.tier
            )
    return None


def _best(card: Scorecard, factor: Factor, value: Decimal) -> Decimal:
    """The nearest value that knocks out least, and of those has the lowest sub-score."""

    def harm(trial: Decimal) -> tuple[int, Decimal]:
        hit = [
            TIERS.index(each.tier)
            for each in card.knock_outs
            if each.indicator == factor.indicator and trial >= each.bound
        ]
        return max(hit, default=0), factor.bins[factor.bin_of(trial)].sub_score

    return min([value, *(move.value for move in _moves(card, factor, value))], key=harm)
