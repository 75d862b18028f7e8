"""Files of contacts: the people to speak with at customers that the book knows.

A customer is named by number, or by name where only one in reach is called so. A contact is known
by the source system's key; without one by its name at the customer. A blank cell says nothing.
As on the page, a new name, number or address leaves a contact change, and becoming the main contact
ends another's being it.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.gone import refuse_gone
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import GOOD, Problem, refuse, refuse_repeated, stage, summary_of
from customers.imports.summary import Summary
from customers.names import sort_key
from customers.services.changes import mark_touched
from customers.services.contacts import WATCHED
from customers.services.facts import open_stage
from customers.services.journal import noting, noting_former
from riskcrm.web.today import local_date

DEFINITION = (
    "line bigint, customer text, customer_key text, source_key text, name text, role text,"
    " phone text, email text, wechat text, is_primary boolean, customer_id bigint"
)
SAID = ("name", "role", "phone", "email", "wechat")
LETTERS = re.compile(r"[A-Za-z]")

BY_NUMBER = """
UPDATE import_row s SET customer_id = c.id FROM customers_customer c
WHERE c.number = s.customer AND NOT {hidden}
"""
# the sort key leads to the name, which has no index of its own
BY_NAME = """
UPDATE import_row s SET customer_id = f.id FROM (
    SELECT s.line, min(c.id) AS id FROM import_row s
    JOIN customers_customer c ON c.sort_key = s.customer_key AND lower(c.name) = lower(s.customer)
    WHERE s.customer_id IS NULL AND c.merged_into_id IS NULL AND NOT {hidden}
    GROUP BY s.line HAVING count(*) = 1) f
WHERE f.line = s.line
"""
UNKNOWN = """
SELECT s.line, replace(CASE WHEN EXISTS (
    SELECT 1 FROM customers_customer c WHERE c.sort_key = s.customer_key
    AND lower(c.name) = lower(s.customer) AND c.merged_into_id IS NULL AND NOT {hidden})
    THEN %(several)s ELSE %(unknown)s END,
    '{{customer}}', s.customer)
FROM import_row s WHERE s.customer IS NOT NULL AND s.customer_id IS NULL
"""
# without a key of the source system the one who has the name already, or a key made of the name
SAME_NAME = """
UPDATE import_row s SET source_key = coalesce(
    (SELECT min(k.source_key) FROM customers_contact k
     WHERE k.customer_id = s.customer_id AND lower(k.name) = lower(s.name)),
    left('name:' || lower(s.name), 80))
WHERE s.source_key IS NULL AND s.name IS NOT NULL
"""
ENDED = """
SELECT s.line, %(message)s FROM import_row s JOIN customers_contact k
    ON k.customer_id = s.customer_id AND k.source_key = s.source_key
WHERE s.is_primary AND k.ended_at IS NOT NULL
"""
MAIN_TWICE = """
SELECT d.line, replace(%(message)s, '{line}', d.first::text) FROM (
    SELECT line, min(line) OVER (PARTITION BY customer_id) AS first FROM import_row
    WHERE is_primary AND customer_id IS NOT NULL) d WHERE d.line > d.first
"""
BOOK = """import_row s LEFT JOIN customers_contact k
    ON k.customer_id = s.customer_id AND k.source_key = s.source_key"""
DIFFERS = " OR ".join(
    f"(s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM k.{name})"
    for name in (*SAID, "is_primary")
)
IS_OTHER = f"""({", ".join(f"customers_contact.{name}" for name in WATCHED)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in WATCHED)})"""
COUNT = f"""
SELECT count(*) FILTER (WHERE k.id IS NULL),
       count(*) FILTER (WHERE k.id IS NOT NULL AND ({DIFFERS}))
FROM {BOOK} WHERE {GOOD}
"""
LEAVE_UNCHANGED = f"""
DELETE FROM import_row d USING (
    SELECT s.line FROM {BOOK} WHERE {GOOD} AND k.id IS NOT NULL AND NOT ({DIFFERS})) same
