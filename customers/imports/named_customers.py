"""Customers that a file names instead of giving their numbers, as exports of other programs do."""

from __future__ import annotations

from django.db import connection
from psycopg2.extras import execute_values

from customers.imports.scope import Scope
from customers.names import sort_key

AT_ONCE = 20_000
NAMES = """
SELECT DISTINCT s.customer FROM import_row s
WHERE s.customer > %s AND NOT EXISTS (
    SELECT 1 FROM customers_customer c WHERE c.number = s.customer AND NOT {hidden})
ORDER BY 1 LIMIT %s
"""
# the sort key leads to the name, which has no index of its own
FIND = """
WITH found AS (
    SELECT n.name, min(c.number) AS number FROM (VALUES %s) AS n(name, key)
    JOIN customers_customer c ON c.sort_key = n.key AND lower(c.name) = lower(n.name)
    WHERE c.merged_into_id IS NULL AND NOT {hidden} GROUP BY n.name HAVING count(*) = 1
)
UPDATE import_row s SET customer = found.number FROM found WHERE s.customer = found.name
"""


def number_named(scope: Scope) -> None:
    """Put the number where the staged rows name a customer in reach, and only one is called so."""
    hidden, latest = scope.hides("c.id"), ""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(NAMES.format(hidden=hidden), [latest, AT_ONCE])
            names = [name for (name,) in cursor.fetchall()]
            if not names:
                return
            pairs = [(name, sort_key(name)) for name in names]
            execute_values(cursor.cursor, FIND.format(hidden=hidden), pairs, page_size=AT_ONCE)
            latest = names[-1]
