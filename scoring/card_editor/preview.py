"""One customer under two cards. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.cards.value import Contribution, Score, Scorecard, evaluate
from scoring.indicators import INDICATORS, Indicator
from scoring.models import Reading

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
