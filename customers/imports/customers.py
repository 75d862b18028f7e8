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

from customers.imports.cells import Column
from customers.imports.contact_changes import NOTE_CONTACTS, NOTE_DETAILS
from customers.imports.errors import FileRefused
from customers.imports.gone import refuse_gone
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.own_fields import FORMER_OWN, OWN_DIFFER, own_json, refuse_incomplete
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import (
    GOOD,
    count_late,
    known_sql,
    refuse,
    refuse_repeated,
    stage,
    summary_of,
)
from customers.imports.summary import Summary
from customers.models import CUSTOMER_FIELDS
from customers.names import core_name, sort_key
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import open_stage
from riskcrm.web.today import local_date

DATES = ("incorporation_date", "since_date")
OTHERS = ("manager", "team", *DATES)
TEXTS = tuple(name for name in CUSTOMER_FIELDS if name not in ("number", *OTHERS))
EXTRAS = ("credit_limit", "payment_days", "contact_name", "phone", "email")
DEFINITION = (
    "line bigint, number text, "
    + ", ".join(f"{name} text" for name in TEXTS)
    + ", manager_id bigint, team_id bigint, incorporation_date date, since_date date,"
    " credit_limit numeric(18,2), payment_days integer, contact_name text, phone text, email text,"
    " sort_key text, name_key text, custom jsonb"
)
COLUMNS = (*TEXTS, "manager_id", "team_id", *DATES)
TOLD = {name: f"(s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM c.{name})" for name in COLUMNS}
CHANGES = ", ".join(
    [f"('{name}', to_jsonb(c.{name}), {differs})" for name, differs in TOLD.items()]
    + [f"('custom', {FORMER_OWN}, {OWN_DIFFER})"]
)
SAYS_MORE = " OR ".join([*TOLD.values(), OWN_DIFFER])

# the terms in force and the contact that imports keep
LATEST_TERMS = """LEFT JOIN LATERAL (
    SELECT t.credit_limit, t.payment_days FROM customers_creditterms t
    WHERE t.customer_id = c.id AND t.effective_date <= %(today)s
    ORDER BY t.effective_date DESC, t.recorded_at DESC LIMIT 1) t ON true"""
CONTACT = "LEFT JOIN customers_contact k ON k.customer_id = c.id AND k.source_key = 'import'"
NEW_TERMS = """(s.credit_limit IS NOT NULL AND s.credit_limit IS DISTINCT FROM t.credit_limit
    OR s.payment_days IS NOT NULL AND s.payment_days IS DISTINCT FROM t.payment_days)"""
NEW_CONTACT = """(s.contact_name IS NOT NULL AND s.contact_name IS DISTINCT FROM k.name
    OR s.phone IS NOT NULL AND s.phone IS DISTINCT FROM k.phone
    OR s.email IS NOT NULL AND s.email IS DISTINCT FROM k.email)"""

