"""Expected losses of the book: what is open by age and tier, times the loss rates in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from customers.receivables.loss_rates import loss_rates
from monitoring.ageing import BUCKETS, Bucket
from monitoring.selectors import book_of
from riskcrm.accounts.models import User
from scoring.losses.rates import expected_loss
from scoring.models import Tier

ZERO = Decimal(0)


@dataclass(frozen=True)
class BucketLoss:
    """One bucket: what is open in it, the loss rate in force, what of it is expected to be lost."""

    bucket: Bucket
    open: Decimal
    rate: Decimal
    loss: Decimal


@dataclass(frozen=True)
class TierLoss:
    tier: str
    open: Decimal
    loss: Decimal


@dataclass(frozen=True)
class Losses:
    """The provision matrix applied to what a person sees, in the base currency."""

    read_at: dt.datetime | None
    buckets: list[BucketLoss]
    tiers: list[TierLoss]
    open: Decimal
    loss: Decimal

    @property
    def coverage(self) -> Decimal | None:
        """Expected loss as a share of what is open, 0 to 1; None where nothing is."""
        return self.loss / self.open if self.open else None


def losses_of(user: User, *, day: dt.date) -> Losses:
    """Expected losses of everything this person sees, from stored figures."""
    book, rates = book_of(user), loss_rates(day)
    sums = {
        bucket.code: sum((each.ageing.get(bucket.code, ZERO) for each in book.tiers.values()), ZERO)
        for bucket in BUCKETS
    }
    buckets = [
        BucketLoss(each, sums[each.code], rates[each.code],
                   expected_loss({each.code: sums[each.code]}, rates))
        for each in BUCKETS
    ]  # fmt: skip
    tiers = [
        TierLoss(tier, sum(reading.ageing.values(), ZERO), expected_loss(reading.ageing, rates))
        for tier, reading in book.tiers.items()
    ]
    order = list(Tier.values)
    return Losses(
        book.read_at,
        buckets,
        sorted(tiers, key=lambda each: -order.index(each.tier)),
        sum(sums.values(), ZERO),
        sum((each.loss for each in buckets), ZERO),
    )
