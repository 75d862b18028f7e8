"""Tasks of contracts whose days come near: once, in the manager's language, and not again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Contract, Customer, Task
from customers.services.reminders import remind_of_contracts
from customers.services.tasks import finish_task
from customers.tasks import remind_of_contracts as daily
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Slot
from tests.customers.follow_up import AT, TODAY, make_contract, make_obligation
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


def contract_of(customer: Customer, by: User, days: int, **fields: Any) -> Contract:
    return make_contract(customer, by=by, end_date=TODAY + days * DAY, **fields)


def test_the_manager_is_reminded_of_the_last_day_of_notice_once(
    customer: Customer, account_manager: User
) -> None:
    contract = contract_of(customer, account_manager, 100, notice_days=90, renews=True)
    assert remind_of_contracts(at=AT) == 1
    task = Task.objects.get()
    assert (task.owner, task.effective_date) == (account_manager, TODAY + 10 * DAY)
    assert task.source_key == f"contract-{contract.pk}-notice-{TODAY + 10 * DAY}"
    assert task.title == "Give notice by this day or it renews itself: contract K-1, Supply"
    finish_task(task, by=account_manager, at=AT)
    assert remind_of_contracts(at=AT + DAY) == 0
    assert Task.objects.count() == 1
    assert Event.objects.filter(verb="remind_of_contracts").count() == 1


def test_the_end_and_obligations_remind_as_well(customer: Customer, account_manager: User) -> None:
    contract = contract_of(customer, account_manager, 20)
    make_obligation(customer, contract, by=account_manager, effective_date=TODAY + 5 * DAY)
    make_obligation(
        customer, contract, by=account_manager, key="O-2", party="us", text="Deliver",
        effective_date=TODAY,
    )  # fmt: skip
    make_obligation(
        customer, contract, by=account_manager, key="O-3", effective_date=TODAY + 60 * DAY
    )
    assert remind_of_contracts(at=AT) == 3
    assert set(Task.objects.values_list("title", flat=True)) == {
        "Contract K-1 ends: Supply",
        "The customer owes under contract K-1: Give annual accounts",
        "We owe under contract K-1: Deliver",
    }


def test_nobody_is_reminded_of_what_is_over_void_or_far(
    customer: Customer, account_manager: User
) -> None:
    contract_of(customer, account_manager, 10, key="a", state="terminated")
    contract_of(customer, account_manager, 10, key="b", is_void=True)
    contract_of(customer, account_manager, 200, key="c", notice_days=30)
    contract_of(customer, account_manager, -5, key="d")
    assert remind_of_contracts(at=AT) == 0


def test_a_moved_day_reminds_again(customer: Customer, account_manager: User) -> None:
    contract_of(customer, account_manager, 10)
    assert remind_of_contracts(at=AT) == 1
    contract_of(customer, account_manager, 20)
    assert remind_of_contracts(at=AT) == 1


def test_the_task_is_written_in_its_owners_language(
    customer: Customer, account_manager: User
) -> None:
    User.objects.filter(pk=account_manager.pk).update(language="zh-hans")
    contract_of(customer, account_manager, 10)
    remind_of_contracts(at=AT)
    assert "K-1" in Task.objects.get().title


def test_a_long_sweep_goes_on_where_it_stopped(customer: Customer, account_manager: User) -> None:
    for n in range(5):
        contract_of(customer, account_manager, 10 + n, key=f"K-{n}")
    assert [remind_of_contracts(at=AT, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_once_a_day_is_enough(customer: Customer, account_manager: User) -> None:
    end = timezone.localdate() + 9 * DAY
    make_contract(customer, by=account_manager, end_date=end)
    daily()
    make_contract(customer, by=account_manager, key="K-2", end_date=end)
    daily()
    assert Task.objects.count() == 1
    assert Slot.objects.filter(job="remind-of-contracts").count() == 1


@pytest.mark.parametrize("has_left", [True, False])
def test_without_a_manager_it_is_nobodys_task_which_the_team_sees(
    has_left: bool, customer: Customer, account_manager: User, outsider: User,
    client_for: Callable[[User], Client],
) -> None:  # fmt: skip
    contract_of(customer, account_manager, 20)
    colleague = make_person(roles.ACCOUNT_MANAGER, team=account_manager.team)
    if has_left:
        User.objects.filter(pk=account_manager.pk).update(is_active=False)
    else:
        Customer.objects.update(manager=None)
    assert remind_of_contracts(at=AT) == 1
    assert Task.objects.get().owner is None
    url = reverse("customers:my_tasks")
    page = client_for(colleague).get(url).content.decode()
    assert "Nobody&#x27;s (1)" in page
    assert "Contract K-1 ends" not in page
    listed = client_for(colleague).get(f"{url}?owner=none").content.decode()
    assert "Contract K-1 ends" in listed
    strange = client_for(outsider).get(f"{url}?owner=none").content.decode()
    assert "Contract K-1 ends" not in strange
    assert "Nobody&#x27;s (1)" not in strange
