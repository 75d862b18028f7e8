# ruff: noqa: S608  (statements are put together from constants of this package only)
"""The one upsert of ledger facts, set-based: what is new is inserted, what differs is revised.

Rows come from a temporary table that an API call or an import has filled. A row that says what the
book knows already writes nothing. A row that differs first copies the old state to the revision
table, so that a reading of the past stays what it was. Where a staged value is null and the column
is in `kept`, the row says nothing about it and the book's value stays.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.extras import execute_values

from customers.models import SOURCES
from customers.services import journal
from customers.services.rate_sql import worth_sql
from customers.services.record_refusals import refuse_unkept, refuse_void
from customers.services.sql import run

# an allocation is of one of these, the others are null
SOURCE_COLUMNS = tuple(f"{name}_id" for name in SOURCES)

TEMPORARY_TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_invoice (
    line bigint, customer_id bigint, number text, invoice_date date, due_date date,
    amount numeric(18,2), currency text, base_amount numeric(18,2), cost numeric(18,2),
    is_void boolean, recorded_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_payment (
    line bigint, customer_id bigint, source_key text, received_date date,
    amount numeric(18,2), currency text, base_amount numeric(18,2), method text, payer text,
    reference text, is_void boolean, recorded_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_allocation (
    customer_id bigint, invoice_id bigint, payment_id bigint, credit_note_id bigint,
    write_off_id bigint, effective_date date, amount numeric(18,2), base_amount numeric(18,2),
    recorded_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS touched_customer (
    customer_id bigint, invoice_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM staged_invoice;
DELETE FROM staged_payment;
DELETE FROM staged_allocation;
DELETE FROM touched_customer;
"""


@dataclass(frozen=True)
class Fact:
    """A kind of ledger row: its tables, its key within the book, and what it says."""

    table: str
    stage: str
    revision: str
    parent: str  # the revision's column that names the fact
    key: tuple[str, ...]
    state: tuple[str, ...]
    compared: tuple[str, ...]
    date: str  # decides the exchange rate
    kept: frozenset[str] = field(default_factory=frozenset)
    nullable: frozenset[str] = field(default_factory=frozenset)  # of the key

    def same_key(self) -> str:
        """SQL: the staged row is about this one. What may be null is compared last, row by row."""
        pairs = (
            f"t.{name} IS NOT DISTINCT FROM s.{name}"
            if name in self.nullable
            else f"t.{name} = s.{name}"
            for name in self.key
        )
        return " AND ".join(pairs)

    def said(self, name: str) -> str:
        """The value a staged row stands for."""
        return f"coalesce(s.{name}, t.{name})" if name in self.kept else f"s.{name}"

    def differs(self) -> str:
        left = ", ".join(f"t.{name}" for name in self.compared)
        right = ", ".join(self.said(name) for name in self.compared)
        return f"({left}) IS DISTINCT FROM ({right})"


INVOICE = Fact(
    table="customers_invoice",
    stage="staged_invoice",
    revision="customers_invoicerevision",
    parent="invoice_id",
    key=("customer_id", "number"),
    state=("invoice_date", "due_date", "amount", "currency", "base_amount", "cost", "is_void"),
    compared=("invoice_date", "due_date", "amount", "currency", "cost", "is_void"),
    date="invoice_date",
    kept=frozenset({"due_date", "cost", "is_void"}),
)
# said in full by who sees it: what is left out is not known
WHOLE_INVOICE = replace(INVOICE, kept=frozenset({"is_void"}))
PAYMENT_STATE = (
    "received_date", "amount", "currency", "base_amount", "method", "payer", "reference", "is_void",
)  # fmt: skip
PAYMENT = Fact(
    table="customers_payment",
    stage="staged_payment",
    revision="customers_paymentrevision",
    parent="payment_id",
    key=("customer_id", "source_key"),
    state=PAYMENT_STATE,
    compared=tuple(name for name in PAYMENT_STATE if name != "base_amount"),
    date="received_date",
    kept=frozenset({"method", "payer", "reference", "is_void"}),
)
ALLOCATION = Fact(
    table="customers_allocation",
    stage="staged_allocation",
    revision="customers_allocationrevision",
    parent="allocation_id",
    key=("customer_id", "invoice_id", *SOURCE_COLUMNS),
    state=("effective_date", "amount", "base_amount"),
    compared=("effective_date", "amount", "base_amount"),
    date="effective_date",
    nullable=frozenset(SOURCE_COLUMNS),
)

INSERT_NEW = """
WITH made AS (
    INSERT INTO {table} ({columns})
    SELECT {values} FROM {stage} s {between}
    ORDER BY {order}
    ON CONFLICT ({key}) DO NOTHING
    RETURNING id, customer_id
), noted AS (
    {note_created}
), touched AS (
    INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM made
)
SELECT count(*) FROM made
"""

# an allocation's revision also names what it is of, which is its key
REVISE = """
WITH old AS (
    SELECT t.*, {new_values},
           greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
    FROM {stage} s JOIN {table} t ON {same_key}
    WHERE {differs}
    ORDER BY {order_old} FOR UPDATE OF t
), kept AS (
    INSERT INTO {revision} ({parent}, {copied}, recorded_at, superseded_at)
    SELECT id, {copied}, recorded_at, moment FROM old RETURNING id
), noted AS (
    {note_changed}
), changed AS (
    UPDATE {table} t SET {assignments}, recorded_at = old.moment FROM old WHERE t.id = old.id
    RETURNING t.id, t.customer_id
), touched AS (
    INSERT INTO touched_customer (customer_id, invoice_id)
    SELECT customer_id, {changed_invoice} FROM changed
)
SELECT count(*) FROM changed
"""

