"""Roll rates and loss rates from counted transitions. Plain Python and NumPy, no Django.

What was open in a bucket at the end of one month lies at the end of the next in an older bucket, is
paid, or is lost: written off, or more than 365 days past due. With Q the rolls among the buckets
and r those into loss, the share that is lost in the end is x = (I - Q)^-1 r, as of an absorbing
Markov chain (cf. the flow rates of a provision matrix, IFRS 9 B5.5.35). It is multiplied by the
loss given default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

OPEN = ("not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_180", "due_181_365")
PAID, LOST = "paid", "lost"
FEWEST = 30  # transitions out of a bucket, below which its rate is not estimated
SHARE = Decimal("0.000001")

Amounts = Mapping[tuple[str, str], int | float]


@dataclass(frozen=True)
class BucketRate:
    """The fate of what is open in one bucket.

    `rolls`: share of the amount that lies in each state a month later. `share`: what is lost in the
    end, 0 to 1, loss given default included; None where too few transitions were seen.
    """

    bucket: str
    count: int
    rolls: dict[str, float]
    share: Decimal | None


def roll_rates(amounts: Amounts, bucket: str) -> dict[str, float]:
    """Share of a bucket's amount that is in each state a month later; empty without any."""
    out = {now: float(amount) for (was, now), amount in amounts.items() if was == bucket}
    total = sum(out.values())
    return {now: amount / total for now, amount in out.items()} if total else {}


def loss_shares(rolls: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Share of each bucket that is lost in the end, before the loss given default."""
    size = len(OPEN)
    q, r = np.zeros((size, size)), np.zeros(size)
    for at, bucket in enumerate(OPEN):
        for now, share in rolls.get(bucket, {}).items():
            if now == LOST:
                r[at] = share
            elif now in OPEN:
                q[at, OPEN.index(now)] = share
    # what never leaves its bucket would make the system singular; it is neither paid nor lost
    x = np.linalg.lstsq(np.eye(size) - q, r, rcond=None)[0]
    return {bucket: float(min(max(x[at], 0.0), 1.0)) for at, bucket in enumerate(OPEN)}


def bucket_rates(
    amounts: Amounts, counts: Mapping[tuple[str, str], int], *, loss_given_default: Decimal
) -> list[BucketRate]:
    """Rolls and loss rate of each bucket; `loss_given_default` is per cent."""
    rolls = {bucket: roll_rates(amounts, bucket) for bucket in OPEN}
    shares = loss_shares(rolls)
    found = []
    for bucket in OPEN:
        count = sum(n for (was, _now), n in counts.items() if was == bucket)
        share = Decimal(shares[bucket]) * loss_given_default / 100
        rounded = share.quantize(SHARE, rounding=ROUND_HALF_UP)
        found.append(BucketRate(bucket, count, rolls[bucket], rounded if count >= FEWEST else None))
    return found


def expected_loss(amounts: Mapping[str, Decimal], rates: Mapping[str, Decimal]) -> Decimal:
    """What of the open amounts is expected to be lost, to the cent."""
    total = sum((amount * rates[bucket] for bucket, amount in amounts.items()), Decimal(0))
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