# what this import has created is new, and what is out of reach looks as if it were not there
DIFFERS = f"({SAYS_MORE} OR {NEW_TERMS} OR {NEW_CONTACT})"
COUNT = f"""
SELECT count(*) FILTER (WHERE n.is_new), count(*) FILTER (WHERE NOT n.is_new AND {DIFFERS})
FROM import_row s LEFT JOIN customers_customer c ON c.number = s.number
CROSS JOIN LATERAL (SELECT c.id IS NULL OR {{hidden}} OR EXISTS (
    SELECT 1 FROM import_created m WHERE m.customer_id = c.id) AS is_new) n
{LATEST_TERMS} {CONTACT} WHERE {GOOD}
"""
# what was is kept in the same statement: each changed column's former value
CHANGE = f"""
WITH old AS (
    SELECT c.id, c.version, s.line, (
        SELECT jsonb_object_agg(f.name, f.value)
        FROM (VALUES {CHANGES}) AS f(name, value, changes) WHERE f.changes) AS former
    FROM import_row s JOIN customers_customer c ON c.number = s.number
    WHERE {GOOD} AND ({SAYS_MORE})
    ORDER BY c.id FOR NO KEY UPDATE OF c
), kept AS (
    INSERT INTO customers_customerrevision
        (customer_id, version, former, superseded_at, changed_by, cause)
    SELECT id, version, former, %(at)s, %(by)s, 'import_customers' FROM old
), changed AS (
    UPDATE customers_customer c SET {", ".join(f"{n} = coalesce(s.{n}, c.{n})" for n in COLUMNS)},
        sort_key = CASE WHEN s.name IS NULL THEN c.sort_key ELSE s.sort_key END,
        name_key = CASE WHEN s.name IS NULL THEN c.name_key ELSE s.name_key END,
        custom = c.custom || coalesce(s.custom, '{{}}'),
        version = c.version + 1
    FROM old JOIN import_row s ON s.line = old.line WHERE c.id = old.id
    RETURNING c.id
)
INSERT INTO touched_customer (customer_id) SELECT id FROM changed
"""
EMPTY = dict.fromkeys(TEXTS, "''") | {"kind": "'company'"}
CREATE = f"""
WITH made AS (
    INSERT INTO customers_customer
        (number, {", ".join(COLUMNS)}, sort_key, name_key, custom, status, recorded_at, version)
    SELECT s.number, {", ".join(f"coalesce(s.{n}, {EMPTY[n]})" for n in TEXTS)},
        coalesce(s.manager_id, %(manager)s), coalesce(s.team_id, %(team)s),
        s.incorporation_date, s.since_date, s.sort_key, s.name_key,
        coalesce(s.custom, '{{{{}}}}'), 'active', {{known}}, 1
    FROM import_row s
    WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM customers_customer c WHERE c.number = s.number)
    ORDER BY s.line ON CONFLICT (number) DO NOTHING RETURNING id
)
INSERT INTO import_created (customer_id) SELECT id FROM made
"""
LATE = f"""
SELECT count(*) FROM import_row s JOIN customers_customer c ON c.number = s.number
WHERE {GOOD} AND NOT {{hidden}} AND c.recorded_at > {{known}}
"""
# those that were there already, one that somebody has added this moment among them
HELD = f"""
SELECT c.id FROM import_row s JOIN customers_customer c ON c.number = s.number
WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = c.id)
"""
LEAVE_UNCHANGED = f"""
DELETE FROM import_row d USING (
    SELECT s.line FROM import_row s JOIN customers_customer c ON c.number = s.number
    {LATEST_TERMS} {CONTACT}
    WHERE {GOOD} AND NOT {DIFFERS}
      AND NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = c.id)
) same WHERE d.line = same.line
"""
WRITE_TERMS = f"""
WITH made AS (
    INSERT INTO customers_creditterms
        (customer_id, effective_date, credit_limit, payment_days, recorded_at)
    SELECT c.id, {{effective}}, coalesce(s.credit_limit, t.credit_limit),
           coalesce(s.payment_days, t.payment_days), {{known}}
    FROM import_row s JOIN customers_customer c ON c.number = s.number {LATEST_TERMS}
    WHERE {GOOD} AND {NEW_TERMS} ON CONFLICT DO NOTHING RETURNING customer_id
)
INSERT INTO touched_customer (customer_id) SELECT customer_id FROM made
"""
WRITE_CONTACTS = f"""
WITH made AS (
    INSERT INTO customers_contact (customer_id, source_key, name, role, phone, email, wechat,
                                   is_primary, recorded_at, version)
    SELECT c.id, 'import', coalesce(s.contact_name, k.name, left(c.name, 120)), '',
           coalesce(s.phone, k.phone, ''), coalesce(s.email, k.email, ''), '',
           NOT EXISTS (SELECT 1 FROM customers_contact o WHERE o.customer_id = c.id
                       AND o.is_primary), {{known}}, 1
    FROM import_row s JOIN customers_customer c ON c.number = s.number {CONTACT}
    WHERE {GOOD} AND {NEW_CONTACT}
    ON CONFLICT (customer_id, source_key) DO UPDATE SET name = excluded.name,
        phone = excluded.phone, email = excluded.email, recorded_at = %(at)s,
        verified_at = NULL, verified_by_id = NULL, verified_how = '',
        version = customers_contact.version + 1
    RETURNING customer_id
)
INSERT INTO touched_customer (customer_id) SELECT customer_id FROM made
"""


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
    open_stage()
    rows = stage(
        source,
        columns,
        definition=DEFINITION,
        key="number",
        derive=lambda values: _derive(values, latest_day(at)),
    )
    refuse_repeated(("number",), _("the same customer number is in line {line}"))
    _refuse_nameless(scope)
    refuse_incomplete(scope)
    refuse_gone("number", scope)
    params: dict[str, Any] = {
        "at": at,
        "today": local_date(at),
        "zone": settings.TIME_ZONE,
        "manager": scope.manager_id,
        "team": scope.team_id,
        "by": scope.by.name[:200],
        "person": scope.person_id,
    }
    since = known_sql("coalesce(s.since_date, c.since_date)", history=options.history)
    sql = LATE.format(hidden=scope.hides("c.id"), known=since)
    late = count_late(sql, params, history=options.history)
    if not dry_run:
        lock_imports()
        _create(options, params)
        _refuse_hidden(scope)
        with connection.cursor() as cursor:
            cursor.execute(LEAVE_UNCHANGED, params)
        lock_customers(HELD)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(hidden=scope.hides("c.id")), params)
        new, changed = cursor.fetchone()
    if not dry_run and (new or changed):
        _write(options, params, at=at)
    summary = summary_of(rows, new=new, changed=changed)
    summary.customers_created, summary.history_not_applied = new, late
    return summary


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


