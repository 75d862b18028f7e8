"""The course of one currency, for a chart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import ExchangeRate

MOST_POINTS = 400


def course_of(currency: str) -> dict[str, Any] | None:
    """The latest rates of a currency for a chart, the oldest first; nothing where there is one
    rate only. One query."""
    rows = ExchangeRate.objects.filter(currency=currency)
    newest = rows.order_by("-effective_date", "-recorded_at").distinct("effective_date")
    points: list[tuple[dt.date, Decimal]] = list(
        newest.values_list("effective_date", "rate")[:MOST_POINTS]
    )
    if len(points) < 2:
        return None
    points.reverse()
    values = [float(rate) for _day, rate in points]
    return {
        "categories": [day.isoformat() for day, _rate in points],
        "series": [{"name": currency, "values": values, "steps": True}],
        "time": True,
        "min": min(values) * 0.98,  # what moves by little would lie flat above zero
    }
