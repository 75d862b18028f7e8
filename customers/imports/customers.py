"""Files of customers, with a contact and credit terms where those are told.

A blank cell says nothing: what the book knows stays.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports import customer_statements as statements
from customers.imports.cells import Column
from customers.imports.columnwise import refuse_where, stage_columns
from customers.imports.errors import FileRefused
from customers.imports.gone import refuse_gone
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.own_fields import own_definition, refuse_incomplete
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import (
    count_late,
    count_refused,
    known_sql,
    parts_of,
    refuse,
    refuse_repeated,
    summary_of,
)
from customers.imports.summary import Summary
from customers.names import core_name, sort_key
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import open_stage
from riskcrm.web.today import local_date


def work(
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the file's lines and, unless it is a dry run, write the good ones."""
    _refuse_giving_away(scope, columns)
    rows = _stage(source, columns, scope, at=at)
    params: dict[str, Any] = {
        "at": at,
        "today": local_date(at),
        "zone": settings.TIME_ZONE,
        "manager": scope.manager_id,
        "team": scope.team_id,
        "opening": scope.opening,
        "by": scope.by.name[:200],
        "person": scope.person_id,
    }
    since = known_sql("coalesce(s.since_date, c.since_date)", history=options.history)
    sql = statements.LATE.format(hidden=scope.hides("c.id"), known=since)
    late = count_late(sql, params, history=options.history)
    created = 0 if dry_run else _create_all(source, rows, options, scope, params)
    new, changed = created, 0
    if created < rows - count_refused():
        if not dry_run:
            _hold_others(scope, params)
        with connection.cursor() as cursor:
            cursor.execute(statements.COUNT.format(hidden=scope.hides("c.id")), params)
            new, changed = cursor.fetchone()
    if not dry_run and (new or changed):
        told = {column.field.name for column in columns}
        _write(options, params, told=told, has_changes=changed > 0, at=at)
    summary = summary_of(rows, new=new, changed=changed)
    summary.customers_created, summary.history_not_applied = new, late
    return summary


def _stage(source: Source, columns: list[Column], scope: Scope, *, at: dt.datetime) -> int:
    """Put the file's lines into the stage and refuse those that cannot be; how many there are."""
    open_stage()
    rows = stage_columns(
        source,
        columns,
        definition=f"{statements.DEFINITION}, {own_definition(columns)}",
        key="number",
        names={"manager": "manager_id", "team": "team_id"},
        computed={"sort_key": (("name",), sort_key), "name_key": (("name",), core_name)},
    )
    _refuse_impossible(latest_day(at))
    refuse_repeated(("number",), _("the same customer number is in line {line}"))
    _refuse_nameless(scope)
    refuse_incomplete(scope)
    refuse_gone("number", scope)
    return rows


def _create_all(
    source: Source, rows: int, options: Options, scope: Scope, params: dict[str, Any]
) -> int:
    """Write the new customers part by part; how many."""
    lock_imports()
    known = known_sql("s.since_date", history=options.history)
    created = 0
    with connection.cursor() as cursor:
        cursor.execute(statements.KNOWS)
        unknown = statements.UNKNOWN if cursor.fetchone()[0] else "true"
        statement = statements.CREATE.format(known=known, unknown=unknown)
        for first, last in parts_of(rows, source):
            cursor.execute(statement, params | {"first": first, "last": last})
            created += cursor.rowcount
    _touch_created()
    source.watch.phase("comparing", 0)
    return created


def _hold_others(scope: Scope, params: dict[str, Any]) -> None:
    """Hold those of the book that the lines say something new about."""
    _refuse_hidden(scope)
    if _holds_any():
        with connection.cursor() as cursor:
            cursor.execute(statements.LEAVE_UNCHANGED, params)
        lock_customers(statements.HELD)


def _refuse_giving_away(scope: Scope, columns: list[Column]) -> None:
    told = {column.field.name for column in columns}
    if not scope.sees_all and told & {"manager", "team"}:
        raise FileRefused(
            _(
                "Your role does not let you assign customers to managers or teams. Leave out the "
                "columns for manager and team."
            ),
            code="not_yours_to_give",
            field="mapping",
        )


def _refuse_impossible(latest: dt.date) -> None:
    future = f"> '{latest}'::date"
    refuse_where(
        [
            ("credit_limit", "s.credit_limit < 0", _("a credit limit cannot be negative")),
            (
                "since_date",
                f"s.since_date {future}",
                _("“customer since” cannot be a future date"),
            ),
            (
                "incorporation_date",
                f"s.incorporation_date {future}",
                _("the day of incorporation cannot be a future date"),
            ),
        ]
    )


def _refuse_nameless(scope: Scope) -> None:
    """Who is known has a name already. What is out of reach looks as if it were not there."""
    refuse(
        f"SELECT s.line, %(message)s FROM import_row s LEFT JOIN customers_customer c"
        f" ON c.number = s.number AND NOT {scope.hides('c.id')}"
        f" WHERE s.number IS NOT NULL AND s.name IS NULL AND c.id IS NULL",
        {"message": _("this customer is not in the book yet, and a new one needs a name")},
        field="name",
    )


def _refuse_hidden(scope: Scope) -> None:
    """Only when it is written: a check that told would map the customers of others unseen."""
    refuse(
        f"SELECT s.line, %(message)s FROM import_row s JOIN customers_customer c"
        f" ON c.number = s.number WHERE {scope.hides('c.id')}",
        {"message": _("this customer number cannot be used; ask a risk officer about it")},
        field="number",
    )


def _holds_any() -> bool:
    """Whether the book had any of these customers before this import."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({statements.HELD})")
        return bool(cursor.fetchone()[0])


def _touch_created() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO touched_customer (customer_id) SELECT customer_id FROM import_created"
        )


def _write(
    options: Options, params: dict[str, Any], *, told: set[str], has_changes: bool, at: dt.datetime
) -> None:
    """Write the rows; what no column tells, and what no row changes, is not even looked for."""
    # terms of history hold since the customer is one; later changes from today on
    effective = "%(today)s::date"
    if options.history:
        effective = (
            "CASE WHEN t.credit_limit IS NULL AND t.payment_days IS NULL"
            " THEN least(c.since_date, %(today)s) ELSE %(today)s END::date"
        )
    since = known_sql("c.since_date", history=options.history)
    from_then = known_sql(effective, history=options.history)
    with connection.cursor() as cursor:
        if has_changes:
            for statement in (
                statements.NOTE_DETAILS,
                statements.CHANGE,
                statements.NOTE_CONTACTS,
            ):
                cursor.execute(statement, params)
        if told & {"contact_name", "phone", "email"}:
            cursor.execute(statements.WRITE_CONTACTS.format(known=since), params)
        if told & {"credit_limit", "payment_days"}:
            cursor.execute(
                statements.WRITE_TERMS.format(effective=effective, known=from_then), params
            )
    mark_touched(cause="import_customers", at=at)
