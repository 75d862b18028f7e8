"""A made-up book of readings, for questions about all of it."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from customers.models import Customer
from riskcrm.web.today import today
from scoring.indicators import SCORABLE
from scoring.models import Rating, Reading

D = Decimal
# one of these at all would make everybody's tier the highest
KNOCKING_OUT = {"sanctions_hits", "insolvency"}


def make_readings(count: int, *, seed: int = 1, **of_customer) -> list[Reading]:
    """Customers with figures of all sizes, some unknown; their ratings are made up as well."""
    chance, now = random.Random(seed), timezone.now()

    def figure(most: int, digits: str = "0.0001") -> Decimal | None:
        if chance.random() < 0.15:
            return None
        # most are small, so that customers of all tiers are among them
        return D(chance.random() ** 4 * most).quantize(D(digits))

    customers = Customer.objects.bulk_create(
        Customer(number=f"R{seed}-{n}", name=f"Firm {seed}-{n}", recorded_at=now, **of_customer)
        for n in range(count)
    )

    # of one in ten something that is owed or ordered has no rate
    def further() -> dict[str, Any]:
        return {
            "unbilled": None if chance.random() < 0.05 else figure(50_000, "0.01") or D(0),
            "open_without_rate": int(chance.random() < 0.05),
            "overdue": chance.choice([D("0.00"), D("0.40"), D("250.00")]),
            "oldest_days": chance.randrange(0, 15),
        }

    readings = Reading.objects.bulk_create(
        Reading(
            customer=customer, as_of=today(), known_at=now,
            exposure=figure(100_000, "0.01") or D(0), credit_limit=figure(100_000, "0.01"),
            **{code: figure(120) for code in sorted(SCORABLE - KNOCKING_OUT)}, **further(),
        )
        for customer in customers
    )  # fmt: skip
    for customer in customers:
        tier = chance.choice(["unrated", "low", "medium", "high"])
        Rating.objects.filter(customer=customer).update(
            tier=tier,
            score=None if tier == "unrated" else D(chance.randrange(0, 1000)).scaleb(-1),
            pd=figure(30),
        )
    return readings
