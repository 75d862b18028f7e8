"""What a customer's page shows of its receivables, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from customers.models import (
    Arrears,
    CollectionStep,
    Customer,
    Dispute,
    Invoice,
    PromiseToPay,
    Reminder,
)
from customers.receivables.ageing import Line, ageing_of_customers
from customers.receivables.loans import Lent, lent_to
from customers.receivables.sql import with_items

MOST_ITEMS = 50
ITEMS = (
    with_items("customer_id = %(customer)s")
    + """
SELECT invoice_id, due_date, currency, open_amount, disputed, base_open,
  %(day)s::date - due_date AS days_late
FROM item ORDER BY due_date NULLS LAST, invoice_id LIMIT %(most)s"""
)


@dataclass(frozen=True)
class Owed:
    """What is owed, how old it is, and how it is collected."""

    line: Line
    items: list[dict[str, Any]]
    has_more: bool
    arrears: Arrears | None
    disputes: list[Dispute]
    promises: list[PromiseToPay]
    steps: list[CollectionStep]
    reminders: list[Reminder]
    lent: Lent


def receivables_of(customer: Customer, *, day: dt.date) -> Owed:
    """Everything of one customer as it is at this moment; the oldest items first."""
    items = _items(customer, day)
    disputes = Dispute.objects.filter(customer=customer, outcome=Dispute.Outcome.OPEN)
    promises = PromiseToPay.objects.filter(customer=customer).standing()
    steps = CollectionStep.objects.filter(customer=customer).standing()
    planned = steps.filter(state=CollectionStep.State.PLANNED).select_related("owner")
    return Owed(
        line=ageing_of_customers([customer.pk], day=day)[customer.pk],
        items=items[:MOST_ITEMS],
        has_more=len(items) > MOST_ITEMS,
        arrears=Arrears.objects.filter(pk=customer.pk).first(),
        disputes=list(
            disputes.standing().select_related("invoice").order_by("-effective_date")[:20]
        ),
        promises=list(promises.select_related("invoice").order_by("-promised_date", "-pk")[:10]),
        steps=list(planned.order_by("effective_date", "pk")[:20]),
        reminders=list(customer.reminders.order_by("-as_of", "-pk")[:5]),
        lent=lent_to(customer, day=day),
    )


def _items(customer: Customer, day: dt.date) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        values: Any = {"customer": customer.pk, "day": day, "most": MOST_ITEMS + 1}
        cursor.execute(ITEMS, values)
        names = [column[0] for column in cursor.description]
        items = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    numbers = Invoice.objects.in_bulk([item["invoice_id"] for item in items])
    for item in items:
        item["number"] = numbers[item["invoice_id"]].number
        item["days_late"] = max(item["days_late"], 0) if item["days_late"] is not None else None
    return items
