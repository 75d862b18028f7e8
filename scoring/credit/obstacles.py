"""What apps above know against orders of a customer: each registers its query when it is ready."""

from __future__ import annotations

_queries: list[str] = []
NONE = "SELECT '' AS code, '' AS verdict, '{}'::jsonb AS figures WHERE false"


def register_obstacles(sql: str) -> None:
    """A query for `code`, `verdict` and `figures` (jsonb) of what stands against `c.id`."""
    if sql not in _queries:
        _queries.append(sql)


def obstacles_sql() -> str:
    return " UNION ALL ".join((NONE, *_queries))
