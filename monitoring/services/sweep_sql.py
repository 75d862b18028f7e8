"""What a sweep says to PostgreSQL, in the order in which it says it.

`swept` holds the customers to look at, `verdict` what each rule says of them: that it holds, or why
a running episode is over. All statements take `at`, the moment of the sweep.
"""

from __future__ import annotations

import datetime as dt

from monitoring.alert_rules.sql import Compiled
from monitoring.alerting.deadlines import deadlines
from monitoring.models import GRAVITY
from scoring.statement import RANK


def severities(name: str) -> str:
    """Severities with the deadlines of an alert that is raised now, which `deadlines_of` gives."""
    rows = (
        f"('{code.value}', {rank}, %(acknowledge_{code.value})s::timestamptz,"
        f" %(decide_{code.value})s::timestamptz)"
        for rank, code in enumerate(GRAVITY)
    )
    return f"(VALUES {', '.join(rows)}) AS {name} (code, rank, due_at, decision_due_at)"


def deadlines_of(at: dt.datetime) -> dict[str, dt.datetime]:
    """Until when alerts of now are to be acknowledged and closed, in business hours: counted once
    for a sweep, since the calendar is Python's."""
    found: dict[str, dt.datetime] = {}
    for severity, until in deadlines(at).items():
        found[f"acknowledge_{severity}"] = until.acknowledge_by
        found[f"decide_{severity}"] = until.decide_by
    return found


