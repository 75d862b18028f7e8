"""The application's database role, made or brought to its password by the owner of the database.

`make run` calls it at each start. A role that can sign in is left alone: whoever made it may not
have let the owner change it.

For a PostgreSQL of your own: DATABASE_URL names the role that the application uses,
MIGRATE_DATABASE_URL one that may make roles. What the role may do, `migrate` grants.
"""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg2 import sql


class Command(BaseCommand):
    help = "Make the database role of DATABASE_URL, by the rights of MIGRATE_DATABASE_URL."

    def handle(self, *_: Any, **options: Any) -> None:
        owner = settings.OWNER_DATABASE
        role = settings.DATABASES["default"]
        if role["USER"] == owner["USER"]:
            self.stdout.write("One role owns and uses the database: nothing to make.")
            return
        try:
            _make(dict(role), by=dict(owner))
        except psycopg2.Error as error:
            raise CommandError(
                f"The role {role['USER']} could not be made. PostgreSQL says to "
                f"{owner['USER']} of MIGRATE_DATABASE_URL: {str(error).strip()}"
            ) from error


def _make(role: dict[str, Any], *, by: dict[str, Any]) -> None:
    name = role["USER"]
    connection = _connect(by)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [name])
        known = cursor.fetchone()
        if known and known[0]:
            raise CommandError(
                f"{name} is a super-user, who could change audit events. "
                "Name a role of its own for the application in DATABASE_URL."
            )
        if known and _can_sign_in(role):
            return
        # a new role may make neither roles nor databases; saying so again takes a super-user
        statement = sql.SQL("{} ROLE {} LOGIN PASSWORD %s").format(
            sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(name)
        )
        cursor.execute(statement, [role["PASSWORD"]])


def _can_sign_in(role: dict[str, Any]) -> bool:
    try:
        _connect(role).close()
    except psycopg2.OperationalError:
        return False
    return True


def _connect(database: dict[str, Any]) -> Any:
    return psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        **database.get("OPTIONS", {}),
    )
