from __future__ import annotations

import pytest

from monitoring.models import Alert, AlertClosure, AlertEscalation, RiskLead, RuleQuality
from monitoring.services import acknowledge_alert
from monitoring.services.demo_alert_life import seed_demo_alert_life
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, make_alert

pytestmark = pytest.mark.django_db


def test_the_demonstration_closes_snoozes_assigns_and_escalates_once() -> None:
    make_demo_people(at=NOON - 90 * DAY)
    manager = User.objects.get(username="manager")
    for days in (60, 50, 40, 30, 30, 30, 8, 0):
        customer = make_customer(manager=manager, team=manager.team)
        alert = make_alert(customer, at=NOON - days * DAY)
        if days > 8:
            at = NOON - days * DAY + DAY
            acknowledge_alert(alert, by=manager, note="On it.", at=at)
    seed_demo_alert_life(at=NOON)
    assert AlertClosure.objects.exists()
    assert AlertEscalation.objects.exists()
    assert Alert.objects.snoozed(NOON).count() == 1
    assert Alert.objects.open().filter(assignee__isnull=False).exists()
    assert RiskLead.objects.count() == 1
    assert RuleQuality.objects.exists()
    before = AlertClosure.objects.count()
    seed_demo_alert_life(at=NOON)
    assert AlertClosure.objects.count() == before
