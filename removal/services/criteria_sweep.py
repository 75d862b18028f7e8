"""Holding the book against the criteria in force: one statement says whom each rule points at, one
statement each opens, refreshes and closes suggestions. Nothing is decided here.

Run again, it changes nothing but the moment of the latest sight.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from removal.criteria.sql import EVERYBODY, compile_rules
from removal.criteria.tree import SIGNS, Compare, conditions_of, from_data
from removal.models import CriterionRule, CriterionSet
from removal.states import ENDED
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import local_date, organisation_zone
from scoring.indicators.base import with_steps

LOCK = "removal.criteria.sweep"
NIGHT_IS_OVER = 5  # o'clock: the book of the day has been scored by then
WORSE_BY = "0.25"  # of the mark: what a figure must move beyond a dismissed one to come back

# temporary tables live as long as the connection and are empty after each transaction
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS criterion_hit (
  customer_id bigint, rule_id bigint, met boolean, figures jsonb, exposure numeric(22, 2),
  tier text, PRIMARY KEY (customer_id, rule_id)
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS criterion_mark (
  rule_id bigint, code text, at integer, key text, sign integer, mark numeric,
  PRIMARY KEY (rule_id, at)
) ON COMMIT DELETE ROWS;
DELETE FROM criterion_hit;
DELETE FROM criterion_mark;
"""
# who is met by a rule, and what each rule says of who is suggested already
HITS = """
{steps}
INSERT INTO criterion_hit
SELECT judged.customer_id, verdict.rule_id, verdict.met, verdict.figures,
  coalesce(judged.exposure, 0), judged.tier
FROM judged
LEFT JOIN removal_suggestion s ON s.customer_id = judged.customer_id AND s.state = 'open'
CROSS JOIN LATERAL {rules}
WHERE verdict.met OR s.id IS NOT NULL"""
MARKS = "INSERT INTO criterion_mark VALUES (%s, %s, %s, %s, %s, %s)"

# What was dismissed, or taken up and its case is over, comes back after its pause, or when a figure
# that spoke for it lies further from its mark by a quarter of the mark, or when a condition speaks
# for it that did not then.
WORSE = f"""
    SELECT FROM criterion_mark mark
    CROSS JOIN LATERAL (
      SELECT (f ->> 'value')::numeric AS value FROM jsonb_array_elements(hit.figures) f
      WHERE (f ->> 'at')::int = mark.at AND (f ->> 'holds')::boolean
    ) now
    LEFT JOIN LATERAL (
      SELECT (f ->> 'value')::numeric AS value FROM jsonb_array_elements(seen.figures) f
      WHERE f ->> 'key' = mark.key AND (f ->> 'holds')::boolean
    ) before ON true
    WHERE mark.rule_id = hit.rule_id AND (before.value IS NULL
      OR mark.sign * (now.value - before.value) > 0
        AND mark.sign * (now.value - before.value) >= abs(mark.mark) * {WORSE_BY})"""
