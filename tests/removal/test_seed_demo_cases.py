from __future__ import annotations

from collections import Counter

import pytest

from removal.models import RemovalCase
from removal.services import seed_demo_cases
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_person, make_team
from tests.monitoring.readings import NOON, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_people(db: None) -> tuple[User, User]:
    team = make_team()
    manager = make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)
    return manager, make_person(roles.RISK_OFFICER, username="officer", is_demo=True)


def test_the_demo_has_cases_in_every_state_and_none_decided_by_its_proposer(
    demo_people: tuple[User, User],
) -> None:
    manager, officer = demo_people
    for score in range(60, 80):
        customer = make_customer(manager=manager, team=manager.team)
        read(customer, tier="high", score=score, exposure=100)
    assert seed_demo_cases(at=NOON) == RemovalCase.objects.count() == 7
    states = Counter(RemovalCase.objects.values_list("state", flat=True))
    assert states == {"approved": 2, "rejected": 1, "withdrawn": 1, "proposed": 3}
    assert RemovalCase.objects.filter(proposed_by=manager).count() == 7
    assert RemovalCase.objects.decidable_by(officer).count() == 3


def test_a_second_start_adds_nothing(demo_people: tuple[User, User]) -> None:
    read(make_customer(team=demo_people[0].team), tier="high", score=70)
    assert seed_demo_cases(at=NOON) == 1
    assert seed_demo_cases(at=NOON) == 0


def test_a_book_without_danger_or_demo_people_gets_no_cases(
    demo_people: tuple[User, User],
) -> None:
    assert seed_demo_cases(at=NOON) == 0
    read(make_customer(team=demo_people[0].team), tier="high", score=70)
    User.objects.update(is_demo=False)
    assert seed_demo_cases(at=NOON) == 0
