from __future__ import annotations

import pytest

from monitoring.models import AlertRule
from monitoring.services import raise_alerts
from tests.monitoring.readings import NOON


@pytest.fixture
def only_two_rules(db: None) -> None:
    """Days past due and the risen tier, both without a cooldown, and no book yet that could be
    held against them."""
    AlertRule.objects.exclude(code__in=["max_dpd", "tier_rise"]).update(is_active=False)
    AlertRule.objects.update(cooldown_days=0)
    raise_alerts(at=NOON)
