"""The classical scale: points that rise with the odds good to bad. Plain Python."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`base_score` at `base_odds` good to bad, and `pdo` points more where the odds double."""

    base_score: float = 600
    base_odds: float = 50
    pdo: float = 20

    @property
    def factor(self) -> float:
        return self.pdo / math.log(2)

    @property
    def offset(self) -> float:
        return self.base_score - self.factor * math.log(self.base_odds)

    def score(self, log_odds: float) -> float:
        """The score at these log-odds of going bad."""
        return self.offset - self.factor * log_odds

    def part(self, part: float, intercept: float, columns: int) -> float:
        """The points of one bin, so that those of all columns add up to the score."""
        return self.offset / columns - self.factor * (part + intercept / columns)

    def pd(self, score: float) -> float:
        """The probability of going bad, 0 to 1, that a score stands for."""
        return 1 / (1 + math.exp((score - self.offset) / self.factor))


def log_odds(pd: float) -> float:
    return math.log(pd / (1 - pd))
