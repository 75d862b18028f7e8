"""Rules as one SQL statement over a whole book: each customer is read once, whatever the rules.

The statement is made of steps (see `scoring.indicators.base.with_steps`). `base` is a row for each
customer and day with the figures of that day; `held_…` says of a condition that is asked to last
whether it did; `judged` has a column for each condition. Numbers are written into it, texts are
parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from removal.criteria.subjects import FRESH_DAYS, SUBJECTS, TIER_RANKS, Kind
from removal.criteria.tree import SIGNS, Condition, Join, Node, conditions_of
from riskcrm.web.today import end_of_day

Steps = list[tuple[str, str]]
RANKS = " ".join(f"WHEN '{tier}' THEN {rank}" for tier, rank in TIER_RANKS.items())

EVERYBODY = "customer_id IS NOT NULL"
BOOK = "SELECT id AS customer_id, status FROM customers_customer WHERE merged_into_id IS NULL"

# the newest row of a day holds; what was written after a day says nothing of it
TIER_STEP = f"""
    SELECT as_of, customer_id, day, lead(day) OVER (PARTITION BY as_of, customer_id ORDER BY day)
      AS until, CASE tier {RANKS} END::numeric AS value
    FROM (
      SELECT DISTINCT ON (m.as_of, h.customer_id, h.as_of)
        m.as_of, h.customer_id, h.as_of AS day, h.tier
      FROM moment m JOIN scoring_ratinghistory h ON h.as_of <= m.as_of
      WHERE h.{{customers}}
      ORDER BY m.as_of, h.customer_id, h.as_of, h.id DESC
    ) newest"""
# by the card that scores the customer now: scores of two cards are not one history
SCORE_STEP = """
    SELECT as_of, customer_id, day, lead(day) OVER (PARTITION BY as_of, customer_id ORDER BY day)
      AS until, score AS value
    FROM (
      SELECT DISTINCT ON (m.as_of, h.customer_id, h.as_of)
        m.as_of, h.customer_id, h.as_of AS day, h.score
      FROM moment m JOIN scoring_riskscore h ON h.as_of <= m.as_of AND h.known_at <= m.known_at
      JOIN scoring_rating t ON t.customer_id = h.customer_id
      JOIN scoring_riskscore now ON now.id = t.score_row
        AND now.card_version_id = h.card_version_id
      WHERE h.{customers}
      ORDER BY m.as_of, h.customer_id, h.as_of, h.known_at DESC, h.id DESC
    ) newest"""
# a report is valid on its own day at least, by constraint
REPORT_STEP = f"""
    SELECT as_of, customer_id, day, LEAST(
      lead(day) OVER (PARTITION BY as_of, customer_id ORDER BY day),
      day + {FRESH_DAYS + 1}, valid_until + 1) AS until, score AS value
    FROM (
      SELECT DISTINCT ON (m.as_of, h.customer_id, h.effective_date)
        m.as_of, h.customer_id, h.effective_date AS day, h.valid_until, h.score
      FROM moment m JOIN customers_creditreport h
        ON h.effective_date <= m.as_of AND h.recorded_at <= m.known_at
      WHERE h.{{customers}} AND NOT h.is_void AND h.score IS NOT NULL
        AND lower(h.provider) = lower(%({{provider}})s)
      ORDER BY m.as_of, h.customer_id, h.effective_date, h.id DESC
    ) newest"""


@dataclass
class Compiled:
    """The steps, the verdict of each rule over `judged`, and parameters for both."""

    steps: Steps
    verdicts: list[str]
    evidence: list[str]
    params: dict[str, Any] = field(default_factory=dict)

    def rules(self, ids: Sequence[int], *, evidence: bool = False) -> str:
        """VALUES of a lateral: a row for each rule of a customer. What speaks for a rule is made
        only where it is met."""
        rows = (
            f"({rule}, {verdict}"
            + (f", CASE WHEN {verdict} THEN {shown} END)" if evidence else ")")
            for rule, verdict, shown in zip(ids, self.verdicts, self.evidence, strict=True)
        )
        names = "(rule_id, met, figures)" if evidence else "(rule_id, met)"
        return f"(VALUES {', '.join(rows)}) AS verdict {names}"


def compile_rules(
    trees: Sequence[Node], days: Sequence[dt.date], *, is_past: bool = False
) -> Compiled:
    """Rules over the latest readings as of one day, or over the snapshots of past month ends."""
    conditions = {each.key: each for tree in trees for each in conditions_of(tree)}
    names = {key: f"c{number}" for number, key in enumerate(conditions)}
    params: dict[str, Any] = {}
    stepped = _stepped(list(conditions.values()), params)
    steps: Steps = [("moment", _moments(days)), *((name, sql) for name, sql in stepped.values())]
    columns = {key: _column(each, stepped) for key, each in conditions.items()}
    steps.append(("base", _base(list(conditions.values()), stepped, is_past=is_past)))
    held = {
        key: (f"held_{names[key]}", _held(each, columns[key], stepped, days))
        for key, each in conditions.items()
        if each.days or each.month_ends
    }
    steps += held.values()
    steps.append(("judged", _judged(conditions, names, columns, held)))
    return Compiled(
        steps,
        [_verdict(tree, names) for tree in trees],
        [_evidence(tree, names, columns) for tree in trees],
        params,
    )


def _moments(days: Sequence[dt.date]) -> str:
    rows = ", ".join(f"('{d.isoformat()}'::date, '{end_of_day(d).isoformat()}'::timestamptz)"
                     for d in days)  # fmt: skip
    return f"SELECT * FROM (VALUES {rows}) AS m (as_of, known_at)"


def _slot(condition: Condition) -> tuple[str, str]:
    return condition.subject, condition.provider.casefold()


def _stepped(
    conditions: Sequence[Condition], params: dict[str, Any]
) -> dict[tuple[str, str], tuple[str, str]]:
    """A step of each subject whose past is known by the day."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for each in conditions:
        kind, slot = SUBJECTS[each.subject].kind, _slot(each)
        if kind is Kind.FIGURE or slot in found:
            continue
        name = f"step_{len(found)}"
        if kind is Kind.EXTERNAL:
            provider = f"provider_{len(found)}"
            params[provider] = each.provider
            found[slot] = name, REPORT_STEP.replace("{provider}", provider)
        else:
            found[slot] = name, TIER_STEP if kind is Kind.TIER else SCORE_STEP
    return found


