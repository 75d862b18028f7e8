"""A customer that may buy on credit, and the order desk that asks about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import Customer, Order
from customers.named import Name
from riskcrm.accounts.models import User
from scoring.models import CreditCheck, Rating
from scoring.services import Ask, check_credit
from tests.factories import make_customer, make_terms
from tests.scoring.policies import publish_treatments

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
HOUR = dt.timedelta(hours=1)


def make_buyer(*, limit: Any = "1000", tier: str = "medium", **fields: Any) -> Customer:
    """A customer with a limit and a tier of today, medium: all of the limit and no more."""
    buyer = make_customer(**fields)
    if limit is not None:
        make_terms(buyer, credit_limit=limit)
    rate(buyer, tier)
    return buyer


def rate(customer: Customer, tier: str, *, as_of: dt.date = TODAY) -> None:
    Rating.objects.filter(customer=customer).update(tier=tier, rated_tier=tier, as_of=as_of)


def treat(tier: str, **terms: Any) -> None:
    publish_treatments(tiers={tier: terms})


def order(customer: Customer, amount: Any, key: str = "O-9", **fields: Any) -> Order:
    base = {"base_amount": Decimal(amount)} if "base_amount" not in fields else {}
    return Order.objects.create(
        customer=customer, source_key=key, amount=Decimal(amount), effective_date=TODAY,
        recorded_at=NOON, **{"currency": "USD", **base, **fields},
    )  # fmt: skip


def ask(
    customer: Customer, amount: Any, *, by: User, at: dt.datetime = NOON, reference: str = "O-1",
    currency: str = "USD", reserve: bool = False, service: str = "",
) -> CreditCheck:  # fmt: skip
    asked = Ask(Name(customer.pk), Decimal(amount), currency, reference, reserve, service)
    return check_credit(asked, by=by, at=at)


def codes(check: CreditCheck) -> list[str]:
    return [reason["code"] for reason in check.reasons]
