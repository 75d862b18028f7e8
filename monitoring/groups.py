"""What the members of groups owe together, as far as a person sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Sum, Value, When

from customers.models import CustomerGroup, GroupMembership
from riskcrm.accounts.models import User
from scoring.models import Tier

ORDER = (Tier.UNRATED, Tier.LOW, Tier.MEDIUM, Tier.HIGH)  # the last one is the worst
RANK = Case(
    *(When(customer__rating__tier=tier, then=Value(rank)) for rank, tier in enumerate(ORDER)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Standing:
    """Figures of the latest readings, in the base currency, summed over the members seen.

    `hidden` counts members out of the person's reach, whose figures are in no sum. `limit` is the
    group's own, or else what its members have together; None where there is none.
    """

    members: int = 0
    hidden: int = 0
    exposure: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    open_without_rate: int = 0
    limit: Decimal | None = None
    worst: str = Tier.UNRATED

    @property
    def use(self) -> Decimal | None:
        """Exposure as a share of the limit; None without one, and where members are hidden."""
        return self.exposure / self.limit if self.limit and not self.hidden else None


def standings(groups: Sequence[CustomerGroup], user: User, *, day: dt.date) -> dict[int, Standing]:
    """Where each group stands. Two queries, however many groups."""
    in_force = GroupMembership.objects.in_force(day).filter(group__in=groups).order_by()
    counts = dict(in_force.values_list("group_id").annotate(Count("pk")))
    reading = "customer__reading__"
    sums = in_force.visible_to(user).values("group_id")
    rows: Any = sums.annotate(
        members=Count("pk"),
        exposure=Sum(f"{reading}exposure"),
        overdue=Sum(f"{reading}overdue"),
        open_without_rate=Sum(f"{reading}open_without_rate"),
        limits=Sum(f"{reading}credit_limit"),
        worst=Max(RANK),
    )
    seen = {row["group_id"]: row for row in rows}
    return {
        group.pk: _standing(group, seen.get(group.pk, {}), counts.get(group.pk, 0))
        for group in groups
    }


def _standing(group: CustomerGroup, row: dict[str, Any], count: int) -> Standing:
    members = row.get("members", 0)
    own = group.credit_limit
    return Standing(
        members=members,
        hidden=count - members,
        exposure=row.get("exposure") or Decimal(0),
        overdue=row.get("overdue") or Decimal(0),
        open_without_rate=row.get("open_without_rate") or 0,
        limit=row.get("limits") if own is None else own,
        worst=ORDER[row.get("worst") or 0],
    )
