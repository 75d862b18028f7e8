"""Loss rates in force: what share of what is open is lost, by how many days it is past due."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from customers.models import LossRate
from customers.receivables.buckets import BUCKETS, NO_DUE_DATE

# Until they are estimated from the own book: products of the roll rates .20 .30 .45 .60 .70 from
# one bucket to the next, an assumption that docs/losses.md explains.
ASSUMED: dict[str, Decimal] = {
    "not_due": Decimal("0.011340"),
    "due_1_30": Decimal("0.056700"),
    "due_31_60": Decimal("0.189000"),
    "due_61_90": Decimal("0.420000"),
    "due_91_180": Decimal("0.700000"),
    "due_181_365": Decimal("0.700000"),
    "due_over_365": Decimal("0.700000"),
    NO_DUE_DATE: Decimal("0.011340"),
}


def loss_rates(day: dt.date) -> dict[str, Decimal]:
    """The loss rate of each bucket in force on a day, 0 to 1."""
    rows = LossRate.objects.filter(effective_date__lte=day)
    newest = rows.order_by("bucket", "-effective_date", "-recorded_at").distinct("bucket")
    return ASSUMED | dict(newest.values_list("bucket", "share"))


def share_sql(rates: dict[str, Decimal], days: str) -> str:
    """SQL: the loss rate of something that is `days` past due."""
    cases = " ".join(
        f"WHEN {days} <= {upper} THEN {rates[code]:f}"
        for code, _lower, upper in BUCKETS
        if upper is not None
    )
    return f"CASE {cases} ELSE {rates[BUCKETS[-1][0]]:f} END"
