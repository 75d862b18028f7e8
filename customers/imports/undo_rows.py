"""Taking back what an import wrote, table by table: rows that it created go, rows that it changed
get back what they said before. What somebody else has touched since stays, with the reason.

All of it is one transaction; parts of some thousands rows follow each other in it, so that one can
see how far it is.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from customers.imports.locks import lock_customers
from customers.imports.progress import Watch
from customers.imports.scope import Scope
from customers.imports.undoable import NOBODY, UNDOABLE, Undoable
from customers.names import sort_key
from customers.services.derived import CUSTOMERS, derived
from riskcrm.web.secret import is_secret

OTHER = "other"  # refers to a row, and is not told by name
TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS undo_kept (about text, row_id bigint, name text, reason text)
ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS undo_customer (id bigint) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS undo_part (id bigint PRIMARY KEY, reason text)
ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS undo_id (id bigint PRIMARY KEY) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS undo_state (id bigint PRIMARY KEY, former jsonb, stamp text)
ON COMMIT DELETE ROWS;
DELETE FROM undo_kept;
DELETE FROM undo_customer;
-- the checks of foreign keys follow each statement, instead of piling up until the end
SET CONSTRAINTS ALL IMMEDIATE;
"""
FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, a.attname
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.confrelid = %s::regclass ORDER BY 1, 2
"""
JUDGE = """
TRUNCATE undo_part;
INSERT INTO undo_part (id, reason)
SELECT t.id, CASE WHEN {hidden} THEN 'hidden' WHEN {touched} THEN 'changed' {referred} END
FROM customers_importedrows r CROSS JOIN LATERAL unnest(r.ids) AS i(id)
JOIN {table} t ON t.id = i.id
WHERE r.id = %(part)s ORDER BY t.id FOR UPDATE OF t;
ANALYZE undo_part;
INSERT INTO undo_kept (about, row_id, name, reason)
SELECT '{table}', p.id, {key}, p.reason FROM undo_part p JOIN {table} t ON t.id = p.id
WHERE p.reason IS NOT NULL
"""
FORGET = """
DELETE FROM touched_customer c USING undo_part p WHERE c.customer_id = p.id AND p.reason IS NULL
"""
REMOVE = """
WITH gone AS (
    DELETE FROM {table} t USING undo_part p WHERE t.id = p.id AND p.reason IS NULL
    RETURNING {customer} AS customer_id
), touched AS (
    INSERT INTO touched_customer (customer_id)
    SELECT DISTINCT customer_id FROM gone WHERE {touches} AND customer_id IS NOT NULL
)
SELECT count(*) FROM gone
"""
OF_CREATED = """
INSERT INTO undo_customer SELECT DISTINCT {customer}
FROM customers_importedrows r CROSS JOIN LATERAL unnest(r.ids) AS i(id)
JOIN {table} t ON t.id = i.id
WHERE r.import_file_id = %(import)s AND r.table_name = '{table}' AND r.created
"""
OF_CHANGED = """
INSERT INTO undo_customer
SELECT DISTINCT {customer} FROM undo_state s JOIN {table} t ON t.id = s.id
"""
LOAD = """
TRUNCATE undo_id, undo_state;
INSERT INTO undo_id SELECT DISTINCT unnest(ids) FROM customers_importedrows
WHERE import_file_id = %(import)s AND table_name = '{table}' AND NOT created;
ANALYZE undo_id;
INSERT INTO undo_state (id, former, stamp) {states};
ANALYZE undo_state
"""
KEEP_BACK = """
WITH judged AS (
    SELECT t.id, {key} AS name, CASE WHEN {hidden} THEN 'hidden'
        WHEN {stamp} <> s.stamp THEN 'changed' ELSE {against} END AS reason
    FROM undo_state s JOIN {table} t ON t.id = s.id ORDER BY t.id FOR UPDATE OF t
), kept AS (
    INSERT INTO undo_kept (about, row_id, name, reason)
    SELECT '{table}', id, name, reason FROM judged WHERE reason IS NOT NULL
)
DELETE FROM undo_state s USING judged j WHERE s.id = j.id AND j.reason IS NOT NULL
"""
# rows that are not there any more have nothing to get back
RESTORE = """
WITH back AS (
    SELECT t.id, p.* FROM (SELECT s.id AS row_id, s.former FROM undo_state s) s
    JOIN {table} t ON t.id = s.row_id
    CROSS JOIN LATERAL (SELECT {columns} FROM jsonb_populate_record(t, s.former)) p
), changed AS (
    UPDATE {table} t SET {assignments}, {set} FROM back WHERE t.id = back.id
    RETURNING {customer} AS customer_id, {invoice} AS invoice_id
), touched AS (
    INSERT INTO touched_customer (customer_id, invoice_id)
    SELECT DISTINCT customer_id, invoice_id FROM changed WHERE customer_id IS NOT NULL
)
SELECT count(*) FROM changed
"""


def take_back(
    import_id: int, *, scope: Scope, by: str, at: dt.datetime, watch: Watch
) -> dict[str, dict[str, int]]:
    """Take back all that the import wrote; table → how many rows were removed, restored, kept.

    Needs an open stage, since the customers whose facts change are noted in it, and `open_scope`.
    """
    params: dict[str, Any] = {
        "import": import_id,
        "at": at,
        "by": by[:200],
        "base": settings.BASE_CURRENCY,
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(
            "SELECT table_name, created, array_agg(id ORDER BY id), sum(cardinality(ids))"
            " FROM customers_importedrows WHERE import_file_id = %(import)s GROUP BY 1, 2",
            params,
        )
        parts = {(table, made): ids for table, made, ids, _rows in cursor.fetchall()}
    watch.phase("undoing", sum(map(len, parts.values())))
    _lock(parts, params)
    counts: dict[str, dict[str, int]] = {}
    for one in UNDOABLE:
        removed = restored = 0
        hidden = "false" if one.customer == NOBODY else scope.hides(one.customer)
        for part in parts.get((one.table, True), ()):
            removed += _remove(one, hidden, params | {"part": part})
            watch.add(1)
        if changed := parts.get((one.table, False)):
            restored = _restore(one, hidden, params)
            watch.add(len(changed))
        if (one.table, True) in parts or (one.table, False) in parts:
            counts[one.table] = {"removed": removed, "restored": restored, "kept": _kept(one)}
    return counts


def _lock(parts: dict[tuple[str, bool], list[int]], params: dict[str, Any]) -> None:
    """Lock the customers whose rows are taken back, in the order that all keep to."""
    with connection.cursor() as cursor:
        for one in UNDOABLE:
            names = {"table": one.table, "customer": one.customer}
            if (one.table, True) in parts:
                cursor.execute(OF_CREATED.format(**names), params)
            if (one.table, False) in parts:
                cursor.execute(LOAD.format(table=one.table, states=one.states), params)
                cursor.execute(OF_CHANGED.format(**names))
    lock_customers("SELECT id FROM undo_customer")


def kept_rows() -> list[tuple[str, str, str]]:
    """What was kept: the table, what people call the row, and the reason's code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT about, name, reason FROM undo_kept ORDER BY about, row_id")
        return list(cursor.fetchall())


