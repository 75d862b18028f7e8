"""The buckets of the ageing as pages show them. Which there are, scoring says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.db.models import Sum
from django.utils.functional import Promise

from customers.receivables.ageing import Scope
from customers.receivables.buckets import BUCKETS as DATED
from monitoring.models import AgeingCell, GroupAgeingCell
from riskcrm.accounts.models import User
from scoring.indicators import AGEING
from scoring.models import Reading


@dataclass(frozen=True)
class Bucket:
    """Open amounts by days past due: the column they are summed in, and how the bucket looks."""

    code: str
    lower: int | None  # days past due, both ends inclusive; None = no bound
    upper: int | None
    tone: str

    @property
    def name(self) -> str | Promise:
        field = cast("models.Field[Any, Any]", Reading._meta.get_field(self.code))
        return field.verbose_name

    @property
    def invoices(self) -> str:
        """The words by which the invoice panel shows this bucket's invoices and no others."""
        bounds = {"late_from": self.lower, "late_to": self.upper}
        given = [f"{word}={days}" for word, days in bounds.items() if days is not None]
        return "&".join(given) or "no_due_date=1"


_DAYS = {code: (lower, upper) for code, lower, upper in DATED}
BUCKETS: tuple[Bucket, ...] = tuple(
    Bucket(code, *_DAYS.get(code, (None, None)), f"age-{place}" if code in _DAYS else "none")
    for place, code in enumerate(AGEING)
)


@dataclass(frozen=True)
class Month:
    """The ageing at the end of a month."""

    month_end: dt.date
    buckets: dict[str, Decimal]


def months_of(user: User, scope: Scope) -> list[Month]:
    """The kept ends of months of what this person sees, the oldest first. One query.

    Customers stand where their manager and team were when the month was kept, and in the group
    that they belonged to at its end.
    """
    kept: Any = AgeingCell.objects if scope.group is None else GroupAgeingCell.objects
    cells = scope.rows(kept.visible_to(user)).values("month_id")
    sums: Any = cells.annotate(**{f"{code}_sum": Sum(code) for code in AGEING})
    months = [
        Month(row["month_id"], {code: row[f"{code}_sum"] for code in AGEING})
        for row in sums.order_by("-month_id")[:12]
    ]
    return months[::-1]
