"""A valid row of each kind of fact, made from its declaration."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import Customer, Recovery
from customers.records import KINDS, Kind
from customers.records.kinds import Shape, Value
from riskcrm.accounts.models import User
from tests.factories import make_invoice, make_payment

DAY = dt.date(2026, 3, 2)
LATER = frozenset(
    {"wanted_date", "decided_date", "promised_date", "maturity_date", "paid_date", "valid_until",
     "end_date", "due_date", "warned_date", "settled_date", "done_date", "cured_date"}
)  # fmt: skip


def row_of(
    kind: Kind, customer: Customer, *, person: User | None = None, key: str = "R-1"
) -> dict[str, Any]:
    """A row that tells everything; what it links to is there afterwards."""
    row: dict[str, Any] = {
        "customer": customer.number,
        "source_key": key,
        "effective_date": DAY,
    }
    return row | {value.name: _value(value, customer, person) for value in kind.values}


def _value(value: Value, customer: Customer, person: User | None) -> Any:
    if value.shape is Shape.LINK:
        return _linked(value, customer)
    if value.shape is Shape.DATE:
        return DAY + dt.timedelta(days=7 if value.name in LATER else -7)
    if value.shape is Shape.NUMBER:
        is_whole = not getattr(value.field, "decimal_places", 0)
        number = {"scale_min": 1, "scale_max": 10}.get(value.name, 5)
        return number if is_whole else Decimal(number).quantize(_step(value))
    return {
        Shape.TEXT: "Some words",
        Shape.LINES: "Some words\nand more",
        Shape.CURRENCY: "USD",
        Shape.MONEY: _money(value),
        Shape.YES_NO: True,
        Shape.TIME: dt.time(14, 30),
        Shape.CHOICE: value.choices[-1][0] if value.choices else "",
        Shape.CHOICES: [code for code, _label in value.choices[:2]]
        if value.shape is Shape.CHOICES
        else [],
        Shape.PERSON: person.pk if person else None,
    }[value.shape]


def _money(value: Value) -> Decimal:
    """Large enough for what is about it; several recoveries have room in one write-off."""
    is_large = value.name == "amount" and value.field.model is not Recovery
    return Decimal("100.00" if is_large else "5.00")


def _step(value: Value) -> Decimal:
    return Decimal(1).scaleb(-value.field.decimal_places)


def _linked(value: Value, customer: Customer) -> str:
    model = value.linked
    if model.__name__ == "Invoice":
        return make_invoice(customer).number
    if model.__name__ == "Payment":
        return make_payment(customer, "100.00").source_key
    kind = next(kind for kind in KINDS.values() if kind.model is model)
    found = model.objects.filter(customer=customer).first()
    before = DAY - dt.timedelta(days=2)  # what is about it comes later
    return (found or make_fact(kind, customer, effective_date=before)).source_key


def make_fact(kind: Kind, customer: Customer, *, key: str = "L-1", **fields: Any) -> Any:
    """A fact of this kind in the book, written as its model has it; reported by the manager."""
    at = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
    row = row_of(kind, customer, key=key)
    values: dict[str, Any] = {}
    for value in kind.values:
        held = row[value.name]
        if value.shape is Shape.LINK:
            held = value.linked.objects.get(**{"customer": customer, value.link_key: held})
        if value.shape is not Shape.PERSON:
            values[value.name] = held
    if hasattr(kind.model, "reported_by"):
        values["reported_by"] = customer.manager
    return kind.model.objects.create(
        **{
            "customer": customer,
            "source_key": key,
            "effective_date": DAY,
            "recorded_at": at,
            **values,
            **fields,
        }
    )
