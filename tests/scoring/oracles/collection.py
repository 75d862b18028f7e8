"""How owed money comes in, figured from the definitions, invoice by invoice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.scoring.oracles.ledger_rows import Ledger, months_before, part, total

BUCKETS = (0, 30, 60, 90, 180, 365)  # the last day past due of each; after them never left


def figures(ledger: Ledger) -> dict[str, Decimal | None]:
    return {
        "count_back_dso": count_back(ledger),
        "best_possible_dso": best_possible(ledger),
        "roll_forward": roll_forward(ledger),
        "collection_effectiveness": effectiveness(ledger),
        "deduction_rate": deductions(ledger),
        "dbt_signed": signed_days(ledger),
    }


def share(part_amount: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part_amount is None or not whole:
        return None
    return 100 * part_amount / whole


def count_back(ledger: Ledger) -> Decimal | None:
    owed = total([ledger.open(each, ledger.as_of) for each in ledger.invoices])
    if len(ledger.invoices) < 3 or owed is None:
        return None
    days, day = Decimal(0), ledger.as_of
    while owed > 0:
        sales = total(
            [
                each.base_amount
                for each in ledger.invoices
                if (each.invoice_date.year, each.invoice_date.month) == (day.year, day.month)
            ]
        )
        if sales is None:
            return None
        if sales >= owed:
            return days + owed / sales * day.day
        days, owed = days + day.day, owed - sales
        day = day.replace(day=1) - dt.timedelta(days=1)
    return days


def best_possible(ledger: Ledger) -> Decimal | None:
    recent = [each for each in ledger.invoices if each.invoice_date > ledger.ago(90)]
    owed = [ledger.open(i, ledger.as_of) for i in ledger.invoices if not ledger.is_overdue(i)]
    sales, whole = total([each.base_amount for each in recent]), total(owed)
    if len(recent) < 3 or not sales or whole is None:
        return None
    return whole / sales * 90


def bucket(invoice: Any, day: dt.date) -> int:
    late = (day - invoice.due_date).days
    return sum(late > last for last in BUCKETS)


def roll_forward(ledger: Ledger) -> Decimal | None:
    then, now = ledger.ago(30), ledger.as_of
    rolling = [
        each
        for each in ledger.invoices
        if each.invoice_date <= then
        and each.due_date is not None
        and each.amount > ledger.settled(each, then)
        and bucket(each, then) < len(BUCKETS)
    ]
    if len(rolling) < 3:
        return None
    moved = [ledger.open(each, now) for each in rolling if bucket(each, now) > bucket(each, then)]
    return share(total(moved), total([ledger.open(each, then) for each in rolling]))


def effectiveness(ledger: Ledger) -> Decimal | None:
    then = ledger.ago(90)
    former = [
        i for i in ledger.invoices if i.invoice_date <= then and i.amount > ledger.settled(i, then)
    ]
    since = [each for each in ledger.invoices if each.invoice_date > then]
    if len(former) + len(since) < 3:
        return None
    begun = total([ledger.open(each, then) for each in former])
    sold = total([each.base_amount for each in since])
    owed = total([ledger.open(each, ledger.as_of) for each in former + since])
    current = total(
        [ledger.open(i, ledger.as_of) for i in former + since if not ledger.is_overdue(i)]
    )
    if begun is None or sold is None or owed is None or current is None:
        return None
    return share(begun + sold - owed, begun + sold - current)


def deductions(ledger: Ledger) -> Decimal | None:
    due = [
        each
        for each in ledger.invoices
        if each.due_date and months_before(ledger.as_of, 12) < each.due_date <= ledger.as_of
    ]
    if len(due) < 5:
        return None
    kept = [part(each, kept_back(ledger, each)) for each in due]
    return share(total(kept), total([each.base_amount for each in due]))


def kept_back(ledger: Ledger, invoice: Any) -> Decimal:
    """In the invoice's currency."""
    money = ledger.settled(invoice, ledger.as_of, "payment")
    rest = invoice.amount - money
    is_claimed = any(
        each.invoice_id == invoice.id
        and (
            each.outcome in ("open", "upheld", "partly")
            or (each.decided_date and each.decided_date > ledger.as_of)
        )
        for each in ledger.facts["disputes"]
    )
    is_kept = (
        money > 0
        and 0 < rest <= invoice.amount / 5
        and invoice.due_date < ledger.ago(5)
        and not ledger.settled(invoice, ledger.as_of, "credit_note")
        and not is_claimed
        and (invoice.base_amount is None or invoice.base_amount * rest >= invoice.amount)
    )
    return rest if is_kept else Decimal(0)


def signed_days(ledger: Ledger) -> Decimal | None:
    due = {each.id: each.due_date for each in ledger.invoices}
    paid = [
        each
        for each in ledger.allocations
        if each.payment_id is not None
        and due.get(each.invoice_id)
        and each.effective_date > months_before(ledger.as_of, 12)
    ]
    if len({each.invoice_id for each in paid}) < 3 or any(p.base_amount is None for p in paid):
        return None
    days = sum(
        each.base_amount * (each.effective_date - due[each.invoice_id]).days for each in paid
    )
    return days / sum(each.base_amount for each in paid)
