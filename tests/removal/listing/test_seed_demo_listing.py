from __future__ import annotations

import pytest
from django.utils import timezone

from customers.models import CreditReport
from removal.models import ListAppeal, ListEntry, Readmission
from removal.services.demo_listing import seed_demo_listing
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db


def test_the_demo_shows_entries_an_appeal_and_who_wants_to_come_back() -> None:
    make_demo_people(at=timezone.now())
    manager = User.objects.get(username="manager")
    for n in range(3):
        read(make_customer(manager=manager, name=f"Bad {n}"), score="90", tier="high")
    good = make_customer(manager=manager, name="Back Ltd")
    read(good, score="10", tier="low", exposure="0.00")
    CreditReport.objects.create(
        customer=good, source_key="R", effective_date=today(), provider="A",
        recorded_at=timezone.now(),
    )  # fmt: skip
    assert seed_demo_listing(at=timezone.now()) == 4
    states = ListEntry.objects.order_by("pk").values_list("state", flat=True)
    assert sorted(states) == ["active", "active", "active", "proposed"]
    assert ListAppeal.objects.get().state == "acknowledged"
    assert Readmission.objects.get().customer == good
    assert seed_demo_listing(at=timezone.now()) == 0


def test_without_demo_people_nothing_is_told() -> None:
    assert seed_demo_listing(at=timezone.now()) == 0
