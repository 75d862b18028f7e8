# ruff: noqa: S608  (statements are put together from constants of this package only)
"""The one upsert of facts, set-based: see `customers.records`.

Rows stand in a temporary table, the stage, that a call or a file has filled. A row that says what
the book says writes nothing; one that differs first copies the old state to `FactRevision`. Unless
rows are `whole`, a null says nothing, and what the book knows stays.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from customers.services.journal import noting
from customers.services.rate_sql import worth_sql
from customers.services.record_refusals import refuse_unkept
from customers.services.record_stage import GOOD, SAME, Stage, first_said
from customers.services.sql import run

AUTHOR = "nullif(%(author)s, 0)"
# what was dismissed says something else now, so it has to be looked at again
REOPENED = """,
    confirmation = CASE WHEN t.confirmation = 'dismissed' THEN 'pending' ELSE t.confirmation END,
    confirmed_by_id = CASE WHEN t.confirmation = 'confirmed' THEN t.confirmed_by_id END,
    confirmed_at = CASE WHEN t.confirmation = 'confirmed' THEN t.confirmed_at END"""


def convert(stage: Stage) -> None:
    """Fill in base amounts by the rate of the fact's day; null where no rate is known.

    What is worth more than can be kept is refused.
    """
    if stage.kind.has_money:
        worth = worth_sql("s", "effective_date")
        run(f"UPDATE {stage.table} s SET base_amount = {worth}", {"base": settings.BASE_CURRENCY})
        refuse_unkept(stage.table, "effective_date")


def outcomes(stage: Stage) -> dict[int, str]:
    """For each good line whether it would be created, changed or unchanged."""
    return dict(run(
        f"SELECT s.line, CASE WHEN t.id IS NULL THEN 'created' WHEN {stage.differs()}"
        f" THEN 'changed' ELSE 'unchanged' END"
        f" FROM {stage.table} s LEFT JOIN {stage.kind.table} t ON {SAME} WHERE {GOOD}"
    ))  # fmt: skip


def count_outcomes(stage: Stage) -> tuple[int, int]:
    """How many lines would be created, and how many would change something."""
    [(new, changed)] = run(
        f"SELECT count(*) FILTER (WHERE t.id IS NULL),"
        f" count(*) FILTER (WHERE t.id IS NOT NULL AND {stage.differs()})"
        f" FROM {stage.table} s LEFT JOIN {stage.kind.table} t ON {SAME} WHERE {GOOD}"
    )
    return new, changed


def former(stage: Stage) -> dict[int, dict[str, Any]]:
    """For each good line that changes a fact what the changed columns say until now, as text."""
    pairs = ", ".join(f"('{n}', t.{n}::text, ({stage.said(n)})::text)" for n in stage.state)
    return dict(run(
        f"SELECT s.line, jsonb_object_agg(f.name, f.value)::json"
        f" FROM {stage.table} s JOIN {stage.kind.table} t ON {SAME}"
        f" CROSS JOIN LATERAL (VALUES {pairs}) AS f(name, value, new_value)"
        f" WHERE f.value IS DISTINCT FROM f.new_value AND {GOOD} GROUP BY s.line"
    ))  # fmt: skip


def revise_changed(stage: Stage, *, at: dt.datetime) -> int:
    """Replace what differs; the old state goes to `FactRevision`, superseded at `at`.

    A change counts as known from `at` on even in an import of history: until now the book said
    otherwise, and readings of the past must go on saying so.
    """
    kind = stage.kind
    columns = (*stage.state, *(("base_amount",) if kind.has_money else ()))
    new = ", ".join(
        f"{stage.said(n) if n in stage.state else f's.{n}'} AS new_{n}" for n in columns
    )
    reopened = REOPENED if stage.is_decided else ""
    [(count,)] = run(
        f"""
        WITH old AS (
            SELECT t.id, t.customer_id, t.recorded_at, to_jsonb(t) AS former, {new},
                   greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
            FROM {stage.table} s JOIN {kind.table} t ON {SAME}
            WHERE {GOOD} AND {stage.differs()} ORDER BY t.id FOR UPDATE OF t
        ), kept AS (
            INSERT INTO customers_factrevision
                (customer_id, kind, fact_id, former, recorded_at, superseded_at)
            SELECT customer_id, '{kind.name}', id, former, recorded_at, moment FROM old
            RETURNING id
        ), noted AS (
            {noting(kind.table, "kept", created=False)}
        ), changed AS (
            UPDATE {kind.table} t SET {", ".join(f"{n} = old.new_{n}" for n in columns)},
                version = t.version + 1, recorded_at = old.moment{reopened}
            FROM old WHERE t.id = old.id RETURNING t.customer_id
        ), touched AS (
            INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM changed
        )
        SELECT count(*) FROM changed
        """,
        {"at": at},
    )
    return int(count)


def insert_new(stage: Stage) -> int:
    kind = stage.kind
    money = ("base_amount",) if kind.has_money else ()
    author = ("reported_by_id",) if stage.is_decided else ()
    values = [first_said(stage, name) for name in stage.state]
    [(count,)] = run(
        f"""
        WITH made AS (
            INSERT INTO {kind.table}
                (customer_id, source_key, {", ".join((*stage.state, *money, *author))},
                 recorded_at, version)
            SELECT s.customer_id, s.source_key,
                   {", ".join((*values, *(f"s.{n}" for n in money), *(AUTHOR for _n in author)))},
                   s.recorded_at, 1
            FROM {stage.table} s
            WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM {kind.table} t WHERE {SAME})
            ORDER BY s.line ON CONFLICT (customer_id, source_key) DO NOTHING
            RETURNING id, customer_id
        ), noted AS (
            {noting(kind.table, "made")}
        ), touched AS (
            INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM made
        )
        SELECT count(*) FROM made
        """,
        {"author": stage.author},
    )
    return int(count)


def ids_of(stage: Stage) -> dict[int, int]:
    """Staged line → id of its fact."""
    return dict(run(
        f"SELECT s.line, t.id FROM {stage.table} s JOIN {stage.kind.table} t ON {SAME}"
    ))  # fmt: skip
