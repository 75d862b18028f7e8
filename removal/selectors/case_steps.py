"""Each act that moved a case, as a table; whatever is counted of the way of cases reads it here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

# one row an act, numbered within its case
STEP = """
    SELECT s.case_id, c.customer_id, s.act, s.from_state, s.to_state, s.at, c.ground, s.number
    FROM removal_casestep s JOIN removal_removalcase c ON c.id = s.case_id"""

# what is studied: the decision that a customer goes, or a stage of the pressure before. A warning
# is told on the day it arrived, else was sent; a step of a reduction from the day it is in force.
HAPPENED = """
    SELECT case_id, (at AT TIME ZONE %(zone)s)::date AS day
    FROM removal_casestep WHERE %(event)s = 'approval' AND act = 'approve_case'
    UNION ALL
    SELECT case_id, coalesce(arrived_on, (sent_at AT TIME ZONE %(zone)s)::date)
    FROM removal_letter
    WHERE %(event)s = 'warning' AND kind = 'warning' AND state IN ('sent', 'arrived')
    UNION ALL
    SELECT case_id, effective_date FROM removal_reductionstep
    WHERE %(event)s = 'reduction' AND released_at IS NOT NULL
      AND (ended_at IS NULL OR (ended_at AT TIME ZONE %(zone)s)::date > effective_date)"""
TURNED_DOWN = ("rejected", "withdrawn")
CURED = "cured"

# the first event of each customer that was not undone on appeal, and how other cases ended
STANDING = f"""
    step AS ({STEP}),
    event AS (
      SELECT DISTINCT ON (s.customer_id) s.customer_id, s.id AS case_id, s.ground, h.day
      FROM ({HAPPENED}) h JOIN removal_removalcase s ON s.id = h.case_id
      WHERE h.day IS NOT NULL AND s.{{customers}} AND NOT EXISTS (
        SELECT FROM step u WHERE u.case_id = s.id AND u.to_state = 'overturned')
      ORDER BY s.customer_id, h.day, s.id),
    ended AS (
      SELECT s.customer_id, bool_or(s.to_state = ANY(%(turned_down)s)) AS turned_down,
        bool_or(s.to_state = '{CURED}') AS cured
      FROM step s WHERE s.{{customers}}
        AND (s.at AT TIME ZONE %(zone)s)::date BETWEEN %(first_day)s AND %(final_day)s
      GROUP BY s.customer_id)"""

STAGES = f"""
    WITH step AS ({STEP}), left_after AS (
      SELECT case_id, act, to_state, at,
        lead(at) OVER (PARTITION BY case_id ORDER BY number) - at AS stayed
      FROM step)
    SELECT to_state, count(*),
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM stayed) / 86400)
    FROM left_after
    WHERE stayed IS NOT NULL
      AND (at AT TIME ZONE %(zone)s)::date BETWEEN %(first_day)s AND %(final_day)s
    GROUP BY to_state"""

OPENED = f"""
    WITH step AS ({STEP}), opened AS (
      SELECT case_id FROM step WHERE act = 'propose_removal'
        AND (at AT TIME ZONE %(zone)s)::date BETWEEN %(first_day)s AND %(final_day)s)
    SELECT to_state, count(DISTINCT case_id) FROM step WHERE case_id IN (SELECT case_id FROM opened)
    GROUP BY to_state"""


@dataclass(frozen=True)
class StageDays:
    """How long cases stayed in a stage that they left."""

    state: str
    cases: int
    median_days: float


def _span(first: dt.date, final: dt.date) -> dict[str, Any]:
    return {"zone": settings.TIME_ZONE, "first_day": first, "final_day": final}


def days_per_stage(first: dt.date, final: dt.date) -> list[StageDays]:
    """Of stages that were entered between these days and left since."""
    with connection.cursor() as cursor:
        cursor.execute(STAGES, _span(first, final))
        return [StageDays(state, cases, float(days)) for state, cases, days in cursor.fetchall()]


def cases_through(first: dt.date, final: dt.date) -> dict[str, int]:
    """Of cases opened between these days, how many came into each state."""
    with connection.cursor() as cursor:
        cursor.execute(OPENED, _span(first, final))
        return dict(cursor.fetchall())
