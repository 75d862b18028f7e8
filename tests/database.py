"""The tests' database: made once, copied for each worker, emptied after tests that commit.

Migrating takes long, copying a moment. To empty it, Django would cut off all tables and make
rights, roles and first rules anew, each time; nearly all tables are empty all the time, so this
asks which are not.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import setup_databases

from riskcrm import embedded
from riskcrm.audit.grants import APPEND_ONLY

MADE = "test_riskcrm"  # of which each worker has a copy
FIRST = "first_rows"  # the schema that keeps what the tables held before any test
GUARDED = {f"audit_{name}" for name in APPEND_ONLY} | {"removal_sealedentry", "removal_sealedhead"}
BLOATED = 2**20  # bytes from which on deleted rows are cleared away, lest later tests read them
NOT_EMPTIED = "django_migrations"


@contextlib.contextmanager
def as_owner(connection: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Inside the block the connection works as the owner of the tables."""
    keys = ("USER", "PASSWORD")
    application = {key: connection.settings_dict[key] for key in keys}
    connection.close()
    connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in keys})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application)


def make_database(*, keep: bool, run: str = "", worker: str = "") -> None:
    """By the owner. Of the workers of a run the first makes it, and each takes a copy of its own.

    Nobody drops it: its server's home is thrown away whole.
    """
    with as_owner():
        if keep or not worker:
            setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
        else:
            _copy_what_is_made_once(run, worker)
    _remember_first_rows()


def _copy_what_is_made_once(run: str, worker: str) -> None:
    record = embedded.home() / "test-database-of"
    connection.settings_dict["TEST"]["NAME"] = MADE
    with embedded.locked(record.with_suffix(".lock")):
        if not record.exists() or record.read_text() != run:
            setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            record.write_text(run)
        connection.settings_dict["NAME"] = MADE
        connection.creation.clone_test_db(worker, verbosity=0)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = f"{MADE}_{worker}"


def write_tables(path: Path) -> None:
    """The tables as they are made, for copies to begin with that are not about migrating."""
    words = ["--no-owner", "--no-privileges", f"--exclude-schema={FIRST}", f"--file={path}"]
    _run_program("pg_dump", *words, embedded.database_url("riskcrm_owner", MADE))


def read_tables(path: Path, url: str) -> None:
    """Into the empty database at this address, whose role then owns them."""
    words = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={path}"]
    _run_program("psql", *words, url)


def _run_program(program: str, *words: str) -> None:
    command = [embedded.Postgres().bin(program), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@cache
def _as_administrator(database: str) -> Any:
    """Only an administrator may pass over foreign keys; opened once, since it costs to open."""
    one = psycopg2.connect(embedded.database_url("riskcrm_admin", database))
    one.autocommit = True
    return one


@contextlib.contextmanager
def _cursor() -> Iterator[Any]:
    with _as_administrator(str(connection.settings_dict["NAME"])).cursor() as cursor:
        yield cursor


def _remember_first_rows() -> None:
    """Keep what is there now for `empty_tables`. A kept database first loses what tests left."""
    with _cursor() as cursor:
        held = _tables(cursor, FIRST)
        _delete(cursor, _with_rows(cursor) - held if held else set())
        cursor.execute(f"DROP SCHEMA IF EXISTS {FIRST} CASCADE")
        cursor.execute(f"CREATE SCHEMA {FIRST}")
        for table in held or _with_rows(cursor):
            cursor.execute(f'CREATE TABLE {FIRST}."{table}" AS TABLE public."{table}"')


def empty_tables() -> None:
    """The database as it was before the first test."""
    with _cursor() as cursor:
        first = _tables(cursor, FIRST)
        changed = {table for table in first if _differs(cursor, table)}
        _delete(cursor, (_with_rows(cursor) - first) | changed, then_first=changed)


def _tables(cursor: Any, schema: str) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    return {name for (name,) in cursor.fetchall()} - {NOT_EMPTIED}


def _with_rows(cursor: Any) -> set[str]:
    asked = (
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.\"{table}\")"
        for table in _tables(cursor, "public")
    )
    cursor.execute(" UNION ALL ".join(asked))
    return {name for (name,) in cursor.fetchall()}


def _differs(cursor: Any, table: str) -> bool:
    now, first = (f'SELECT t::text FROM {s}."{table}" t' for s in ("public", FIRST))
    cursor.execute(
        f"SELECT EXISTS (({now}) EXCEPT ALL ({first})) OR EXISTS (({first}) EXCEPT ALL ({now}))"
    )
    return bool(cursor.fetchone()[0])


def _guards(table: str) -> tuple[str, ...]:
    more = {"audit_eventpayload": ("only_listed",), "audit_erasure": ("erase_listed",)}
    return ("append_only", *more.get(table, ()))


def _delete(cursor: Any, tables: set[str], then_first: Iterable[str] = ()) -> None:
    """In one transaction and without triggers; those of the chain must be named to stand aside."""
    if not tables:
        return
    guarded = tables & GUARDED
    cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
    guards = [(table, trigger) for table in guarded for trigger in _guards(table)]
    for table, trigger in guards:
        cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER {trigger}')
    for table in tables:
        cursor.execute(f'DELETE FROM public."{table}"')
    for table in then_first:
        cursor.execute(f'INSERT INTO public."{table}" SELECT * FROM {FIRST}."{table}"')
    for table, trigger in guards:
        cursor.execute(f'ALTER TABLE public."{table}" ENABLE ALWAYS TRIGGER {trigger}')
    cursor.execute("COMMIT")
    for table in tables:
        cursor.execute("SELECT pg_table_size(%s) > %s", [f'public."{table}"', BLOATED])
        if cursor.fetchone()[0]:
            cursor.execute(f'VACUUM ANALYZE public."{table}"')
