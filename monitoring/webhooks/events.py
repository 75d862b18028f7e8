"""What a message holds: ids, numbers and addresses. Who wants more asks the API, with its rights.

What the restricted compartment knows is told to nobody: no event here comes from it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from customers.models import Customer
from monitoring.models import Alert, EventType
from removal.models import RemovalCase
from riskcrm.accounts.roles import VIEW_ALERTS, VIEW_CASES, VIEW_CHECKS

# what the owner of an endpoint must be allowed to see to be told
RIGHTS: dict[str, str] = {
    EventType.ALERT_RAISED: VIEW_ALERTS,
    EventType.ALERT_GRAVER: VIEW_ALERTS,
    EventType.ALERT_CLEARED: VIEW_ALERTS,
    EventType.TIER_CHANGED: "scoring.view_riskscore",
    EventType.RESTRICTION_CHANGED: VIEW_CHECKS,
    EventType.CASE_OPENED: VIEW_CASES,
    EventType.CASE_DECIDED: VIEW_CASES,
    EventType.CASE_CLOSED: VIEW_CASES,
}
EVENTS = [(value, label) for value, label in EventType.choices if value in RIGHTS]
# acts of the audit chain that are told; a rejected proposal is decided and closed in one
ACTS: dict[str, tuple[str, ...]] = {
    "propose_removal": (EventType.CASE_OPENED,),
    "approve_case": (EventType.CASE_DECIDED,),
    "reject_case": (EventType.CASE_DECIDED, EventType.CASE_CLOSED),
    "overturn_case": (EventType.CASE_DECIDED, EventType.CASE_CLOSED),
    "accept_cure": (EventType.CASE_CLOSED,),
    "withdraw_case": (EventType.CASE_CLOSED,),
    "close_case": (EventType.CASE_CLOSED,),
}


@dataclass(frozen=True)
class Told:
    """One event about a customer; `key` is what it is known by, once and for all."""

    event: str
    key: str
    at: dt.datetime
    customer_id: int | None
    data: dict[str, Any]

    @property
    def payload(self) -> str:
        said = {"type": self.event, "timestamp": self.at.isoformat(), "data": self.data}
        return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def address_of(path: str) -> str:
    """Where a page is for who is not on one: with the public address, where there is one."""
    return f"{settings.PUBLIC_URL}{path}"


def customer_data(customer: Customer) -> dict[str, Any]:
    return {"id": customer.pk, "number": customer.number}


def alert_data(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.pk,
        "rule": alert.rule.code,
        "severity": alert.severity,
        "customer": customer_data(alert.customer),
        "url": address_of(f"/api/v1/alerts/{alert.pk}/"),
    }


def case_data(case: RemovalCase) -> dict[str, Any]:
    return {
        "id": case.pk,
        "customer": customer_data(case.customer),
        "url": address_of(f"/api/v1/removal-cases/{case.pk}/"),
    }


def about_customer(customer: Customer) -> dict[str, Any]:
    return {
        "customer": customer_data(customer),
        "url": address_of(f"/api/v1/customers/{customer.pk}/"),
    }
