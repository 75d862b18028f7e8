"""All tables as the migrations make them: writes `riskcrm/web/management/tables.sql`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from riskcrm import embedded
from riskcrm.web.management.commands.migrate import STEP_BY_STEP, TABLES

ROOT = Path(__file__).resolve().parent.parent.parent
MIGRATIONS = "django_migrations"
# what is for the reader of a dump, for psql alone, or about the session that reads it
NOISE = re.compile(
    r"^--\n(?:-- .*\n)*--\n+|^-- Dumped .*\n|^\\.*\n|^COMMENT ON SCHEMA .*\n"
    r"|^SELECT pg_catalog\.set_config.*\n"
    r"|^SET (?:\w+_timeout|client_\w+|standard_conforming_strings|xmloption|row_security"
    r"|check_function_bodies|default_\w+) = .*;\n",
    re.MULTILINE,
)
# without the rows that `migrate` gives a database in the end: it does so wherever it runs
STEP_ALL = f"""
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
migrate.emit_pre_migrate_signal = migrate.emit_post_migrate_signal = lambda *_, **__: None
call_command("migrate", "{STEP_BY_STEP}", verbosity=0)
"""


def migrated_in(home: Path) -> str:
    """The tables that all migrations make in a database of this empty home, as the file says."""
    os.environ["RISKCRM_HOME"] = str(home)
    owner = {"DJANGO_SETTINGS_MODULE": "riskcrm.settings", "RISKCRM_DATABASE_ROLE": "owner"}
    with embedded.servers():
        command = [sys.executable, "-c", STEP_ALL]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **owner})
        return "\n".join(written(embedded.database_url("riskcrm_owner"))) + "\n"


def written(url: str) -> Iterator[str]:
    """The parts of the file: tables, the few rows that migrations put into them, the steps done."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        yield f"-- written by 'make tables' on PostgreSQL {cursor.fetchone()[0]}"
        yield "SET LOCAL check_function_bodies = false;"
        yield dumped(url, "--schema-only", "--schema=public").replace("CREATE SCHEMA public;\n", "")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for table in [name for (name,) in cursor.fetchall() if name != MIGRATIONS]:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                yield dumped(url, "--data-only", "--inserts", f"--table={table}")
        cursor.execute(f"SELECT app, name FROM {MIGRATIONS} ORDER BY app, name")
        steps = ",\n".join(f"  ('{app}', '{name}', now())" for app, name in cursor.fetchall())
        yield f"INSERT INTO public.{MIGRATIONS} (app, name, applied) VALUES\n{steps};"


def dumped(url: str, *words: str) -> str:
    command = [embedded.Postgres().bin("pg_dump"), "--no-owner", "--no-privileges", *words, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", said)).strip() + "\n"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        TABLES.write_text(migrated_in(Path(folder)), encoding="utf-8")
    print(f"{TABLES.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
