"""The demonstration's credit checks: every answer has an example, and one waits for an officer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from monitoring.services import seed_demo_credit
from riskcrm.accounts import roles
from scoring.models import CreditCheck, Release, Reservation
from tests.factories import make_customer, make_invoice, make_person, make_team, make_terms
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db


def test_the_demo_asks_once_and_has_held_released_and_reserved_orders() -> None:
    team, now = make_team(), timezone.now()
    manager = make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)
    make_person(roles.RISK_OFFICER, username="officer", is_demo=True)
    for late in (0, 0, 0, 30, 30, 30):
        customer = late_payer(late=late)
        customer.manager, customer.team = manager, team
        customer.save()
        make_terms(customer, credit_limit=50_000)
        score(customer)
    assert seed_demo_credit(at=now) == 6
    checks = CreditCheck.objects.all()
    assert {"allow", "prepay", "hold"} <= set(checks.values_list("verdict", flat=True))
    assert checks.filter(waits=True).exists()
    assert Release.objects.get().asked_by == manager
    assert Reservation.objects.exists()
    assert seed_demo_credit(at=now + dt.timedelta(days=1)) == 0
    assert checks.count() == 6


def test_without_demo_people_nobody_asks() -> None:
    make_invoice(make_customer())
    assert seed_demo_credit(at=timezone.now()) == 0
    assert not CreditCheck.objects.exists()
