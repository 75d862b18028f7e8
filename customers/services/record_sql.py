# ruff: noqa: S608  (statements are put together from constants of this package only)
"""The one upsert of facts, set-based, and what rows are refused for: see `customers.records`.

Rows stand in a temporary table, the stage, that a call or a file has filled. A row that says what
the book says writes nothing; one that differs first copies the old state to `FactRevision`. Unless
rows are `whole`, a null says nothing, and what the book knows stays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext as _

from customers.records.kinds import Kind, Shape, Value
from customers.services.journal import noting
from customers.services.rate_sql import worth_sql

REFUSALS = """
CREATE TEMPORARY TABLE IF NOT EXISTS fact_refusal (line bigint, reason text, code text, field text)
ON COMMIT DELETE ROWS;
DELETE FROM fact_refusal;
"""
# a staged row `s` that nothing speaks against
GOOD = "NOT EXISTS (SELECT 1 FROM fact_refusal f WHERE f.line = s.line)"
AUTHOR = "nullif(%(author)s, 0)"
# what was dismissed says something else now, so it has to be looked at again
REOPENED = """,
    confirmation = CASE WHEN t.confirmation = 'dismissed' THEN 'pending' ELSE t.confirmation END,
    confirmed_by_id = CASE WHEN t.confirmation = 'confirmed' THEN t.confirmed_by_id END,
    confirmed_at = CASE WHEN t.confirmation = 'confirmed' THEN t.confirmed_at END"""
SAME = "t.customer_id = s.customer_id AND t.source_key = s.source_key"


@dataclass(frozen=True)
class Stage:
    """Rows of a kind in a temporary table. `whole` rows say all of a fact, nulls included.

    `author` is who brings them, by id, and 0 the owner of the machine.
    """

    kind: Kind
    table: str = "staged_fact"
    whole: bool = False
    author: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """The columns that rows tell, in the stage's order after `line`."""
        names = (f"{v.name}_key" if v.shape is Shape.LINK else v.column for v in self.kind.values)
        return ("customer", "source_key", "effective_date", "is_void", *names)

    @property
    def found(self) -> tuple[str, ...]:
        """The columns that are worked out afterwards."""
        links = tuple(value.column for value in self.kind.links)
        money = ("base_amount",) if self.kind.has_money else ()
        return ("customer_id", *links, *money, "recorded_at")

    @property
    def state(self) -> tuple[str, ...]:
        """The columns of the fact that rows decide."""
        return ("effective_date", "is_void", *(value.column for value in self.kind.values))

    @property
    def is_decided(self) -> bool:
        """Whether people say of such facts if they are true."""
        return hasattr(self.kind.model, "confirmation")

    def definition(self) -> str:
        types = {f"{v.name}_key": "text" for v in self.kind.links}
        types |= {v.column: _type_of(v) for v in self.kind.values}
        types |= {
            "customer": "text",
            "source_key": "text",
            "effective_date": "date",
            "is_void": "boolean",
            "customer_id": "bigint",
            "base_amount": "numeric(18,2)",
            "recorded_at": "timestamptz",
        }
        columns = ", ".join(f"{name} {types[name]}" for name in (*self.told, *self.found))
        return f"line bigint, {columns}"

    def said(self, column: str) -> str:
        """SQL: what the fact says of this column once the row is written."""
        field = _field(self.kind, column)
        known = [f"s.{column}"] if self.whole else [f"s.{column}", f"t.{column}"]
        if not field.null and field.has_default():
            known.append(_literal(field.get_default()))
        return f"coalesce({', '.join(known)})" if len(known) > 1 else known[0]

    def differs(self) -> str:
        left = ", ".join(f"t.{name}" for name in self.state)
        right = ", ".join(map(self.said, self.state))
        return f"({left}) IS DISTINCT FROM ({right})"


def _field(kind: Kind, column: str) -> Any:
    return next(f for f in kind.model._meta.concrete_fields if f.column == column)


def _type_of(value: Value) -> str:
    if value.shape in (Shape.TEXT, Shape.LINES, Shape.CHOICE, Shape.CURRENCY):
        return "text"
    if value.shape is Shape.CHOICES:
        return "varchar[]"
    if isinstance(value.field, models.IntegerField):
        return "integer"
    return str(value.field.rel_db_type(connection) if value.field.is_relation else
               value.field.db_type(connection))  # fmt: skip


def _literal(value: Any) -> str:
    """A default of a model in SQL: defaults are codes, empty texts, flags, numbers, empty lists."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "'{}'"
    return f"'{value}'" if isinstance(value, str) else str(value)


# --- filling and checking ---


def open_refusals() -> None:
    _run(REFUSALS)


def refuse(sql: str, reason: str, code: str, field: str, **params: Any) -> None:
    """Refuse the lines that a query finds: it selects `line`."""
    _run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        f" SELECT r.line, %(reason)s, %(code)s, %(field)s FROM ({sql}) r",
        {"reason": reason, "code": code, "field": field, **params},
    )


def find_customers(stage: Stage, reach: str) -> None:
    """Put customers' ids to their numbers, of those that the condition on `c` leaves in reach."""
    _run(
        f"UPDATE {stage.table} s SET customer_id = c.id FROM customers_customer c"
        f" WHERE c.number = s.customer AND c.merged_into_id IS NULL AND ({reach})"
    )
    _run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        " SELECT s.line, replace(%(reason)s, '{number}', c.number), 'merged_customer', 'customer'"
        f" FROM {stage.table} s JOIN customers_customer gone ON gone.number = s.customer"
        " JOIN customers_customer c ON c.id = gone.merged_into_id"
        f" WHERE c.merged_into_id IS NULL AND ({reach})",
        {"reason": _("this customer was merged into {number}; use that number")},
    )
    refuse(
        f"SELECT s.line FROM {stage.table} s WHERE s.customer_id IS NULL AND s.customer <> ''"
        " AND NOT EXISTS (SELECT 1 FROM fact_refusal f"
        " WHERE f.line = s.line AND f.code = 'merged_customer')",
        _("this customer is not among your customers"),
        "unknown_customer",
        "customer",
    )


