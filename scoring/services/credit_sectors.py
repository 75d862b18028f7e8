"""What industries owe, added up beside the checks: no check sums up a part of the book."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

ADD_UP = """
WITH owed AS (
    SELECT customer_id, coalesce(sum(base_open), 0) AS known,
      count(*) FILTER (WHERE base_open IS NULL) AS unknown
    FROM customers_openitem GROUP BY customer_id
    UNION ALL
    SELECT customer_id, coalesce(sum(base_amount), 0),
      count(*) FILTER (WHERE base_amount IS NULL)
    FROM customers_order WHERE state IN ('open', 'shipped') AND NOT is_void GROUP BY customer_id
)
INSERT INTO scoring_sectorexposure (industry, owed, unknown, read_at)
SELECT l.industry, coalesce(sum(o.known), 0), coalesce(sum(o.unknown), 0), %(at)s
FROM scoring_sectorlimit l
JOIN scoring_treatmentpolicy p ON p.id = l.policy_id AND p.state = 'published'
LEFT JOIN customers_customer c ON c.industry = l.industry
LEFT JOIN owed o ON o.customer_id = c.id
GROUP BY l.industry
ON CONFLICT (industry) DO UPDATE
SET owed = excluded.owed, unknown = excluded.unknown, read_at = excluded.read_at"""
LIMITED = """
SELECT EXISTS (SELECT FROM scoring_sectorlimit l
  JOIN scoring_treatmentpolicy p ON p.id = l.policy_id AND p.state = 'published')"""


def add_up_sectors(*, at: dt.datetime) -> int:
    """Add up what industries owe, where the policy limits them; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LIMITED)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(ADD_UP, {"at": at})
        return int(cursor.rowcount)
