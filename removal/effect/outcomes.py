"""What an effect may be asked of: outcomes of customers by quarter, each one measure over another.

All are told of the quarter of the sale, so that a fall in sales does not look like better paying.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db import models
from django.utils.translation import pgettext_lazy

from removal.effect.maths.panel import Floats
from removal.effect.parts import Part


class Outcome(models.TextChoices):
    """In the order in which they are offered. Less is better of every one."""

    LATE_SHARE = "late_share", pgettext_lazy("effect", "share of invoices paid late")
    DAYS_LATE = "days_late", pgettext_lazy("effect", "days beyond terms")
    OVER_90 = "over_90", pgettext_lazy("effect", "share of sales over 90 days late")
    BAD_DEBT = "bad_debt", pgettext_lazy("effect", "bad debt rate")


@dataclass(frozen=True)
class Ratio:
    above: str
    below: str


RATIOS = {
    Outcome.LATE_SHARE: Ratio("late", "issued"),
    Outcome.DAYS_LATE: Ratio("days_late", "mature"),
    Outcome.OVER_90: Ratio("over_90", "mature"),
    Outcome.BAD_DEBT: Ratio("lost", "sales"),
}
IN_DAYS = frozenset({Outcome.DAYS_LATE.value})


def values_of(part: Part, outcome: str, *, whole: int) -> Floats:
    """The outcome by customer and quarter; nan without sales, and in a quarter that is not over."""
    ratio = RATIOS[Outcome(outcome)]
    above, below = part.measure(ratio.above), part.measure(ratio.below)
    found = np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
    found[:, whole:] = np.nan
    return found


def steady_of(part: Part, *, whole: int) -> Floats:
    """Days until our own books had an invoice: nothing that is done to a customer moves that."""
    found = part.measure("own_delay")
    found[:, whole:] = np.nan
    return found
