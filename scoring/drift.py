"""Drift of a card: how its customers' scores and indicators moved since it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scoring.cards.value import Scorecard
from scoring.measures.bands import BINS, banded, cuts_of
from scoring.measures.stability import ACT, WATCH, critical_psi, psi

SCORE = "score"
Counts = Mapping[str, Any]
Verdict = Literal["stable", "watch", "act"]


@dataclass(frozen=True)
class Shift:
    """How far the counts of a month are from those of the first; `line` is what chance reaches.

    Above the usual bounds but not above the line, the shift may be chance.
    """

    value: float | None
    line: float | None
    missing: float | None  # share of one whose figure is not known

    @property
    def verdict(self) -> Verdict:
        if self.value is None or self.line is None or self.value <= max(self.line, WATCH):
            return "stable"
        return "act" if self.value > ACT else "watch"


@dataclass(frozen=True)
class Overrides:
    """Whose tier in force at a month's end was not the card's, whichever card scored the book then.

    `rated` has a tier by the card; `unrated` has none by it, and one by a person.
    """

    rated: int
    up: int
    down: int
    unrated: int

    @property
    def up_share(self) -> float | None:
        return self.up / self.rated if self.rated else None

    @property
    def down_share(self) -> float | None:
        return self.down / self.rated if self.rated else None

    @property
    def share(self) -> float | None:
        """The override rate."""
        return (self.up + self.down) / self.rated if self.rated else None


@dataclass(frozen=True)
class Month:
    as_of: dt.date
    customers: int
    score: Shift
    indicators: dict[str, Shift]
    overrides: Overrides | None  # None: not counted yet


def base_month(months: Sequence[dt.date], card: Scorecard, made_on: dt.date) -> dt.date | None:
    """The month a card is held against: the last it was made or calibrated on, if it is kept.

    Of an expert card it is the last one before it was published; else the first one there is.
    """
    told = card.fit or card.calibration
    day = dt.date.fromisoformat(told.final_day) if told else made_on
    before = [month for month in months if month <= day]
    return max(before) if before else min(months, default=None)


def months_of(
    counts: Mapping[dt.date, Counts],
    base: dt.date,
    overrides: Mapping[dt.date, Mapping[str, int] | None],
) -> list[Month]:
    """Each month against the base month, the oldest first."""
    cuts = cuts_of(_scores(counts[base]))
    return [
        _month(day, counts[day], counts[base], cuts, overrides.get(day)) for day in sorted(counts)
    ]


def _scores(counts: Counts) -> Any:
    found = np.zeros(BINS, dtype=np.int64)
    for place, count in counts[SCORE]["rated"]:
        found[place] = count
    return found


def _month(
    day: dt.date,
    now: Counts,
    base: Counts,
    cuts: list[int],
    overrides: Mapping[str, int] | None,
) -> Month:
    unrated = now[SCORE]["unrated"]
    customers = unrated + sum(count for _place, count in now[SCORE]["rated"])
    score = _shift(banded(_scores(base), cuts), banded(_scores(now), cuts))
    return Month(
        as_of=day,
        customers=customers,
        score=Shift(*score, unrated / customers if customers else None),
        indicators={
            code: Shift(*_shift(base[code], found), _missing(found))
            for code, found in now.items()
            if code != SCORE and code in base
        },
        overrides=Overrides(**overrides) if overrides else None,
    )


def _shift(base: Sequence[int], now: Sequence[int]) -> tuple[float | None, float | None]:
    bins = sum(1 for e, a in zip(base, now, strict=True) if e or a)
    return psi(base, now), critical_psi(sum(base), sum(now), bins)


def _missing(counts: Sequence[int]) -> float | None:
    return counts[-1] / sum(counts) if sum(counts) else None
