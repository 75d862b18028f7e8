"""`migrate`, which gives an empty database all tables at once instead of step by step.

Hundreds of steps, before each of which Django makes its models anew, take minutes; their outcome
takes seconds. `tables.sql` is that outcome, written by `make tables` and held against the
migrations by a test. Steps that are newer than the file run after it, as on any database.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = Path(__file__).parent.parent / "tables.sql"
STEP_BY_STEP = "--step-by-step"


class Command(MigrateCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            STEP_BY_STEP, action="store_true", help="run every migration, also on an empty database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not (options["app_label"] or options["step_by_step"]) and _can_load(connection):
            _load(connection)
        super().handle(*args, **options)


def _can_load(connection: BaseDatabaseWrapper) -> bool:
    """An older server may not know the words that a newer one writes its tables in."""
    first_line = TABLES.read_text().partition("\n")[0]
    written_by = int(first_line.rpartition(" ")[2])
    with connection.cursor() as cursor:
        is_empty = not connection.introspection.table_names(cursor)
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (version,) = cursor.fetchone()
    return is_empty and version >= written_by


def _load(connection: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(TABLES.read_text())
