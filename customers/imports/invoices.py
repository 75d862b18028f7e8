"""Files of invoices, with the day they were settled where that is told.

A settled date makes one payment of the full amount on that day and gives it to the invoice. Its
source key follows from the invoice's number, so the same file again finds its own payment.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.debtors import count_new_customers, create_customers, refuse_unknown
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import (
    GOOD,
    count_late,
    known_sql,
    refuse_repeated,
    stage,
    summary_of,
)
from customers.imports.summary import Summary
from customers.names import sort_key
from customers.services.changes import mark_touched
from customers.services.clashes import (
    Settled,
    drop_known_settlements,
    take_clashes,
    take_lines,
)
from customers.services.days import latest_day
from customers.services.facts import (
    ALLOCATION,
    INVOICE,
    PAYMENT,
    convert,
    insert_new,
    open_stage,
    put,
    revalue_allocations,
    revise_changed,
    upsert,
)

DEFINITION = (
    "line bigint, customer text, number text, invoice_date date, due_date date,"
    " amount numeric(18,2), currency text, settled_date date, customer_name text, sort_key text"
)
SETTLED = "settled:"
Figures = tuple[str, Decimal, int, int]  # see FIGURES

# as for `import_row`: see `stage`
INDEX_STAGE = """
CREATE INDEX IF NOT EXISTS staged_invoice_line ON staged_invoice (line);
CREATE INDEX IF NOT EXISTS staged_invoice_key ON staged_invoice (customer_id, number);
CREATE INDEX IF NOT EXISTS staged_payment_line ON staged_payment (line);
CREATE INDEX IF NOT EXISTS staged_payment_key ON staged_payment (customer_id, source_key);
CREATE INDEX IF NOT EXISTS staged_allocation_key
    ON staged_allocation (customer_id, invoice_id, payment_id);
"""
STAGE_INVOICES = f"""
INSERT INTO staged_invoice (line, customer_id, number, invoice_date, due_date, amount, currency,
                            base_amount, recorded_at)
SELECT s.line, c.id, s.number, s.invoice_date, s.due_date, s.amount, s.currency,
       CASE WHEN s.currency = %(base)s THEN s.amount END, {{known}}
FROM import_row s LEFT JOIN customers_customer c ON c.number = s.customer AND NOT {{hidden}}
WHERE {GOOD}
"""
STAGE_PAYMENTS = """
INSERT INTO staged_payment (line, customer_id, source_key, received_date, amount, currency,
                            base_amount, recorded_at)
SELECT s.line, s.customer_id, %(settled)s || s.number, r.settled_date, s.amount, s.currency,
       CASE WHEN s.currency = %(base)s THEN s.amount END, {known}
FROM staged_invoice s JOIN import_row r USING (line)
WHERE r.settled_date IS NOT NULL
"""
STAGE_ALLOCATIONS = """
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, effective_date, amount,
                               base_amount, recorded_at)
SELECT s.customer_id, i.id, p.id, s.received_date, s.amount, i.base_amount, s.recorded_at
FROM staged_payment s
JOIN customers_payment p ON p.customer_id = s.customer_id AND p.source_key = s.source_key
JOIN customers_invoice i ON i.customer_id = s.customer_id
                        AND i.number = substr(s.source_key, length(%(settled)s) + 1)
"""
STAGED = f"""
FROM staged_invoice s
LEFT JOIN customers_invoice t ON {INVOICE.same_key()}
LEFT JOIN staged_payment p ON p.line = s.line
LEFT JOIN customers_payment q ON q.customer_id = p.customer_id AND q.source_key = p.source_key
LEFT JOIN customers_allocation a
       ON a.customer_id = t.customer_id AND a.invoice_id = t.id AND a.payment_id = q.id
"""
DIFFERS = f"""({INVOICE.differs()} OR (p.line IS NOT NULL AND
    (q.received_date, q.amount, q.currency, a.effective_date, a.amount)
    IS DISTINCT FROM (p.received_date, p.amount, p.currency, p.received_date, p.amount)))"""
COUNT = f"""
SELECT count(*) FILTER (WHERE t.id IS NULL),
       count(*) FILTER (WHERE t.id IS NOT NULL AND {DIFFERS})
{STAGED}
"""
# by currency: the sum, how many have no base amount, how many tell a settlement
FIGURES = """
SELECT s.currency, sum(s.amount), count(*) FILTER (WHERE s.base_amount IS NULL), count(p.line)
FROM {invoices} s LEFT JOIN staged_payment p ON p.line = s.line GROUP BY s.currency
"""
LATE = f"""
SELECT count(*) {STAGED} WHERE t.recorded_at > s.recorded_at OR q.recorded_at > p.recorded_at
"""
LEAVE_UNCHANGED = f"""
WITH same AS (
    SELECT s.line, s.currency, s.amount, s.base_amount {STAGED}
    WHERE t.id IS NOT NULL AND NOT {DIFFERS}
), invoices AS (
    DELETE FROM staged_invoice d USING same WHERE d.line = same.line
), payments AS (
    DELETE FROM staged_payment d USING same WHERE d.line = same.line
)
{FIGURES.format(invoices="same")}
"""
# those that were there already: nobody else sees the ones that this import has created
HELD = """
SELECT s.customer_id FROM staged_invoice s
WHERE NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = s.customer_id)
"""
# the payment that this line made may have been given to other invoices meanwhile
GIVEN_AWAY = f"""
SELECT s.line FROM staged_payment s JOIN customers_payment t ON {PAYMENT.same_key()}
JOIN customers_allocation a ON a.customer_id = t.customer_id AND a.payment_id = t.id
JOIN customers_invoice i ON i.id = a.invoice_id
WHERE a.amount > 0 AND i.number <> substr(s.source_key, length(%(settled)s) + 1)
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
    currency = options.currency or settings.BASE_CURRENCY
    rows = stage(
        source,
        columns,
        definition=DEFINITION,
        key="customer, number",
        derive=lambda values: _derive(values, currency, latest_day(at)),
    )
    params = {
        "at": at,
        "zone": settings.TIME_ZONE,
        "base": settings.BASE_CURRENCY,
        "settled": SETTLED,
        "manager": scope.manager_id,
        "team": scope.team_id,
    }
    refuse_repeated(("customer", "number"), _("the same invoice is in line {line}"))
    if dry_run:
        created = count_new_customers(options, scope)
    else:
        lock_imports()
        created = create_customers(options, params)
    refuse_unknown(options, scope, dry_run=dry_run)
    _stage_facts(options, scope, params)
    late = count_late(LATE, {}, history=options.history)
    left: list[Figures] = []
    if not dry_run:
        left = _leave_unchanged()
        lock_customers(HELD)
    _refuse_clashes()
    summary = _count(rows, left)
    summary.customers_created, summary.history_not_applied = created, late
    if not dry_run and (summary.new or summary.changed):
        _write(summary, params, at=at)
    return summary


