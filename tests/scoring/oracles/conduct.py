"""Conduct in trade, figured customer by customer from the definitions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from customers.models import ContactChange, Customer
from customers.records import KINDS
from tests.scoring.oracles.known import facts, four, invoices, months_before, total

Figures = dict[str, Decimal | None]
POINTS = {"phone": 1, "email": 1, "wechat": 1, "address": 1, "legal_rep": 2, "owner": 2,
          "bank_account": 3, "contact_name": 0}  # fmt: skip


def figures(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Figures:
    return {
        "return_rate": return_rate(customer, as_of, known_at),
        **disputes(customer, as_of, known_at),
        **complaints(customer, as_of, known_at),
        "contact_changes": contact_changes(customer, as_of, known_at),
    }


def return_rate(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    first = as_of - dt.timedelta(days=89)
    shipped = [i for i in invoices(customer, known_at) if first <= i.invoice_date <= as_of]
    returned = [
        each
        for each in facts(KINDS["returns"], customer, known_at)
        if first <= each.effective_date <= as_of and each.cause != "ours"
    ]
    if len(shipped) < 3:
        return None
    whole = total([i.base_amount for i in shipped])
    part = total([each.base_amount for each in returned])
    return four(100 * part / whole) if part is not None and whole else None


def disputes(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Figures:
    year_ago = months_before(as_of, 12)
    invoiced = [i for i in invoices(customer, known_at) if year_ago < i.invoice_date <= as_of]
    rejected: list[Decimal | None] = []
    won = 0
    for each in facts(KINDS["disputes"], customer, known_at):
        if each.decided_date is None or each.decided_date > as_of:
            continue
        if each.outcome == "rejected" and year_ago < each.effective_date <= as_of:
            rejected.append(each.base_amount)
        if each.outcome in ("upheld", "partly") and each.decided_date > year_ago:
            won += 1
    rate = None
    if len(invoiced) >= 5:
        whole, part = total([i.base_amount for i in invoiced]), total(rejected)
        rate = four(100 * part / whole) if part is not None and whole else None
    return {"dispute_rate": rate, "disputes_won": Decimal(won)}


def complaints(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Figures:
    year_ago = months_before(as_of, 12)
    recent = [
        each
        for each in facts(KINDS["complaints"], customer, known_at)
        if year_ago < each.effective_date <= as_of
    ]
    about = [each for each in recent if each.direction == "about" and each.state == "upheld"]
    by = [each for each in recent if each.direction == "by"]
    return {"complaints_about": Decimal(len(about)), "complaints_by": Decimal(len(by))}


def contact_changes(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    weighing = []
    for each in ContactChange.objects.filter(customer=customer):
        if each.recorded_at > known_at or not 0 <= (as_of - each.effective_date).days < 90:
            continue
        was_verified = each.verified_at is not None and each.verified_at <= known_at
        if not (each.is_planned and was_verified):
            weighing.append(each)
    points = sum(POINTS[each.kind] for each in weighing)
    accounts = [each.effective_date for each in weighing if each.kind == "bank_account"]
    phones = [each.effective_date for each in weighing if each.kind == "phone"]
    if any(abs((a - p).days) <= 30 for a in accounts for p in phones):
        points = max(points, 5)
    return four(points)
