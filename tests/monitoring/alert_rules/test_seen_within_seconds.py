"""What rules look at besides figures is seen within seconds, without waiting for the night."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Contract, CreditReport, Customer
from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date
from scoring.models import RatingChange
from tests.factories import make_customer, make_team
from tests.monitoring.readings import sweep
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today() -> dt.date:
    return local_date(timezone.now())


def only(code: str, **fields: Any) -> None:
    AlertRule.objects.exclude(code=code).update(is_active=False)
    AlertRule.objects.filter(code=code).update(is_active=True, **fields)


def looked_through(**fields: Any) -> Customer:
    """A customer of a book that was held against its rules today already."""
    customer = make_customer(**fields)
    sweep(customer, at=timezone.now(), exposure=5, tier="low")
    assert not Alert.objects.exists()
    assert not RatingChange.objects.exists()
    return customer


def seen() -> list[str]:
    assert RatingChange.objects.exists(), "nothing is on the queue, and the night is far"
    raise_alerts(at=timezone.now())
    return list(Alert.objects.filter(cleared_at=None).values_list("rule__code", flat=True))


def make_contract(customer: Customer, day: dt.date, *, ends: int) -> Contract:
    return Contract.objects.create(
        customer=customer, source_key="k", title="Frame", recorded_at=timezone.now(),
        effective_date=day - 100 * DAY, end_date=day + ends * DAY,
    )  # fmt: skip


def test_a_contract_that_ends_soon_when_it_is_recorded(today: dt.date) -> None:
    only("contract_end")
    make_contract(looked_through(), today, ends=20)
    assert seen() == ["contract_end"]


def test_a_contract_whose_end_moves(today: dt.date) -> None:
    only("contract_end")
    contract = make_contract(looked_through(), today, ends=90)
    assert seen() == []
    contract.end_date = today + 10 * DAY
    contract.save()
    assert seen() == ["contract_end"]
    contract.end_date = today + 90 * DAY
    contract.save()
    assert seen() == []


def test_the_last_day_of_a_notice(today: dt.date) -> None:
    only("contract_end", subject="notice_days")
    contract = make_contract(looked_through(), today, ends=60)
    contract.renews, contract.notice_days = True, 50
    contract.save()
    assert seen() == ["contract_end"]
    assert Alert.objects.get().evidence.get().value == 10
    contract.notice_given_date = today
    contract.save()
    assert seen() == []


def test_the_deadline_of_a_case(account_manager: User, today: dt.date) -> None:
    only("case_due")
    case = make_case(looked_through(manager=account_manager), by=account_manager, at=timezone.now())
    RemovalCase.objects.filter(pk=case.pk).update(due_date=today + 30 * DAY)
    assert seen() == []
    RemovalCase.objects.filter(pk=case.pk).update(due_date=today + DAY)
    assert seen() == ["case_due"]
    assert Alert.objects.get().evidence.get().value == 1
    RemovalCase.objects.filter(pk=case.pk).update(due_date=today + 30 * DAY)
    assert seen() == []


def test_the_score_of_a_credit_agency(today: dt.date) -> None:
    only(
        "contract_end", subject="external_score", provider="Agency", raise_at=40, clear_at=50,
        falling=True, also=None,
    )  # fmt: skip
    report = CreditReport.objects.create(
        customer=looked_through(), source_key="r", provider="Agency", score=30, scale_min=0,
        scale_max=100, direction=CreditReport.Direction.values[0], effective_date=today,
        recorded_at=timezone.now(),
    )  # fmt: skip
    assert seen() == ["contract_end"]
    report.is_void = True
    report.save()
    assert seen() == []


def test_a_customer_who_comes_under_the_scope_of_a_rule() -> None:
    team = make_team("north")
    only("max_dpd", subject="exposure", raise_at=1, clear_at=0, escalate_at=None,
         scope={"teams": [team.pk]})  # fmt: skip
    customer = looked_through()
    Customer.objects.filter(pk=customer.pk).update(team=team)
    assert seen() == ["max_dpd"]
    Customer.objects.filter(pk=customer.pk).update(team=None)
    assert seen() == []


def test_what_rules_do_not_look_at_puts_nobody_on_the_queue(today: dt.date) -> None:
    customer = looked_through()
    contract = make_contract(customer, today, ends=90)
    RatingChange.objects.all().delete()
    contract.title = "Frame of supply"
    contract.save()
    Customer.objects.filter(pk=customer.pk).update(website="https://example.com")
    assert not RatingChange.objects.exists()
