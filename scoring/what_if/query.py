"""The questions of a what-if as DuckDB SQL: one pass over the copy of the readings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.cards.duck import to_duck
from scoring.cards.value import TIERS, Scorecard
from scoring.credit.exposure import LEAST_OVERDUE
from scoring.models import Verdict
from scoring.what_if.terms import VERDICTS, Terms

HOLD = VERDICTS.index(Verdict.HOLD)
PER_MILLION = 1_000_000  # a PD counts in ten-thousandths of a per cent
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
    """Which customers to name: of a cell of the matrix, whose next order is answered so before
    and after, or those whom something moves."""

    from_tier: str = ""
    to_tier: str = ""
    moved: Moved | None = None
    from_verdict: str = ""
    to_verdict: str = ""

    def condition(self) -> str:
        parts = [MOVED[self.moved]] if self.moved else []
        for side, tier in (("old", self.from_tier), ("new", self.to_tier)):
            if tier:
                parts.append(f"{side}_tier = {TIERS.index(tier)}")
        for side, verdict in (("old", self.from_verdict), ("new", self.to_verdict)):
            if verdict:
                parts.append(f"{side}_verdict = {VERDICTS.index(verdict)}")
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
          sum(old_loss) AS old_loss, sum(new_loss) AS new_loss,
          sum(exposure) FILTER (old_loss IS NULL) AS old_unknown,
          sum(exposure) FILTER (new_loss IS NULL) AS new_unknown
        FROM {_moves(question, source)} GROUP BY ALL"""


def names_sql(
    question: Question, source: str, pick: Pick, after: After | None, at_most: int
) -> str:
    """The customers of a pick, the largest exposure first."""
    further = f" AND {after.condition()}" if after else ""
    return f"""
        SELECT customer_id, exposure, unbilled, old_loss, new_loss, old_tier, new_tier,
          old_score, new_score, knocked_out, old_verdict, new_verdict, old_limit, new_limit
        FROM {_moves(question, source)} WHERE {pick.condition()}{further}
        ORDER BY exposure DESC, customer_id LIMIT {at_most}"""


def _moves(question: Question, source: str) -> str:
    """Each customer with what the old and the new side say.

    `owed` is what a loss is of and a limit has to hold, as a rating and a credit check take it:
    orders that are not invoiced belong to it. It is unknown where a part of it is.
    """
    owed = "CASE WHEN NOT is_partial THEN exposure + unbilled END AS owed"
    source = f"(SELECT *, {owed} FROM {source})"
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
    said = (
        f"{_verdict('old', old)} AS old_verdict, {_verdict('new', new)} AS new_verdict,"
        f" {_loss('old', old)} AS old_loss, {_loss('new', new)} AS new_loss"
    )
    return f"(SELECT *, {said} FROM (SELECT *, {limits} FROM {scored}))"


def _loss(side: str, terms: Terms) -> str:
    """In cents for each customer, half up, so that they add up to the losses of the ratings."""
    share = f"{terms.loss_given_default / 100 / PER_MILLION:.10f}::DECIMAL(10,10)"
    return f"(owed * {side}_pd * {share})::DECIMAL(38,2)"


def _share(factor: Decimal) -> str:
    """Per cent as a share of one, exact: so a limit keeps six decimals."""
    return f"{factor / 100:.4f}::DECIMAL(6,4)"


def _by_tier(side: str, values: list[str]) -> str:
    cases = " ".join(f"WHEN {tier} THEN {value}" for tier, value in enumerate(values))
    return f"(CASE {side}_tier {cases} END)"


def _verdict(side: str, terms: Terms) -> str:
    """Of an order now: what the tier says within its limit or above it, and at least a hold where
    a credit check holds whatever the tier. Of what is owed only a part may be known, that counts.
    """
    over = _by_tier(
        side, [str(max(each.verdict, each.over_limit_verdict)) for each in terms.by_tier]
    )
    within = _by_tier(side, [str(each.verdict) for each in terms.by_tier])
    days = _by_tier(side, [str(each.overdue_days) for each in terms.by_tier])
    return (
        f"greatest(CASE WHEN exposure + coalesce(unbilled, 0) > {side}_limit"
        f" THEN {over} ELSE {within} END,"
        f" CASE WHEN owed IS NULL OR credit_limit IS NULL"
        f" OR overdue >= {LEAST_OVERDUE} AND oldest_days > {days} THEN {HOLD} ELSE 0 END)"
    )


def _shift() -> str:
    """Which step up or down the score moves: 0 where it stays, null where one is not known."""
    moved = "new_score - old_score"
    return (
        f"CASE WHEN {moved} = 0 THEN 0 WHEN {moved} > 0"
        f" THEN least(({moved} + {STEP - 1}) // {STEP}, {FURTHEST})"
        f" WHEN {moved} < 0 THEN -least(({STEP - 1} - ({moved})) // {STEP}, {FURTHEST}) END"
    )
