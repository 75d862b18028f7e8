"""Whether alerts were right: read once a day for the latest quarters, kept by rule and quarter.

- An alert is right when it led to a plan or a case, or when the tier rose within 90 days. It is
  judged once it is closed or its 90 days are over; precision is the right ones of the judged.
- Recall is asked of the customers that went bad in the quarter, as scorecards define it: how many
  of them had an alert at least 60 days before, and not more than a year.
- The days ahead are those from the first alert of that year to the day it went bad.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from monitoring.alerting.quality import quarters_until
from riskcrm.jobs.planning import PLANNING
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date
from scoring.indicators.base import BY_RANGE, with_steps
from scoring.outcomes import OUTCOME_STEPS, USUAL_DAYS
from scoring.selectors import book_ranges
from scoring.statement import RANK

QUARTERS = 4
LONGEST_QUARTER = 92
JUDGED_AFTER, WARNED_BEFORE, WITHIN = 90, 60, 365  # days
END = "(quarter + interval '3 months')::date"

# days of outcomes are the eves of the quarters, which are of different lengths
BAD = f"""
    {with_steps(OUTCOME_STEPS, BY_RANGE)}
    INSERT INTO monitoring_badcustomer (quarter, customer_id, bad_date)
    SELECT as_of + 1, customer_id, bad_day FROM outcome
    WHERE bad_day < (as_of + 1 + interval '3 months')::date AND bad_day < %(today)s::date
      AND NOT coalesce(was_bad, false)"""

RESULTS = f"""
INSERT INTO monitoring_alertresult (alert_id, is_right, rose_date)
SELECT alert.id, COALESCE(closure.outcome IN ('plan', 'case'), false) OR rise.day IS NOT NULL,
  rise.day
FROM monitoring_alert alert
LEFT JOIN monitoring_alertclosure closure ON closure.alert_id = alert.id
CROSS JOIN LATERAL (SELECT (alert.raised_at AT TIME ZONE %(zone)s)::date AS day) raised
LEFT JOIN LATERAL (
  SELECT tier FROM scoring_ratinghistory history
  WHERE history.customer_id = alert.customer_id AND history.as_of <= raised.day
  ORDER BY history.as_of DESC, history.id DESC LIMIT 1
) held ON true
CROSS JOIN LATERAL (
  SELECT min(history.as_of) AS day FROM scoring_ratinghistory history
  WHERE history.customer_id = alert.customer_id
    AND history.as_of BETWEEN raised.day + 1 AND raised.day + {JUDGED_AFTER}
    AND 'unrated' NOT IN (held.tier, history.tier)
    AND {RANK.format("history.tier")} > {RANK.format("held.tier")}
) rise
WHERE alert.raised_at >= %(first)s::date AT TIME ZONE %(zone)s
  AND (closure.alert_id IS NOT NULL OR raised.day + {JUDGED_AFTER} < %(today)s::date)
ON CONFLICT (alert_id) DO UPDATE
SET is_right = excluded.is_right, rose_date = excluded.rose_date
WHERE (monitoring_alertresult.is_right, monitoring_alertresult.rose_date)
  IS DISTINCT FROM (excluded.is_right, excluded.rose_date)
