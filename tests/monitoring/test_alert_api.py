from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/alerts/"


def alert_of(customer: Customer) -> Alert:
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    read(customer, max_dpd=70)
    raise_alerts(at=NOON)
    return Alert.objects.get(customer=customer)


@pytest.fixture
def alert(account_manager: User) -> Alert:
    return alert_of(make_customer(number="C-77", manager=account_manager, name="Hua Steel"))


def test_callers_without_key_or_right_are_refused(
    alert: Alert, nobody: User, api_client_for: Call
) -> None:
    for client, status in ((APIClient(), 401), (api_client_for(nobody), 403)):
        assert client.get(LIST).status_code == status
        assert client.get(f"{LIST}{alert.pk}/").status_code == status
        assert client.post(f"{LIST}{alert.pk}/acknowledge/", {"note": "x"}).status_code == status


def test_an_alert_out_of_sight_does_not_exist(
    alert: Alert, outsider: User, api_client_for: Call
) -> None:
    client = api_client_for(outsider)
    assert client.get(LIST).json()["results"] == []
    assert client.get(f"{LIST}{alert.pk}/").status_code == 404
    assert client.post(f"{LIST}{alert.pk}/acknowledge/", {"note": "x"}).status_code == 404


def test_an_alert_comes_with_its_rule_and_its_evidence(
    alert: Alert, account_manager: User, api_client_for: Call
) -> None:
    body = api_client_for(account_manager).get(f"{LIST}{alert.pk}/").json()
    assert (body["customer_number"], body["rule"]["code"]) == ("C-77", "max_dpd")
    assert body["evidence"][0]["value"] == "70.0000"
    assert body["acknowledgement"] is None


def test_a_cleared_alert_says_why(
    alert: Alert, account_manager: User, api_client_for: Call
) -> None:
    read(alert.customer, at=NOON + DAY, max_dpd=None)
    raise_alerts(at=NOON + DAY)
    body = api_client_for(account_manager).get(f"{LIST}{alert.pk}/").json()
    assert body["cleared_because"] == "unknown"


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=open", 1), ("state=cleared", 0), ("rule=max_dpd", 1), ("q=Copper", 0)],
)
def test_the_filters_are_those_of_the_page(
    alert: Alert, account_manager: User, api_client_for: Call, query: str, count: int
) -> None:
    answer = api_client_for(account_manager).get(f"{LIST}?{query}")
    assert len(answer.json()["results"]) == count


def test_the_list_asks_as_many_queries_for_many_alerts_as_for_one(
    alert: Alert, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        alert_of(make_customer(manager=account_manager))
    with CaptureQueriesContext(connection) as six:
        assert len(client.get(LIST).json()["results"]) == 6
    assert len(six) == len(one)


def test_a_key_acknowledges_once_and_only_with_its_scope(
    alert: Alert, api_client_for: Call
) -> None:
    address = f"{LIST}{alert.pk}/acknowledge/"
    reader = api_client_for(make_service_user("alerts:read"))
    assert reader.post(address, {"note": "Seen."}).status_code == 403
    writer = api_client_for(make_service_user("alerts:read", "alerts:write"))
    assert writer.post(address, {}).status_code == 400
    done = writer.post(address, {"note": "Ticket 17 opened."})
    assert done.json()["acknowledgement"]["note"] == "Ticket 17 opened."
    again = writer.post(address, {"note": "Ticket 18 opened."})
    assert (again.status_code, again.json()["code"]) == (409, "acknowledged_already")
