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


def _within(model, customer, later):
    rows = model.objects.filter(customer=customer, is_void=False)
    return [row for row in rows if row.effective_date in later]


def _after(day, horizon):
    return [day + dt.timedelta(days=n) for n in range(1, horizon + 1)]


def bad_day_of(customer, day, *, days, horizon):
    """The first day on which something of the customer went bad; None where nothing did."""
    later, wait = _after(day, horizon), dt.timedelta(days=days + 1)
    # an invoice turns bad on the first day past its days, if it is open then
    invoices = [each for each in customer.invoices.all() if each.due_date]
    bad = [i.due_date + wait for i in invoices if is_late(i, i.due_date + wait, days)]
    written_off = _within(WriteOff, customer, later)
    bad += [each.effective_date for each in written_off if each.base_amount >= 1]
    return min((each for each in bad if each in later), default=None)


def outcome_of(customer, day, *, days, horizon):
    """was_bad, is_bad, loss."""
    invoices = list(customer.invoices.all())
    later = _after(day, horizon)
    written_off = _within(WriteOff, customer, later)
    recovered = _within(Recovery, customer, later)
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
        bad_day_of(customer, day, days=days, horizon=horizon) is not None,
        max(given_up, Decimal(0)) + left,
    )
