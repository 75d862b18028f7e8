"""Posting invoices and payments: up to a thousand at once, each answered on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.merging.following import tell_merged
from customers.models import Customer
from customers.services import settlement
from customers.services.changes import mark_touched
from customers.services.clashes import Settled, take_clashes, take_lines
from customers.services.days import latest_day
from customers.services.facts import (
    INVOICE,
    PAYMENT,
    WHOLE_INVOICE,
    Fact,
    classify,
    convert,
    former,
    ids_of,
    open_stage,
    put,
    revalue_allocations,
    upsert,
)
from customers.services.posted import Written, record_written
from customers.services.record_refusals import open_refusals
from customers.services.record_refusals import refused as refused_lines
from customers.services.rows import InvoiceRow, PaymentRow, Result, refusals, refuse_too_many
from customers.services.settlement import Moves
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.plain import plain_row


def post_invoices(
    rows: Sequence[InvoiceRow],
    *,
    by: User,
    at: dt.datetime,
    positions: Sequence[int] = (),
    whole: bool = False,
) -> list[Result]:
    """Write invoices of customers that `by` may see; one result per row, in their order.

    What a row leaves out stays as it is, unless rows are `whole`. `positions` are the rows' places
    in what was sent, from 0, where that was more than these rows: reasons speak of them.
    """
    refuse_too_many(rows)
    fact = WHOLE_INVOICE if whole else INVOICE
    rows = [plain_row(row) for row in rows]
    with transaction.atomic():
        customers = lock_customers({row.customer for row in rows}, by=by)
        refused = refusals(rows, customers, latest=latest_day(at), positions=positions)
        tell_merged(refused, {n: row.customer for n, row in enumerate(rows)}, by)
        good = [(n, row) for n, row in enumerate(rows) if n not in refused]
        open_stage()
        put(
            "staged_invoice (line, customer_id, number, invoice_date, due_date, amount, currency,"
            " cost, recorded_at)",
            [
                (n, customers[r.customer], r.number, r.invoice_date, r.due_date, r.amount,
                 r.currency, r.cost, at)
                for n, r in good
            ],
        )  # fmt: skip
        open_refusals()
        convert(fact)
        refused |= _take_refused() | _clashes(fact)
        outcomes, was = classify(fact), former(fact)
        upsert(fact, at=at)
        revalue_allocations(at=at)
        mark_touched(cause="post_invoices", at=at)
        results = _results(len(rows), refused, outcomes, ids_of(INVOICE))
        record_written("post_invoices", results, lambda n: _told(results[n], rows[n], was, {}),
                       by=by, at=at)  # fmt: skip
    return results


def post_payments(
    rows: Sequence[PaymentRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Write payments and their allocations; one result per row, in their order.

    A payment is refused whole when an allocation is: an unknown invoice, more than the payment has,
    or more than the invoice asks for. So is a correction into which what it settles does not fit.
    """
    refuse_too_many(rows)
    rows = [plain_row(row) for row in rows]
    with transaction.atomic():
        customers = lock_customers({row.customer for row in rows}, by=by)
        refused = refusals(rows, customers, latest=latest_day(at), positions=positions)
        tell_merged(refused, {n: row.customer for n, row in enumerate(rows)}, by)
        good = [(n, row) for n, row in enumerate(rows) if n not in refused]
        open_stage()
        _stage_payments(good, customers, at=at)
        refused |= _take_refused()
        outcomes, was = classify(PAYMENT), former(PAYMENT)
        upsert(PAYMENT, at=at)
        ids = ids_of(PAYMENT)
        moved = settlement.write(at=at)
        for line in moved:
            if outcomes[line] == "unchanged":
                outcomes[line] = "changed"
        mark_touched(cause="post_payments", at=at)
        results = _results(len(rows), refused, outcomes, ids)
        record_written("post_payments", results, lambda n: _told(results[n], rows[n], was, moved),
                       by=by, at=at)  # fmt: skip
    return results


