"""The rows of the high-risk queue, and what is shown of a page of them: four queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Max, QuerySet

from customers.models import Customer, Interaction
from monitoring.models import Alert, DeskTake, HighRiskDesk
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import CHOOSE_DESK, WORK_QUEUE
from scoring.models import Tier


def desk() -> HighRiskDesk | None:
    return HighRiskDesk.objects.select_related("team").first()


def queue_of(user: User) -> QuerySet[Customer]:
    """High-tier customers among those this person sees."""
    rows = Customer.objects.visible_to(user).filter(rating__tier=Tier.HIGH)
    return rows.select_related("rating", "reading", "manager", "team")


def fill_queue(rows: list[Any], *, by: User, day: dt.date) -> list[Any]:
    """Give customers the days since the latest contact, open alerts, open case and holder."""
    keys = [row.pk for row in rows]
    spoken = Interaction.objects.filter(customer__in=keys, effective_date__lte=day, is_void=False)
    latest = dict(spoken.order_by().values_list("customer").annotate(Max("effective_date")))
    counted = Alert.objects.filter(customer__in=keys).open().order_by()
    alerts = dict(counted.values_list("customer").annotate(Count("pk")))
    cases = {
        case.customer_id: case for case in RemovalCase.objects.open().filter(customer__in=keys)
    }
    held = DeskTake.objects.filter(customer__in=keys, handed_back_at__isnull=True)
    takes = {take.customer_id: take for take in held.select_related("taken_by")}
    now = desk()
    of_team = now is not None and now.team_id == by.team_id and by.has_perm(WORK_QUEUE)
    for row in rows:
        spoke = latest.get(row.pk)
        row.silent_days = (day - spoke).days if spoke else None
        row.open_alerts = alerts.get(row.pk, 0)
        row.open_case = cases.get(row.pk)
        row.take = take = takes.get(row.pk)
        row.may_take = of_team and take is None
        row.may_hand_back = take is not None and (
            take.taken_by_id == by.pk or by.has_perm(CHOOSE_DESK)
        )
    return rows
