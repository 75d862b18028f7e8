"""What an old and a new card would have caught, both over month ends whose outcome is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoring.cards.duck import to_duck
from scoring.cards.value import TIERS, Scorecard
from scoring.columns import Past
from scoring.measures.bootstrap import why_not
from scoring.what_if.query import Question

HIGH = TIERS.index("high")
DIGITS = Decimal("0.0001")
SIDES = ("old", "new")


@dataclass(frozen=True)
class Hits:
    """Of rows (a customer at a month end) with a tier, those it put at high risk, and the bad."""

    rows: int
    bads: int
    bad_customers: int
    high: int
    high_bads: int
    is_own: bool  # whether the card was fitted on one of these month ends

    @property
    def why(self) -> str:
        """Why there are no shares; empty where there are."""
        if not self.rows:
            return "no_tiers"
        return why_not(self.bad_customers, self.rows - self.bads)

    @property
    def hit_rate(self) -> Decimal | None:
        """Share of those at high risk that went bad; unknown where nobody was."""
        return None if self.why else _share(self.high_bads, self.high)

    @property
    def capture(self) -> Decimal | None:
        """Share of those that went bad that were at high risk before."""
        return None if self.why else _share(self.high_bads, self.bads)


@dataclass(frozen=True)
class BackTested:
    """Both sides over the same past. Without month ends, or a copy of them, there are no sides."""

    days: int
    horizon: int
    months: tuple[dt.date, ...]
    moment: dt.datetime | None = None
    one_of: int = 1
    already_bad: int = 0
    before: Hits | None = None
    after: Hits | None = None

    @property
    def state(self) -> str:
        if not self.months:
            return "no_months"
        if self.after is None:
            return "not_ready"
        return self.after.why or "measured"


def hits_sql(question: Question, source: str) -> str:
    """Two rows at most: of those that were bad already at the month end, and of the others."""
    cards = {"new_": question.new}
    if question.old is None:
        scored = f"(SELECT *, tier AS old_tier FROM {to_duck(cards, source)})"
    else:
        scored = to_duck({"old_": question.old, **cards}, source)
    sides = ", ".join(_side(side) for side in SIDES)
    return f"""
        SELECT was_bad, count(*) AS rows, {sides}
        FROM {scored} GROUP BY was_bad"""


def _side(side: str) -> str:
    tier = f"{side}_tier"
    return (
        f"count({tier}) AS {side}_rows, count({tier}) FILTER (is_bad) AS {side}_bads,"
        f" count(DISTINCT customer_id) FILTER (is_bad AND {tier} IS NOT NULL)"
        f" AS {side}_bad_customers,"
        f" count(*) FILTER ({tier} >= {HIGH}) AS {side}_high,"
        f" count(*) FILTER ({tier} >= {HIGH} AND is_bad) AS {side}_high_bads"
    )


def back_tested(question: Question, past: Past, found: list[dict[str, Any]]) -> BackTested:
    """What `hits_sql` found, as a person reads it."""
    already = sum(row["rows"] for row in found if row["was_bad"])
    counts = next((row for row in found if not row["was_bad"]), {})
    return BackTested(
        past.days,
        past.horizon,
        past.months,
        past.moment,
        one_of=past.one_of,
        already_bad=already,
        before=_hits(counts, "old", question.old, past),
        after=_hits(counts, "new", question.new, past),
    )


def _hits(counts: Mapping[str, int], side: str, card: Scorecard | None, past: Past) -> Hits:
    names = ("rows", "bads", "bad_customers", "high", "high_bads")
    found = {name: counts.get(f"{side}_{name}", 0) for name in names}
    return Hits(is_own=_is_own(card, past.months), **found)


def _is_own(card: Scorecard | None, months: tuple[dt.date, ...]) -> bool:
    """A card ranks what it was fitted on better than what comes after."""
    fit = card.fit if card else None
    if fit is None:
        return False
    return any(fit.first_day <= day.isoformat() <= fit.final_day for day in months)


def _share(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) / whole).quantize(DIGITS, rounding=ROUND_HALF_UP)
