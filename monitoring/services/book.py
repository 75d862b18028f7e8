"""The book's figures per team, manager and tier, added up when something changed."""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection, transaction

from customers.services.ageing import fingerprint_of
from monitoring.models import BookReading, BookRefresh
from riskcrm.jobs.locks import try_lock

# at most a tenth of the time goes into adding up, and no figure is older than this
REST = 9
OLDEST = dt.timedelta(minutes=10)

# PostgreSQL counts the writes of every table; asking costs nothing, however large the book is. The
# counters may trail by some seconds: then the next tick sees them.
FINGERPRINT = """
SELECT string_agg(relid::text || ':' || n_tup_ins || ':' || n_tup_upd || ':' || n_tup_del, ' '
  ORDER BY relid)
FROM pg_stat_user_tables
WHERE relid IN (
  'customers_customer'::regclass, 'scoring_reading'::regclass, 'scoring_rating'::regclass
)
"""

ADD_UP = """
INSERT INTO monitoring_bookreading
  (team_id, manager_id, tier, customers, as_of, read_at, {columns})
SELECT customer.team_id, customer.manager_id, rating.tier, count(*), min(reading.as_of), %s, {sums}
FROM customers_customer customer
JOIN scoring_rating rating ON rating.customer_id = customer.id
LEFT JOIN scoring_reading reading ON reading.customer_id = customer.id
WHERE customer.merged_into_id IS NULL
GROUP BY customer.team_id, customer.manager_id, rating.tier
ON CONFLICT (team_id, manager_id, tier) DO UPDATE
SET customers = excluded.customers, as_of = excluded.as_of, read_at = excluded.read_at, {updates}
""".format(
    columns=", ".join(BookReading.SUMS),
    sums=", ".join(f"COALESCE(sum(reading.{name}), 0)" for name in BookReading.SUMS),
    updates=", ".join(f"{name} = excluded.{name}" for name in BookReading.SUMS),
)


def refresh_book(*, at: dt.datetime, force: bool = False) -> bool:
    """Add up the book anew if customers, readings or ratings changed; say whether it was done.

    Derived figures, so no audit event. `force` skips the look at what changed. Safe twice and in
    parallel: a second call while one works does nothing.
    """
    with transaction.atomic():
        if not try_lock("monitoring.refresh_book"):
            return False
        # before the sums: what is written meanwhile makes the next fingerprint differ
        fingerprint = fingerprint_of(FINGERPRINT)
        former = BookRefresh.objects.first()
        if not force and former and not _is_stale(former, fingerprint, at=at):
            return False
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(ADD_UP, [at])
        BookReading.objects.exclude(read_at=at).delete()
        BookRefresh.objects.update_or_create(
            pk=1,
            defaults={
                "fingerprint": fingerprint,
                "read_at": at,
                "seconds": time.monotonic() - started,
            },
        )
    return True


def _is_stale(former: BookRefresh, fingerprint: str, *, at: dt.datetime) -> bool:
    age = at - former.read_at
    if former.fingerprint == fingerprint:
        return age >= OLDEST
    return age >= dt.timedelta(seconds=REST * former.seconds)
