"""What an import writes, noted in the statements that write it, so that it can be taken back.

Statements put ids into the temporary table `import_journal`, some thousands to a row as they are
kept at the end. Noting a million rows so takes about a second.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

TEMPORARY_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_journal (
    about text, ids bigint[] STORAGE EXTERNAL, created boolean, former jsonb
) ON COMMIT DELETE ROWS;
"""
PART = 10_000  # ids that lie side by side and are kept in one row
ENOUGH = PART // 10  # of them for a row of their own
# a row without revisions that was written several times keeps what it said before the first time,
# and how often it was written
KEEP = f"""
INSERT INTO customers_importedrows (import_file_id, table_name, created, ids, former)
SELECT %(import)s, about, created, ids, NULL
FROM import_journal WHERE former IS NULL AND cardinality(ids) >= {ENOUGH}
UNION ALL
SELECT %(import)s, about, created, array_agg(row_id),
       jsonb_object_agg(row_id, former) FILTER (WHERE former IS NOT NULL)
FROM (
    SELECT about, unnest(ids) AS row_id, created, NULL::jsonb AS former
    FROM import_journal WHERE former IS NULL AND cardinality(ids) < {ENOUGH}
    UNION ALL SELECT 'customers_customer', customer_id, true, NULL FROM import_created
    UNION ALL SELECT about, ids[1], false,
        (array_agg(former ORDER BY (former ->> 'version')::int))[1]
        || jsonb_build_object('writes', count(*))
    FROM import_journal WHERE former IS NOT NULL GROUP BY about, ids
) j
GROUP BY about, created, row_id / {PART}
"""


def noting(table: str, rows: str, *, created: bool = True) -> str:
    """SQL, to stand in a WITH: note each `id` of `rows`, another part of the same statement.

    Rows that were created are noted by their own ids, those that were changed by the ids of the
    revisions that keep what they said before.
    """
    return (
        f"INSERT INTO import_journal (about, ids, created)"
        f" SELECT '{table}', array_agg(id), {str(created).lower()}"
        f" FROM {rows} GROUP BY id / {PART}"
    )


def noting_former(table: str, rows: str) -> str:
    """The same for rows of a table without revisions: what they said before is noted with them.

    All of a statement sees the table as it was before the statement.
    """
    return (
        f"INSERT INTO import_journal (about, ids, created, former)"
        f" SELECT '{table}', ARRAY[m.id], k.id IS NULL, to_jsonb(k)"
        f" FROM {rows} m LEFT JOIN {table} k ON k.id = m.id"
    )


def open_journal() -> None:
    """An empty journal for an import; the statements of its parts all write into it."""
    with connection.cursor() as cursor:
        cursor.execute(f"{TEMPORARY_TABLE} DELETE FROM import_journal")


def journal(table: str, ids: Iterable[int], *, created: bool) -> None:
    """Note rows that were written one by one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO import_journal (about, ids, created) VALUES (%s, %s::bigint[], %s)",
            [table, list(ids), created],
        )


def tables_written() -> list[str]:
    """Which tables this transaction's import has put rows into."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT about FROM import_journal WHERE created"
            " UNION SELECT 'customers_customer' FROM import_created"
        )
        return [table for (table,) in cursor.fetchall()]


def keep_journal(import_id: int) -> None:
    """Keep what was noted, and the customers that the import has created, with the import."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"import": import_id})
