"""What is read of reviews as a whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Count, Q

from monitoring.models import Review


def overdue_share(day: dt.date) -> Decimal | None:
    """Of the open reviews the share past their due date; None while none is open."""
    counts = Review.objects.open().aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_date__lt=day))
    )
    return Decimal(counts["late"]) / counts["all"] if counts["all"] else None
