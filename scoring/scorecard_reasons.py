"""Why a score is what it is, and what would change it. Plain Python without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.scorecard import (
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


@dataclass(frozen=True)
class Improvement:
    """One indicator moved into another bin, and what the score and tier would be then."""

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
    """Single indicators that, better than now, bring a lower tier; the least change of each.

    Nothing for an unrated or low customer: there is no lower tier to reach.
    """
    now = evaluate(card, values)
    if now.tier not in ("medium", "high") or now.score is None:
        return []
    found: list[Improvement] = []
    for factor in card.factors():
        value = values.get(factor.indicator)
        if value is not None:
            better = _least_improvement(card, factor, value, values, now)
            if better is not None:
                found.append(better)
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
        better[code] = _best(card.factor(code), value)
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
    costly = [code for code in costs if costs[code] > 0]
    return sorted(costly, key=lambda code: (code not in holding, -costs[code], code))


def _best(factor: Factor, value: Decimal) -> Decimal:
    """The value nearest to this one in the bin with the lowest sub-score."""
    position = min(range(len(factor.bins)), key=lambda at: factor.bins[at].sub_score)
    lower = factor.bins[position - 1].upper if position else None
    return _inside(lower, factor.bins[position].upper, towards=value)


def _least_improvement(
    card: Scorecard, factor: Factor, value: Decimal, values: Values, now: Score
) -> Improvement | None:
    here = factor.bin_of(value)
    better = [
        position
        for position, each in enumerate(factor.bins)
        if each.sub_score < factor.bins[here].sub_score
    ]
    for position in sorted(better, key=lambda p: abs(p - here)):
        lower = factor.bins[position - 1].upper if position else None
        upper = factor.bins[position].upper
        trial = _inside(lower, upper, towards=value)
        after = evaluate(card, {**values, factor.indicator: trial})
        if after.score is not None and TIERS.index(after.tier) < TIERS.index(now.tier):
            return Improvement(factor.indicator, trial, upper, lower, after.score, after.tier)
    return None


def _inside(lower: Decimal | None, upper: Decimal | None, *, towards: Decimal) -> Decimal:
    """A value of the bin from `lower` up to, not including, `upper`, on the side of `towards`."""
    if upper is not None and towards >= upper:
        return max(upper - Decimal("0.0001"), lower) if lower is not None else upper - 1
    return towards if lower is None else lower
