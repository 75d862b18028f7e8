"""Files of related parties: who owns, guarantees or represents which customer.

A blank cell says nothing: what the book knows of the same party stays.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
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
from customers.services.changes import mark_touched
from customers.services.party_rows import (
    PARTY,
    STAGED,
    faults_of,
    key_of,
    open_party_stage,
    write_parties,
)
from riskcrm.web.today import local_date

TOLD = (
    "customer", "source_key", "kind", "other", "name", "id_number", "country", "share_percent",
    "guarantee_amount", "guarantee_currency", "valid_from", "valid_until", "note",
)  # fmt: skip
NUMBERS = {"share_percent": "numeric", "guarantee_amount": "numeric"}
DAYS = {"valid_from": "date", "valid_until": "date"}
DEFINITION = "line bigint, " + ", ".join(
    f"{name} {(NUMBERS | DAYS).get(name, 'text')}" for name in TOLD
)
TEXTS = ("id_number", "country", "guarantee_currency", "note")
KNOWN = "LEFT JOIN customers_relatedparty t ON t.customer_id = c.id AND t.source_key = s.source_key"
STATED = ", ".join(
    f"coalesce(s.{name}, t.{name}, '')" if name in TEXTS else f"coalesce(s.{name}, t.{name})"
    for name in TOLD[5:]
)
STAGE_PARTIES = f"""
INSERT INTO staged_party ({", ".join(STAGED)})
SELECT s.line, c.id, s.source_key, s.kind,
       CASE WHEN s.name IS NULL THEN coalesce(o.id, t.other_id) END,
       CASE WHEN o.id IS NULL THEN coalesce(s.name, t.name, '') ELSE '' END, {STATED}, %(at)s
FROM import_row s JOIN customers_customer c ON c.number = s.customer
LEFT JOIN customers_customer o ON o.number = s.other {KNOWN}
WHERE {GOOD}
"""
ENDS_EARLY = f"""
SELECT s.line, %(message)s FROM import_row s JOIN customers_customer c ON c.number = s.customer
{KNOWN}
WHERE {GOOD}
  AND coalesce(s.valid_until, t.valid_until) < coalesce(s.valid_from, t.valid_from)
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE t.id IS NULL),
       count(*) FILTER (WHERE t.id IS NOT NULL AND {PARTY.differs()})
FROM staged_party s LEFT JOIN {PARTY.table} t ON {PARTY.same_key()}
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
    open_party_stage()
    rows = stage(source, columns, definition=DEFINITION, key="customer", derive=_derive)
    refuse_repeated(("customer", "source_key"), _("the same related party is in line {line}"))
    if not dry_run:
        lock_imports()
    _refuse_unknown(scope)
    refuse(ENDS_EARLY, {"message": _("the end lies before the start")}, field="valid_until")
    if not dry_run:
        lock_customers(
            f"SELECT c.id FROM import_row s JOIN customers_customer c ON c.number = s.customer"
            f" WHERE {GOOD}"
        )
    with connection.cursor() as cursor:
        cursor.execute(STAGE_PARTIES, {"at": at})
        cursor.execute("ANALYZE staged_party")
        cursor.execute(COUNT)
        new, changed = cursor.fetchone()
    if not dry_run and (new or changed):
        write_parties(person_id=scope.person_id, today=local_date(at), at=at)
        mark_touched(cause="import_parties", at=at)
    return summary_of(rows, new=new, changed=changed)


def _derive(values: dict[str, Any]) -> tuple[list[Any], list[Problem]]:
    """The staged columns of a row, and what is wrong with it as a whole."""
    told = values | {"source_key": key_of(values)}
    reasons = [(field, why[:1].lower() + why[1:].rstrip(".。")) for field, why in faults_of(values)]
    return [told.get(name) for name in TOLD], reasons


def _refuse_unknown(scope: Scope) -> None:
    """What is out of reach looks as if it were not there."""
    for name in ("customer", "other"):
        refuse_gone(name, scope)
        refuse(
            f"SELECT s.line, replace(%(message)s, '{{customer}}', s.{name}) FROM import_row s"
            f" LEFT JOIN customers_customer c ON c.number = s.{name}"
            f" WHERE s.{name} IS NOT NULL AND (c.id IS NULL OR {scope.hides('c.id')})",
            {"message": _("customer {customer} is not among your customers")},
            field=name,
        )
