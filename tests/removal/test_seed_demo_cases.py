from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from removal.models import RemovalCase
from removal.services import BEFORE, NOW, seed_demo_cases
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_person, make_team
from tests.monitoring.readings import NOON, read

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=30)


@pytest.fixture
def demo_people(db: None) -> tuple[User, User]:
    team = make_team()
    manager = make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)
    make_person(roles.RISK_OFFICER, username="officer2", is_demo=True)
    make_person(roles.HEAD_OF_RISK, username="head", is_demo=True)
    make_person(roles.LEGAL_REVIEWER, username="legal", is_demo=True)
    return manager, make_person(roles.RISK_OFFICER, username="officer", is_demo=True)


def test_the_demo_has_cases_on_their_way_and_ended_ones_and_none_decided_by_its_proposer(
    demo_people: tuple[User, User],
) -> None:
    manager, officer = demo_people
    for score in range(60, 80):
        customer = make_customer(manager=manager, team=manager.team)
        read(customer, tier="high", score=score, exposure=100)
    assert seed_demo_cases(BEFORE, at=NOON - MONTH) == 9
    assert seed_demo_cases(NOW, at=NOON) == 2
    states = Counter(RemovalCase.objects.values_list("state", flat=True))
    assert states == {
        "reduction": 1, "closed": 1, "cured": 1, "decision": 1, "rectification": 1, "warning": 1,
        "rejected": 1, "withdrawn": 1, "proposed": 3,
    }  # fmt: skip
    assert RemovalCase.objects.get(state="rejected").decisions.get().decided_by == officer
    for case in RemovalCase.objects.all():
        assert case.proposed_by_id not in case.decisions.values_list("decided_by", flat=True)
    assert RemovalCase.objects.values("customer").distinct().count() == 11
    assert RemovalCase.objects.late(NOON.date()).filter(state="proposed").count() == 1


def test_what_happened_was_recorded_as_it_happened(demo_people: tuple[User, User]) -> None:
    manager, _officer = demo_people
    for score in range(60, 80):
        read(make_customer(manager=manager, team=manager.team), tier="high", score=score)
    seed_demo_cases(BEFORE, at=NOON - MONTH)
    seed_demo_cases(NOW, at=NOON)
    moments = list(Event.objects.order_by("pk").values_list("recorded_at", flat=True))
    assert len(moments) > 100
    assert moments == sorted(moments)


def test_a_case_says_what_the_readings_of_its_customer_say(
    demo_people: tuple[User, User],
) -> None:
    manager, _officer = demo_people
    for score in range(60, 70):
        customer = make_customer(manager=manager, team=manager.team)
        read(customer, tier="high", score=score)
    late = make_customer(manager=manager, team=manager.team)
    figures = {"consecutive_late": 4, "max_dpd": 37, "overdue_ratio": 20}
    read(late, tier="high", score=51, **figures)
    seed_demo_cases(NOW, at=NOON)
    case = RemovalCase.objects.get(customer=late)
    assert "latest 4 invoices" in case.summary
    assert "37 days past due" in case.summary
    others = RemovalCase.objects.exclude(customer=late)
    assert {case.summary.split(" of 100")[0] for case in others} == {"Scores 69"}


def test_a_second_start_adds_nothing(demo_people: tuple[User, User]) -> None:
    read(make_customer(team=demo_people[0].team), tier="high", score=70)
    assert seed_demo_cases(NOW, at=NOON) == 1
    read(make_customer(team=demo_people[0].team), tier="high", score=70)
    assert seed_demo_cases(NOW, at=NOON) == 0


def test_a_book_without_danger_or_demo_people_gets_no_cases(
    demo_people: tuple[User, User],
) -> None:
    assert seed_demo_cases(BEFORE, at=NOON) == 0
    read(make_customer(team=demo_people[0].team), tier="high", score=70)
    User.objects.update(is_demo=False)
    assert seed_demo_cases(NOW, at=NOON) == 0
