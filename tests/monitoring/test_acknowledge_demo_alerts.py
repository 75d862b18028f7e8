from __future__ import annotations

import pytest

from monitoring.models import Acknowledgement, Alert, AlertRule
from monitoring.services import acknowledge_demo_alerts, raise_alerts
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_person, make_team
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db: None) -> User:
    make_person(roles.RISK_OFFICER, username="officer", is_demo=True)
    team = make_team()
    manager = make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    for number in range(40):
        customer = make_customer(number=f"C{number}", team=team, manager=manager)
        read(customer, max_dpd=70)
    raise_alerts(at=NOON)
    return manager


def test_about_a_share_is_acknowledged_by_people_who_may(manager: User) -> None:
    assert 10 <= acknowledge_demo_alerts(at=NOON + DAY, share=0.5) <= 30
    assert set(Acknowledgement.objects.values_list("by__username", flat=True)) == {
        "manager",
        "officer",
    }
    assert not Acknowledgement.objects.exclude(at__range=(NOON, NOON + DAY)).exists()
    told = Event.objects.filter(verb="acknowledge_alert").order_by("pk")
    moments = list(told.values_list("recorded_at", flat=True))
    assert moments == sorted(moments), "in the chain as it happened"


def test_a_second_call_finds_nothing_new(manager: User) -> None:
    acknowledge_demo_alerts(at=NOON + DAY, share=0.5)
    left = Alert.objects.open().count()
    assert acknowledge_demo_alerts(at=NOON + DAY, share=0.5) == 0
    assert Alert.objects.open().count() == left


def test_nobody_acts_where_there_is_no_demonstration(manager: User) -> None:
    User.objects.update(is_demo=False)
    assert acknowledge_demo_alerts(at=NOON + DAY, share=1) == 0
