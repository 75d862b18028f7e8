"""Raising alerts: takes what scoring changed and holds every rule against it, set by set.

One transaction takes the changes, raises, adds evidence, clears and deletes exactly the changes it
took; a crash leaves everything as it was. Sweeps follow one another: if two ran at once, one could
raise on a figure that the other, having seen a newer one, no longer finds an alert to clear for.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from monitoring.models import Alert, AlertRule, Severity
from monitoring.services.alone import is_alone
from riskcrm.audit.services import SYSTEM, record
from scoring.models import Reading
from scoring.statement import RANK

MOST_CHANGES = 10_000

# hours to acknowledge, by severity; the order is the order of gravity
HOURS = {Severity.LOW: 30 * 24, Severity.MEDIUM: 72, Severity.HIGH: 24, Severity.CRITICAL: 4}

SEVERITIES = "(VALUES {}) AS severity (code, rank, hours)".format(
    ", ".join(
        f"('{code.value}', {rank}, {hours})" for rank, (code, hours) in enumerate(HOURS.items())
    )
)
MOST_SEVERE = len(HOURS) - 1


# temporary tables live as long as the connection and are empty after each transaction
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS swept (
  customer_id bigint PRIMARY KEY, from_tier text, changes integer
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS verdict (
  customer_id bigint, rule_id bigint, holds boolean, severity integer,
  as_of date, value numeric(24, 4), from_tier text, to_tier text,
  PRIMARY KEY (customer_id, rule_id)
) ON COMMIT DELETE ROWS;
DELETE FROM swept;
DELETE FROM verdict;
"""

# chosen first and kept: as a part of the DELETE a plan may choose again for each row it looks at
TAKE = """
WITH chosen AS MATERIALIZED (
  SELECT id FROM scoring_ratingchange ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM scoring_ratingchange WHERE id IN (SELECT id FROM chosen)
  RETURNING id, customer_id, from_tier
)
INSERT INTO swept
SELECT customer_id, (array_agg(from_tier ORDER BY id))[1], count(*) FROM taken GROUP BY customer_id
"""

# All thresholds in one pass over the readings. An unknown figure compares to null: no verdict.
# That a threshold no longer holds matters only where an episode runs.
THRESHOLDS = """
INSERT INTO verdict
SELECT known.customer_id, known.rule_id, known.holds, known.severity, known.as_of, known.value,
  '', ''
FROM (
  SELECT reading.customer_id, rule.id AS rule_id, reading.as_of, figure.value,
    CASE WHEN rule.falling THEN figure.value <= rule.raise_at
      ELSE figure.value >= rule.raise_at END AS holds,
    CASE WHEN rule.falling THEN figure.value >= rule.clear_at
      ELSE figure.value <= rule.clear_at END AS is_over,
    LEAST({most_severe}, severity.rank + COALESCE((CASE WHEN rule.falling
      THEN figure.value <= rule.escalate_at ELSE figure.value >= rule.escalate_at END)::int, 0)
    ) AS severity
  FROM swept
  JOIN scoring_reading reading ON reading.customer_id = swept.customer_id
  JOIN scoring_rating rating ON rating.customer_id = swept.customer_id
  CROSS JOIN LATERAL (VALUES {figures}) AS figure (subject, value)
  JOIN monitoring_alertrule rule
    ON rule.kind = 'threshold' AND rule.is_active AND rule.subject = figure.subject
  JOIN {severities} ON severity.code = rule.severity
) known
WHERE known.holds OR known.is_over AND EXISTS (
  SELECT FROM monitoring_alert alert
  WHERE alert.customer_id = known.customer_id AND alert.rule_id = known.rule_id
    AND alert.cleared_at IS NULL
)
"""

