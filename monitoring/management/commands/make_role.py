"""The application's database role, made or brought to its password by the owner of the database.

For a PostgreSQL of your own: DATABASE_URL names the role that the application uses,
MIGRATE_DATABASE_URL one that may make roles. What the role may do, `migrate` grants.
"""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand
from psycopg2 import sql


class Command(BaseCommand):
    help = "Make the database role of DATABASE_URL, by the rights of MIGRATE_DATABASE_URL."

    def handle(self, *_: Any, **options: Any) -> None:
        owner = settings.OWNER_DATABASE
        role = settings.DATABASES["default"]
        if role["USER"] == owner["USER"]:
            self.stdout.write("One role owns and uses the database: nothing to make.")
            return
        connection = psycopg2.connect(
            host=owner["HOST"],
            port=owner["PORT"] or None,
            dbname=owner["NAME"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            **owner.get("OPTIONS", {}),
        )
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role["USER"]])
            act = "ALTER" if cursor.fetchone() is not None else "CREATE"
            statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %s")
            cursor.execute(
                statement.format(sql.SQL(act), sql.Identifier(role["USER"])), [role["PASSWORD"]]
            )