CLASSIFY = """
SELECT s.line, CASE WHEN t.id IS NULL THEN 'created' WHEN {differs} THEN 'changed'
                    ELSE 'unchanged' END
FROM {stage} s LEFT JOIN {table} t ON {same_key}
"""

FORMER = """
SELECT s.line, jsonb_object_agg(f.name, f.value)
FROM {stage} s JOIN {table} t ON {same_key}
CROSS JOIN LATERAL (VALUES {pairs}) AS f(name, value, new_value)
WHERE f.value IS DISTINCT FROM f.new_value
GROUP BY s.line
"""

CONVERT = "UPDATE {stage} s SET base_amount = {worth} WHERE s.base_amount IS NULL"

# an invoice that changed its amount, currency or rate changes what its allocations are worth
STAGE_REVALUED = """
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, credit_note_id, write_off_id,
                               effective_date, amount, base_amount)
SELECT a.customer_id, a.invoice_id, a.payment_id, a.credit_note_id, a.write_off_id,
       a.effective_date, a.amount,
       round(a.amount * i.base_amount / i.amount, 2)
FROM (SELECT DISTINCT customer_id, invoice_id FROM touched_customer
      WHERE invoice_id IS NOT NULL) c
JOIN customers_allocation a ON a.customer_id = c.customer_id AND a.invoice_id = c.invoice_id
JOIN customers_invoice i ON i.id = a.invoice_id
"""


def open_stage() -> None:
    """Empty temporary tables for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TEMPORARY_TABLES + journal.TEMPORARY_TABLE)


def convert(fact: Fact) -> None:
    """Fill in base amounts by the rate of the document's day; null where no rate is known.

    What is worth more than can be kept is refused, and what would change something void.
    """
    statement = CONVERT.format(stage=fact.stage, worth=worth_sql("s", fact.date))
    run(statement, {"base": settings.BASE_CURRENCY})
    refuse_unkept(fact.stage, fact.date)
    refuse_void(
        fact.stage, fact.table, same=fact.same_key(), differs=fact.differs(), key=fact.key[1]
    )


def classify(fact: Fact) -> dict[int, str]:
    """For each staged line whether it would be created, changed or unchanged."""
    return dict(run(_sql(CLASSIFY, fact), {}))


def former(fact: Fact) -> dict[int, dict[str, Any]]:
    """For each staged line that changes a fact what the changed columns say until now, as text."""
    return {line: json.loads(was) for line, was in run(_sql(FORMER, fact), {})}


def insert_new(fact: Fact, customers: tuple[int, int] | None = None) -> int:
    """Write what is new; of the customers with ids between these, if they are given."""
    between = "WHERE s.customer_id BETWEEN %(first)s AND %(last)s" if customers else ""
    first, last = customers or (0, 0)
    return int(run(_sql(INSERT_NEW, fact, between), {"first": first, "last": last})[0][0])


def revise_changed(fact: Fact, *, at: dt.datetime) -> int:
    """Replace what differs; the old state goes to the revision table, superseded at `at`.

    A change counts as known from `at` on even in an import of history: until now the book said
    otherwise, and readings of the past must go on saying so.
    """
    return int(run(_sql(REVISE, fact), {"at": at})[0][0])


def upsert(fact: Fact, *, at: dt.datetime) -> tuple[int, int]:
    """Write the staged rows; how many were new and how many were changed."""
    changed = revise_changed(fact, at=at)
    return insert_new(fact), changed


def revalue_allocations(*, at: dt.datetime) -> None:
    """Follow with the allocations of the invoices that have just been changed."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE_REVALUED)
        if cursor.rowcount:
            revise_changed(ALLOCATION, at=at)
        cursor.execute("DELETE FROM staged_allocation")


def _sql(template: str, fact: Fact, between: str = "") -> str:
    columns = (*fact.key, *fact.state, "recorded_at")
    copied = (*fact.key, *fact.state) if fact is ALLOCATION else ("customer_id", *fact.state)
    defaults = {"method": "coalesce(s.method, 'unknown')"}
    defaults |= {name: f"coalesce(s.{name}, '')" for name in ("payer", "reference")}
    defaults["is_void"] = "coalesce(s.is_void, false)"
    return template.format(
        table=fact.table,
        stage=fact.stage,
        revision=fact.revision,
        parent=fact.parent,
        key=", ".join(fact.key),
        columns=", ".join(columns),
        values=", ".join(defaults.get(name, f"s.{name}") for name in columns),
        same_key=fact.same_key(),
        differs=fact.differs(),
        order=", ".join(f"s.{name}" for name in fact.key),
        order_old=", ".join(f"t.{name}" for name in fact.key),
        new_values=", ".join(f"{fact.said(name)} AS new_{name}" for name in fact.state),
        copied=", ".join(copied),
        pairs=", ".join(
            f"('{name}', t.{name}::text, ({fact.said(name)})::text)" for name in fact.compared
        ),
        assignments=", ".join(f"{name} = old.new_{name}" for name in fact.state),
        changed_invoice="id" if fact.table == INVOICE.table else "NULL::bigint",
        between=between,
        note_created=journal.noting(fact.table, "made"),
        note_changed=journal.noting(fact.table, "kept", created=False),
    )


def put(target: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows into a staging table; `target` names it and its columns."""
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, f"INSERT INTO {target} VALUES %s", rows, page_size=1000)


def ids_of(fact: Fact) -> dict[int, int]:
    """Staged line → id of the written row."""
    sql = f"SELECT s.line, t.id FROM {fact.stage} s JOIN {fact.table} t ON {fact.same_key()}"
    return dict(run(sql, {}))
