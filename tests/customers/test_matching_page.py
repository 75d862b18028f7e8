"""The matching screen of a customer, and what the API proposes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Allocation, Customer, OpenCredit
from customers.services import PaymentRow, post_payments
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager: User) -> Customer:
    """Two open invoices, a payment that names one, and one that is left to the order of age."""
    customer = make_customer("N1", manager=account_manager, team=account_manager.team)
    make_invoice(customer, "100", number="INV-1", invoice_date=dt.date(2026, 1, 1))
    make_invoice(customer, "80", number="INV-2", invoice_date=dt.date(2026, 1, 2))
    rows = [
        PaymentRow("N1", "P1", dt.date(2026, 2, 3), Decimal(30), "USD", reference="INV-2"),
        PaymentRow("N1", "P2", dt.date(2026, 2, 4), Decimal(70), "USD"),
    ]
    post_payments(rows, by=account_manager, at=timezone.now())
    return customer


@pytest.fixture
def url(customer: Customer) -> str:
    return reverse("customers:customer_matching", args=[customer.pk])


def fields(client: Client, url: str) -> dict[str, Any]:
    """What the form would send untouched: ticked lines ticked."""
    context = client.get(url).context
    forms = context["forms"]
    data = {"state": context["state"]} | {
        f"form-{name}": str(value) for name, value in forms.management_form.initial.items()
    }
    for form in forms:
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = "on" if value is True else str(value)
    return data


def given() -> dict[tuple[str, str], Decimal]:
    rows = Allocation.objects.values_list("payment__source_key", "invoice__number", "amount")
    return {(source, number): amount for source, number, amount in rows}


def test_it_shows_both_sides_and_says_why(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    text = client_for(account_manager).get(url).content.decode()
    assert "Its reference names this invoice" in text
    assert "What fell due earliest comes first" in text


def test_only_ticked_lines_are_allocated(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    data = fields(client, url)
    assert (data["form-0-take"], "form-1-take" in data) == ("on", False)
    answer = client.post(url, data)
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert given() == {("P1", "INV-2"): 30}
    assert OpenCredit.objects.get().source.source_key == "P2"


def test_a_line_may_be_changed_and_another_added(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    data = fields(client, url)
    data["form-0-amount"] = "20"
    second = OpenCredit.objects.get(payment__source_key="P2").payment_id
    invoice = data["form-0-invoice"]
    last = int(data["form-TOTAL_FORMS"]) - 1
    data |= {f"form-{last}-credit": f"payment:{second}", f"form-{last}-invoice": invoice,
             f"form-{last}-amount": "7.50"}  # fmt: skip
    client.post(url, data)
    assert given() == {("P1", "INV-2"): 20, ("P2", "INV-2"): Decimal("7.50")}
    data = fields(client, url)  # what is left of the first names the invoice again
    client.post(url, data)
    assert given()["P1", "INV-2"] == 30


def test_a_form_that_is_sent_twice_adds_once(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    data = fields(client, url) | {"form-0-amount": "10"}  # both sides have room for another ten
    last = int(data["form-TOTAL_FORMS"]) - 1
    second = OpenCredit.objects.get(payment__source_key="P2").payment_id
    data |= {f"form-{last}-credit": f"payment:{second}",
             f"form-{last}-invoice": data["form-0-invoice"],
             f"form-{last}-amount": "5"}  # fmt: skip
    client.post(url, data)
    again = client.post(url, data, follow=True)
    assert "in the meantime" in again.content.decode()
    assert given() == {("P1", "INV-2"): 10, ("P2", "INV-2"): 5}


def test_what_cannot_be_is_told_beside_its_line(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    data = fields(client, url)
    answer = client.post(url, data | {"form-0-amount": "-1"})
    assert answer.status_code == 422
    answer = client.post(url, data | {"form-0-amount": "31"}, follow=True)
    assert "add up to 31.00" in answer.content.decode()
    data.pop("form-0-take")
    assert client.post(url, data).status_code == 422
    assert not Allocation.objects.exists()


def test_a_line_that_somebody_else_has_matched_is_refused(
    url: str, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    data = fields(client, url)
    client.post(url, data)
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "in the meantime" in answer.content.decode()
    assert given() == {("P1", "INV-2"): 30}


def test_who_may_look_and_who_may_match(
    url: str,
    nobody: User,
    outsider: User,
    legal_reviewer: User,
    client_for: Callable[[User], Client],
) -> None:
    assert Client().get(url).status_code == 302
    assert client_for(nobody).get(url).status_code == 403
    assert client_for(outsider).get(url).status_code == 404
    answer = client_for(legal_reviewer).get(url)
    assert answer.status_code == 200
    assert 'name="form-0-take"' not in answer.content.decode()
    assert client_for(legal_reviewer).post(url, {}).status_code == 403


def test_where_nothing_is_left_it_says_so(
    account_manager: User, client_for: Callable[[User], Client]
) -> None:
    customer = make_customer(manager=account_manager)
    url = reverse("customers:customer_matching", args=[customer.pk])
    text = client_for(account_manager).get(url).content.decode()
    assert "settle invoices" in text
    assert "No invoice of this customer is open" in text


def test_the_api_proposes_what_can_be_posted_as_it_is(
    customer: Customer,
    account_manager: User,
    outsider: User,
    nobody: User,
    api_client_for: Callable[[User], APIClient],
) -> None:
    url = reverse("api-allocation-proposals", args=[customer.pk])
    api = api_client_for(account_manager)
    proposals = api.get(url).json()["results"]
    assert [(p["number"], p["invoice"], p["amount"], p["rule"]) for p in proposals] == [
        ("P1", "INV-2", "30.00", "named"),
        ("P2", "INV-1", "70.00", "oldest"),
    ]
    names = ("customer", "source", "number", "invoice", "amount")
    rows = [{name: p[name] for name in names} for p in proposals]
    answer = api.post(reverse("api-allocations"), rows, format="json").json()
    assert [r["outcome"] for r in answer["results"]] == ["created", "created"]
    assert api.get(url).json() == {"results": []}
    assert api.get(reverse("api-open-credits")).json()["results"] == []
    assert api_client_for(outsider).get(url).status_code == 404
    assert api_client_for(nobody).get(url).status_code == 403
    assert APIClient().get(url).status_code == 401
