"""What a what-if found, added up to what a person reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoring.cards.value import TIERS
from scoring.what_if.hits import BackTested
from scoring.what_if.terms import VERDICTS

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass
class Sum:
    """Customers, what they owe, and what of it is expected to be lost before and after.

    A loss is None where it is known of no customer among them; `unknown` is the exposure of those
    of whom it is not: without a probability of default, or a part of what they owe is unknown.
    """

    customers: int = 0
    exposure: Decimal = ZERO
    loss_before: Decimal | None = None
    loss_after: Decimal | None = None
    unknown_before: Decimal = ZERO
    unknown_after: Decimal = ZERO

    def include(self, other: Sum) -> None:
        self.customers += other.customers
        self.exposure += other.exposure
        self.loss_before = _plus(self.loss_before, other.loss_before)
        self.loss_after = _plus(self.loss_after, other.loss_after)
        self.unknown_before += other.unknown_before
        self.unknown_after += other.unknown_after

    def add(self, row: Mapping[str, Any]) -> None:
        self.customers += row["customers"]
        self.exposure += row["exposure"]
        self.loss_before = _plus(self.loss_before, row["old_loss"])
        self.loss_after = _plus(self.loss_after, row["new_loss"])
        self.unknown_before += row["old_unknown"] or ZERO
        self.unknown_after += row["new_unknown"] or ZERO


def _plus(known: Decimal | None, more: Decimal | None) -> Decimal | None:
    if more is None:
        return known
    return more if known is None else known + more


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass
class Limits:
    """How agreed limits move: how many, and the sum of those that the treatment grants."""

    raised: int = 0
    lowered: int = 0
    before: Decimal = ZERO
    after: Decimal = ZERO


@dataclass
class Answer:
    """The book as the new side would see it, beside the old one. Tiers and verdicts by name."""

    moment: dt.datetime
    first_day: dt.date | None
    final_day: dt.date | None
    total: Sum = field(default_factory=Sum)
    cells: dict[tuple[str, str], Sum] = field(default_factory=dict)
    moved: Sum = field(default_factory=Sum)
    knocked_out: Sum = field(default_factory=Sum)
    shifts: dict[int, int] = field(default_factory=dict)
    unscored: int = 0
    verdicts: dict[tuple[str, str], Sum] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    back_tested: BackTested | None = None
    seconds: float = 0

    def verdict_changes(self) -> int:
        """How many customers' next order would be answered otherwise."""
        return sum(each.customers for (old, new), each in self.verdicts.items() if old != new)


def add_up(answer: Answer, rows: Iterable[Mapping[str, Any]]) -> None:
    """Fill the answer."""
    cells: defaultdict[tuple[str, str], Sum] = defaultdict(Sum)
    verdicts: defaultdict[tuple[str, str], Sum] = defaultdict(Sum)
    shifts: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        tiers = (TIERS[row["old_tier"]], TIERS[row["new_tier"]])
        into = [answer.total, cells[tiers]]
        into += [answer.moved] if tiers[0] != tiers[1] else []
        into += [answer.knocked_out] if row["knocked_out"] else []
        into.append(verdicts[VERDICTS[row["old_verdict"]], VERDICTS[row["new_verdict"]]])
        for each in into:
            each.add(row)
        if row["shift"] is None:
            answer.unscored += row["customers"]
        else:
            shifts[row["shift"]] += row["customers"]
        _add_limits(answer.limits, row)
    answer.cells, answer.verdicts, answer.shifts = dict(cells), dict(verdicts), dict(shifts)
    answer.limits.before = _cents(answer.limits.before)
    answer.limits.after = _cents(answer.limits.after)


def _add_limits(limits: Limits, row: Mapping[str, Any]) -> None:
    limits.raised += row["customers"] if row["limit_change"] == 1 else 0
    limits.lowered += row["customers"] if row["limit_change"] == -1 else 0
    limits.before += row["old_limit"] or ZERO
    limits.after += row["new_limit"] or ZERO
