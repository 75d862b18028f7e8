"""What is open of each invoice, what of it is disputed or covered by unused cash, what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.scoring.oracles.ledger_rows import Ledger, part

GRACE = 5
ZERO = Decimal(0)


@dataclass
class Owed:
    """An invoice on the day of the reading; amounts in base currency, None where not known."""

    invoice: Any
    rest: Decimal  # what is open, in the invoice's currency
    open: Decimal | None
    disputed: Decimal | None = ZERO
    covered: Decimal | None = ZERO
    charged: Decimal | None = ZERO
    past_due: int | None = None  # of what is open
    days_late: int | None = None  # None while nobody can say whether it was late

    @property
    def is_open(self) -> bool:
        return self.rest > 0

    @property
    def is_overdue(self) -> bool:
        return self.past_due is not None and self.past_due > 0

    @property
    def is_unsure(self) -> bool:
        """Whether nobody knows if all of it is disputed or covered."""
        return self.charged is None and None in (self.disputed, self.covered)


def items(ledger: Ledger) -> list[Owed]:
    found = [item_of(ledger, each) for each in ledger.invoices]
    cover(ledger, found)
    for item in found:
        if item.is_open and item.charged == 0 and item.past_due and item.past_due > GRACE:
            item.days_late = None
    return found


def item_of(ledger: Ledger, invoice: Any) -> Owed:
    settled = ledger.settled(invoice, ledger.as_of)
    item = Owed(invoice, max(invoice.amount - settled, ZERO), ledger.open(invoice, ledger.as_of))
    item.charged = item.open
    until: dt.date | None = ledger.as_of
    if item.is_open:
        dispute(ledger, item)
        if invoice.due_date:
            item.past_due = (ledger.as_of - invoice.due_date).days
    else:
        until = late_until(ledger, invoice)
    if invoice.due_date and until:
        item.days_late = (until - invoice.due_date).days
    return item


def late_until(ledger: Ledger, invoice: Any) -> dt.date | None:
    """The day of the last money, or on which what was left was given up; a residue is nothing."""
    days = [
        a.effective_date
        for a in ledger.allocations
        if a.invoice_id == invoice.id
        and (a.payment_id or (a.write_off_id and (a.base_amount is None or a.base_amount >= 1)))
    ]
    return max(days, default=None)


def dispute(ledger: Ledger, item: Owed) -> None:
    own, others = ZERO, []
    for each in ledger.facts["disputes"]:
        was_open = each.outcome == "open" or (
            each.decided_date and each.decided_date > ledger.as_of
        )
        if each.invoice_id != item.invoice.id or not was_open:
            continue
        if each.currency == item.invoice.currency:
            own += each.amount
        else:
            others.append(each.base_amount)
    if own >= item.rest:
        item.disputed, item.charged = item.open, ZERO
    elif own or others:
        if item.open is None or None in others:
            item.disputed = item.charged = None
        else:
            item.disputed = min(item.open, (part(item.invoice, own) or ZERO) + sum(others))
            item.charged = item.open - item.disputed


def unused_cash(ledger: Ledger) -> Decimal | None:
    """Payments of which nothing was used, without what the bank gave back."""
    invoices = {each.id for each in ledger.invoices}
    used = {a.payment_id for a in ledger.allocations if a.invoice_id in invoices}
    cash = ZERO
    for payment in ledger.payments:
        if payment.id in used:
            continue
        left = payment.amount
        for each in ledger.facts["dishonoured-payments"]:
            if each.payment_id == payment.id:
                left -= each.amount if each.currency == payment.currency else payment.amount
        if left <= 0:
            continue
        if payment.base_amount is None:
            return None
        cash += part(payment, left) if left < payment.amount else payment.base_amount
    return cash


def cover(ledger: Ledger, found: list[Owed]) -> None:
    """Lay the unused cash against what is overdue, the oldest first."""
    cash, is_unsure = unused_cash(ledger), False
    for item in sorted(
        (each for each in found if each.is_overdue),
        key=lambda each: (each.invoice.due_date, each.invoice.id),
    ):
        if item.charged == 0 or (cash is not None and cash <= 0):
            continue
        is_unsure = is_unsure or cash is None or item.charged is None
        if cash is None or item.charged is None or is_unsure:
            item.covered = None
            cash = None if cash is None else cash - (item.charged or ZERO)
            item.charged = None
        else:
            item.covered = min(item.charged, cash)
            cash, item.charged = cash - item.charged, item.charged - item.covered
