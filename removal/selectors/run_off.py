"""Cash collected in a run-off against what was expected, month by month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from customers.models import DishonouredPayment, Payment
from removal.models import RemovalCase, RunOff, RunOffItem

ZERO = Decimal(0)


@dataclass(frozen=True)
class Month:
    """Sums from the start to the end of a month; `collected` None = the month is to come."""

    month: dt.date
    expected: Decimal
    collected: Decimal | None


def run_off_curve(case: RemovalCase, as_of: dt.date) -> list[Month]:
    """Expected by the items' due dates and collected by the payments' dates, month by month."""
    start = RunOff.objects.filter(case=case).first()
    if start is None:
        return []
    items = case.run_off_items.filter(
        kind=RunOffItem.Kind.RECEIVABLE, amount__isnull=False
    ).exclude(state=RunOffItem.State.DROPPED)
    expected = [(due, amount) for due, amount in items.values_list("due_date", "amount")]
    collected = _cash(case, start.started_date, as_of)
    last = max([as_of, *(due for due, _amount in expected)])
    months, month = [], start.started_date.replace(day=1)
    while month <= last:
        after = (month + dt.timedelta(days=32)).replace(day=1)
        known = _until(collected, after) if month <= as_of else None
        months.append(Month(month, _until(expected, after), known))
        month = after
    return months


def _cash(case: RemovalCase, first: dt.date, final: dt.date) -> list[tuple[dt.date, Any]]:
    """What came in on each day, and with a minus what the bank took back."""
    own = {"customer": case.customer, "is_void": False, "base_amount__isnull": False}
    paid = Payment.objects.filter(received_date__range=(first, final), **own)
    bounced = DishonouredPayment.objects.filter(effective_date__range=(first, final), **own)
    return [
        *paid.values_list("received_date", "base_amount"),
        *((day, -amount) for day, amount in bounced.values_list("effective_date", "base_amount")),
    ]


def _until(rows: list[tuple[dt.date, Any]], day: dt.date) -> Decimal:
    return sum((amount for on, amount in rows if on < day), ZERO)
