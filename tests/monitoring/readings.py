"""What scoring would have written, put there by hand so that each figure is the test's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from scoring.models import Rating, RatingChange, Reading, Tier

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def read(
    customer: Customer,
    *,
    at: dt.datetime = NOON,
    tier: str = "",
    score: Any = None,
    **figures: Any,
) -> RatingChange:
    """Write a customer's reading and rating of a day, and the change that monitoring takes."""
    known = {
        name: None if value is None else Decimal(str(value)) for name, value in figures.items()
    }
    Reading.objects.update_or_create(
        customer=customer, defaults={"as_of": at.date(), "known_at": at, **known}
    )
    rating, _ = Rating.objects.get_or_create(customer=customer)
    former = rating.rated_tier
    rating.tier = rating.card_tier = rating.computed_tier = tier or rating.tier
    if rating.tier != Tier.UNRATED:
        rating.rated_tier = rating.tier
    rating.score = None if score is None else Decimal(str(score))
    rating.points = Decimal(-1) if score is None else rating.score
    rating.as_of = at.date()
    rating.save()
    return RatingChange.objects.create(
        customer=customer, from_tier=former, to_tier=rating.tier, recorded_at=at
    )


def sweep(customer: Customer, *, at: dt.datetime = NOON, **figures: Any) -> None:
    """Read a customer, and let monitoring see it."""
    read(customer, at=at, **figures)
    raise_alerts(at=at)


def make_alert(customer: Customer, *, exposure: int = 100, at: dt.datetime = NOON) -> Alert:
    """A customer's alert for an invoice long past due; other rules are switched off."""
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    read(customer, at=at, max_dpd=70, exposure=exposure, overdue=exposure / 2, tier="high")
    raise_alerts(at=at)
    return Alert.objects.get(customer=customer)
