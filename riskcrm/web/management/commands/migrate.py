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
# with these words `migrate` runs no step, or not all of them
NOT_ALL = ("app_label", "step_by_step", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(MigrateCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            STEP_BY_STEP, action="store_true", help="run every migration, also on an empty database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options.get(word) for word in NOT_ALL) and _can_load(connection):
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(TABLES.read_text(encoding="utf-8"))
        super().handle(*args, **options)


def _can_load(connection: BaseDatabaseWrapper) -> bool:
    """Whether there are no tables yet; an older server may not know the words of a newer one."""
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (version,) = cursor.fetchone()
    with TABLES.open(encoding="utf-8") as tables:
        written_by = int(tables.readline().rpartition(" ")[2])
    return bool(version >= written_by)