def _kept(one: Undoable) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM undo_kept WHERE about = %s", [one.table])
        return int(cursor.fetchone()[0])


def _remove(one: Undoable, hidden: str, params: dict[str, Any]) -> int:
    names = {"table": one.table, "key": one.key, "customer": one.customer}
    with connection.cursor() as cursor:
        cursor.execute(
            JUDGE.format(
                **names, hidden=hidden, touched=one.touched, referred=_referred(one.table)
            ),
            params,
        )
        _remove_derived(one.table)
        if one.table == CUSTOMERS:
            cursor.execute(FORGET)
        cursor.execute(REMOVE.format(**names, touches=str(one.table != CUSTOMERS).lower()))
        return int(cursor.fetchone()[0])


def _restore(one: Undoable, hidden: str, params: dict[str, Any]) -> int:
    names = {"table": one.table, "key": one.key, "customer": one.customer}
    with connection.cursor() as cursor:
        cursor.execute(LOAD.format(table=one.table, states=one.states), params)
        cursor.execute(
            KEEP_BACK.format(**names, hidden=hidden, stamp=one.stamp, against=one.against), params
        )
        if one.table == CUSTOMERS:
            _sort_anew()
        for statement in (one.keep, one.before):
            if statement:
                cursor.execute(statement, params)
        cursor.execute(
            RESTORE.format(
                **names,
                columns=", ".join(one.state),
                assignments=", ".join(f"{name} = back.{name}" for name in one.state),
                set=one.set,
                invoice=one.invoice,
            ),
            params,
        )
        return int(cursor.fetchone()[0])


def _sort_anew() -> None:
    """Names that come back sort as they did: pinyin is not the database's to tell."""
    latest = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, former ->> 'name' FROM undo_state"
                " WHERE former ? 'name' AND id > %s ORDER BY id LIMIT 20000",
                [latest],
            )
            names = cursor.fetchall()
            if not names:
                return
            cursor.execute(
                "UPDATE undo_state s SET former = s.former || jsonb_build_object('sort_key', n.key)"
                " FROM unnest(%s::bigint[], %s::text[]) AS n(id, key) WHERE n.id = s.id",
                [[pk for pk, _name in names], [sort_key(name) for _pk, name in names]],
            )
            latest = names[-1][0]


def _foreign_keys(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [table])
        return [(name, column) for name, column in cursor.fetchall()]


def _referred(table: str) -> str:
    """SQL: the cases in which another row stands against deleting row `t`, by that row's table.

    Those that are told by name come first, so that where none is, it is one of many others.
    """
    own = {(one.table, one.column): one for one in derived(table)}
    cases = []
    for name, column in _foreign_keys(table):
        if (name, column) not in own:
            cases.append((name, f"SELECT 1 FROM {name} x WHERE x.{column} = t.id"))
            continue
        going = own[name, column]
        for inner, by in _foreign_keys(name):
            if (inner, by) not in going.children:
                joined = f"SELECT 1 FROM {inner} y JOIN {name} x ON x.id = y.{by}"
                cases.append((inner, f"{joined} WHERE x.{column} = t.id"))
    told = told_tables()
    cases.sort(key=lambda case: case[0] not in told)
    return " ".join(
        f"WHEN EXISTS ({rows}) THEN '{name if name in told else OTHER}'" for name, rows in cases
    )


def told_tables() -> set[str]:
    """Tables of which people read that a row of them stands against undoing.

    Only what files write, and nothing secret: if all others were named, saying nothing would say
    which it is.
    """
    secret = {model._meta.db_table for model in apps.get_models() if is_secret(model)}
    return {one.table for one in UNDOABLE} - secret


def _remove_derived(table: str) -> None:
    """What is known about the rows of this part that go, goes first."""
    ids = "SELECT p.id FROM undo_part p WHERE p.reason IS NULL"
    with connection.cursor() as cursor:
        for one in derived(table):
            of_these = f"x.{one.column} IN ({ids})"
            for inner, column in one.children:
                cursor.execute(
                    f"DELETE FROM {inner} y USING {one.table} x"
                    f" WHERE y.{column} = x.id AND {of_these}"
                )
            cursor.execute(f"DELETE FROM {one.table} x WHERE {of_these}")