OPEN = f"""
WITH fresh AS (
  SELECT hit.customer_id, max(hit.exposure) AS exposure, min(hit.tier) AS tier
  FROM criterion_hit hit
  JOIN criterion_mark of_rule ON of_rule.rule_id = hit.rule_id AND of_rule.at = 0
  LEFT JOIN LATERAL (
    SELECT s.id, s.pause_until FROM removal_suggestion s
    WHERE s.customer_id = hit.customer_id AND s.state IN ('dismissed', 'taken_up')
    ORDER BY s.closed_at DESC, s.id DESC LIMIT 1
  ) former ON true
  LEFT JOIN LATERAL (
    SELECT e.figures
    FROM removal_suggestionevidence e
    JOIN removal_criterionrule rule ON rule.id = e.rule_id
    WHERE e.suggestion_id = former.id AND rule.code = of_rule.code
    ORDER BY e.id DESC LIMIT 1
  ) seen ON true
  WHERE hit.met AND (former.id IS NULL OR seen.figures IS NULL
    OR former.pause_until <= %(day)s OR EXISTS ({WORSE}))
    AND NOT EXISTS (
      SELECT FROM removal_suggestion s
      WHERE s.customer_id = hit.customer_id AND s.state = 'open')
    AND NOT EXISTS (
      SELECT FROM removal_removalcase c
      WHERE c.customer_id = hit.customer_id AND c.state <> ALL(%(ended)s))
  GROUP BY hit.customer_id
), added AS (
  INSERT INTO removal_suggestion (customer_id, criteria_id, state, lapsed_because, exposure, tier,
    first_seen_at, latest_seen_at, reason, version)
  SELECT customer_id, %(criteria)s, 'open', '', exposure, tier, %(at)s, %(at)s, '', 1
  FROM fresh ORDER BY customer_id
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT count(*) FROM added"""
# evidence keeps the condition itself beside its figure: a later version may say it otherwise
TOLD = """(
      SELECT jsonb_agg(f || jsonb_build_object('key', mark.key) ORDER BY mark.at)
      FROM jsonb_array_elements(hit.figures) f
      JOIN criterion_mark mark ON mark.rule_id = hit.rule_id AND mark.at = (f ->> 'at')::int
    )"""
EVIDENCE = f"""
INSERT INTO removal_suggestionevidence
  (suggestion_id, rule_id, figures, is_met, first_seen_at, latest_seen_at)
SELECT s.id, hit.rule_id, {TOLD}, true, %(at)s, %(at)s
FROM criterion_hit hit
JOIN removal_suggestion s ON s.customer_id = hit.customer_id AND s.state = 'open'
WHERE hit.met
ORDER BY s.id, hit.rule_id
ON CONFLICT (suggestion_id, rule_id) DO UPDATE
SET figures = excluded.figures, is_met = true, latest_seen_at = excluded.latest_seen_at"""
# a rule of which nothing is known today says neither yes nor no: what it said stands
NOT_MET = """
UPDATE removal_suggestionevidence e SET is_met = false
FROM removal_suggestion s
WHERE s.id = e.suggestion_id AND s.state = 'open' AND e.is_met
  AND NOT EXISTS (
    SELECT FROM criterion_hit hit WHERE hit.customer_id = s.customer_id
      AND hit.rule_id = e.rule_id AND hit.met IS NOT FALSE)"""
SEEN = """
UPDATE removal_suggestion s
SET latest_seen_at = %(at)s, criteria_id = %(criteria)s, exposure = seen.exposure, tier = seen.tier
FROM (
  SELECT customer_id, max(exposure) AS exposure, min(tier) AS tier
  FROM criterion_hit WHERE met GROUP BY customer_id
) seen
WHERE s.customer_id = seen.customer_id AND s.state = 'open'"""
LAPSE = """
UPDATE removal_suggestion s
SET state = 'lapsed', closed_at = %(at)s, version = s.version + 1, lapsed_because = over.because
FROM (
  SELECT o.id, CASE
    WHEN running.customer_id IS NOT NULL THEN 'case_open'
    WHEN u.status <> 'active' THEN 'not_active'
    WHEN %(criteria)s IS NULL THEN 'no_criteria'
    WHEN speaks.suggestion_id IS NULL THEN 'not_met'
    END AS because
  FROM removal_suggestion o JOIN customers_customer u ON u.id = o.customer_id
  LEFT JOIN (
    SELECT DISTINCT customer_id FROM removal_removalcase WHERE state <> ALL(%(ended)s)
  ) running ON running.customer_id = o.customer_id
  LEFT JOIN (
    SELECT DISTINCT suggestion_id FROM removal_suggestionevidence WHERE is_met
  ) speaks ON speaks.suggestion_id = o.id
  WHERE o.state = 'open'
) over
WHERE s.id = over.id AND over.because IS NOT NULL"""


@dataclass(frozen=True)
class Swept:
    """What a sweep found and did."""

    customers: int = 0  # that a rule points at
    opened: int = 0
    lapsed: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)


