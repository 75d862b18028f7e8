"""Whom criteria would point at now, in one statement; nothing is written."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from customers.models import Customer
from removal.criteria.sql import EVERYBODY, compile_rules
from removal.criteria.tree import Node
from removal.states import ENDED
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.jobs.planning import PLANNING
from scoring.indicators import BY_LIST
from scoring.indicators.base import with_steps

NAMED = 50
MOST_IN_FILE = 10_000


@dataclass(frozen=True)
class Sum:
    customers: int = 0
    exposure: Decimal = Decimal(0)


@dataclass(frozen=True)
class OfRule:
    """What one rule says of the book: met, not met, and not evaluated for want of a figure."""

    met: Sum
    alone: int  # customers that no other rule points at
    unknown: int


@dataclass(frozen=True)
class Named:
    customer: Customer
    exposure: Decimal
    tier: str
    rules: list[int]  # places of the rules that are met
    has_case: bool
    is_suggested: bool


@dataclass
class NowAnswer:
    """Who is met now among the active customers that a person sees; `book` are those with a
    reading."""

    day: dt.date
    book: Sum = field(default_factory=Sum)
    met: Sum = field(default_factory=Sum)
    with_case: Sum = field(default_factory=Sum)
    suggested: Sum = field(default_factory=Sum)
    by_rule: list[OfRule] = field(default_factory=list)
    by_tier: dict[str, Sum] = field(default_factory=dict)
    by_team: list[tuple[str, Sum]] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    seconds: float = 0


# `who` is a row for each customer that a rule points at
WHO = """
who AS MATERIALIZED (
  SELECT judged.customer_id, judged.exposure, judged.tier, {places} AS rules,
    EXISTS (SELECT FROM removal_removalcase c
      WHERE c.customer_id = judged.customer_id AND c.state <> ALL(%(ended)s)) AS has_case,
    EXISTS (SELECT FROM removal_suggestion s
      WHERE s.customer_id = judged.customer_id AND s.state = 'open') AS is_suggested
  FROM judged WHERE {met}
)"""
SUMS = """
SELECT 'book' AS part, NULL AS which, count(*) AS customers, sum(exposure) AS exposure
  FROM judged WHERE exposure IS NOT NULL
UNION ALL SELECT 'met', NULL, count(*), sum(exposure) FROM who
UNION ALL SELECT 'with_case', NULL, count(*), sum(exposure) FROM who WHERE has_case
UNION ALL SELECT 'suggested', NULL, count(*), sum(exposure) FROM who WHERE is_suggested
UNION ALL SELECT 'tier', tier, count(*), sum(exposure) FROM who GROUP BY tier
UNION ALL SELECT 'team', coalesce(t.name, ''), count(*), sum(who.exposure)
  FROM who JOIN customers_customer c ON c.id = who.customer_id
  LEFT JOIN accounts_team t ON t.id = c.team_id GROUP BY 2
UNION ALL SELECT 'rule', place::text, count(*), sum(exposure)
  FROM who CROSS JOIN LATERAL unnest(rules) place GROUP BY place
UNION ALL SELECT 'alone', rules[1]::text, count(*), NULL
  FROM who WHERE cardinality(rules) = 1 GROUP BY 2
UNION ALL SELECT 'unknown', place::text, count(*), NULL
  FROM judged CROSS JOIN LATERAL {rules} WHERE verdict.met IS NULL GROUP BY 2"""
ROWS = """
UNION ALL SELECT 'named', to_jsonb(top)::text, NULL, NULL FROM (
  SELECT * FROM who ORDER BY exposure DESC NULLS LAST, customer_id LIMIT %(most)s
) top"""


def what_if_now(
    trees: Sequence[Node], *, person: User, day: dt.date, most: int = NAMED
) -> NowAnswer:
    """Hold the latest readings against rules, for the customers that the person sees."""
    begun = time.monotonic()
    compiled = compile_rules(trees, [day])
    everybody, params = reach(person)
    places = list(range(len(trees)))
    met = " OR ".join(f"({verdict})" for verdict in compiled.verdicts) or "false"
    chosen = ", ".join(
        f"CASE WHEN {verdict} THEN {place} END" for place, verdict in enumerate(compiled.verdicts)
    )
    who = WHO.format(places=f"array_remove(ARRAY[{chosen}]::int[], NULL)", met=met)
    sums = SUMS.replace("{rules}", compiled.rules(places).replace("rule_id", "place"))
    ended = [state.value for state in ENDED]
    statement = f"{with_steps(tuple(compiled.steps), everybody)},\n{who}\n{sums}\n{ROWS}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(statement, {**compiled.params, **params, "ended": ended, "most": most})
        found = cursor.fetchall()
    answer = _answer(found, len(trees), person, day)
    answer.seconds = time.monotonic() - begun
    return answer


def reach(person: User) -> tuple[str, dict[str, Any]]:
    """The condition on `customer_id` for the customers that a person sees, and its parameters."""
    if person.has_perm(ALL_CUSTOMERS):
        return EVERYBODY, {}
    ids = Customer.objects.visible_to(person).values_list("pk", flat=True)
    return BY_LIST, {"customer_ids": list(ids)}


def _answer(found: list[Any], rules: int, person: User, day: dt.date) -> NowAnswer:
    parts: dict[str, dict[str, Sum]] = {}
    shown: list[dict[str, Any]] = []
    for part, which, customers, exposure in found:
        if part == "named":
            shown.append(json.loads(which, parse_float=Decimal))
        else:
            sum_ = Sum(customers, exposure or Decimal(0))
            parts.setdefault(part, {})[which or ""] = sum_

    def whole(part: str) -> Sum:
        return parts.get(part, {}).get("", Sum())

    by_rule = [
        OfRule(
            parts.get("rule", {}).get(str(place), Sum()),
            parts.get("alone", {}).get(str(place), Sum()).customers,
            parts.get("unknown", {}).get(str(place), Sum()).customers,
        )
        for place in range(rules)
    ]
    teams = sorted(parts.get("team", {}).items(), key=lambda each: (-each[1].exposure, each[0]))
    return NowAnswer(
        day, whole("book"), whole("met"), whole("with_case"), whole("suggested"), by_rule,
        parts.get("tier", {}), teams, _named(shown, person),
    )  # fmt: skip


def _named(shown: list[dict[str, Any]], person: User) -> list[Named]:
    """The largest exposure first."""
    customers = (
        Customer.objects.visible_to(person)
        .select_related("manager", "team")
        .in_bulk([row["customer_id"] for row in shown])
    )
    return [
        Named(
            customers[row["customer_id"]],
            Decimal(row["exposure"] or 0),
            row["tier"],
            row["rules"],
            row["has_case"],
            row["is_suggested"],
        )
        for row in shown
        if row["customer_id"] in customers
    ]
