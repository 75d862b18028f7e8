"""Files of payments, with the invoices that they are for where that is told.

Several lines may tell of one payment, each of another invoice. A blank cell says nothing: what the
book knows stays, and so do allocations that the file does not name. An invoice without an amount
gets the whole payment. The rules are those of a posted payment.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports import payment_statements as statements
from customers.imports.cells import Column
from customers.imports.debtors import refuse_unknown
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import Problem, count_late, known_sql, refuse, stage, summary_of
from customers.imports.summary import Summary
from customers.services import settlement
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import PAYMENT, convert, open_stage, upsert

Figures = list[tuple[str, Decimal, int]]  # by currency: the sum, and how many have no base amount


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
    settlement.open_settlement()
    currency = options.currency or settings.BASE_CURRENCY
    rows = stage(
        source,
        columns,
        definition=statements.DEFINITION,
        key="customer, source_key",
        derive=lambda values: _derive(values, currency, latest_day(at)),
    )
    params = {"at": at, "zone": settings.TIME_ZONE, "base": settings.BASE_CURRENCY}
    if not dry_run:
        lock_imports()
    _refuse_rows(options, scope, dry_run=dry_run)
    _stage_payments(options, scope, params)
    late = count_late(statements.LATE, {}, history=options.history)
    left = _figures(statements.LEAVE_UNCHANGED)
    if not dry_run:
        lock_customers(statements.HELD)
    _check()
    summary = _count(rows, [*left, *_figures(statements.FIGURES)])
    summary.history_not_applied = late
    if not dry_run and (summary.new or summary.changed):
        upsert(PAYMENT, at=at)
        settlement.stage_allocations()
        settlement.write_staged(at=at)
        mark_touched(cause="import_payments", at=at)
    return summary


def _derive(
    values: dict[str, Any], currency: str, latest: dt.date
) -> tuple[list[Any], list[Problem]]:
    """The staged columns of a row, and what is wrong with it as a whole."""
    reasons: list[Problem] = []
    received, amount = values.get("received_date"), values.get("amount")
    allocated = values.get("allocated")
    if received and received > latest:
        reasons.append(("received_date", _("the date the payment was received lies in the future")))
    if amount is not None and amount <= Decimal(0):
        reasons.append(("amount", _("the amount of a payment must be positive")))
    if allocated is not None and allocated < Decimal(0):
        reasons.append(("allocated", _("the amount for the invoice cannot be negative")))
    if allocated is not None and not values.get("invoice"):
        reasons.append(("invoice", _("an amount for an invoice needs the invoice's number")))
    names = ("method", "payer", "reference", "invoice", "allocated")
    return [
        values.get("customer"),
        values.get("source_key"),
        received,
        amount,
        values.get("currency") or currency,
        *(values.get(name) for name in names),
    ], reasons


def _refuse_rows(options: Options, scope: Scope, *, dry_run: bool) -> None:
    refuse_unknown(options, scope, dry_run=dry_run)
    refuse(
        statements.OTHERWISE,
        {"message": _("line {line} says otherwise of the same payment")},
    )
    _refuse_together()


def _refuse_together() -> None:
    refuse(statements.TOGETHER, {"message": _("line {line} of the same payment is refused")})


def _stage_payments(options: Options, scope: Scope, params: dict[str, Any]) -> None:
    told = {f"told_{n}": statements.TOLD.format(name=n) for n in ("method", "payer", "reference")}
    known = known_sql("s.received_date", history=options.history)
    with connection.cursor() as cursor:
        hidden = scope.hides("c.id")
        cursor.execute(statements.STAGE_PAYMENTS.format(known=known, hidden=hidden, **told), params)
        cursor.execute(statements.STAGE_PARTS)
        cursor.execute(statements.INDEX_STAGE)
    convert(PAYMENT)


def _check() -> None:
    """Hold the payments and what they give against the book; what cannot be leaves the stage."""
    settlement.stage_payments("'some'")
    settlement.check(whole=True)
    refuse("SELECT line, reason FROM fact_refusal", {})
    _refuse_together()
    with connection.cursor() as cursor:
        cursor.execute(statements.TAKE_REFUSED)


def _figures(sql: str) -> Figures:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _count(rows: int, figures: Figures) -> Summary:
    with connection.cursor() as cursor:
        cursor.execute(statements.COUNT)
        new, changed = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM staged_part WHERE NOT is_kept AND amount > 0")
        (settlements,) = cursor.fetchone()
    summary = summary_of(rows, new=new, changed=changed)
    summary.settlements = settlements
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount, no_rate in figures:
        amounts[currency] += amount
        summary.no_rate += no_rate
    summary.amounts = {currency: f"{amounts[currency]:.2f}" for currency in sorted(amounts)}
    return summary
