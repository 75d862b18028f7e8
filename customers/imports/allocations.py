"""Files that say which payments, credit notes and write-offs settle which invoices."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.debtors import refuse_unknown
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import GOOD, Problem, known_sql, refuse, stage, summary_of
from customers.imports.summary import Summary
from customers.services import settlement
from customers.services.allocations import OUTCOMES, check_told, open_told
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import open_stage

DEFINITION = (
    "line bigint, customer text, source text, source_key text, invoice text,"
    " amount numeric(18,2), day date"
)
TELL = f"""
INSERT INTO told_part (line, customer_id, kind, source_key, number, day, amount, recorded_at)
SELECT s.line, c.id, s.source, s.source_key, s.invoice, s.day, s.amount, %(at)s
FROM import_row s JOIN customers_customer c ON c.number = s.customer AND NOT {{hidden}}
WHERE {GOOD}
"""
# in an import of history an allocation counts as known from its day on, but not before its source
KNOWN = """
UPDATE staged_part p SET recorded_at = greatest({known}, s.known_at)
FROM staged_source s WHERE s.line = p.source_line AND NOT p.is_kept
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE outcome = 'created'), count(*) FILTER (WHERE outcome = 'changed')
FROM ({OUTCOMES}) o
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
    open_told()
    rows = stage(
        source, columns, definition=DEFINITION, key="customer, source_key", derive=_derive
    )  # fmt: skip
    if not dry_run:
        lock_imports()
    refuse_unknown(options, scope, dry_run=dry_run)
    params: dict[str, Any] = {"at": at, "zone": settings.TIME_ZONE}
    known = known_sql("p.day", history=options.history)
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(hidden=scope.hides("c.id")), params)
        if not dry_run:
            lock_customers("SELECT customer_id FROM told_part")
        check_told(latest=latest_day(at))
        refuse("SELECT line, reason FROM fact_refusal", {})
        cursor.execute(KNOWN.format(known=known), params)
        cursor.execute(COUNT)
        new, changed = cursor.fetchone()
    if not dry_run and (new or changed):
        settlement.stage_allocations()
        settlement.write_staged(at=at)
        mark_touched(cause="import_allocations", at=at)
    return summary_of(rows, new=new, changed=changed)


def _derive(values: dict[str, Any]) -> tuple[list[Any], list[Problem]]:
    reasons: list[Problem] = []
    amount = values.get("amount")
    if amount is not None and amount < 0:
        reasons.append(
            ("amount", _("the amount cannot be negative; zero takes an allocation back"))
        )
    return [
        values.get("customer"),
        values.get("source") or "payment",
        *(values.get(name) for name in ("source_key", "invoice", "amount", "day")),
    ], reasons
