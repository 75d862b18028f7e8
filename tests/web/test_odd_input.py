"""Input nobody foresaw gets an answer that says so: no 500, and no 200 for what was not done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from rest_framework.test import APIClient

from monitoring.models import Alert
from monitoring.services import raise_alerts
from riskcrm.accounts.models import User
from riskcrm.web.etags import etag_of
from tests.factories import make_contact, make_customer
from tests.monitoring.readings import NOON, read
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def officer(api_client_for: Callable[[User], APIClient], risk_officer: User) -> APIClient:
    return api_client_for(risk_officer)


def refused_names(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 400, answer.content
    return {(error["field"], error["code"]) for error in answer.json()["errors"]}


@pytest.mark.parametrize("what", ["customers", "contacts", "invoices", "payments", "removal-cases"])
def test_a_row_with_an_unknown_field_is_not_entered(officer: APIClient, what: str) -> None:
    answer = officer.post(f"/api/v1/{what}/", {"colour": "red"})
    assert refused_names(answer) == {("colour", "unknown")}


def test_a_part_of_a_row_with_an_unknown_field_is_not_entered(officer: APIClient) -> None:
    part = {"invoice": "I-1", "amount": "1.00", "colour": "red"}
    row = {
        "customer": make_customer().number,
        "source_key": "P-1",
        "received_date": "2026-05-04",
        "amount": "1.00",
        "currency": "USD",
        "allocations": [part],
    }
    answer = officer.post("/api/v1/payments/", row)
    assert refused_names(answer) == {("allocations.1.colour", "unknown")}
    [result] = officer.post("/api/v1/payments/", [row]).json()["results"]
    assert (result["outcome"], result["code"]) == ("refused", "invalid")


@pytest.mark.parametrize(("field", "code"), [("status", "read_only"), ("colour", "unknown")])
def test_a_change_of_what_cannot_be_changed_is_refused(
    officer: APIClient, field: str, code: str
) -> None:
    customer = make_customer(name="Old")
    body = {"name": "New", field: "exited"}
    tag = etag_of(customer)
    answer = officer.patch(f"/api/v1/customers/{customer.pk}/", body, headers={"If-Match": tag})
    assert refused_names(answer) == {(field, code)}
    customer.refresh_from_db()
    assert customer.name == "Old"


def test_who_a_contact_belongs_to_cannot_be_changed(officer: APIClient) -> None:
    contact = make_contact(make_customer())
    answer = officer.patch(
        f"/api/v1/contacts/{contact.pk}/",
        {"customer_number": make_customer().number},
        headers={"If-Match": etag_of(contact)},
    )
    assert refused_names(answer) == {("customer_number", "read_only")}


def test_an_act_takes_nothing_but_its_words(officer: APIClient, account_manager: User) -> None:
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    for act in ("approve", "reject"):
        answer = officer.post(
            f"/api/v1/removal-cases/{case.pk}/{act}/",
            {"reason": "Enough.", "outcome": "rejected"},
            headers={"If-Match": etag_of(case)},
        )
        assert refused_names(answer) == {("outcome", "unknown")}
    customer = make_customer()
    read(customer, max_dpd=70)
    raise_alerts(at=NOON)
    alert = Alert.objects.filter(customer=customer)[0]
    address = f"/api/v1/alerts/{alert.pk}/acknowledge/"
    answer = officer.post(address, {"note": "Called.", "until": "never"})
    assert refused_names(answer) == {("until", "unknown")}


@pytest.mark.parametrize("number", ["²", "9" * 20, "9" * 5000, "-1", "x"], ids=len)
def test_a_number_of_an_alert_that_is_none_is_no_alert(
    client_for: ClientFor, risk_officer: User, number: str
) -> None:
    address = f"/inbox/{make_customer().pk}/acknowledge/"
    answer = client_for(risk_officer).post(address, {"alert": number, "note": "x"}, follow=True)
    assert "These alerts no longer exist" in answer.content.decode()


@pytest.mark.parametrize("before", ["²", "9" * 20, "9" * 5000, "-1"], ids=len)
def test_a_place_in_a_list_that_is_none_is_no_place(
    client_for: ClientFor, auditor: User, before: str
) -> None:
    for address in ("/audit/", "/runs/"):
        assert client_for(auditor).get(address, {"before": before}).status_code == 200


NO_ID = ["1e300000", "9" * 5000, "9" * 18, "²", "-1", "1.5", "\0"]


@pytest.mark.parametrize("text", NO_ID)
@pytest.mark.parametrize(
    "page",
    [
        "/invoices/new/?customer",
        "/payments/new/?customer",
        "/reminders/?run",
        "/cases/?customer",
        "/invoices/?known_at=2026-03-02&customer",
    ],
)
def test_what_can_be_no_id_finds_nothing(
    client_for: ClientFor, risk_officer: User, page: str, text: str
) -> None:
    case = make_case(make_customer(), by=risk_officer)
    answer = client_for(risk_officer).get(f"{page}={quote(text)}")
    assert answer.status_code in (200, 404)
    assert f"/cases/{case.pk}/" not in answer.content.decode()


@pytest.mark.parametrize("text", NO_ID)
def test_a_template_that_can_be_none_is_not_found(
    client_for: ClientFor, risk_officer: User, text: str
) -> None:
    page = f"/customers/{make_customer().pk}/collection-plan/"
    assert client_for(risk_officer).post(page, {"template": text}).status_code == 404
