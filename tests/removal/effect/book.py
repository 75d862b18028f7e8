"""Books that are large enough to estimate something: invoices, and what was paid of them when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

from customers.models import Allocation, Customer, Invoice, Payment
from removal.services import approve_case
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to_immediate_decision, make_case

AMOUNT, COST = 1000, 700
APART = dt.timedelta(days=45)
NEVER = dt.date(2100, 1, 1)


def documents(
    customer: Customer,
    *,
    late: int | Callable[[dt.date], int],
    since: dt.date,
    until: dt.date,
    today: dt.date,
    unpaid_from: dt.date = NEVER,
) -> Iterator[Any]:
    """An invoice every 45 days, paid so many days late, from a day on not at all."""
    day, number = since, 0
    while day < until:
        number += 1
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        money = {"amount": AMOUNT, "base_amount": AMOUNT}
        invoice = Invoice(
            customer=customer, number=f"{customer.pk}-{number}", invoice_date=day, cost=COST,
            due_date=day + dt.timedelta(days=30), currency="USD", recorded_at=noon, **money,
        )  # fmt: skip
        days = late(day) if callable(late) else late
        paid = day + dt.timedelta(days=30 + days)
        settled = None
        if day < unpaid_from and paid < today:
            payment = Payment(customer=customer, source_key=invoice.number, received_date=paid,
                              currency="USD", recorded_at=noon, **money)  # fmt: skip
            settled = (payment, Allocation(
                customer=customer, invoice=invoice, payment=payment, effective_date=paid,
                recorded_at=noon, **money,
            ))  # fmt: skip
        yield invoice, settled
        day += APART


def store(made: list[Any]) -> None:
    Invoice.objects.bulk_create(invoice for invoice, _settled in made)
    settled = [pair for _invoice, pair in made if pair]
    Payment.objects.bulk_create(payment for payment, _allocation in settled)
    Allocation.objects.bulk_create(allocation for _payment, allocation in settled)


def removed_at_once(customer: Customer, *, by: User, decided_by: User, day: dt.date) -> None:
    """A removal on an immediate ground, approved the same day: no letter has to be written."""
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    case = make_case(customer, by=by, at=at)
    lead_to_immediate_decision(case, crew=Crew(officer=by), at=at)
    approve_case(case, by=decided_by, reason="Agreed.", at=at)


def paying_book(
    *, removed: int, kept: int, day: dt.date, today: dt.date, by: User, decided_by: User
) -> None:
    """The removed pay half of their invoices very late before the day and, as the kept, a fifth
    after it: they run off their orders and can still be seen."""
    made: list[Any] = []
    for n in range(removed + kept):
        customer, chance = make_customer(), random.Random(n)

        def late(on: dt.date, chance: random.Random = chance, gone: bool = n < removed) -> int:
            return 100 if chance.random() < (0.5 if gone and on < day else 0.2) else 0

        since = day - dt.timedelta(days=1300)
        made += documents(customer, late=late, since=since, until=today, today=today)
        if n < removed:
            removed_at_once(customer, by=by, decided_by=decided_by, day=day)
    store(made)