def _stage_payments(
    rows: list[tuple[int, PaymentRow]], customers: dict[str, int], *, at: dt.datetime
) -> None:
    """Fill the stages and check what the payments would settle."""
    put(
        "staged_payment (line, customer_id, source_key, received_date, amount, currency,"
        " method, payer, reference, recorded_at)",
        [
            (n, customers[r.customer], r.source_key, r.received_date, r.amount, r.currency,
             r.method, r.payer, r.reference, at)
            for n, r in rows
        ],
    )  # fmt: skip
    settlement.open_settlement()
    convert(PAYMENT)
    put(
        "staged_part (line, source_line, customer_id, number, amount)",
        [
            (n, n, customers[row.customer], part.invoice, part.amount)
            for n, row in rows
            for part in row.allocations or ()
        ],
    )
    told = [n for n, row in rows if row.allocations is not None]
    says = "CASE WHEN s.line = ANY(%(told)s) THEN 'all' ELSE 'nothing' END"
    settlement.stage_payments(says, told=told)
    settlement.check(whole=True)


def lock_customers(numbers: set[str], *, by: User) -> dict[str, int]:
    """Ids by number of those that `by` may see, locked in one order against other postings."""
    rows = Customer.objects.visible_to(by).filter(number__in=numbers).order_by("pk")
    return dict(rows.select_for_update(no_key=True, of=("self",)).values_list("number", "pk"))


def _take_refused() -> dict[int, Refused]:
    """Rows that the stage was checked for and refused; they leave it."""
    refused = {
        n: Refused(reason, code=code, field=field)
        for n, (reason, code, field) in refused_lines().items()
    }
    take_lines(sorted(refused))
    return refused


def _clashes(fact: Fact) -> dict[int, Refused]:
    """Rows that do not fit to what the book knows of the same invoice; they leave the stage."""
    due, settled = take_clashes(fact)
    refused = {clash.line: _refusal_of(clash) for clash in settled}
    for line in due:
        refused[line] = Refused(
            _("The due date in the book lies before this invoice date."),
            code="due_too_early",
            field="invoice_date",
        )
    return refused


def _refusal_of(clash: Settled) -> Refused:
    if clash.in_other_currency:
        return Refused(
            _(
                "Payments or credits in {currency} settle this invoice, so its currency cannot "
                "change. Take them back first."
            ).format(currency=clash.currency),
            code="settled_in_currency",
            field="currency",
        )
    return Refused(
        _("Payments and credits already settle {amount} of this invoice.").format(
            amount=clash.amount
        ),
        code="settled_more",
        field="amount",
    )


def _results(
    count: int, refused: dict[int, Refused], outcomes: dict[int, str], ids: dict[int, int]
) -> list[Result]:
    return [
        Result(n, "refused", None, refused[n].message, refused[n].code, refused[n].field)
        if n in refused
        else Result(n, outcomes[n], ids[n])
        for n in range(count)
    ]


def _text(value: Any) -> str:
    """A value as the table would tell it."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _told(
    result: Result,
    row: InvoiceRow | PaymentRow,
    was: dict[int, dict[str, Any]],
    moved: dict[int, Moves],
) -> Written:
    before = dict(was.get(result.position, {}))
    names = list(before)
    if result.outcome == "created":
        fact = INVOICE if isinstance(row, InvoiceRow) else PAYMENT
        names = [name for name in fact.compared if getattr(row, name, None)]
    after: dict[str, Any] = {name: _text(getattr(row, name)) for name in names}
    parts = {n: pair for n, pair in moved.get(result.position, {}).items() if pair[0] != pair[1]}
    if parts:
        after["allocations"] = {number: str(now) for number, (_was, now) in parts.items()}
        settled = {number: str(then) for number, (then, _now) in parts.items() if then is not None}
        if settled:
            before["allocations"] = settled
    return Written(row.customer, row.key, before, after)
