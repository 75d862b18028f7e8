"""What became of customers whom criteria would have pointed at: past month ends, held against the
one definition of going bad (`scoring.outcomes`) within the year that followed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from removal.criteria.sql import compile_rules
from removal.criteria.tree import Node
from removal.models import PastMonth
from removal.selectors.criteria_what_if import reach
from riskcrm.accounts.models import User
from riskcrm.jobs.planning import PLANNING
from scoring.indicators.base import with_steps
from scoring.measures.rates import wilson

HORIZON = 365
# below these nothing is estimated
FEWEST_MET = 10
FEWEST_BAD = 10

MET = """
met AS MATERIALIZED (
  SELECT judged.customer_id, judged.as_of, {verdict} AS met,
    coalesce(o.was_bad, false) AS was_bad, coalesce(o.is_bad, false) AS is_bad
  FROM judged LEFT JOIN removal_pastoutcome o
    ON o.customer_id = judged.customer_id AND o.month_id = judged.as_of
)"""
# who is bad already cannot go bad; of each customer the first month end counts that it was met at
COUNTS = """
SELECT as_of, count(*) AS customers, count(*) FILTER (WHERE met) AS met,
  count(*) FILTER (WHERE met AND was_bad) AS already,
  count(*) FILTER (WHERE met AND NOT was_bad AND is_bad) AS bad,
  count(*) FILTER (WHERE NOT was_bad AND is_bad) AS all_bad,
  count(*) FILTER (WHERE NOT was_bad) AS not_bad_yet,
  count(*) FILTER (WHERE met IS NULL) AS unknown
FROM met GROUP BY as_of
UNION ALL
SELECT NULL, count(*), count(*) FILTER (WHERE is_met), NULL,
  count(*) FILTER (WHERE is_met AND went_bad), count(*) FILTER (WHERE goes_bad), count(*), NULL
FROM (
  SELECT customer_id, bool_or(coalesce(met, false)) AS is_met,
    (array_agg(is_bad ORDER BY as_of) FILTER (WHERE met))[1] AS went_bad,
    bool_or(is_bad) AS goes_bad
  FROM met WHERE NOT was_bad GROUP BY customer_id
) each
ORDER BY as_of"""


@dataclass(frozen=True)
class Share:
    """A share of one, with its 95 % interval by Wilson."""

    part: int
    whole: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.part) / self.whole

    @property
    def low(self) -> float:
        return wilson(self.part, self.whole)[0]

    @property
    def high(self) -> float:
        return wilson(self.part, self.whole)[1]


@dataclass(frozen=True)
class MonthOfPast:
    as_of: dt.date
    customers: int
    met: int
    already: int  # of these, bad at that month end already
    bad: int  # of the others, gone bad within the year
    all_bad: int
    not_bad_yet: int
    unknown: int


@dataclass(frozen=True)
class PastAnswer:
    """Month ends one by one, and all of them with each customer counted once."""

    months: list[MonthOfPast] = field(default_factory=list)
    days: int = 0
    horizon: int = HORIZON
    met: int = 0
    bad: int = 0
    all_bad: int = 0
    not_bad_yet: int = 0
    is_counted: bool = True  # false while the month ends wait for their outcomes

    @property
    def went_bad(self) -> Share | None:
        """Of those met and not bad yet, who went bad; None where they are too few to say."""
        return Share(self.bad, self.met) if self.met >= FEWEST_MET else None

    @property
    def caught(self) -> Share | None:
        """Of all that went bad, who was met before; None where too few went bad."""
        return Share(self.bad, self.all_bad) if self.all_bad >= FEWEST_BAD else None

    @property
    def of_all(self) -> Share | None:
        """Of all customers not bad yet, who went bad: what the criteria have to beat."""
        return Share(self.all_bad, self.not_bad_yet) if self.all_bad >= FEWEST_BAD else None


def what_if_past(trees: Sequence[Node], *, person: User) -> PastAnswer:
    """Hold rules against the month ends whose outcomes were counted; see `count_outcomes`."""
    months = list(PastMonth.objects.order_by("as_of"))
    if not months:
        return PastAnswer(is_counted=False)
    compiled = compile_rules(trees, [month.as_of for month in months], is_past=True)
    everybody, params = reach(person)
    verdict = " OR ".join(f"({each})" for each in compiled.verdicts) or "false"
    statement = (
        f"{with_steps(tuple(compiled.steps), everybody)},\n{MET.format(verdict=verdict)}{COUNTS}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(statement, {**compiled.params, **params})
        return _answer(cursor.fetchall(), months[0])


def _answer(found: list[Any], month: PastMonth) -> PastAnswer:
    months = [MonthOfPast(*row) for row in found if row[0] is not None]
    pooled = next(row for row in found if row[0] is None)
    _day, _customers, met, _already, bad, all_bad, not_bad_yet, _unknown = pooled
    return PastAnswer(months, month.days, month.horizon, met, bad, all_bad, not_bad_yet)