def lock_customers(stage: Stage) -> None:
    """Hold the customers of the good rows until the transaction ends, in one order."""
    _run(
        f"SELECT 1 FROM (SELECT c.id FROM customers_customer c WHERE c.id IN ("
        f" SELECT s.customer_id FROM {stage.table} s WHERE {GOOD})"
        " ORDER BY c.id FOR NO KEY UPDATE) held"
    )
    refuse(  # a merge may have come first
        f"SELECT s.line FROM {stage.table} s JOIN customers_customer c ON c.id = s.customer_id"
        " WHERE c.merged_into_id IS NOT NULL",
        _("this customer has just been merged into another"),
        "merged_customer",
        "customer",
    )


def find_links(stage: Stage) -> None:
    """Put ids to the numbers of linked facts, which belong to the same customer."""
    for link in stage.kind.links:
        table = link.linked._meta.db_table
        _run(
            f"UPDATE {stage.table} s SET {link.column} = p.id FROM {table} p"
            f" WHERE p.customer_id = s.customer_id AND p.{link.link_key} = s.{link.name}_key"
        )
        refuse(
            f"SELECT s.line FROM {stage.table} s WHERE s.customer_id IS NOT NULL"
            f" AND s.{link.name}_key <> '' AND s.{link.column} IS NULL",
            _("{label}: the customer has none with this number").format(label=link.label),
            "unknown_link",
            link.name,
        )


def refuse_repeated(stage: Stage) -> None:
    _run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        " SELECT d.line, replace(%(reason)s, '{line}', d.first::text), 'named_twice', 'source_key'"
        " FROM (SELECT line, min(line) OVER (PARTITION BY customer, source_key) AS first"
        f" FROM {stage.table} WHERE customer IS NOT NULL AND source_key IS NOT NULL) d"
        " WHERE d.line > d.first",
        {"reason": _("the same number of this customer is in line {line}")},
    )


def refuse_by_rules(stage: Stage, *, latest: dt.date) -> None:
    """Hold the kind's rules against what each fact would say."""
    kind = stage.kind
    would = ", ".join(f"{stage.said(name)} AS {name}" for name in stage.state)
    rows = (
        f"(SELECT s.line, {would} FROM {stage.table} s LEFT JOIN {kind.table} t ON {SAME}"
        " WHERE s.customer_id IS NOT NULL) s"
    )
    for name, label in kind.days_past:
        refuse(
            f"SELECT s.line FROM {rows} WHERE s.{name} > %(latest)s",
            _("{label}: this date lies in the future").format(label=label),
            "in_future",
            name,
            latest=latest,
        )
    for rule in kind.rules:
        refuse(
            f"SELECT s.line FROM {rows} WHERE {rule.never}",
            str(rule.message),
            rule.code,
            rule.field,
        )


def convert(stage: Stage) -> None:
    """Fill in base amounts by the rate of the fact's day; null where no rate is known."""
    if stage.kind.has_money:
        worth = worth_sql("s", "effective_date")
        _run(f"UPDATE {stage.table} s SET base_amount = {worth}", {"base": settings.BASE_CURRENCY})


# --- outcomes and writing ---


def outcomes(stage: Stage) -> dict[int, str]:
    """For each good line whether it would be created, changed or unchanged."""
    return dict(_run(
        f"SELECT s.line, CASE WHEN t.id IS NULL THEN 'created' WHEN {stage.differs()}"
        f" THEN 'changed' ELSE 'unchanged' END"
        f" FROM {stage.table} s LEFT JOIN {stage.kind.table} t ON {SAME} WHERE {GOOD}"
    ))  # fmt: skip


def count_outcomes(stage: Stage) -> tuple[int, int]:
    """How many lines would be created, and how many would change something."""
    [(new, changed)] = _run(
        f"SELECT count(*) FILTER (WHERE t.id IS NULL),"
        f" count(*) FILTER (WHERE t.id IS NOT NULL AND {stage.differs()})"
        f" FROM {stage.table} s LEFT JOIN {stage.kind.table} t ON {SAME} WHERE {GOOD}"
    )
    return new, changed


def former(stage: Stage) -> dict[int, dict[str, Any]]:
    """For each good line that changes a fact what the changed columns say until now, as text."""
    pairs = ", ".join(f"('{n}', t.{n}::text, ({stage.said(n)})::text)" for n in stage.state)
    return dict(_run(
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
    [(count,)] = _run(
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
    values = [_first_said(stage, name) for name in stage.state]
    [(count,)] = _run(
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


def _first_said(stage: Stage, column: str) -> str:
    field = _field(stage.kind, column)
    if not field.null and field.has_default():
        return f"coalesce(s.{column}, {_literal(field.get_default())})"
    return f"s.{column}"


def refused() -> dict[int, tuple[str, str, str]]:
    """By line the first reason why it is refused, with its code and field."""
    rows = _run("SELECT line, reason, code, field FROM fact_refusal ORDER BY ctid DESC")
    return {line: (reason, code, field) for line, reason, code, field in rows}


def ids_of(stage: Stage) -> dict[int, int]:
    """Staged line → id of its fact."""
    return dict(_run(
        f"SELECT s.line, t.id FROM {stage.table} s JOIN {stage.kind.table} t ON {SAME}"
    ))  # fmt: skip


def _run(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        return cursor.fetchall() if cursor.description else []
