"""What became of a customer, told slowly and naively from its rows."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from customers.models import Recovery, WriteOff

CENT = Decimal("0.01")


def open_at(invoice, day):
    """What is owed of an invoice at the end of a day; credit notes take away from the beginning."""
    settled = sum(
        (
            a.amount
            for a in invoice.allocations.all()
            if a.credit_note_id is not None or a.effective_date <= day
        ),
        Decimal(0),
    )
    return invoice.amount - settled


def is_late(invoice, day, days):
    """More than `days` past due on this day with a material rest."""
    if invoice.is_void or invoice.due_date is None or (day - invoice.due_date).days <= days:
        return False
    rest = open_at(invoice, day)
    if rest <= 0:
        return False
    return invoice.base_amount is None or invoice.base_amount * rest / invoice.amount >= 1


def outcome_of(customer, day, *, days, horizon):
    """was_bad, is_bad, loss."""
    invoices = list(customer.invoices.all())
    later = [day + dt.timedelta(days=n) for n in range(1, horizon + 1)]

    def within(rows):
        return [row for row in rows if not row.is_void and row.effective_date in later]

    # an invoice turns bad on the first day past its days, if it is open then
    turned = any(
        is_late(i, i.due_date + dt.timedelta(days=days + 1), days)
        for i in invoices
        if i.due_date and i.due_date + dt.timedelta(days=days + 1) in later
    )
    written_off = within(WriteOff.objects.filter(customer=customer))
    recovered = within(Recovery.objects.filter(customer=customer))
    given_up = sum((w.base_amount for w in written_off), Decimal(0))
    given_up -= sum((r.base_amount for r in recovered), Decimal(0))
    left = Decimal(0)
    for i in invoices:
        if i.due_date is None or i.due_date + dt.timedelta(days=91) not in later:
            continue
        if is_late(i, i.due_date + dt.timedelta(days=91), 90) and is_late(i, later[-1], 90):
            rest = i.base_amount * open_at(i, later[-1]) / i.amount
            left += rest.quantize(CENT, rounding=ROUND_HALF_UP)
    return (
        any(is_late(i, day, days) for i in invoices),
        turned or any(w.base_amount >= 1 for w in written_off),
        max(given_up, Decimal(0)) + left,
    )
