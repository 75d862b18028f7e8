"""Statements of our own, run by hand where the ORM would take more of them."""

from __future__ import annotations

from typing import Any

from django.db import connection


def run(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Run a statement; its rows, none where it returns none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        return cursor.fetchall() if cursor.description else []
