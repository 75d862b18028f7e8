from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from customers.models import (
    Breach,
    Contract,
    Interaction,
    MarketEvent,
    Mention,
    Obligation,
    Plan,
    PolicyViolation,
    Task,
)
from monitoring.services import seed_demo_follow_up
from riskcrm.accounts import roles
from tests.factories import make_customer, make_person, make_team
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db


def test_the_demo_has_something_on_each_page_of_follow_up_once() -> None:
    team, now = make_team(), timezone.now()
    manager = make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)
    make_person(roles.RISK_OFFICER, username="officer", is_demo=True)
    for score in range(60, 72):
        read(make_customer(manager=manager, team=team), tier="high", score=score, exposure=100)
    assert seed_demo_follow_up(at=now) == 8
    for model in (Interaction, Task, Plan, Contract, Obligation, Breach, MarketEvent, Mention):
        assert model.objects.exists(), model
    assert Plan.objects.exclude(lesson="").count() == 2
    assert Task.objects.filter(state="open", effective_date__lt=now.date()).exists()
    assert Task.objects.filter(source_key__startswith="contract-").exists()
    assert set(MarketEvent.objects.values_list("confirmation", flat=True)) == {
        "pending", "confirmed",
    }  # fmt: skip
    assert PolicyViolation.objects.get().warned_date
    assert seed_demo_follow_up(at=now + dt.timedelta(days=1)) == 0


def test_without_demo_people_nothing_is_made_up() -> None:
    assert seed_demo_follow_up(at=timezone.now()) == 0
    assert not Interaction.objects.exists()
