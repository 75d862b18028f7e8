"""The buckets of the ageing as pages show them. Which there are, scoring says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils.functional import Promise

from scoring.indicators import AGEING
from scoring.indicators.exposure import BUCKETS as DATED
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
