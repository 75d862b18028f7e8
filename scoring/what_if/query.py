"""The questions of a what-if as DuckDB SQL: one pass over the copy of the readings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.cards.duck import to_duck
from scoring.cards.value import TIERS, Scorecard
from scoring.what_if.terms import Terms

STEP = 50  # tenths of a score: shifts are told apart by five points
FURTHEST = 6  # steps; shifts beyond them are one
Moved = Literal["knocked_out", "verdict", "limit", "tier"]
MOVED: dict[Moved, str] = {
    "knocked_out": "knocked_out",
    "verdict": "new_verdict <> old_verdict",
    "limit": "new_limit <> old_limit",
    "tier": "new_tier <> old_tier",
}


@dataclass(frozen=True)
class Question:
    """A new card and treatment against an old one; without an old card, the ratings in force."""

    new: Scorecard
    old: Scorecard | None
    new_terms: Terms
    old_terms: Terms


@dataclass(frozen=True)
class Pick:
    """Which customers to name: of a cell of the matrix, or those whom something moves."""

    from_tier: str = ""
    to_tier: str = ""
    moved: Moved | None = None

    def condition(self) -> str:
        parts = [MOVED[self.moved]] if self.moved else []
        for side, tier in (("old", self.from_tier), ("new", self.to_tier)):
            if tier:
                parts.append(f"{side}_tier = {TIERS.index(tier)}")
        return " AND ".join(parts) or "true"


@dataclass(frozen=True)
class After:
    """Where a list of customers goes on: they stand by exposure, the largest first."""

    exposure: Decimal
    customer_id: int

    def condition(self) -> str:
        at = f"{self.exposure:f}::DECIMAL(22,2)"
        return f"(exposure < {at} OR exposure = {at} AND customer_id > {self.customer_id})"


def sums_sql(question: Question, source: str) -> str:
    """One row for each way to move that occurs, with counts and sums."""
    return f"""
        SELECT old_tier, new_tier, knocked_out, {_shift()} AS shift, old_verdict, new_verdict,
          sign(new_limit - old_limit)::INTEGER AS limit_change, count(*) AS customers,
          sum(exposure) AS exposure,
          sum(old_limit) AS old_limit, sum(new_limit) AS new_limit,
          sum(exposure * old_pd) AS old_loss, sum(exposure * new_pd) AS new_loss,
          sum(exposure) FILTER (old_pd IS NULL) AS old_unknown,
          sum(exposure) FILTER (new_pd IS NULL) AS new_unknown
        FROM {_moves(question, source)} GROUP BY ALL"""


def names_sql(
    question: Question, source: str, pick: Pick, after: After | None, at_most: int
) -> str:
    """The customers of a pick, the largest exposure first."""
    further = f" AND {after.condition()}" if after else ""
    return f"""
        SELECT customer_id, exposure, old_tier, new_tier, old_score, new_score, knocked_out,
          old_verdict, new_verdict, old_limit, new_limit
        FROM {_moves(question, source)} WHERE {pick.condition()}{further}
        ORDER BY exposure DESC, customer_id LIMIT {at_most}"""


def _moves(question: Question, source: str) -> str:
    """Each customer with what the old and the new side say."""
    if question.old is None:
        scored = to_duck({"new_": question.new}, source)
        # whom the tier in force already holds as high as that is not newly knocked out
        scored = (
            "(SELECT *, tier AS old_tier, score AS old_score, pd AS old_pd, tier AS old_floor"
            f" FROM {scored})"
        )
    else:
        scored = to_duck({"old_": question.old, "new_": question.new}, source)
    old, new = question.old_terms, question.new_terms
    limits = (
        f"credit_limit * {_by_tier('old', [_share(t.limit_factor) for t in old.by_tier])}"
        f" AS old_limit,"
        f" credit_limit * {_by_tier('new', [_share(t.limit_factor) for t in new.by_tier])}"
        f" AS new_limit, new_floor > old_floor AS knocked_out"
    )
    verdicts = f"{_verdict('old', old)} AS old_verdict, {_verdict('new', new)} AS new_verdict"
    return f"(SELECT *, {verdicts} FROM (SELECT *, {limits} FROM {scored}))"


def _share(factor: Decimal) -> str:
    """Per cent as a share of one, exact: so a limit keeps six decimals."""
    return f"{factor / 100:.4f}::DECIMAL(6,4)"


def _by_tier(side: str, values: list[str]) -> str:
    cases = " ".join(f"WHEN {tier} THEN {value}" for tier, value in enumerate(values))
    return f"(CASE {side}_tier {cases} END)"


def _verdict(side: str, terms: Terms) -> str:
    """Of an order now. Who has no agreed limit is not above it; the tier decides alone."""
    over = _by_tier(
        side, [str(max(each.verdict, each.over_limit_verdict)) for each in terms.by_tier]
    )
    within = _by_tier(side, [str(each.verdict) for each in terms.by_tier])
    return f"CASE WHEN exposure > {side}_limit THEN {over} ELSE {within} END"


def _shift() -> str:
    """Which step up or down the score moves: 0 where it stays, null where one is not known."""
    moved = "new_score - old_score"
    return (
        f"CASE WHEN {moved} = 0 THEN 0 WHEN {moved} > 0"
        f" THEN least(({moved} + {STEP - 1}) // {STEP}, {FURTHEST})"
        f" WHEN {moved} < 0 THEN -least(({STEP - 1} - ({moved})) // {STEP}, {FURTHEST}) END"
    )
