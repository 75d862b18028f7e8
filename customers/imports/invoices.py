"""Files of invoices, with the day they were settled where that is told.

A settled date makes one payment of the full amount on that day and gives it to the invoice. Its
source key follows from the invoice's number, so the same file again finds its own payment. Where
the book knows by other payments that the invoice was settled on that day, the date says nothing
new. Where it knows otherwise the line is refused whole: a line is in, or comes back to be mended.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports import invoice_statements as statements
from customers.imports.cells import Column
from customers.imports.columnwise import refuse_where, stage_columns
from customers.imports.debtors import count_new_customers, create_customers, refuse_unknown
from customers.imports.invoice_statements import SETTLED, Figures
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import PART, count_late, known_sql, refuse_repeated, summary_of
from customers.imports.summary import Summary
from customers.names import sort_key
from customers.services import open_credits
from customers.services.changes import mark_touched
from customers.services.clashes import Settled, drop_known_settlements, take_clashes, take_lines
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
from customers.services.record_refusals import open_refusals, refused


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
    rows = _stage(source, columns, options)
    refuse_where(_checks(f"'{latest_day(at)}'::date"))
    params = {
        "at": at,
        "zone": settings.TIME_ZONE,
        "base": settings.BASE_CURRENCY,
        "settled": SETTLED,
        "manager": scope.manager_id,
        "team": scope.team_id,
        "opening": scope.opening,
    }
    refuse_repeated(("customer", "number"), _("the same invoice is in line {line}"))
    if dry_run:
        created = count_new_customers(options, scope)
    else:
        lock_imports()
        created = create_customers(options, params)
    refuse_unknown(options, scope, dry_run=dry_run)
    _stage_facts(options, scope, params)
    late = count_late(statements.LATE, {}, history=options.history)
    left: list[Figures] = []
    knows = _knows_any()
    if not dry_run:
        left = _leave_unchanged() if knows else []
        lock_customers(statements.HELD)
        knows = _knows_any()  # again: the book may have changed before the customers were locked
    if knows:
        _refuse_clashes()
    summary = _count(rows, left, knows=knows)
    summary.customers_created, summary.history_not_applied = created, late
    if not dry_run and (summary.new or summary.changed):
        _write(source, summary, params, at=at)
    return summary


def _stage(source: Source, columns: list[Column], options: Options) -> int:
    """Put the file's lines into the stage; how many there are."""
    open_stage()
    open_refusals()
    currency = options.currency or settings.BASE_CURRENCY
    return stage_columns(
        source,
        columns,
        definition=statements.DEFINITION.format(currency=currency),
        key="customer, number",
        blanks={"currency": currency},
        # only new customers need it
        computed={"sort_key": (("customer_name", "customer"), _sort_key)}
        if options.create_customers
        else None,
    )


def _sort_key(name: str, customer: str) -> str:
    return sort_key(name.strip() or customer)


def _checks(latest: str) -> list[tuple[str, str, str]]:
    """What is wrong with a row as a whole."""
    return [
        (
            "due_date",
            "s.due_date < s.invoice_date",
            _("the due date lies before the invoice date"),
        ),
        ("invoice_date", f"s.invoice_date > {latest}", _("the invoice date lies in the future")),
        ("settled_date", f"s.settled_date > {latest}", _("the settled date lies in the future")),
        (
            "amount",
            "s.amount <= 0",
            _("the amount of an invoice must be positive; import credit notes as such"),
        ),
        ("cost", "s.cost < 0", _("the cost of an invoice cannot be negative")),
    ]


def _stage_facts(options: Options, scope: Scope, params: dict[str, Any]) -> None:
    issued = known_sql("s.invoice_date", history=options.history)
    settled = known_sql("r.settled_date", history=options.history)
    with connection.cursor() as cursor:
        hidden = scope.hides("c.id")
        cursor.execute(statements.STAGE_INVOICES.format(known=issued, hidden=hidden), params)
        cursor.execute(statements.STAGE_PAYMENTS.format(known=settled), params)
        cursor.execute(statements.INDEX_STAGE)
        cursor.execute("ANALYZE staged_invoice")
        cursor.execute("ANALYZE staged_payment")
    convert(INVOICE)
    convert(PAYMENT)
    unkept = refused()
    take_lines(list(unkept))
    put(
        "import_refusal (line, reason, field)",
        [(line, reason, field) for line, (reason, _code, field) in unkept.items()],
    )


