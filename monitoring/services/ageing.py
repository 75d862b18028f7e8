"""The book's ageing at the ends of months, kept for looking back.

Read as of the day from the ledger and its revisions, by the same steps as the indicators. What
came to be known after the month's end and before this reading counts as well; `known_at` says when
that was.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from customers.receivables.buckets import CODES, sums_sql
from monitoring.models import AgeingCell, AgeingMonth
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import local_date
from scoring.indicators.base import AS_OF, BY_RANGE, SHARED_STEPS, with_steps
from scoring.months import latest_month_ends

MONTHS = 12
LAST_ID = 2**62
COLUMNS = ", ".join(CODES)
SUMS = ", ".join(f"sum(o.{code})" for code in CODES)
# what each customer owed, read once and added up twice
KEEP = (
    with_steps(SHARED_STEPS, BY_RANGE)
    + f""", owed AS MATERIALIZED (
  SELECT i.customer_id, c.team_id, c.manager_id,
    {sums_sql("i.open_amount", "i.due_date", AS_OF)}
  FROM item i JOIN customers_customer c ON c.id = i.customer_id
  WHERE i.open_amount > 0
  GROUP BY i.customer_id, c.team_id, c.manager_id
), of_groups AS (
  INSERT INTO monitoring_groupageingcell (month_id, group_id, team_id, manager_id, {COLUMNS})
  SELECT {AS_OF}, m.group_id, o.team_id, o.manager_id, {SUMS}
  FROM owed o JOIN customers_groupmembership m ON m.customer_id = o.customer_id
  JOIN customers_customergroup g ON g.id = m.group_id
  WHERE m.from_date <= {AS_OF} AND coalesce(m.until_date, 'infinity') >= {AS_OF}
    AND coalesce(g.ended_date, 'infinity') > {AS_OF}
  GROUP BY m.group_id, o.team_id, o.manager_id
)
INSERT INTO monitoring_ageingcell (month_id, team_id, manager_id, {COLUMNS})
SELECT {AS_OF}, o.team_id, o.manager_id, {SUMS} FROM owed o GROUP BY o.team_id, o.manager_id"""
)


def keep_month(*, at: dt.datetime) -> dt.date | None:
    """Keep the newest of the latest months that is not kept yet; which one, None if all are.

    A month kept while the book was empty is kept anew. Derived figures, so no audit event; safe
    twice and in parallel.
    """
    with transaction.atomic():
        if not try_lock("monitoring.keep_month"):
            return None
        ends = latest_month_ends(local_date(at), MONTHS)[::-1]
        held = dict(AgeingMonth.objects.filter(pk__in=ends).values_list("pk", "known_at"))
        cells = AgeingCell.objects.filter(month__in=ends)
        full = set(cells.values_list("month_id", flat=True).distinct())
        today = local_date(at)
        for end in ends:
            is_looked_at_today = end in held and local_date(held[end]) == today
            if end not in full and not is_looked_at_today:
                _keep(end, at=at)
                return end
    return None


def _keep(month_end: dt.date, *, at: dt.datetime) -> None:
    AgeingMonth.objects.update_or_create(pk=month_end, defaults={"known_at": at})
    values: dict[str, Any] = {
        "as_of": month_end,
        "known_at": at,
        "first_id": 0,
        "final_id": LAST_ID,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(KEEP, values)
