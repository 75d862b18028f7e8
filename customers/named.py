"""Customers by what a caller knows of them: our id, our number, or the id in a system of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Customer, SystemKey
from riskcrm.accounts.models import User


@dataclass(frozen=True)
class Name:
    """One way of naming a customer; the others are left empty."""

    id: int | None = None
    number: str = ""
    system: str = ""
    key: str = ""


def customers_named(names: Sequence[Name], by: User) -> list[Customer | None]:
    """Whom each name means among those this person sees; None for any other. One query a way.

    Of a customer its number alone is read.
    """
    seen = Customer.objects.visible_to(by).only("number")
    ids = [name.id for name in names if name.id is not None]
    numbers = [name.number for name in names if name.number]
    keys = [name.key for name in names if name.key]
    by_id = seen.in_bulk(ids) if ids else {}
    by_number = {row.number: row for row in seen.filter(number__in=numbers)} if numbers else {}
    by_key: dict[tuple[str, str], Customer] = {}
    if keys:
        rows = SystemKey.objects.filter(key__in=keys, customer__in=Customer.objects.visible_to(by))
        rows = rows.select_related("customer").only("system", "key", "customer__number")
        by_key = {(row.system, row.key): row.customer for row in rows}
    return [
        by_id.get(name.id)
        if name.id is not None
        else by_number.get(name.number)
        if name.number
        else by_key.get((name.system, name.key))
        for name in names
    ]