def _column(condition: Condition, stepped: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """The column of `base` with the value of the day."""
    slot = _slot(condition)
    return f"v_{stepped[slot][0]}" if slot in stepped else f"v_{condition.subject}"


def _base(
    conditions: Sequence[Condition],
    stepped: Mapping[tuple[str, str], tuple[str, str]],
    *,
    is_past: bool,
) -> str:
    values, joins = {"exposure": "r.exposure"}, []
    for each in conditions:
        kind, column = SUBJECTS[each.subject].kind, _column(each, stepped)
        if kind is Kind.FIGURE:
            values[column] = f"r.{each.subject}::numeric"
        elif is_past or kind is Kind.EXTERNAL:
            name = stepped[_slot(each)][0]
            values[column] = f"{name}.value"
            joins.append(
                f"LEFT JOIN {name} ON {name}.customer_id = c.customer_id AND {name}.as_of = m.as_of"
                f" AND ({name}.until IS NULL OR {name}.until > m.as_of)"
            )
        else:
            values[column] = (
                f"CASE t.tier {RANKS} END::numeric" if kind is Kind.TIER else "t.score::numeric"
            )
    selected = ", ".join(f"{source} AS {name}" for name, source in values.items())
    readings = (
        "JOIN scoring_snapshot r ON r.customer_id = c.customer_id AND r.as_of = m.as_of"
        if is_past
        else "LEFT JOIN scoring_reading r ON r.customer_id = c.customer_id"
    )
    # an ended relationship cannot be ended; who they were then is not kept by day
    only = "" if is_past else " AND c.status = 'active'"
    return f"""
    SELECT m.as_of, c.customer_id, t.tier, {selected}
    FROM moment m CROSS JOIN ({BOOK}) c {readings}
    JOIN scoring_rating t ON t.customer_id = c.customer_id {" ".join(dict.fromkeys(joins))}
    WHERE c.{{customers}}{only}"""


def _compared(condition: Condition, column: str) -> str:
    return f"{column} {SIGNS[condition.compare]} {condition.value:f}"


def _held(
    condition: Condition,
    column: str,
    stepped: Mapping[tuple[str, str], tuple[str, str]],
    days: Sequence[dt.date],
) -> str:
    """Whether it held at the days looked at. Who misses it now is not looked up."""
    here = f"WHERE ({_compared(condition, f'b.{column}')}) IS NOT FALSE GROUP BY 1, 2"
    slot = stepped.get(_slot(condition))
    if condition.days and slot:
        return _all_along(condition, slot[0], here)
    looked = ", ".join(
        f"('{day.isoformat()}'::date, '{end.isoformat()}'::date)"
        for day in days
        for end in condition.looked_at(day)
    )
    past, value = (
        (f"{slot[0]} s ON s.as_of = b.as_of AND s.customer_id = b.customer_id"
         " AND s.day <= w.day AND (s.until IS NULL OR s.until > w.day)", "s.value")
        if slot
        else ("scoring_snapshot s ON s.customer_id = b.customer_id AND s.as_of = w.day",
              f"s.{condition.subject}")
    )  # fmt: skip
    compared = _compared(condition, value)
    return f"""
    SELECT b.as_of, b.customer_id, CASE WHEN bool_or(NOT ({compared})) THEN false
      WHEN bool_or(({compared}) IS NULL) THEN NULL ELSE true END AS holds
    FROM base b JOIN (VALUES {looked}) AS w (as_of, day) ON w.as_of = b.as_of
    LEFT JOIN {past} {here}"""


def _all_along(condition: Condition, step: str, here: str) -> str:
    """Whether it held on each of the days: what stood then covers all of them, and is such."""
    compared = _compared(condition, "s.value")
    covered = (
        f"sum(LEAST(coalesce(s.until, b.as_of + 1), b.as_of + 1)"
        f" - GREATEST(s.day, b.as_of - {condition.days}))"
    )
    return f"""
    SELECT b.as_of, b.customer_id, CASE WHEN bool_or(NOT ({compared})) THEN false
      WHEN bool_or(({compared}) IS NULL) OR {covered} < {condition.days + 1} THEN NULL
      ELSE true END AS holds
    FROM base b JOIN {step} s ON s.as_of = b.as_of AND s.customer_id = b.customer_id
      AND s.day <= b.as_of AND (s.until IS NULL OR s.until > b.as_of - {condition.days})
    {here}"""


def _judged(
    conditions: Mapping[str, Condition],
    names: Mapping[str, str],
    columns: Mapping[str, str],
    held: Mapping[str, tuple[str, str]],
) -> str:
    said = []
    for key, each in conditions.items():
        verdict = _compared(each, f"b.{columns[key]}")
        if key in held:
            verdict = f"({verdict}) AND {held[key][0]}.holds"
        said.append(f"({verdict}) AS {names[key]}")
    joins = " ".join(f"LEFT JOIN {name} USING (as_of, customer_id)" for name, _sql in held.values())
    # OFFSET 0 keeps the planner from putting each condition in the place of its name
    return f"SELECT b.*, {', '.join(said)} FROM base b {joins} OFFSET 0"


def _verdict(node: Node, names: Mapping[str, str]) -> str:
    if isinstance(node, Condition):
        return f"judged.{names[node.key]}"
    word = " AND " if node.join is Join.ALL else " OR "
    return f"({word.join(_verdict(part, names) for part in node.parts)})"


def _evidence(node: Node, names: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """The figure behind each condition and whether the condition holds, as jsonb."""
    parts = (
        f"jsonb_build_object('at', {number}, 'value', trim_scale(judged.{columns[each.key]})::text,"
        f" 'holds', judged.{names[each.key]})"
        for number, each in enumerate(conditions_of(node))
    )
    return f"jsonb_build_array({', '.join(parts)})"