def _derive(values: dict[str, Any], latest: dt.date) -> tuple[list[Any], list[str]]:
    reasons = []
    limit = values.get("credit_limit")
    if limit is not None and limit < 0:
        reasons.append(_("a credit limit cannot be negative"))
    since, founded = values.get("since_date"), values.get("incorporation_date")
    if since and since > latest:
        reasons.append(_("“customer since” cannot be a future date"))
    if founded and founded > latest:
        reasons.append(_("the day of incorporation cannot be a future date"))
    names = ("number", *TEXTS, *OTHERS, *EXTRAS)
    name = values.get("name") or ""
    keys = sort_key(name), core_name(name)
    return [*(values.get(name) for name in names), *keys, own_json(values)], reasons


def _refuse_nameless(scope: Scope) -> None:
    """Who is known has a name already. What is out of reach looks as if it were not there."""
    refuse(
        f"SELECT s.line, %(message)s FROM import_row s LEFT JOIN customers_customer c"
        f" ON c.number = s.number AND NOT {scope.hides('c.id')}"
        f" WHERE s.number IS NOT NULL AND s.name IS NULL AND c.id IS NULL",
        {"message": _("this customer is not in the book yet, and a new one needs a name")},
    )


def _refuse_hidden(scope: Scope) -> None:
    """Only when it is written: a check that told would map the customers of others unseen."""
    refuse(
        f"SELECT s.line, %(message)s FROM import_row s JOIN customers_customer c"
        f" ON c.number = s.number WHERE {scope.hides('c.id')}",
        {"message": _("this customer number cannot be used; ask a risk officer about it")},
    )


def _create(options: Options, params: dict[str, Any]) -> None:
    known = known_sql("s.since_date", history=options.history)
    with connection.cursor() as cursor:
        cursor.execute(CREATE.format(known=known), params)
        cursor.execute(
            "INSERT INTO touched_customer (customer_id) SELECT customer_id FROM import_created"
        )


def _write(options: Options, params: dict[str, Any], *, at: dt.datetime) -> None:
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
        cursor.execute(NOTE_DETAILS, params)
        cursor.execute(CHANGE, params)
        cursor.execute(NOTE_CONTACTS, params)
        cursor.execute(WRITE_CONTACTS.format(known=since), params)
        cursor.execute(WRITE_TERMS.format(effective=effective, known=from_then), params)
    mark_touched(cause="import_customers", at=at)
