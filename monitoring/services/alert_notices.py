"""Who is told of an alert that was assigned or went up the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.urls import reverse

from monitoring.alerting.chain import escalated_to
from monitoring.models import Alert
from monitoring.services.notices import notify, write_notices
from riskcrm.accounts.models import User


def tell_assignee(alert: Alert, *, to: User, by: User, at: dt.datetime) -> None:
    """In the transaction of the act."""
    notify(
        [to], kind="alert_assigned", severity=alert.severity, link=_link(alert.pk),
        key=f"alert:{alert.pk}:assigned:{alert.version}", at=at, parts={"name": str(by)},
        customer=alert.customer_id, alert=alert,
    )  # fmt: skip


def tell_escalated(alerts: Collection[int], *, at: dt.datetime) -> None:
    """Tell the people of the level that these alerts went up to. As many queries for all."""
    people = escalated_to(alerts)
    rows = Alert.objects.filter(pk__in=alerts).values_list("pk", "customer", "severity", "level")
    write_notices(
        [
            (person, {
                "kind": "alert_escalated", "severity": severity, "link": _link(pk),
                "key": f"alert:{pk}:escalated:{level}", "parts": {}, "customer_id": customer,
                "alert_id": pk, "at": at,
            })
            for pk, customer, severity, level in rows
            for person in sorted(people.get(pk, ()))
        ],
        now=at,
    )  # fmt: skip


def _link(alert: int) -> str:
    return reverse("monitoring:alert_detail", args=[alert])
