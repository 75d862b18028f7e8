"""Files with a line for each article sold, as shops export them.

The lines of one document make one order, which has been invoiced: quantity × price is summed
exactly and rounded once. A cancellation (its number begins with C, or its sum is negative) becomes
a credit note. Such files do not tell who has paid, so the orders become open invoices only where
somebody says that they are: else every customer would seem to be in arrears for years.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports import order_statements as statements
from customers.imports.cells import Column
from customers.imports.debtors import count_new_customers, create_customers, refuse_unknown
from customers.imports.invoices import reason_of_clash
from customers.imports.locks import lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import Problem, known_sql, refuse, stage, summary_of
from customers.imports.summary import Summary
from customers.names import sort_key
from customers.records import KINDS
from customers.services import credits
from customers.services import record_refusals as refusals
from customers.services import record_sql as sql
from customers.services.changes import mark_touched
from customers.services.clashes import take_clashes
from customers.services.days import latest_day
from customers.services.facts import INVOICE, convert, open_stage, put, revalue_allocations, upsert
from customers.services.record_stage import SAME, Stage

ORDERS = Stage(KINDS["orders"], table="staged_order")
CREDITS = Stage(KINDS["credit-notes"], table="staged_credit")
BAD_DEBT = re.compile(r"bad debt|坏账|呆账", re.IGNORECASE)


def work(
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the file's lines and, unless it is a dry run, write the good documents."""
    open_stage()
    refusals.open_refusals()
    currency = options.currency or settings.BASE_CURRENCY
    rows = stage(
        source,
        columns,
        definition=statements.DEFINITION,
        key="number",
        derive=lambda values: _derive(values, currency),
    )
    params = {
        "at": at,
        "zone": settings.TIME_ZONE,
        "base": settings.BASE_CURRENCY,
        "manager": scope.manager_id,
        "team": scope.team_id,
        "opening": scope.opening,
    }
    _refuse_documents()
    if dry_run:
        created = count_new_customers(options, scope)
    else:
        lock_imports()
        created = create_customers(options, params)
    refuse_unknown(options, scope, dry_run=dry_run)
    _refuse_together()
    _stage_documents(options, scope, params)
    _check(latest=latest_day(at), dry_run=dry_run)
    summary = _count(rows)
    summary.customers_created = created
    if not dry_run and (summary.new or summary.changed):
        _write(at=at)
    return summary


def _derive(values: dict[str, Any], currency: str) -> tuple[list[Any], list[Problem]]:
    """The staged columns of a line, and what is wrong with it as a whole."""
    reasons: list[Problem] = []
    customer, text = values.get("customer"), values.get("text") or ""
    if not customer:
        reasons.append(("customer", _("the line names no customer")))
    if BAD_DEBT.search(text):
        reasons.append(("text", _("an adjustment of bad debt is no sale; enter it as a write-off")))
    name = values.get("customer_name")
    return [
        customer,
        values.get("number"),
        values.get("invoice_date"),
        values.get("currency") or currency,
        values.get("quantity"),
        values.get("price"),
        text or None,
        name,
        sort_key(name or customer or ""),
    ], reasons


def _refuse_documents() -> None:
    refuse(
        statements.OTHERWISE,
        {"message": _("line {line} names another customer or currency for the same document")},
    )
    _refuse_together()


def _refuse_together() -> None:
    refuse(statements.TOGETHER, {"message": _("line {line} of the same document is refused")})


def _stage_documents(options: Options, scope: Scope, params: dict[str, Any]) -> None:
    known = known_sql("d.day", history=options.history)
    staging = [(ORDERS, statements.STAGE_ORDERS), (CREDITS, statements.STAGE_CREDITS)]
    places = {"known": known, "hidden": scope.hides("c.id")}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_document, staged_order, staged_credit")
        cursor.execute(statements.DOCUMENTS)
        refuse(statements.TOO_MUCH, {"message": _("the lines of this document add up to too much")})
        cursor.execute(statements.TAKE_REFUSED)
        for part, statement in staging:
            cursor.execute(
                f"CREATE TEMPORARY TABLE {part.table} ({part.definition()}) ON COMMIT DROP;"
                f"CREATE INDEX ON {part.table} (line);"
                f"CREATE INDEX ON {part.table} (customer_id, source_key)"
            )
            cursor.execute(statement.format(**places), params)
            cursor.execute(f"ANALYZE {part.table}")
        if options.as_invoices:
            cursor.execute(statements.STAGE_INVOICES.format(**places), params)


def _check(*, latest: dt.date, dry_run: bool) -> None:
    """Hold the documents against the rules of what they become, and against the book."""
    for part in () if dry_run else (ORDERS, CREDITS):
        refusals.lock_customers(part)
    for part in (ORDERS, CREDITS):
        refusals.refuse_by_rules(part, latest=latest)
        credits.refuse_overspent(part)
        sql.convert(part)
    convert(INVOICE)
    due, settled = take_clashes()
    refuse("SELECT line, reason FROM fact_refusal", {})
    early = _("the due date in the book lies before this invoice date")
    put("import_refusal (line, reason, field)", [(line, early, "invoice_date") for line in due])
    put("import_refusal (line, reason)", [(c.line, reason_of_clash(c)) for c in settled])
    _refuse_together()
    with connection.cursor() as cursor:
        cursor.execute(statements.TAKE_REFUSED)
        for table in (ORDERS.table, CREDITS.table, "staged_invoice"):
            cursor.execute(
                f"DELETE FROM {table} s WHERE NOT EXISTS"  # noqa: S608 (own tables)
                " (SELECT 1 FROM staged_document d WHERE d.line = s.line)"
            )


def _count(rows: int) -> Summary:
    outcomes = [
        f"SELECT s.line, t.id IS NULL AS is_new, t.id IS NOT NULL AND {part.differs()}"  # noqa: S608
        f" AS is_changed FROM {part.table} s LEFT JOIN {part.kind.table} t ON {SAME}"
        for part in (ORDERS, CREDITS)
    ]
    outcomes.append(
        f"SELECT s.line, t.id IS NULL, t.id IS NOT NULL AND {INVOICE.differs()}"  # noqa: S608
        f" FROM staged_invoice s LEFT JOIN {INVOICE.table} t ON {INVOICE.same_key()}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statements.COUNT_LINES.format(outcomes=" UNION ALL ".join(outcomes)))
        new, changed = cursor.fetchone()
        summary = summary_of(rows, new=int(new), changed=int(changed))
        cursor.execute(statements.NO_CUSTOMER)
        (summary.without_customer,) = cursor.fetchone()
        cursor.execute(statements.KINDS)
        summary.orders, summary.credit_notes = cursor.fetchone()
        cursor.execute(statements.REVENUE)
        revenue: list[tuple[str, Decimal]] = cursor.fetchall()
    summary.amounts = {currency: f"{amount:.2f}" for currency, amount in revenue}
    return summary


def _write(*, at: dt.datetime) -> None:
    for part in (ORDERS, CREDITS):
        credits.note(part)
        sql.revise_changed(part, at=at)
        sql.insert_new(part)
        credits.settle(part, at=at)
    upsert(INVOICE, at=at)
    revalue_allocations(at=at)
    mark_touched(cause="import_order_lines", at=at)
