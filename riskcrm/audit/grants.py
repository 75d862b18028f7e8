"""What the application's role may do: everything with rows, except changing audit events.

`migrate` runs as the owner of the tables; afterwards the application gets its rights anew. Where
both are one role (a database with a single user), only the append-only triggers stand guard.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

APPEND_ONLY = ("event", "eventpayload", "block", "seal", "verification", "head", "erasure")
FIRST_WITH_MAINTAIN = 170_000


def grant_to_application(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: let the application's role use the tables that the owner made."""
    connection = connections[using]
    role = settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return
        quoted = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        rights = "UPDATE, DELETE, TRUNCATE"
        cursor.execute("SELECT current_setting('server_version_num')::int")
        if cursor.fetchone()[0] >= FIRST_WITH_MAINTAIN:  # older ones rely on autovacuum alone
            cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {quoted}")
            rights += ", MAINTAIN"  # it locks a table against everybody
        for name in APPEND_ONLY:
            table = sender.get_model(name)._meta.db_table
            cursor.execute(f"REVOKE {rights} ON {connection.ops.quote_name(table)} FROM {quoted}")
