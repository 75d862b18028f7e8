from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read


@pytest.fixture(autouse=True)
def nine_to_six(settings: Any) -> None:
    settings.WORKING_HOURS = (dt.time(9), dt.time(18))
    settings.COUNTRY = ""


@pytest.fixture
def one_rule(db: None) -> AlertRule:
    """Days past due alone, and no book yet that could be held against it."""
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    raise_alerts(at=NOON - DAY)
    return AlertRule.objects.get(code="max_dpd")


@pytest.fixture
def alert(one_rule: AlertRule, account_manager: User) -> Alert:
    """A high one, raised on a Monday at noon, of the account manager's customer."""
    customer = make_customer(
        manager=account_manager, team=account_manager.team, number="C-77", name="Hua Steel"
    )
    read(customer, max_dpd=70, exposure=900, tier="high")
    raise_alerts(at=NOON)
    return Alert.objects.get(customer=customer)