def sweep_due(*, at: dt.datetime) -> Swept | None:
    """Sweep where criteria were published or retired since, and once a day after the night."""
    local = at.astimezone(organisation_zone())
    newest = CriterionSet.objects.filter(published_at__isnull=False).order_by("-published_at")
    criteria = CriterionSet.objects.in_force().first() or newest.first()
    if criteria is None:
        return None
    swept = criteria.swept_at
    is_nightly = local.hour >= NIGHT_IS_OVER and (swept is None or local_date(swept) < local.date())
    if swept is not None and not is_nightly:
        return None
    return sweep_criteria(at=at)


@transaction.atomic
def sweep_criteria(*, at: dt.datetime) -> Swept | None:
    """Hold the whole book against the criteria in force. None while another sweep is at it."""
    if not try_lock(LOCK):
        return None
    criteria = CriterionSet.objects.in_force().first()
    rules = list(criteria.rules.order_by("position", "pk")) if criteria else []
    params = {
        "at": at, "day": local_date(at), "criteria": criteria.pk if criteria else None,
        "ended": [state.value for state in ENDED],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        if rules:
            _find(cursor, rules, local_date(at))
        lapsed = _told(cursor, LAPSE, params)  # a case may have been opened since
        opened = _opened(cursor, params)
        cursor.execute(EVIDENCE, params)
        cursor.execute(NOT_MET)
        cursor.execute(SEEN, params)
        lapsed += _told(cursor, LAPSE, params)
        found = _counted(cursor)
    _note(criteria, found, opened, lapsed, at)
    customers = found.pop("", 0)
    return Swept(customers, opened, lapsed, found)


def _find(cursor: Any, rules: list[CriterionRule], day: dt.date) -> None:
    trees = [from_data(rule.tree) for rule in rules]
    compiled = compile_rules(trees, [day])
    found = compiled.rules([rule.pk for rule in rules], evidence=True)
    cursor.execute(PLANNING)
    statement = HITS.format(steps=with_steps(tuple(compiled.steps), EVERYBODY), rules=found)
    cursor.execute(statement, compiled.params)
    cursor.executemany(
        MARKS,
        [
            (rule.pk, rule.code, at, each.key, _sign(each.compare), each.value)
            for rule, tree in zip(rules, trees, strict=True)
            for at, each in enumerate(conditions_of(tree))
        ],
    )
    cursor.execute("ANALYZE criterion_hit")


def _sign(compare: Compare) -> int:
    """Which way is worse; of a figure that must equal its mark none is."""
    return {">": 1, "<": -1, "=": 0}[SIGNS[compare][0]]


def _opened(cursor: Any, params: dict[str, Any]) -> int:
    cursor.execute(OPEN, params)
    return int(cursor.fetchone()[0])


def _told(cursor: Any, statement: str, params: dict[str, Any]) -> int:
    cursor.execute(statement, params)
    return int(cursor.rowcount)


def _counted(cursor: Any) -> dict[str, int]:
    """Customers that each rule points at; under "" those that any does."""
    cursor.execute(
        "SELECT coalesce(mark.code, ''), count(DISTINCT hit.customer_id) FROM criterion_hit hit"
        " JOIN criterion_mark mark ON mark.rule_id = hit.rule_id AND mark.at = 0 AND hit.met"
        " GROUP BY GROUPING SETS ((mark.code), ())"
    )
    return dict(cursor.fetchall())


def _note(
    criteria: CriterionSet | None, found: dict[str, int], opened: int, lapsed: int, at: dt.datetime
) -> None:
    """When it was swept, and an event where anything changed."""
    stale = Q(pk=criteria.pk) if criteria else Q(state=CriterionSet.State.RETIRED)
    CriterionSet.objects.filter(stale).update(swept_at=at)
    if criteria and (opened or lapsed):
        facts = {"opened": opened, "lapsed": lapsed, "customers": found.get("", 0)}
        record("sweep_criteria", by=SYSTEM, obj=criteria, facts=facts, at=at)