WHERE d.line = same.line
"""
HELD = f"SELECT s.customer_id FROM import_row s WHERE {GOOD}"
NOTE_CHANGES = f"""
WITH made AS (
    INSERT INTO customers_contactchange
        (customer_id, source_key, kind, effective_date, old_value, new_value, recorded_at,
         entered_by_id, contact_id)
    SELECT k.customer_id, 'contact-' || k.id || '-' || (k.version + 1) || '-' || v.kind, v.kind,
           %(today)s, v.old, v.new, %(at)s, %(person)s, k.id
    FROM import_row s
    JOIN customers_contact k ON k.customer_id = s.customer_id AND k.source_key = s.source_key
    CROSS JOIN LATERAL (VALUES {
    ", ".join(f"('{kind.value}', k.{name}, s.{name})" for name, kind in WATCHED.items())
}) AS v(kind, old, new)
    WHERE {GOOD} AND v.new IS NOT NULL AND v.old <> '' AND v.new <> v.old RETURNING id
)
{noting("customers_contactchange", "made")}
"""
END_OTHERS = f"""
WITH made AS (
    UPDATE customers_contact k SET is_primary = false, version = k.version + 1, recorded_at = %(at)s
    FROM import_row s
    WHERE {GOOD} AND s.is_primary AND k.customer_id = s.customer_id AND k.is_primary
      AND k.source_key <> s.source_key
    RETURNING k.id
)
{noting_former("customers_contact", "made")}
"""
# what was verified is not what it says now
VERIFICATION = ", ".join(
    f"{name} = CASE WHEN {IS_OTHER} THEN {nothing} ELSE customers_contact.{name} END"
    for name, nothing in {
        "verified_at": "NULL",
        "verified_by_id": "NULL",
        "verified_how": "''",
        "entered_by_id": "excluded.entered_by_id",
    }.items()
)
WRITE = f"""
WITH made AS (
    INSERT INTO customers_contact (customer_id, source_key, name, role, phone, email, wechat,
                                   is_primary, recorded_at, version, entered_by_id)
    SELECT s.customer_id, s.source_key,
           {", ".join(f"coalesce(s.{name}, k.{name}, '')" for name in SAID)},
           coalesce(s.is_primary, k.is_primary, false), %(at)s, 1, %(person)s
    FROM {BOOK} WHERE {GOOD} ORDER BY s.customer_id, s.line
    ON CONFLICT (customer_id, source_key) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in (*SAID, "is_primary"))},
        recorded_at = %(at)s, version = customers_contact.version + 1, {VERIFICATION}
    RETURNING id, customer_id
), noted AS (
    {noting_former("customers_contact", "made")}
)
INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM made
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
    open_stage()
    rows = stage(
        source, columns, definition=DEFINITION, key="customer_id, source_key", derive=_derive
    )
    params = {"at": at, "today": local_date(at), "person": scope.person_id}
    if not dry_run:
        lock_imports()
    _find_customers(scope)
    refuse_gone("customer", scope)
    refuse_repeated(("customer_id", "source_key"), _("the same contact is in line {line}"))
    refuse(
        MAIN_TWICE,
        {"message": _("the main contact of this customer is in line {line}")},
        field="is_primary",
    )
    refuse(
        ENDED,
        {"message": _("this contact has ended and cannot be the main one; take it up again first")},
        field="is_primary",
    )
    refuse(
        f"SELECT s.line, %(message)s FROM {BOOK} WHERE k.id IS NULL AND s.name IS NULL"
        " AND s.customer_id IS NOT NULL",
        {"message": _("this contact is not in the book yet, and a new one needs a name")},
        field="name",
    )
    with connection.cursor() as cursor:
        if not dry_run:
            cursor.execute(LEAVE_UNCHANGED)
            lock_customers(HELD)
        cursor.execute(COUNT)
        new, changed = cursor.fetchone()
        if not dry_run and (new or changed):
            for statement in (NOTE_CHANGES, END_OTHERS, WRITE):
                cursor.execute(statement, params)
            mark_touched(cause="import_contacts", at=at)
    return summary_of(rows, new=new, changed=changed)


def _derive(values: dict[str, Any]) -> tuple[list[Any], list[Problem]]:
    customer, name = values.get("customer"), _full_name(values)
    return [
        customer,
        sort_key(customer or ""),
        values.get("source_key"),
        name,
        *(values.get(field) for field in (*SAID[1:], "is_primary")),
        None,
    ], []


def _full_name(values: dict[str, Any]) -> str | None:
    """Given and family name in one, as people of that language write them."""
    family, given = values.get("name"), values.get("given_name")
    if not family or not given:
        return family or given
    is_western = LETTERS.search(family + given)
    return f"{given} {family}"[:120] if is_western else f"{family}{given}"[:120]


def _find_customers(scope: Scope) -> None:
    hidden = scope.hides("c.id")
    with connection.cursor() as cursor:
        cursor.execute(BY_NUMBER.format(hidden=hidden))
        cursor.execute(BY_NAME.format(hidden=hidden))
        cursor.execute(SAME_NAME)
    refuse(
        UNKNOWN.format(hidden=hidden),
        {
            "unknown": _("customer {customer} is not among your customers"),
            "several": _("several of your customers are called {customer}; give the number"),
        },
        field="customer",
    )
