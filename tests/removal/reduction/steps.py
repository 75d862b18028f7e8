"""Steps as tests need them: a case that is open, and steps planned through the service."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import ServiceKind
from removal.models import ReductionStep, RemovalCase
from removal.services.reduction import plan_step, release_step
from riskcrm.accounts.models import User
from tests.scoring.credit.desk import NOON, TODAY

HASH = "a" * 64


def plan(case: RemovalCase, by: User, kind: str = "shipment", **said: Any) -> ReductionStep:
    """A step that needs no notice, on proof that the customer's standing got worse."""
    said = {
        "ground": "deterioration", "evidence": "Two cheques came back in April.",
        "effective_date": TODAY, "notice_days": 0, "at": NOON,
    } | said  # fmt: skip
    if "value" in said:
        said["value"] = Decimal(said["value"])
    if "service" in said:
        said["service"] = ServiceKind.objects.get(code=said["service"])
    return plan_step(case, kind=kind, by=by, **said)


def in_force(
    case: RemovalCase, by: User, second: User, kind: str = "shipment", **said: Any
) -> ReductionStep:
    """A step that a second person has released."""
    return release_step(plan(case, by, kind, **said), by=second, at=said.get("at", NOON))


def later(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)
