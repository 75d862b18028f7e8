"""The feed of what credit checks rest on: rows get their place once they are committed."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Max

from riskcrm.jobs.locks import lock
from scoring.models import CreditChange

NUMBERING = "scoring.credit_changes"
KEPT_FOR = dt.timedelta(days=90)
MOST_AT_ONCE = 20_000

# Exactly the rows that are visible now, those of late commits with low ids among them. One numbers
# at a time and commits before the next begins, so no reader sees a place before an earlier one.
NUMBER = """
UPDATE scoring_creditchange c SET position = %(base)s + n.place
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM (
        SELECT id FROM scoring_creditchange WHERE position IS NULL ORDER BY id LIMIT %(most)s
      ) waiting) n
WHERE c.id = n.id"""


def number_changes(*, at: dt.datetime) -> int:
    """Give the changes that have been committed their places in the feed; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(NUMBERING)
        base = CreditChange.objects.aggregate(most=Max("position"))["most"] or 0
        cursor.execute(NUMBER, {"base": base, "most": MOST_AT_ONCE})
        return int(cursor.rowcount)


def purge_changes(*, at: dt.datetime) -> int:
    """Forget what is older than `KEPT_FOR`, save for the newest, by which places go on."""
    newest = CreditChange.objects.aggregate(most=Max("position"))["most"] or 0
    old = CreditChange.objects.filter(recorded_at__lt=at - KEPT_FOR, position__lt=newest)
    return old.delete()[0]
