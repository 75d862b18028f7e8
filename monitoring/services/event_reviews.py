"""Reviews that open by themselves because something happened to a customer.

Triggers leave a row of each such event; here they become reasons, many customers in one statement.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from monitoring.services.reviews import SOON_DAYS
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.jobs.locks import try_lock
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import local_date

AT_ONCE = 5000

# chosen first and kept: as a part of the DELETE a plan may choose again for each row it looks at
TAKE = """
WITH chosen AS MATERIALIZED (
  SELECT id FROM monitoring_reviewcause ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM monitoring_reviewcause WHERE id IN (SELECT id FROM chosen)
  RETURNING customer_id, kind
), done AS (
  INSERT INTO monitoring_review AS r
    (customer_id, kind, reasons, due_date, opened_at, result, findings)
  SELECT c.id, 'event', array_agg(DISTINCT t.kind ORDER BY t.kind), %(due)s, %(at)s, '', ''
  FROM taken t JOIN customers_customer c ON c.id = t.customer_id
  WHERE c.status NOT IN ('exited', 'merged') GROUP BY c.id ORDER BY c.id
  ON CONFLICT (customer_id) WHERE completed_at IS NULL DO UPDATE SET
    reasons = r.reasons || ARRAY(SELECT unnest(excluded.reasons) EXCEPT SELECT unnest(r.reasons)),
    due_date = least(r.due_date, excluded.due_date)
  RETURNING (xmax = 0) AS opened
)
SELECT (SELECT count(*) FROM taken), count(*) FILTER (WHERE opened), count(*) FROM done
"""


def open_event_reviews(*, at: dt.datetime, most: int = AT_ONCE) -> int:
    """Open the reviews that events ask for, or add to those that are open; how many events were
    taken. Each is taken once, by whichever worker comes first."""
    due = add_business_days(local_date(at), SOON_DAYS)
    with transaction.atomic(), connection.cursor() as cursor:
        if not try_lock("monitoring.open_event_reviews"):
            return 0
        cursor.execute(TAKE, {"at": at, "due": due, "most": most})
        taken, opened, changed = cursor.fetchone()
        if changed:
            record(
                "open_event_reviews", by=SYSTEM, obj=Subject("monitoring.review", _("reviews")),
                facts={"opened": opened, "reasons_added": changed - opened}, at=at,
            )  # fmt: skip
    return int(taken)
