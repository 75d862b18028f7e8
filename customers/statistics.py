"""What the planner knows about the book."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection


def refresh_statistics(tables: Iterable[str] = ()) -> None:
    """Let PostgreSQL count these tables anew, at once after a bulk load; without any, all the book.

    Until autovacuum comes round the planner believes the tables small, and searches crawl. Where
    the application's role may not (PostgreSQL 16) this warns and does nothing.
    """
    book = (model._meta.db_table for model in apps.get_app_config("customers").get_models())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, list(tables) or book)))