# Between rated tiers a higher one is a rise; from unrated only "high" is news. An episode is over
# when the tier falls below the highest it reached; unrated is unknown and says nothing.
TIER_RISES = """
INSERT INTO verdict
SELECT swept.customer_id, rule.id, known.holds,
  LEAST({most_severe}, severity.rank + (rating.tier = 'high')::int),
  COALESCE(rating.as_of, %(at)s::date), NULL, swept.from_tier, rating.tier
FROM swept
JOIN scoring_rating rating ON rating.customer_id = swept.customer_id
JOIN monitoring_alertrule rule ON rule.kind = 'tier_rise' AND rule.is_active
JOIN {severities} ON severity.code = rule.severity
CROSS JOIN LATERAL (
  SELECT {to_rank} > {from_rank}
    AND (swept.from_tier <> 'unrated' OR rating.tier = 'high') AS holds,
    rating.tier <> 'unrated' AND EXISTS (
      SELECT FROM monitoring_alert alert
      JOIN monitoring_alertevidence evidence ON evidence.alert_id = alert.id
      WHERE alert.customer_id = swept.customer_id AND alert.rule_id = rule.id
        AND alert.cleared_at IS NULL AND {evidence_rank} > {to_rank}
    ) AS is_over
) known
WHERE known.holds OR known.is_over
"""

# An episode also ends when it turns graver after somebody acknowledged it: the graver hit is news
# and starts an episode of its own.
CLEAR = """
UPDATE monitoring_alert alert SET cleared_at = %(at)s
FROM verdict
WHERE verdict.customer_id = alert.customer_id AND verdict.rule_id = alert.rule_id
  AND alert.cleared_at IS NULL
  AND (NOT verdict.holds OR (
    verdict.severity > (SELECT rank FROM {severities} WHERE code = alert.severity)
    AND EXISTS (
      SELECT FROM monitoring_acknowledgement seen WHERE seen.alert_id = alert.id
    )
  ))
RETURNING alert.id, alert.rule_id
"""

# hits start at none: the evidence below counts the first one like every other
RAISE = """
INSERT INTO monitoring_alert
  (customer_id, rule_id, episode, severity, raised_at, latest_at, hits, due_at)
SELECT verdict.customer_id, verdict.rule_id,
  1 + COALESCE((
    SELECT max(former.episode) FROM monitoring_alert former
    WHERE former.customer_id = verdict.customer_id AND former.rule_id = verdict.rule_id
  ), 0),
  severity.code, %(at)s, %(at)s, 0, %(at)s + severity.hours * interval '1 hour'
FROM verdict
JOIN {severities} ON severity.rank = verdict.severity
WHERE verdict.holds
ORDER BY verdict.customer_id, verdict.rule_id
ON CONFLICT DO NOTHING
RETURNING id, rule_id
"""

# the same reading seen twice is one piece of evidence and one hit
EVIDENCE = """
WITH added AS (
  INSERT INTO monitoring_alertevidence (alert_id, as_of, value, from_tier, to_tier, seen_at)
  SELECT alert.id, verdict.as_of, verdict.value, verdict.from_tier, verdict.to_tier, %(at)s
  FROM verdict
  JOIN monitoring_alert alert
    ON alert.customer_id = verdict.customer_id AND alert.rule_id = verdict.rule_id
    AND alert.cleared_at IS NULL
  WHERE verdict.holds
  ON CONFLICT DO NOTHING
  RETURNING alert_id
)
UPDATE monitoring_alert alert
SET hits = alert.hits + 1,
  latest_at = %(at)s,
  severity = CASE WHEN graver.rank > former.rank THEN graver.code ELSE alert.severity END,
  due_at = CASE WHEN graver.rank > former.rank
    THEN LEAST(alert.due_at, %(at)s + graver.hours * interval '1 hour') ELSE alert.due_at END
FROM added, verdict, {former}, {graver}
WHERE alert.id = added.alert_id
  AND verdict.customer_id = alert.customer_id AND verdict.rule_id = alert.rule_id
  AND former.code = alert.severity AND graver.rank = verdict.severity
"""


@dataclass(frozen=True)
class Sweep:
    """What one sweep did."""

    changes: int
    raised: list[tuple[int, int]]  # alert id, rule id
    cleared: list[tuple[int, int]]
    evidence: int