def _derive(values: dict[str, Any], currency: str, latest: dt.date) -> tuple[list[Any], list[str]]:
    """The staged columns of a row, and what is wrong with it as a whole."""
    reasons = []
    issued, due = values.get("invoice_date"), values.get("due_date")
    settled, amount = values.get("settled_date"), values.get("amount")
    if issued and due and due < issued:
        reasons.append(_("the due date lies before the invoice date"))
    if issued and issued > latest:
        reasons.append(_("the invoice date lies in the future"))
    if settled and settled > latest:
        reasons.append(_("the settled date lies in the future"))
    if amount is not None and amount <= Decimal(0):
        reasons.append(_("the amount of an invoice must be positive; credit notes are not read"))
    name = values.get("customer_name")
    return [
        values.get("customer"),
        values.get("number"),
        issued,
        due,
        amount,
        values.get("currency") or currency,
        settled,
        name,
        sort_key(name or values.get("customer") or ""),
    ], reasons


def _stage_facts(options: Options, scope: Scope, params: dict[str, Any]) -> None:
    issued = known_sql("s.invoice_date", history=options.history)
    settled = known_sql("r.settled_date", history=options.history)
    with connection.cursor() as cursor:
        hidden = scope.hides("c.id")
        cursor.execute(STAGE_INVOICES.format(known=issued, hidden=hidden), params)
        cursor.execute(STAGE_PAYMENTS.format(known=settled), params)
        cursor.execute(INDEX_STAGE)
        cursor.execute("ANALYZE staged_invoice")
        cursor.execute("ANALYZE staged_payment")
    convert(INVOICE)
    convert(PAYMENT)


def _leave_unchanged() -> list[Figures]:
    """Take the lines out of the stage that say what the book says; their figures by currency."""
    drop_known_settlements()
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_UNCHANGED)
        return list(cursor.fetchall())


def _refuse_clashes() -> None:
    """Refuse what does not fit to what the book knows of the same invoice."""
    drop_known_settlements()
    due, settled = take_clashes()
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_AWAY, {"settled": SETTLED})
        given = sorted({line for (line,) in cursor.fetchall()})
    take_lines(given)
    early = _("the due date in the book lies before this invoice date")
    put(
        "import_refusal (line, reason)",
        [(line, _("the payment of this invoice settles others in the book")) for line in given]
        + [(line, early) for line in due]
        + [(clash.line, _reason_of(clash)) for clash in settled],
    )


def _reason_of(clash: Settled) -> str:
    if clash.in_other_currency:
        reason = _("payments in {currency} settle this invoice in the book; take them back first")
    elif clash.settles:
        reason = _(
            "payments settle {amount} {currency} of this invoice in the book, the latest on {date};"
            " leave out the settled date to change the rest"
        )
    else:
        reason = _("payments already settle {amount} of this invoice in the book")
    return reason.format(amount=clash.amount, currency=clash.currency, date=clash.day)


def _count(rows: int, left: list[Figures]) -> Summary:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        new, changed = cursor.fetchone()
        cursor.execute(FIGURES.format(invoices="staged_invoice"))
        figures = [*left, *cursor.fetchall()]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    summary = summary_of(rows, new=new, changed=changed)
    for currency, amount, no_rate, settlements in figures:
        amounts[currency] += amount
        summary.no_rate += no_rate
        summary.settlements += settlements
    summary.amounts = {currency: f"{amounts[currency]:.2f}" for currency in sorted(amounts)}
    return summary


def _write(summary: Summary, params: dict[str, Any], *, at: dt.datetime) -> None:
    inserted, _revised = upsert(INVOICE, at=at)
    if inserted != summary.new:  # the locks exclude it; a wrong count must never be reported
        raise RuntimeError(f"{inserted} of {summary.new} new invoices could be written")
    revalue_allocations(at=at)
    upsert(PAYMENT, at=at)
    with connection.cursor() as cursor:
        cursor.execute(STAGE_ALLOCATIONS, params)
        cursor.execute("ANALYZE staged_allocation")
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    mark_touched(cause="import_invoices", at=at)
