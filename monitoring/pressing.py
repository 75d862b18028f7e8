"""The most pressing of what waits: by expected loss, along indexes, however much waits.

A customer whose loss is not known comes after those whose loss is, by exposure or by date.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from riskcrm.accounts.inbox import Source

# so few are sorted; among more, the index of losses or exposures soon meets those that wait
FEW = 5_000
LOSS, EXPOSURE = "customer__rating__expected_loss", "customer__reading__exposure"
UNKNOWN = {f"{LOSS}__isnull": True}
Ranked = tuple[int, int, dt.datetime, Decimal | None, Decimal | None]


def pressing_alerts(alerts: Any, most: int) -> list[Ranked]:
    """Alerts, their customers, deadlines, exposures and expected losses.

    By keys alone, and along the index of losses or of exposures: whole rows of all that waits,
    sorted, would take ten times as long. Of few, the index would be walked to its end.
    """
    keys = list(alerts.order_by().values_list("pk", flat=True)[: FEW + 1])
    if not keys:
        return []
    if len(keys) <= FEW:
        alerts = alerts.model.objects.filter(pk__in=keys)
    unknown = alerts.filter(**UNKNOWN)
    is_unread = {"customer__reading__isnull": True}
    ranked: list[Ranked] = []
    for rows in (
        alerts.filter(**{f"{LOSS}__isnull": False}).order_by(F(LOSS).desc(), "due_at", "pk"),
        unknown.exclude(**is_unread).order_by(F(EXPOSURE).desc(), "due_at", "pk"),
        unknown.filter(**is_unread).order_by("due_at", "pk"),
    ):
        left = max(most - len(ranked), 0)
        ranked += rows.values_list("pk", "customer_id", "due_at", EXPOSURE, LOSS)[:left]
    return ranked


def pressing_rows(source: Source, found: QuerySet[Any], day: dt.date, most: int) -> list[Any]:
    """Rows of a source among which are its most pressing; more than `most`, to be ranked.

    The late and the others by loss, those without one as the source has them, which is by date.
    """
    rows = source.whole(found)
    if not source.due:
        return list(rows[:most])
    known, late = rows.filter(**{f"{LOSS}__isnull": False}), Q(**{f"{source.due}__lt": day})
    by_loss = (F(LOSS).desc(), source.due, "pk")
    found_late = list(known.filter(late).order_by(*by_loss)[:most])
    left = most - len(found_late)
    due = known.exclude(late).order_by(*by_loss)
    return [*found_late, *due[:left], *rows.filter(**UNKNOWN)[:most]]