def raise_alerts(*, at: dt.datetime, most: int = MOST_CHANGES) -> int:
    """Hold all active rules against the customers that scoring changed; return how many changes.

    Nothing left to take, or another sweep at work, is 0. Safe twice and in parallel.
    """
    with transaction.atomic():
        if not is_alone("monitoring.raise_alerts"):
            return 0
        with connection.cursor() as cursor:
            if not _anything_changed(cursor):
                return 0
            sweep = _sweep(cursor, {"at": at, "most": most})
        if sweep.raised or sweep.cleared:
            _record(sweep, at=at)
    return sweep.changes


def _anything_changed(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM scoring_ratingchange)")
    return bool(cursor.fetchone()[0])


def _sweep(cursor: CursorWrapper, values: dict[str, Any]) -> Sweep:
    cursor.execute(TABLES)
    cursor.execute(TAKE, values)
    # nobody else looks at temporary tables: without figures of theirs the planner takes them for
    # a handful of rows and joins each with each
    cursor.execute("ANALYZE swept")
    cursor.execute("SELECT COALESCE(sum(changes), 0) FROM swept")
    changes = int(cursor.fetchone()[0])
    words = {"severities": SEVERITIES, "most_severe": MOST_SEVERE}
    if figures := _figures_in_use():
        cursor.execute(THRESHOLDS.format(figures=figures, **words), values)
    ranks = {
        "to_rank": RANK.format("rating.tier"),
        "from_rank": RANK.format("swept.from_tier"),
        "evidence_rank": RANK.format("evidence.to_tier"),
    }
    cursor.execute(TIER_RISES.format(**ranks, **words), values)
    cursor.execute("ANALYZE verdict")
    cursor.execute(CLEAR.format(**words), values)
    cleared = cursor.fetchall()
    cursor.execute(RAISE.format(**words), values)
    raised = cursor.fetchall()
    cursor.execute(
        EVIDENCE.format(
            former=SEVERITIES.replace("AS severity", "AS former"),
            graver=SEVERITIES.replace("AS severity", "AS graver"),
        ),
        values,
    )
    return Sweep(changes=changes, raised=raised, cleared=cleared, evidence=cursor.rowcount)


def subjects() -> dict[str, str]:
    """Every figure a rule may watch: its code and the column it stands in."""
    numbers = (models.DecimalField, models.IntegerField)
    columns = {
        field.attname: f"reading.{connection.ops.quote_name(field.attname)}"
        for field in Reading._meta.concrete_fields
        if isinstance(field, numbers)
    }
    return {"score": "rating.score", **columns}


def _figures_in_use() -> str:
    """The pairs (code, column) that active rules ask for, as SQL; unknown codes are left out."""
    known = subjects()
    asked = AlertRule.objects.filter(is_active=True, kind=AlertRule.Kind.THRESHOLD)
    codes = sorted(set(asked.values_list("subject", flat=True)) & known.keys())
    return ", ".join(f"('{code}', {known[code]}::numeric)" for code in codes)


def _record(sweep: Sweep, *, at: dt.datetime) -> None:
    """One event for the whole sweep; its alerts name the customers."""
    rules = dict(AlertRule.objects.values_list("id", "code"))

    def by_rule(alerts: list[tuple[int, int]]) -> dict[str, int]:
        return dict(Counter(rules[rule_id] for _id, rule_id in alerts))

    first = min(alert_id for alert_id, _rule in sweep.raised + sweep.cleared)
    record(
        "raise_alerts",
        by=SYSTEM,
        obj=Alert(pk=first),
        facts={
            "changes": sweep.changes,
            "raised": by_rule(sweep.raised),
            "cleared": by_rule(sweep.cleared),
            "raised_ids": [alert_id for alert_id, _rule in sweep.raised],
            "cleared_ids": [alert_id for alert_id, _rule in sweep.cleared],
            "further_evidence": sweep.evidence - len(sweep.raised),
        },
        at=at,
    )
