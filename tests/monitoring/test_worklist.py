"""The worklist: who stands on it for whom, and the acts on its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import CollectionStep, Customer, Interaction, PromiseToPay, Task
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.owing import debtor, sweep

pytestmark = pytest.mark.django_db
In = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return owing(manager=account_manager, team=account_manager.team, name="Hua Steel")


def owing(amount: Any = "1000.00", **fields: Any) -> Customer:
    customer = debtor(amount, day=today(), **fields)
    sweep(at=timezone.now())
    return customer


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/worklist/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_shows_those_whose_customers_one_sees(
    customer: Customer, account_manager: User, outsider: User, nobody: User, client_for: In
) -> None:
    assert "Hua Steel" in page(client_for(account_manager))
    assert "Hua Steel" not in page(client_for(outsider))
    assert client_for(nobody).get("/worklist/").status_code == 403
    assert Client().get("/worklist/").status_code == 302


def test_mine_and_my_teams_are_told_apart(
    customer: Customer, teammate: User, account_manager: User, client_for: In
) -> None:
    assert "Hua Steel" in page(client_for(account_manager), "?whose=mine")
    assert "Hua Steel" not in page(client_for(teammate), "?whose=mine")
    assert "Hua Steel" in page(client_for(teammate), "?whose=team")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("?urgency=1", True), ("?urgency=3", False), ("?overdue_min=999", True),
        ("?overdue_min=1001", False), ("?sort=-overdue", True), ("?sort=oldest_days", True),
    ],
)  # fmt: skip
def test_it_is_narrowed_and_sorted(
    query: str, is_there: bool, customer: Customer, risk_officer: User, client_for: In
) -> None:
    assert ("Hua Steel" in page(client_for(risk_officer), query)) == is_there


def test_pages_follow_the_rank(risk_officer: User, client_for: In) -> None:
    for place in range(30):
        debtor(f"{1000 + place}.00", day=today(), name=f"Debtor {place:02}")
    sweep(at=timezone.now())
    client = client_for(risk_officer)
    first = page(client)
    assert "Debtor 29" in first
    assert "Debtor 04" not in first
    after = client.get("/worklist/").context["page_after"]
    assert "Debtor 04" in client.get(after).content.decode()


def test_the_number_of_queries_does_not_depend_on_the_rows(
    customer: Customer, risk_officer: User, client_for: In
) -> None:
    client = client_for(risk_officer)
    page(client)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
        for _ in range(5):
            debtor(day=today())
        sweep(at=timezone.now())
    assert counts[0] == counts[1]


def act(client: Client, customer: Customer, code: str, **said: Any) -> Any:
    url = f"/worklist/{customer.pk}/{code}/"
    assert client.get(url, **HTMX).status_code == 200
    return client.post(url, said, **HTMX)


def test_a_talk_is_logged_on_the_line(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    answer = act(client, customer, "contact", channel="call", subject="Will pay")
    assert "Saved" in answer.content.decode()
    talk = Interaction.objects.get(customer=customer)
    assert (talk.purpose, talk.owner, talk.effective_date) == (
        "collection", account_manager, today(),
    )  # fmt: skip
    assert today().isoformat() in answer.content.decode()


def test_a_promise_lets_the_line_wait(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    answer = act(client, customer, "promise", amount="1000", currency="USD",
                 promised_date="2099-01-01")  # fmt: skip
    assert PromiseToPay.objects.get(customer=customer).amount == 1000
    assert "promised, not due yet" in answer.content.decode()
    assert "Hua Steel" in page(client, "?urgency=0")


def test_a_task_and_a_step_are_planned_by_oneself(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    act(client, customer, "task", title="Ask for a statement", effective_date="2099-01-01")
    act(client, customer, "step", how="visit", effective_date="2099-01-01")
    assert Task.objects.get(customer=customer).owner == account_manager
    assert CollectionStep.objects.get(customer=customer).owner == account_manager


def test_what_is_wrong_is_said_beside_the_field(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    wrong = act(client, customer, "promise", amount="1000", currency="usd",
                promised_date="2099-01-01")  # fmt: skip
    assert wrong.status_code == 200
    assert not PromiseToPay.objects.exists()
    early = act(client, customer, "promise", amount="1000", currency="USD",
                promised_date="2020-01-01")  # fmt: skip
    assert "later" in early.content.decode()


def test_without_scripts_an_act_has_a_page_of_its_own(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    url = f"/worklist/{customer.pk}/contact/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"channel": "call"}).status_code == 422
    answer = client.post(url, {"channel": "call", "subject": "Will pay"})
    assert (answer.status_code, answer["Location"]) == (302, "/worklist/")


def test_lines_of_others_are_not_there(
    customer: Customer, outsider: User, auditor: User, client_for: In
) -> None:
    url = f"/worklist/{customer.pk}/contact/"
    assert client_for(outsider).get(url).status_code == 404
    assert client_for(auditor).get(url).status_code == 403
    assert "/contact/" not in page(client_for(auditor))


def test_the_api_lists_the_same(
    customer: Customer, account_manager: User, outsider: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    [row] = api_client_for(account_manager).get("/api/v1/worklist/").data["results"]
    assert (row["customer"], row["overdue"], row["urgency"]) == (customer.pk, "1000.00", 1)
    assert api_client_for(outsider).get("/api/v1/worklist/").data["results"] == []
