"""Who among the customers that a person sees may be the one that is about to be entered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Func, Value

from customers.models import Customer, DuplicatePair
from customers.names import core_name
from riskcrm.accounts.models import User

MOST_SHOWN = 10
Reason = DuplicatePair.Reason


@dataclass(frozen=True)
class Lookalike:
    """A known customer, and what it shares."""

    customer: Customer
    reasons: list[str]


def lookalikes(*, name: str, registration_number: str, user: User) -> list[Lookalike]:
    """Known customers with this registration number or the like of this name.

    Those out of reach are not told of: nobody learns here whom others deal with.
    """
    core = core_name(name) if name.strip() else ""
    given = registration_number.strip()
    rows = Customer.objects.visible_to(user).select_related("manager")
    by_name = rows.filter(name_key=core) if core else rows.none()
    by_number = rows.none()
    if given:
        key = Func(Value(given), function="customer_key")
        by_number = rows.exclude(registration_key="").filter(registration_key=key)
    shared: dict[int, Lookalike] = {}
    for reason, found in ((Reason.REGISTRATION, by_number), (Reason.NAME, by_name)):
        for row in found[:MOST_SHOWN]:
            shared.setdefault(row.pk, Lookalike(row, [])).reasons.append(str(reason.label))
    return list(shared.values())[:MOST_SHOWN]
