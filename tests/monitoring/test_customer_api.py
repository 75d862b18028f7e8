from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import Customer
from riskcrm.accounts.models import User
from scoring.models import Reading
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/customers/"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(number="C-77", manager=account_manager, name="Hua Steel")
    read(customer, score="80", tier="high", exposure="1200.00", overdue="300.00", oldest_days=45)
    Reading.objects.update(due_31_60="300.00", open_without_rate=2)
    return customer


def test_callers_without_key_or_right_are_refused(
    customer: Customer, nobody: User, api_client_for: Call
) -> None:
    for client, status in ((APIClient(), 401), (api_client_for(nobody), 403)):
        assert client.get(LIST).status_code == status
        assert client.get(f"{LIST}{customer.pk}/").status_code == status
        assert client.post(LIST, {"number": "C-1", "name": "New"}).status_code == status


def test_a_customer_out_of_sight_does_not_exist(
    customer: Customer, outsider: User, api_client_for: Call
) -> None:
    client = api_client_for(outsider)
    assert client.get(LIST).json()["results"] == []
    assert client.get(f"{LIST}{customer.pk}/").status_code == 404


def test_a_customer_comes_with_where_it_stands(
    customer: Customer, account_manager: User, api_client_for: Call
) -> None:
    body = api_client_for(account_manager).get(f"{LIST}{customer.pk}/").json()
    assert (body["number"], body["tier"], body["score"]) == ("C-77", "high", "80.0")
    assert (body["exposure"], body["overdue"], body["oldest_days"]) == ("1200.00", "300.00", 45)
    assert body["open_without_rate"] == 2


def test_a_customer_never_scored_comes_with_nulls(
    account_manager: User, api_client_for: Call
) -> None:
    fresh = make_customer(manager=account_manager)
    body = api_client_for(account_manager).get(f"{LIST}{fresh.pk}/").json()
    assert (body["tier"], body["score"], body["exposure"]) == ("unrated", None, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("tier=high", 1),
        ("tier=low", 0),
        ("score_min=70", 1),
        ("score_max=70", 0),
        ("overdue_min=301", 0),
        ("oldest_min=45&tier=high&q=Steel", 1),
        ("q=Copper", 0),
        ("bucket=due_31_60", 1),
        ("bucket=due_1_30", 0),
        ("without_rate=1", 1),
    ],
)
def test_the_filters_are_those_of_the_list(
    customer: Customer, account_manager: User, api_client_for: Call, query: str, count: int
) -> None:
    answer = api_client_for(account_manager).get(f"{LIST}?{query}")
    assert len(answer.json()["results"]) == count


def test_customers_can_be_read_most_dangerous_first(
    customer: Customer, account_manager: User, api_client_for: Call
) -> None:
    read(make_customer(manager=account_manager, number="C-1"), score="95", tier="high")
    client = api_client_for(account_manager)
    first = client.get(f"{LIST}?sort=-score&limit=1").json()
    second = client.get(first["next"]).json()
    numbers = [page["results"][0]["number"] for page in (first, second)]
    assert numbers == ["C-1", "C-77"]


def test_a_key_without_the_scope_for_scores_gets_no_scores(
    customer: Customer, api_client_for: Call
) -> None:
    client = api_client_for(make_service_user("customers:read"))
    (found,) = client.get(LIST).json()["results"]
    assert found["number"] == "C-77"
    assert not {"tier", "score", "exposure"} & found.keys()
    # neither by asking for them
    assert client.get(f"{LIST}?tier=low").status_code == 400
    assert client.get(f"{LIST}?sort=-score").status_code == 400
    both = api_client_for(make_service_user("customers:read", "scores:read"))
    assert both.get(LIST).json()["results"][0]["score"] == "80.0"


def test_a_figure_that_moved_is_never_answered_as_unchanged(
    customer: Customer, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    address = f"{LIST}{customer.pk}/"
    tag = client.get(address)["ETag"]
    read(customer, score="20", tier="low", exposure="0")
    answer = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert (answer.status_code, answer.json()["score"]) == (200, "20.0")


def test_a_customer_is_entered_and_changed_by_the_state_one_has_seen(
    account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    made = client.post(LIST, {"number": "C-9", "name": "New Customer"})
    assert made.status_code == 201, made.content
    assert made.json()["tier"] == "unrated"
    address = f"{LIST}{made.json()['id']}/"
    assert client.patch(address, {"city": "Wuhan"}).status_code == 428
    changed = client.patch(address, {"city": "Wuhan"}, HTTP_IF_MATCH=made["ETag"])
    assert (changed.status_code, changed.json()["city"]) == (200, "Wuhan")


def test_the_list_asks_as_many_queries_for_many_customers_as_for_one(
    customer: Customer, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        read(make_customer(manager=account_manager), score="10")
    with CaptureQueriesContext(connection) as six:
        assert len(client.get(LIST).json()["results"]) == 6
    assert len(six) == len(one)


def test_customers_are_found_by_an_indicator(
    customer: Customer, risk_officer: User, api_client_for: Call
) -> None:
    Reading.objects.filter(customer=customer).update(max_dpd=45)
    client = api_client_for(risk_officer)

    def found(**query: object) -> list[str]:
        return [row["number"] for row in client.get(LIST, query).json()["results"]]

    assert found(indicator="max_dpd", at_least=45) == ["C-77"]
    assert found(indicator="max_dpd", at_least="45.5") == []
    assert client.get(LIST, {"indicator": "luck", "at_least": 1}).status_code == 400
    assert client.get(LIST, {"at_least": 1}).status_code == 400
