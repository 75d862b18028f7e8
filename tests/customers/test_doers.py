"""Tasks, plans and steps are given to people who may work on the customer, by every way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import Customer, Task
from customers.records import KINDS, Kind
from customers.records.kinds import Value
from customers.services.records import change_record, post_records
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.customers.follow_up import AT, TODAY, make_task
from tests.customers.records import make_fact
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DOERS = [
    pytest.param(kind, value, id=f"{kind.code}.{value.name}")
    for kind in KINDS.values()
    for value in kind.doers
]
WHAT = {"title": "Call", "problem": "Pays late", "how": "call"}


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


def row_for(kind: Kind, value: Value, person: User, *, key: str = "R-1") -> dict[str, Any]:
    names = {told.name for told in kind.values}
    said = {name: text for name, text in WHAT.items() if name in names}
    return {
        "customer": "C-1", "source_key": key, "effective_date": TODAY, value.name: person, **said,
    }  # fmt: skip


def test_every_kind_that_gives_work_says_so() -> None:
    given = {(kind.code, value.name) for kind in KINDS.values() for value in kind.doers}
    assert given == {("tasks", "owner"), ("plans", "responsible"), ("collection-steps", "owner")}


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(("kind", "value"), DOERS)
def test_who_may_not_work_on_the_customer_is_refused(
    kind: Kind, value: Value, account_manager: User, teammate: User, risk_officer: User,
    outsider: User, auditor: User,
) -> None:  # fmt: skip
    people = [account_manager, teammate, risk_officer, outsider, auditor]
    rows = [row_for(kind, value, person, key=person.username) for person in people]
    results = post_records(kind, rows, by=account_manager, at=AT)
    wrong = ("wrong_owner", value.name)
    told = [(result.code, result.field) for result in results]
    assert told == [("", ""), ("", ""), ("", ""), wrong, wrong]
    assert str(outsider) in results[3].reason


def test_a_customer_without_a_manager_is_nobodys_but_of_those_who_see_all(
    account_manager: User, risk_officer: User
) -> None:
    make_customer("C-1", manager=None, team=None)
    kind = KINDS["tasks"]
    value = kind.doers[0]
    rows = [row_for(kind, value, p, key=p.username) for p in (account_manager, risk_officer)]
    results = post_records(kind, rows, by=risk_officer, at=AT)
    assert [result.outcome for result in results] == ["refused", "created"]


def test_who_was_to_do_it_stays_until_it_is_given_to_somebody_else(
    customer: Customer, account_manager: User, outsider: User
) -> None:
    kind = KINDS["tasks"]
    task = make_fact(kind, customer, owner=outsider)
    row = {"effective_date": TODAY, "title": "Other words", "owner": outsider, "state": "open"}
    change_record(kind, task, version=task.version, row=row, by=account_manager, at=AT)
    assert Task.objects.get().owner == outsider


@pytest.mark.usefixtures("customer")
def test_the_api_and_files_refuse_them_too(
    account_manager: User, outsider: User, tmp_path: Path,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    body = {"customer": "C-1", "source_key": "T-1", "effective_date": "2026-03-20",
            "title": "Call", "owner": outsider.username}  # fmt: skip
    answer = api_client_for(account_manager).post("/api/v1/tasks/", body, format="json")
    assert (answer.status_code, str(outsider) in answer.json()["detail"]) == (409, True)
    path = write_csv(
        tmp_path / "tasks.csv", "customer number,number,due date,title,owner",
        f"C-1,T-1,2026-03-20,Call,{outsider.username}",
        f"C-1,T-2,2026-03-20,Call,{account_manager.username}",
    )  # fmt: skip
    assert run(path, "tasks", by=account_manager).new == 1
    assert list(refused(path)) == [2]


@pytest.mark.parametrize("kind", [KINDS["tasks"], KINDS["plans"], KINDS["collection-steps"]])
def test_the_form_offers_those_who_may_and_who_has_it(
    kind: Kind, customer: Customer, account_manager: User, teammate: User, outsider: User,
    auditor: User, client_for: Callable[[User], Client],
) -> None:  # fmt: skip
    [value] = kind.doers
    client = client_for(account_manager)
    new = client.get(reverse(f"customers:{kind.name}_create", args=[customer.pk]))
    fact = make_fact(kind, customer, **{value.name: outsider})
    changed = client.get(reverse(f"customers:{kind.name}_edit", args=[fact.pk]))
    offered = [set(page.context["form"].fields[value.name].queryset) for page in (new, changed)]
    assert offered == [{account_manager, teammate}, {account_manager, teammate, outsider}]


def test_a_form_that_gives_it_to_somebody_else_is_refused(
    customer: Customer, account_manager: User, outsider: User,
    client_for: Callable[[User], Client],
) -> None:  # fmt: skip
    url = reverse("customers:task_create", args=[customer.pk])
    data = {"effective_date": "2026-03-20", "title": "Call", "owner": outsider.pk}
    answer = client_for(account_manager).post(url, data)
    assert answer.status_code == 422
    assert "owner" in answer.context["form"].errors
    assert not Task.objects.exists()


def test_a_task_can_be_given_to_the_team(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    assert make_task(customer, by=account_manager, owner=teammate.pk).owner == teammate
