"""Contracts after their last day: renewed, ended or terminated by the system, once a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Contract, Customer, CustomerChange, FactRevision, Task
from customers.services.contract_acts import end_contract
from customers.services.contract_terms import months_after, roll_contracts
from customers.services.reminders import remind_of_contracts
from customers.tasks import remind_of_contracts as daily
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Slot
from tests.customers.follow_up import AT, TODAY, make_contract, make_obligation
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


def over(customer: Customer, by: User, days: int = 1, **fields: Any) -> Contract:
    return make_contract(customer, by=by, end_date=TODAY - days * DAY, **fields)


def test_a_contract_that_renews_runs_on_by_its_months(
    customer: Customer, account_manager: User
) -> None:
    contract = over(customer, account_manager, renews=True, renewal_months=12, notice_days=30)
    CustomerChange.objects.all().delete()
    assert roll_contracts(at=AT) == 1
    contract.refresh_from_db()
    assert (contract.state, contract.end_date) == ("in_force", dt.date(2027, 3, 19))
    assert contract.notice_date == dt.date(2027, 2, 17)  # and it is asked for again
    event = Event.objects.get(verb="renew_contract")
    assert event.actor_kind == SYSTEM.kind
    assert FactRevision.objects.get(fact_id=contract.pk).former["end_date"] == "2026-03-19"
    assert CustomerChange.objects.filter(customer=customer).exists()
    assert roll_contracts(at=AT) == 0


def test_one_that_nobody_looked_at_for_years_is_in_its_present_term(
    customer: Customer, account_manager: User
) -> None:
    contract = make_contract(
        customer, by=account_manager, effective_date=dt.date(2020, 1, 1),
        end_date=dt.date(2020, 8, 31), renews=True, renewal_months=6,
    )  # fmt: skip
    roll_contracts(at=AT)
    contract.refresh_from_db()
    assert contract.end_date == dt.date(2026, 8, 31)


def test_one_that_does_not_renew_has_ended(customer: Customer, account_manager: User) -> None:
    contract = over(customer, account_manager)
    last_day = make_contract(customer, by=account_manager, key="K-2", end_date=TODAY)
    roll_contracts(at=AT)
    contract.refresh_from_db()
    last_day.refresh_from_db()
    assert (contract.state, last_day.state) == ("ended", "in_force")


def test_notice_leaves_a_contract_in_force_until_its_last_day_is_over(
    customer: Customer, account_manager: User
) -> None:
    contract = make_contract(
        customer, by=account_manager, end_date=TODAY + 10 * DAY, renews=True, renewal_months=12
    )
    end = TODAY + 2 * DAY
    held = end_contract(contract, end_date=end, reason="Notice.", by=account_manager, at=AT)
    assert (held.state, held.end_date, held.notice_given_date) == ("in_force", end, TODAY)
    assert roll_contracts(at=AT + 2 * DAY) == 0
    assert roll_contracts(at=AT + 3 * DAY) == 1
    contract.refresh_from_db()
    assert (contract.state, contract.end_date) == ("terminated", end)


def test_the_manager_is_asked_for_the_term_that_nobody_knows(
    customer: Customer, account_manager: User
) -> None:
    contract = over(customer, account_manager, renews=True)
    assert roll_contracts(at=AT) == 0
    assert remind_of_contracts(at=AT) == 1
    title = "Contract K-1 has renewed itself: enter its new last day. Supply"
    assert Task.objects.get().title == title
    contract.refresh_from_db()
    assert contract.state == "in_force"
    assert remind_of_contracts(at=AT + DAY) == 0


def test_reminders_are_of_what_is_in_force(customer: Customer, account_manager: User) -> None:
    for key, state in (("a", "draft"), ("b", "ended"), ("c", "terminated")):
        contract = make_contract(customer, by=account_manager, key=key, state=state)
        make_obligation(customer, contract, by=account_manager, key=key, effective_date=TODAY + DAY)
    noticed = make_contract(
        customer, by=account_manager, key="d", end_date=TODAY + 10 * DAY, notice_days=5,
        renews=True,
    )  # fmt: skip
    end_contract(noticed, end_date=TODAY + 10 * DAY, reason="Notice.", by=account_manager, at=AT)
    assert remind_of_contracts(at=AT) == 1
    assert Task.objects.get().title == "Contract d ends: Supply"


def test_the_daily_task_rolls_them_too(customer: Customer, account_manager: User) -> None:
    contract = make_contract(customer, by=account_manager, end_date=timezone.localdate() - DAY)
    daily()
    contract.refresh_from_db()
    assert contract.state == "ended"
    assert Slot.objects.filter(job="remind-of-contracts").exists()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-06-30", 6, "2026-12-31"),
     ("2026-01-30", 1, "2026-02-28"), ("2026-11-15", 14, "2028-01-15"),
     ("2028-02-29", 12, "2029-02-28"), ("2026-12-31", 12, "2027-12-31")],
)  # fmt: skip
def test_months_later(day: str, months: int, later: str) -> None:
    found = months_after(dt.date.fromisoformat(day), months)
    assert found == dt.date.fromisoformat(later)