# temporary tables live as long as the connection and are empty after each transaction
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS swept (
  customer_id bigint, from_tier text, changes integer, running bigint[]
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS verdict (
  customer_id bigint, rule_id bigint, holds boolean, because text, severity integer,
  as_of date, value numeric(24, 4), from_tier text, to_tier text, figures jsonb,
  PRIMARY KEY (customer_id, rule_id)
) ON COMMIT DELETE ROWS;
DELETE FROM swept;
DELETE FROM verdict;
"""

# chosen first and kept: as a part of the DELETE a plan may choose again for each row it looks at
TAKE_CHANGES = """
WITH chosen AS MATERIALIZED (
  SELECT id FROM scoring_ratingchange ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM scoring_ratingchange WHERE id IN (SELECT id FROM chosen)
  RETURNING id, customer_id, from_tier
)
INSERT INTO swept
SELECT customer_id, (array_agg(from_tier ORDER BY id))[1], count(*) FROM taken GROUP BY customer_id
"""

# the next part of the book: nothing happened to these customers, so no tier of theirs rose
TAKE_PART = """
WITH part AS (
  SELECT customer_id, tier FROM scoring_rating
  WHERE customer_id > %(after_id)s ORDER BY customer_id LIMIT %(most)s
), added AS (
  INSERT INTO swept SELECT customer_id, tier, 0 FROM part
  WHERE customer_id NOT IN (SELECT customer_id FROM swept)
)
SELECT count(*), max(customer_id) FROM part
"""

# how many changes, and between which ids
TAKEN = """
SELECT COALESCE(sum(changes), 0)::int, COALESCE(min(customer_id), 0), COALESCE(max(customer_id), 0)
FROM swept
"""

# the rules whose episode runs, of each customer that has one
NOTE_RUNNING = """
UPDATE swept SET running = found.rules
FROM (
  SELECT alert.customer_id, array_agg(alert.rule_id) AS rules
  FROM swept JOIN monitoring_alert alert
    ON alert.customer_id = swept.customer_id AND alert.cleared_at IS NULL
    AND alert.customer_id BETWEEN %(first)s AND %(final)s
  GROUP BY alert.customer_id
) found
WHERE found.customer_id = swept.customer_id
"""

# All thresholds in one pass over the customers. That one holds no longer, or that its figure is no
# longer known, matters only where an episode runs. Of a customer that cannot be scored the reading
# is an old one, and what it lacks says nothing.
THRESHOLDS = """
{judged}
INSERT INTO verdict
SELECT known.customer_id, known.rule_id, known.is_hit, known.because, known.severity, known.as_of,
  known.value, '', '', known.figures
FROM (
  SELECT v.customer_id, v.rule_id, COALESCE(v.in_scope AND v.holds, false) AS is_hit,
    CASE WHEN NOT v.in_scope THEN 'out_of_scope' WHEN NOT v.stays THEN 'fell_back'
      WHEN v.stays IS NULL AND NOT v.is_unscorable THEN 'unknown' END AS because,
    LEAST({most_severe}, v.severity + COALESCE(v.is_graver, false)::int) AS severity,
    COALESCE(v.as_of, {day}) AS as_of, v.value, v.figures
  FROM {news}
) known
WHERE known.is_hit OR known.because IS NOT NULL
"""

# Between rated tiers a higher one is a rise; from unrated only "high" is news, or a tier that comes
# back at least as high as the episode had reached that ended when the tier was no longer known. An
# episode is over when the tier falls below the highest it reached.
TIER_RISES = """
{judged}
INSERT INTO verdict
SELECT swept.customer_id, v.rule_id, known.holds,
  CASE WHEN NOT v.in_scope THEN 'out_of_scope' WHEN rating.tier = 'unrated' THEN 'unknown'
    ELSE 'fell_back' END,
  LEAST({most_severe}, v.severity + (rating.tier = 'high')::int),
  COALESCE(rating.as_of, {day}), NULL,
  CASE swept.from_tier WHEN rating.tier THEN 'unrated' ELSE swept.from_tier END, rating.tier,
  v.figures
FROM {verdicts}
JOIN swept ON swept.customer_id = v.customer_id
JOIN scoring_rating rating ON rating.customer_id = swept.customer_id
LEFT JOIN LATERAL (
  SELECT alert.cleared_at IS NULL AS is_running, alert.cleared_because = 'unknown' AS is_lost, (
    SELECT max({evidence_rank}) FROM monitoring_alertevidence evidence
    WHERE evidence.alert_id = alert.id
  ) AS reached
  FROM monitoring_alert alert
  WHERE alert.customer_id = swept.customer_id AND alert.rule_id = v.rule_id
  ORDER BY alert.episode DESC LIMIT 1
) latest ON true
CROSS JOIN LATERAL (
  SELECT v.in_scope AND v.holds AND (
      {to_rank} > {from_rank} AND (swept.from_tier <> 'unrated' OR rating.tier = 'high')
      OR latest.is_lost AND {to_rank} >= latest.reached
    ) AS holds,
    latest.is_running AND (
      NOT v.in_scope OR NOT v.stays OR {to_rank} < latest.reached
        AND (rating.tier <> 'unrated' OR NOT v.is_unscorable)
    ) AS is_over
) known
WHERE known.holds OR known.is_over
"""

# After its figure fell back a rule is silent for its cooldown, unless it is graver than it was; so
# it does not mute others meanwhile either.
COOL_DOWN = """
DELETE FROM verdict
USING monitoring_alertrule rule, swept
WHERE rule.id = verdict.rule_id AND rule.cooldown_days > 0 AND verdict.holds
  AND swept.customer_id = verdict.customer_id
  AND NOT COALESCE(rule.id = ANY(swept.running), false)
  AND EXISTS (
    SELECT FROM monitoring_alert former
    JOIN {severities} ON severity.code = former.severity
    WHERE former.customer_id = verdict.customer_id AND former.rule_id = verdict.rule_id
      AND former.cleared_because = 'fell_back'
      AND former.cleared_at > %(at)s - rule.cooldown_days * interval '1 day'
      AND severity.rank >= verdict.severity
  )
"""

# Where a rule says more, what the muted ones say is no news: that an insolvent customer pays late.
# That ends their episodes too, also of a figure that keeps between its marks, of which there is no
# verdict. Only a rule that nobody mutes can do so: no two silence each other, whatever is stored.
MUTE = """
WITH mutes AS MATERIALIZED (
  SELECT louder.id AS louder_id, rule.id AS rule_id
  FROM monitoring_alertrule rule
  JOIN monitoring_alertrule louder ON louder.code = ANY(rule.muted_by)
  WHERE louder.is_active AND louder.muted_by = '{}'
), muted AS (
  SELECT louder.customer_id, mutes.rule_id
  FROM mutes JOIN verdict louder ON louder.rule_id = mutes.louder_id AND louder.holds
  UNION
  SELECT swept.customer_id, mutes.rule_id
  FROM swept CROSS JOIN LATERAL unnest(swept.running) AS running (rule_id)
  JOIN mutes ON mutes.louder_id = running.rule_id
  WHERE NOT EXISTS (
    SELECT FROM verdict over
    WHERE over.customer_id = swept.customer_id AND over.rule_id = running.rule_id
      AND NOT over.holds
  )
)
INSERT INTO verdict (customer_id, rule_id, holds, because)
SELECT muted.customer_id, muted.rule_id, false, 'muted'
FROM muted
JOIN swept ON swept.customer_id = muted.customer_id
LEFT JOIN verdict known
  ON known.customer_id = muted.customer_id AND known.rule_id = muted.rule_id
WHERE known.holds OR known.rule_id IS NULL AND muted.rule_id = ANY(swept.running)
ON CONFLICT (customer_id, rule_id) DO UPDATE SET holds = false, because = 'muted'
"""

SWITCHED_OFF = """
INSERT INTO verdict
SELECT swept.customer_id, rule.id, false, 'switched_off'
FROM swept CROSS JOIN LATERAL unnest(swept.running) AS running (rule_id)
JOIN monitoring_alertrule rule ON rule.id = running.rule_id AND NOT rule.is_active
"""

# Whoever acknowledges an alert that ends or turns graver waits for the sweep, or the sweep for
# them: whether it was seen is the same for all that follows. In order of ids, so that no two wait
# for each other.
HOLD = """
SELECT count(*) FROM (
  SELECT alert.id
  FROM verdict
  JOIN monitoring_alert alert
    ON alert.customer_id = verdict.customer_id AND alert.rule_id = verdict.rule_id
    AND alert.cleared_at IS NULL
  JOIN {severities} ON severity.code = alert.severity
  WHERE NOT verdict.holds OR verdict.severity > severity.rank
  ORDER BY alert.id
  FOR UPDATE OF alert
) held
"""

# An episode also ends when it turns graver after somebody acknowledged it: the graver hit is news
# and starts an episode of its own.
CLEAR = """
UPDATE monitoring_alert alert
SET cleared_at = %(at)s,
  cleared_because = CASE WHEN verdict.holds THEN 'graver' ELSE verdict.because END
FROM verdict
WHERE verdict.customer_id = alert.customer_id AND verdict.rule_id = alert.rule_id
  AND alert.cleared_at IS NULL
  AND (NOT verdict.holds OR (
    verdict.severity > (SELECT rank FROM {severities} WHERE code = alert.severity)
    AND EXISTS (
      SELECT FROM monitoring_acknowledgement seen WHERE seen.alert_id = alert.id
    )
  ))
RETURNING alert.id, alert.rule_id, alert.cleared_because
"""

# hits start at none: the evidence below counts the first one like every other
RAISE = """
INSERT INTO monitoring_alert (customer_id, rule_id, episode, severity, raised_at, latest_at,
  cleared_because, hits, due_at, next_due_at, decision_due_at)
SELECT verdict.customer_id, verdict.rule_id,
  1 + COALESCE((
    SELECT max(former.episode) FROM monitoring_alert former
    WHERE former.customer_id = verdict.customer_id AND former.rule_id = verdict.rule_id
  ), 0),
  severity.code, %(at)s, %(at)s, '', 0,
  severity.due_at, severity.due_at, severity.decision_due_at
FROM verdict
JOIN {severities} ON severity.rank = verdict.severity
WHERE verdict.holds AND NOT EXISTS (
  SELECT FROM monitoring_alert running
  WHERE running.customer_id = verdict.customer_id AND running.rule_id = verdict.rule_id
    AND running.cleared_at IS NULL
)
ORDER BY verdict.customer_id, verdict.rule_id
ON CONFLICT DO NOTHING
RETURNING id, rule_id
"""

# Evidence is the first figure, a graver one, and one that is worse than all before by a step that
# matters: as far as the raising mark lies from the clearing mark, within which a figure wavers.
# Days past due grow every night; a row for each of them would say nothing and fill the table.
EVIDENCE = """
WITH added AS (
  INSERT INTO monitoring_alertevidence (alert_id, as_of, value, from_tier, to_tier,
    figures, seen_at)
  SELECT alert.id, verdict.as_of, verdict.value, verdict.from_tier, verdict.to_tier,
    verdict.figures, %(at)s
  FROM verdict
  JOIN monitoring_alert alert
    ON alert.customer_id = verdict.customer_id AND alert.rule_id = verdict.rule_id
    AND alert.cleared_at IS NULL
  JOIN monitoring_alertrule rule ON rule.id = verdict.rule_id
  JOIN {former} ON former.code = alert.severity
  CROSS JOIN LATERAL (
    SELECT CASE WHEN rule.falling THEN min(value) - verdict.value
      ELSE verdict.value - max(value) END AS worse_by
    FROM monitoring_alertevidence evidence WHERE evidence.alert_id = alert.id
  ) seen
  WHERE verdict.holds AND (
    seen.worse_by IS NULL OR verdict.severity > former.rank
    OR seen.worse_by > 0 AND seen.worse_by >= abs(rule.raise_at - rule.clear_at)
  )
  ON CONFLICT (alert_id, as_of, value, to_tier) DO UPDATE SET seen_at = excluded.seen_at
  RETURNING alert_id
)
UPDATE monitoring_alert alert
SET hits = alert.hits + 1,
  latest_at = %(at)s,
  version = alert.version + (graver.rank > former.rank)::int,
  severity = CASE WHEN graver.rank > former.rank THEN graver.code ELSE alert.severity END,
  due_at = CASE WHEN graver.rank > former.rank
    THEN LEAST(alert.due_at, graver.due_at) ELSE alert.due_at END,
  next_due_at = CASE WHEN graver.rank > former.rank
    THEN LEAST(alert.next_due_at, graver.due_at) ELSE alert.next_due_at END,
  decision_due_at = CASE WHEN graver.rank > former.rank
    THEN LEAST(alert.decision_due_at, graver.decision_due_at) ELSE alert.decision_due_at END
FROM added, verdict, {former}, {graver}
WHERE alert.id = added.alert_id
  AND verdict.customer_id = alert.customer_id AND verdict.rule_id = alert.rule_id
  AND former.code = alert.severity AND graver.rank = verdict.severity
RETURNING alert.id, graver.rank > former.rank
"""

TELL = """
INSERT INTO monitoring_alertnews (alert_id, kind, at)
SELECT news.id, news.kind, %(at)s FROM unnest(%(ids)s::bigint[], %(kinds)s::text[]) news (id, kind)
"""

WORDS = {
    "severities": severities("severity"),
    "former": severities("former"),
    "graver": severities("graver"),
    "most_severe": len(GRAVITY) - 1,
    "to_rank": RANK.format("rating.tier"),
    "from_rank": RANK.format("swept.from_tier"),
    "evidence_rank": RANK.format("evidence.to_tier"),
}


def against(statement: str, compiled: Compiled, day: dt.date) -> str:
    """`THRESHOLDS` or `TIER_RISES` of compiled rules, as of a day."""
    return statement.format(
        judged=compiled.judged, verdicts=compiled.verdicts, news=compiled.news,
        day=f"'{day.isoformat()}'::date", **WORDS,
    )  # fmt: skip
