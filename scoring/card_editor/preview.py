"""One customer, and the book, under two cards. Nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from scoring.cards.value import TIERS, Contribution, Score, Scorecard, evaluate
from scoring.indicators import INDICATORS, Indicator
from scoring.models import Reading, Tier
from scoring.what_if import Answer

NOTHING = Contribution(None, None, None)


@dataclass(frozen=True)
class Line:
    """An indicator that one of the cards uses: its figure, and its points under each."""

    indicator: Indicator
    value: Decimal | None
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Preview:
    before: Score
    after: Score
    lines: list[Line]


@dataclass(frozen=True)
class Book:
    """What a what-if says, in short: customers by tier before and after, and which way they go."""

    answer: Answer
    tiers: list[tuple[str, int, int]]
    worse: int
    better: int
    other: int  # from or to unrated


def book_of(answer: Answer) -> Book:
    before, after = Counter[str](), Counter[str]()
    ways = Counter[str]()
    for (old, new), cell in answer.cells.items():
        before[old] += cell.customers
        after[new] += cell.customers
        ways[_way(old, new)] += cell.customers
    tiers: list[tuple[str, int, int]] = [(tier, before[tier], after[tier]) for tier in TIERS]
    return Book(answer, tiers, ways["worse"], ways["better"], ways["other"])


def _way(old: str, new: str) -> str:
    if old == new:
        return "same"
    if Tier.UNRATED in (old, new):
        return "other"
    return "worse" if TIERS.index(new) > TIERS.index(old) else "better"


def preview_of(reading: Reading, old: Scorecard, new: Scorecard) -> Preview:
    """What both cards say of a customer by its latest figures; what moves most comes first."""
    codes = dict.fromkeys(
        [f.indicator for f in new.factors()]
        + [f.indicator for f in old.factors()]
        + [each.indicator for each in (*new.knock_outs, *old.knock_outs)]
    )
    values: dict[str, Decimal | None] = {code: getattr(reading, code) for code in codes}
    before, after = evaluate(old, values), evaluate(new, values)
    lines = [
        Line(
            INDICATORS[code],
            values[code],
            before.contributions.get(code, NOTHING).points,
            after.contributions.get(code, NOTHING).points,
        )
        for code in codes
    ]
    lines.sort(key=lambda line: (-abs(line.change), -(line.after or Decimal(0))))
    return Preview(before, after, lines)
