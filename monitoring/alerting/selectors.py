"""What pages and API read of alerts by customer and of the quality of rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from customers.models import Customer
from monitoring.alerting import quality
from monitoring.models import Alert, BadCustomer, RuleQuality
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

WITHIN = dt.timedelta(days=365)
MOST_BAD = 200


def alerted_customers(user: User) -> QuerySet[Customer]:
    """The customers this person sees that have running alerts."""
    running = Alert.objects.running().filter(customer=OuterRef("pk"))
    rows = Customer.objects.visible_to(user).filter(Exists(running))
    return rows.select_related("rating", "reading", "manager")


def with_alerts(customers: list[Any], *, at: dt.datetime) -> list[Any]:
    """Give customers their running alerts, those of them that wait, and whether one is late."""
    found: dict[int, list[Alert]] = defaultdict(list)
    alerts = Alert.objects.running().filter(customer__in=[row.pk for row in customers])
    for alert in alerts.select_related("rule", "acknowledgement").order_by("due_at", "pk"):
        found[alert.customer_id].append(alert)
    for row in customers:
        row.alerts_now = found[row.pk]
        row.alerts_open = [alert for alert in row.alerts_now if alert.is_open]
        row.late = any(alert.due_at < at for alert in row.alerts_open)
    return customers


def known_quarters() -> list[dt.date]:
    """The quarters of which the quality was read, the newest first."""
    rows = RuleQuality.objects.filter(rule=None).order_by("-quarter")
    return list(rows.values_list("quarter", flat=True)[:12])


def with_advice(rows: list[Any], *, at: dt.datetime) -> list[Any]:
    """Give rows of quality what the quarters up to theirs speak for, and what is snoozed now."""
    rules = {row.rule_id for row in rows if row.rule_id}
    history: dict[int | None, list[RuleQuality]] = defaultdict(list)
    for each in RuleQuality.objects.filter(rule__in=rules).order_by("-quarter"):
        history[each.rule_id].append(each)
    asleep = Alert.objects.running().snoozed(at).order_by()
    snoozed = dict(asleep.values_list("rule").annotate(Count("pk")))
    for row in rows:
        earlier = [each for each in history[row.rule_id] if each.quarter <= row.quarter]
        row.advice = quality.advice(earlier)
        row.snoozed = snoozed.get(row.rule_id, 0) if row.rule_id else sum(snoozed.values())
    return rows


def bad_customers(quarter: dt.date, rule_id: int | None, *, person: User) -> list[Any]:
    """Customers that went bad in a quarter, with the first alert of the year before and how many
    days it came ahead; those of which nobody was warned first. Two queries."""
    rows: list[Any] = list(
        BadCustomer.objects.visible_to(person)
        .filter(quarter=quarter)
        .select_related("customer")
        .order_by("bad_date", "pk")[:MOST_BAD]
    )
    alerts = Alert.objects.filter(customer__in=[row.customer_id for row in rows])
    if rule_id is not None:
        alerts = alerts.filter(rule=rule_id)
    found: dict[int, list[Alert]] = defaultdict(list)
    for alert in alerts.select_related("rule").order_by("raised_at", "pk"):
        found[alert.customer_id].append(alert)
    for row in rows:
        row.first, row.days = _first(found[row.customer_id], row.bad_date)
    return sorted(rows, key=lambda row: (row.days is not None, row.days or 0, row.bad_date))


def _first(alerts: list[Alert], bad: dt.date) -> tuple[Alert | None, int | None]:
    for alert in alerts:
        day = local_date(alert.raised_at)
        if bad - WITHIN <= day < bad:
            return alert, (bad - day).days
    return None, None
