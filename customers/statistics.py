"""What the planner knows about the book."""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def refresh_statistics() -> None:
    """Let PostgreSQL count the book anew, at once after a bulk load.

    Until autovacuum comes round the planner believes the tables small, and searches crawl. Where
    the application's role may not (PostgreSQL 16) this warns and does nothing.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("customers").get_models()]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
