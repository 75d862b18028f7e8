"""Facts for tests of readings, with dates counted from one day, known on their own day."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from customers.models import Customer
from customers.records import KINDS
from customers.services.acting import keep_former
from tests.factories import make_person
from tests.scoring.book import days

_numbers = itertools.count(1)


def tell(
    code: str, customer: Customer, on: int, *, known: dt.datetime | None = None, **fields: Any
) -> Any:
    """A fact of this kind, so many days from DAY; its base amount is its amount unless said."""
    kind, day = KINDS[code], days(on)
    if kind.has_money:
        fields.setdefault("amount", 100)
        fields.setdefault("currency", "USD")
        fields.setdefault("base_amount", fields["amount"])
    return kind.model._default_manager.create(
        customer=customer,
        source_key=f"F-{next(_numbers)}",
        effective_date=day,
        recorded_at=known or dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC),
        **fields,
    )


def correct(code: str, fact: Any, at: dt.datetime, **fields: Any) -> None:
    """Change a fact at a moment; what it said before is kept."""
    keep_former(KINDS[code], fact, at=at)
    for name, value in fields.items():
        setattr(fact, name, value)
    fact.recorded_at = at
    fact.save()


def hear(customer: Customer, on: int, **fields: Any) -> Any:
    """A confirmed market event."""
    fields = {"kind": "news", "title": "Heard", "confirmation": "confirmed", **fields}
    if fields["confirmation"] != "pending":
        fields |= {"confirmed_by": make_person(), "confirmed_at": dt.datetime.now(dt.UTC)}
    return tell("market-events", customer, on, **fields)
