"""The most pressing of what waits: by expected loss, along indexes, however much waits.

A customer whose loss is not known comes after those whose loss is, by exposure or by date.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from riskcrm.accounts.inbox import Source

# so few are sorted; among more, the index of losses or exposures soon meets those that wait
FEW = 5_000
LOSS, EXPOSURE = "customer__rating__expected_loss", "customer__reading__exposure"
COLUMNS = ("pk", "customer_id", "due_at", EXPOSURE, LOSS)
UNKNOWN = {f"{LOSS}__isnull": True}
Ranked = tuple[int, int, dt.datetime, Decimal | None, Decimal | None]
Keys = list[tuple[int, int]]


def keys_of(alerts: Any) -> Keys:
    """Alerts and their customers, of more than a few only so many as to know that."""
    return list(alerts.order_by().values_list("pk", "customer_id")[: FEW + 1])


def pressing_alerts(alerts: Any, keys: Keys, at: dt.datetime, most: int) -> list[Ranked]:
    """Alerts, their customers, deadlines, exposures and expected losses; the late ones first.

    Among many by loss alone, along the index of losses or of exposures: whole rows of all that
    waits, sorted, would take ten times as long. Of few, the index would be walked to its end.
    """
    if len(keys) <= FEW:
        found = alerts.model.objects.filter(pk__in=[pk for pk, _customer in keys])
        return _sorted(found, at, most)
    unknown = alerts.filter(**UNKNOWN)
    is_unread = {"customer__reading__isnull": True}
    ranked: list[Ranked] = []
    for rows in (
        alerts.filter(**{f"{LOSS}__isnull": False}).order_by(F(LOSS).desc(), "due_at", "pk"),
        unknown.exclude(**is_unread).order_by(F(EXPOSURE).desc(), "due_at", "pk"),
        unknown.filter(**is_unread).order_by("due_at", "pk"),
    ):
        left = max(most - len(ranked), 0)
        ranked += rows.values_list(*COLUMNS)[:left]
    return ranked


def _sorted(alerts: Any, at: dt.datetime, most: int) -> list[Ranked]:
    late_first = Case(When(due_at__lt=at, then=0), default=1)
    by_loss = (F(LOSS).desc(nulls_last=True), F(EXPOSURE).desc(nulls_last=True), "due_at", "pk")
    return list(alerts.order_by(late_first, *by_loss).values_list(*COLUMNS)[:most])


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