def _leave_unchanged() -> list[Figures]:
    """Take the lines out of the stage that say what the book says; their figures by currency."""
    drop_known_settlements()
    with connection.cursor() as cursor:
        cursor.execute(statements.LEAVE_UNCHANGED)
        return list(cursor.fetchall())


def _knows_any() -> bool:
    """Whether the book has any of these invoices: else nothing in it can stand against them."""
    with connection.cursor() as cursor:
        cursor.execute(statements.KNOWN)
        return bool(cursor.fetchone()[0])


def _refuse_clashes() -> None:
    """Refuse what does not fit to what the book knows of the same invoice."""
    drop_known_settlements()
    due, settled = take_clashes()
    with connection.cursor() as cursor:
        cursor.execute(statements.GIVEN_AWAY, {"settled": SETTLED})
        given = sorted({line for (line,) in cursor.fetchall()})
        cursor.execute(statements.DISHONOURED)
        bounced = sorted({line for (line,) in cursor.fetchall()} - set(given))
        cursor.execute(statements.VOID)
        void = sorted({line for (line,) in cursor.fetchall()} - {*given, *bounced})
    take_lines([*given, *bounced, *void])
    others = _("the payment of this invoice settles others in the book")
    back = _("the bank gave the payment of this invoice back; leave out the settled date")
    mistaken = _("this invoice or its payment is void; leave out the settled date")
    early = _("the due date in the book lies before this invoice date")
    put(
        "import_refusal (line, reason, field)",
        [(line, others, "settled_date") for line in given]
        + [(line, back, "settled_date") for line in bounced]
        + [(line, mistaken, "settled_date") for line in void]
        + [(line, early, "invoice_date") for line in due]
        + [(clash.line, reason_of_clash(clash), _field_of(clash)) for clash in settled],
    )


def _field_of(clash: Settled) -> str:
    if clash.in_other_currency:
        return "currency"
    return "settled_date" if clash.settles else "amount"


def reason_of_clash(clash: Settled) -> str:
    """Why a line about an invoice does not fit to what settles it in the book."""
    if clash.in_other_currency:
        reason = _(
            "payments or credits in {currency} settle this invoice in the book;"
            " take them back first"
        )
    elif clash.settles:
        reason = _(
            "payments or credits settle {amount} {currency} of this invoice in the book, the latest"
            " on {date}; leave out the settled date to change the rest"
        )
    else:
        reason = _("payments and credits already settle {amount} of this invoice in the book")
    return reason.format(amount=clash.amount, currency=clash.currency, date=clash.day)


def _count(rows: int, left: list[Figures], *, knows: bool) -> Summary:
    with connection.cursor() as cursor:
        cursor.execute(statements.FIGURES.format(invoices="staged_invoice"))
        staged = cursor.fetchall()
        new, changed = sum(lines for *_figures, lines in staged), 0
        if knows:
            cursor.execute(statements.COUNT)
            new, changed = cursor.fetchone()
    figures: list[Figures] = [*left, *staged]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    summary = summary_of(rows, new=new, changed=changed)
    for currency, amount, no_rate, settlements, _lines in figures:
        amounts[currency] += amount
        summary.no_rate += no_rate
        summary.settlements += settlements
    summary.amounts = {currency: f"{amounts[currency]:.2f}" for currency in sorted(amounts)}
    return summary


def _parts(source: Source) -> Iterator[tuple[int, int]]:
    """The customers of the staged invoices in parts, in the order in which the index takes them."""
    with connection.cursor() as cursor:
        cursor.execute(statements.PARTS, {"part": PART})
        ends = [end for (end,) in cursor.fetchall()]
    source.watch.phase("writing", len(ends))
    first = 0
    for end in ends:
        yield first, end
        first = end + 1
        source.watch.add(1)


def _write(source: Source, summary: Summary, params: dict[str, Any], *, at: dt.datetime) -> None:
    if summary.changed:
        revise_changed(INVOICE, at=at)
    inserted = sum(insert_new(INVOICE, part) for part in _parts(source))
    if inserted != summary.new:  # the locks exclude it; a wrong count must never be reported
        raise RuntimeError(f"{inserted} of {summary.new} new invoices could be written")
    revalue_allocations(at=at)
    source.watch.phase("comparing", 0)
    if summary.settlements:
        upsert(PAYMENT, at=at)
        with connection.cursor() as cursor:
            cursor.execute(statements.STAGE_ALLOCATIONS, params)
            cursor.execute("ANALYZE staged_allocation")
        revise_changed(ALLOCATION, at=at)
        insert_new(ALLOCATION)
        open_credits.refresh(statements.PAID_BY)
    mark_touched(cause="import_invoices", at=at)
