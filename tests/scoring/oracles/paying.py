"""Promises, returned payments, habits of paying and large transactions, row by row."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from decimal import Decimal
from typing import Any

from tests.scoring.oracles.ledger_rows import Ledger, account_key, months_before

LARGE = 50_000


def figures(ledger: Ledger) -> dict[str, Decimal | None]:
    return {
        "broken_promises": broken_promises(ledger),
        **returned(ledger),
        "payment_method_changes": method_changes(ledger),
        "payment_anomalies": anomalies(ledger),
        "large_transactions": large_transactions(ledger),
    }


def broken_promises(ledger: Ledger) -> Decimal | None:
    over = [
        each
        for each in ledger.facts["promises"]
        if each.outcome in ("kept", "broken")
        and months_before(ledger.as_of, 6) < each.promised_date < ledger.ago(2)
    ]
    if len(over) < 2:
        return None
    return Decimal(100 * sum(each.outcome == "broken" for each in over)) / len(over)


def returned(ledger: Ledger) -> dict[str, Decimal | None]:
    year_ago = months_before(ledger.as_of, 12)
    paid = {each.id for each in ledger.payments if each.received_date > year_ago}
    back = [f for f in ledger.facts["dishonoured-payments"] if f.effective_date > year_ago]
    attempts = len(paid) + sum(each.payment_id not in paid for each in back)
    count = Decimal(len(back))
    return {
        "dishonoured_count": count if attempts else None,
        "dishonoured_ratio": 100 * count / attempts if attempts >= 5 else None,
    }


def method_changes(ledger: Ledger) -> Decimal | None:
    latest = ledger.payments[-12:]
    if sum(each.method != "unknown" or each.payer != "" for each in latest) < 3:
        return None
    changes = 0
    for before, after in itertools.pairwise(latest):
        methods = {before.method, after.method}
        payers = {account_key(before.payer), account_key(after.payer)}
        changes += ("unknown" not in methods and len(methods) == 2) or (
            "" not in payers and len(payers) == 2
        )
    return Decimal(changes)


def anomalies(ledger: Ledger) -> Decimal | None:
    year_ago = months_before(ledger.as_of, 12)
    recent = [each for each in ledger.payments if each.received_date > year_ago]
    if len(recent) < 3:
        return None
    ids = {each.id for each in recent}
    settling = [
        a for a in ledger.allocations if a.payment_id in ids and a.effective_date > year_ago
    ]
    if any(row.base_amount is None for row in (*recent, *settling)):
        return None
    signs = (
        pays_by_others(ledger, recent),
        pays_from_abroad(ledger, recent),
        any(is_overpaid(ledger, each) for each in recent),
        any(ends_a_split(each, recent) for each in recent),
        any(begins_a_burst(ledger, each) for each in recent),
    )
    return Decimal(sum(signs))


def pays_by_others(ledger: Ledger, payments: list[Any]) -> bool:
    accounts = [account_key(each.payer) for each in payments]
    known = [each for each in accounts if re.search(r"[0-9]{6}", each)]
    if not ledger.accounts or not known:
        return False
    others = [each for each in known if each not in ledger.accounts]
    return bool(others) and len(others) * 5 >= len(known)


def pays_from_abroad(ledger: Ledger, payments: list[Any]) -> bool:
    ibans = [account_key(each.payer) for each in payments]
    ibans = [each for each in ibans if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", each)]
    return bool(ledger.country) and any(each[:2] != ledger.country for each in ibans)


def is_overpaid(ledger: Ledger, payment: Any) -> bool:
    of_it = [a for a in ledger.allocations if a.payment_id == payment.id]
    invoices = {each.id for each in ledger.invoices}
    settled = sum((a.base_amount for a in of_it if a.invoice_id in invoices), Decimal(0))
    rest = payment.base_amount - settled
    return settled > 0 and rest >= 1000 and rest >= settled / 10


def ends_a_split(payment: Any, payments: list[Any]) -> bool:
    def is_part(each: Any) -> bool:
        return each.amount % 1000 == 0 and each.base_amount < LARGE

    week = [
        each
        for each in payments
        if is_part(each) and 0 <= (payment.received_date - each.received_date).days < 7
    ]
    return is_part(payment) and len(week) >= 3 and sum(each.base_amount for each in week) >= LARGE


def begins_a_burst(ledger: Ledger, payment: Any) -> bool:
    place = [each.id for each in ledger.payments].index(payment.id)
    if not place:
        return False
    gap = payment.received_date - ledger.payments[place - 1].received_date
    soon = [p for p in ledger.payments if 0 <= (p.received_date - payment.received_date).days < 30]
    return gap.days >= 180 and len(soon) >= 3


def large_transactions(ledger: Ledger) -> Decimal | None:
    payments = [(each.received_date, each.base_amount) for each in ledger.payments]
    orders = [
        (each.effective_date, each.base_amount)
        for each in ledger.facts["orders"]
        if each.state != "cancelled"
    ]
    kinds = [rows for rows in (payments, orders) if len(habit(ledger, rows)) >= 5]
    if not kinds or any(amount is None for rows in kinds for _day, amount in seen(ledger, rows)):
        return None
    return Decimal(sum(large_among(ledger, rows) for rows in kinds))


def seen(ledger: Ledger, rows: list[tuple[dt.date, Any]]) -> list[tuple[dt.date, Any]]:
    return [row for row in rows if row[0] > months_before(ledger.ago(90), 12)]


def habit(ledger: Ledger, rows: list[tuple[dt.date, Any]]) -> list[Any]:
    return [amount for day, amount in seen(ledger, rows) if day <= ledger.ago(90)]


def large_among(ledger: Ledger, rows: list[tuple[dt.date, Any]]) -> int:
    usual = sorted(habit(ledger, rows))
    percentile = usual[math.ceil(Decimal("0.99") * len(usual)) - 1]
    bar = max(Decimal(LARGE), 3 * sum(usual) / len(usual), percentile)
    return sum(amount > bar for day, amount in rows if day > ledger.ago(90))
