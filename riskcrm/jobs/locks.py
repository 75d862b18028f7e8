"""Advisory locks by name, held until the transaction ends: work that one process does at a time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def lock(name: str) -> None:
    """Wait until nobody else holds this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_lock(name: str) -> bool:
    """The same without waiting: false when somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def lock_all(names: Iterable[str]) -> None:
    """Wait until nobody else holds any of these names; sorted, so that two never wait crosswise."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) name",
            [sorted(set(names))],
        )