"""

# a rule that is null stands for all rules together
QUALITY = f"""
WITH asked AS (
  SELECT unnest(%(quarters)s::date[]) AS quarter
), seen AS MATERIALIZED (
  SELECT alert.id, alert.customer_id, alert.rule_id, alert.hits,
    (alert.raised_at AT TIME ZONE %(zone)s)::date AS day
  FROM monitoring_alert alert
  WHERE alert.raised_at >= (%(first)s::date - {WITHIN}) AT TIME ZONE %(zone)s
), counted AS (
  SELECT asked.quarter, seen.rule_id, count(*) AS alerts, sum(seen.hits) AS hits,
    count(result.alert_id) AS judged, count(*) FILTER (WHERE result.is_right) AS right_ones,
    count(closure.alert_id) AS closed,
    count(*) FILTER (WHERE closure.outcome IN ('false_alarm', 'watched')) AS without_action,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM monitoring_alertbreach breach WHERE breach.alert_id = seen.id
    )) AS late
  FROM asked
  JOIN seen ON seen.day >= asked.quarter AND seen.day < {END.replace("quarter", "asked.quarter")}
  LEFT JOIN monitoring_alertresult result ON result.alert_id = seen.id
  LEFT JOIN monitoring_alertclosure closure ON closure.alert_id = seen.id
  GROUP BY GROUPING SETS ((asked.quarter, seen.rule_id), (asked.quarter))
), foretold AS (
  SELECT bad.quarter, seen.rule_id, bad.customer_id, bad.bad_date - min(seen.day) AS days
  FROM monitoring_badcustomer bad
  JOIN asked ON asked.quarter = bad.quarter
  JOIN seen ON seen.customer_id = bad.customer_id
    AND seen.day < bad.bad_date AND seen.day >= bad.bad_date - {WITHIN}
  GROUP BY GROUPING SETS (
    (bad.quarter, bad.customer_id, bad.bad_date, seen.rule_id),
    (bad.quarter, bad.customer_id, bad.bad_date)
  )
), ahead AS (
  SELECT quarter, rule_id, count(*) AS foretold,
    count(*) FILTER (WHERE days >= {WARNED_BEFORE}) AS warned,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS lead_days
  FROM foretold GROUP BY quarter, rule_id
), worked AS (
  SELECT asked.quarter, count(DISTINCT (acts.by_id, acts.day)) AS days
  FROM asked JOIN (
    SELECT by_id, (at AT TIME ZONE %(zone)s)::date AS day FROM monitoring_acknowledgement
    UNION ALL
    SELECT by_id, (at AT TIME ZONE %(zone)s)::date FROM monitoring_alertclosure
  ) acts ON acts.day >= asked.quarter AND acts.day < {END.replace("quarter", "asked.quarter")}
  GROUP BY asked.quarter
), went_bad AS (
  SELECT quarter, count(*) AS customers FROM monitoring_badcustomer GROUP BY quarter
)
INSERT INTO monitoring_rulequality (rule_id, quarter, read_at, alerts, hits, judged, "right",
  closed, without_action, late, bad, warned, foretold, lead_days, analyst_days)
SELECT rule.id, asked.quarter, %(at)s,
  COALESCE(alerts, 0), COALESCE(hits, 0), COALESCE(judged, 0), COALESCE(right_ones, 0),
  COALESCE(closed, 0), COALESCE(without_action, 0), COALESCE(late, 0),
  COALESCE(went_bad.customers, 0), COALESCE(warned, 0), COALESCE(foretold, 0), ahead.lead_days,
  COALESCE(worked.days, 0)
FROM asked
CROSS JOIN (SELECT id FROM monitoring_alertrule UNION ALL SELECT NULL) rule
LEFT JOIN counted
  ON counted.quarter = asked.quarter AND counted.rule_id IS NOT DISTINCT FROM rule.id
LEFT JOIN ahead ON ahead.quarter = asked.quarter AND ahead.rule_id IS NOT DISTINCT FROM rule.id
LEFT JOIN went_bad ON went_bad.quarter = asked.quarter
LEFT JOIN worked ON worked.quarter = asked.quarter
ON CONFLICT (rule_id, quarter) DO UPDATE SET read_at = excluded.read_at, alerts = excluded.alerts,
  hits = excluded.hits, judged = excluded.judged, "right" = excluded."right",
  closed = excluded.closed, without_action = excluded.without_action, late = excluded.late,
  bad = excluded.bad, warned = excluded.warned, foretold = excluded.foretold,
  lead_days = excluded.lead_days, analyst_days = excluded.analyst_days
"""


def renew_quality(*, at: dt.datetime) -> bool:
    """Read the quality of this day, once; whether it was read now."""
    today = local_date(at)
    with transaction.atomic():
        if not take_slot("monitoring.quality", today.isoformat(), at=at):
            return False
        read_quality(at=at)
    return True


@transaction.atomic
def read_quality(*, at: dt.datetime) -> None:
    """Read the latest quarters anew. Derived figures, so no audit event.

    Customers that went bad part by part, so that the ledger of the whole book is never held at
    once; all figures of all rules in one statement.
    """
    today = local_date(at)
    quarters = quarters_until(today, QUARTERS)
    values: dict[str, Any] = {
        "months": [quarter - dt.timedelta(days=1) for quarter in quarters],
        "days": USUAL_DAYS, "horizon": LONGEST_QUARTER, "today": today, "quarters": quarters,
        "first": quarters[0], "zone": settings.TIME_ZONE, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute("DELETE FROM monitoring_badcustomer WHERE quarter = ANY(%s)", [quarters])
        for first_id, final_id, _customers in book_ranges():
            cursor.execute(BAD, values | {"first_id": first_id, "final_id": final_id})
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute(RESULTS, values)
        cursor.execute(QUALITY, values)
