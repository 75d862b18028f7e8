"""Loss rates, as whoever estimates them sets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from customers.models import LossRate
from customers.receivables.loss_rates import ASSUMED


def set_loss_rates(
    rates: Mapping[str, Decimal], *, effective_date: dt.date, at: dt.datetime
) -> None:
    """Let these rates hold from a day on, inside the transaction of who decides it.

    The worklist follows with the next sweep, which goes over the whole book.
    """
    strange = set(rates) - set(ASSUMED)
    if strange:
        raise ValueError(f"no such buckets: {sorted(strange)}")
    LossRate.objects.bulk_create(
        LossRate(bucket=bucket, share=share, effective_date=effective_date, recorded_at=at)
        for bucket, share in rates.items()
    )
