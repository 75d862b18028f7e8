"""Work that one process does at a time."""

from __future__ import annotations

from django.db import connection


def is_alone(work: str) -> bool:
    """Whether this transaction now is the only one doing `work`, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [work])
        return bool(cursor.fetchone()[0])
