"""Credit checks of the demonstration: orders of the last days, some held, and one of them released.

By the real services, so the answers are what the policy says of these customers.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from customers.models import Customer
from customers.named import Name
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from scoring import services as scoring
from scoring.models import CreditCheck, Tier

MANAGERS = 4
EACH = 3  # customers of each tier and manager
# of the agreed limit, and whether the order is to be kept a part of it
ORDERS = ((Decimal("0.04"), True), (Decimal("0.15"), False), (Decimal("1.60"), True))
APART = dt.timedelta(minutes=23)
RELEASED_FOR = dt.timedelta(days=7)
WHY = "Paid two overdue invoices this morning; the head of sales vouches for the rest."


@transaction.atomic  # one commit, not hundreds
def seed_demo_credit(*, at: dt.datetime) -> int:
    """Seed them once; how many checks were asked for."""
    managers = User.objects.filter(is_demo=True, customers__isnull=False).distinct()
    officer = User.objects.filter(is_demo=True, username="officer").first()
    if officer is None or not take_slot("demo_credit", "made", at=at):
        return 0
    while scoring.follow_treatments(at=at):
        pass
    orders = [
        order for manager in managers.order_by("pk")[:MANAGERS] for order in _orders_of(manager)
    ]
    for place, (ask, by) in enumerate(orders):
        scoring.check_credit(ask, by=by, at=at - APART * (len(orders) - place))
    held = CreditCheck.objects.filter(waits=True).order_by("pk").first()
    if held is not None:
        scoring.release_check(held, by=officer, reason=WHY, until=at + RELEASED_FOR, at=at)
    return len(orders)


def _orders_of(manager: User) -> list[tuple[scoring.Ask, User]]:
    """Small ones and a large one of customers of each tier."""
    limited = Customer.objects.filter(manager=manager, reading__credit_limit__gt=0)
    orders = []
    for tier in (Tier.LOW, Tier.MEDIUM, Tier.HIGH):
        customers = limited.filter(rating__tier=tier).select_related("reading")
        customers = customers.order_by("reading__utilisation", "pk")  # most have room for more
        for (share, reserve), customer in zip(ORDERS, customers[:EACH], strict=False):
            if amount := round((customer.reading.credit_limit or Decimal(0)) * share, -2):
                name, order = Name(number=customer.number), f"SO-{customer.number}"
                ask = scoring.Ask(name, amount, settings.BASE_CURRENCY, order, reserve)
                orders.append((ask, manager))
    return orders
