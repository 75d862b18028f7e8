"""The book over the API: scopes, shapes, versions, repeated calls, bulk answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import Contact, Customer, Invoice, Payment
from riskcrm.accounts.models import User
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_person,
    make_service_user,
)

pytestmark = pytest.mark.django_db
ApiFor = Callable[[User], APIClient]
INVOICE = {
    "customer": "N1",
    "number": "I1",
    "invoice_date": "2026-01-05",
    "due_date": "2026-02-05",
    "amount": "100.00",
    "currency": "USD",
}
PAYMENT = {
    "customer": "N1",
    "source_key": "P1",
    "received_date": "2026-02-01",
    "amount": "100.00",
    "currency": "USD",
    "allocations": [{"invoice": "I1", "amount": "100.00"}],
}


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="北京恒远", manager=account_manager, team=account_manager.team)


@pytest.fixture
def writer(api_client_for: ApiFor) -> APIClient:
    scopes = [f"{what}:{way}" for what in ("customers", "contacts", "invoices", "payments")
              for way in ("read", "write")]  # fmt: skip
    return api_client_for(make_service_user(*scopes))


def rows_of(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


@pytest.mark.parametrize("what", ["customers", "contacts", "invoices", "payments"])
def test_each_list_needs_its_own_scope(api_client_for: ApiFor, what: str) -> None:
    assert APIClient().get(f"/api/v1/{what}/").status_code == 401
    reader = api_client_for(make_service_user(f"{what}:read"))
    assert reader.get(f"/api/v1/{what}/").status_code == 200
    assert reader.post(f"/api/v1/{what}/", {}).status_code == 403
    other = "alerts:read"
    assert api_client_for(make_service_user(other)).get(f"/api/v1/{what}/").status_code == 403


@pytest.mark.parametrize("verb", ["add", "change"])
@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("contact", {"customer": "N1", "name": "Li"}),
        ("invoice", INVOICE),
        ("payment", PAYMENT | {"allocations": None}),
    ],
)
def test_posting_asks_for_the_right_to_add_and_to_change(
    api_client_for: ApiFor, customer: Customer, what: str, row: dict[str, Any], verb: str
) -> None:
    person = make_person(team=customer.team)
    rights = Permission.objects.filter(codename__in=[f"add_{what}", f"change_{what}"])
    person.user_permissions.set(rights.filter(codename=f"{verb}_{what}"))
    api = api_client_for(person)
    assert api.post(f"/api/v1/{what}s/", row).status_code == 403
    person.user_permissions.set(rights)
    assert api.post(f"/api/v1/{what}s/", row).status_code == 201


@pytest.mark.parametrize("what", ["customers", "contacts", "invoices", "payments"])
def test_rows_out_of_reach_are_not_there(
    api_client_for: ApiFor, customer: Customer, outsider: User, teammate: User, what: str
) -> None:
    invoice = make_invoice(customer)
    ids = {
        "customers": customer.pk,
        "contacts": make_contact(customer).pk,
        "invoices": invoice.pk,
        "payments": make_payment(customer, invoices=[invoice]).pk,
    }
    stranger, mate = api_client_for(outsider), api_client_for(teammate)
    assert rows_of(stranger.get(f"/api/v1/{what}/")) == []
    assert stranger.get(f"/api/v1/{what}/{ids[what]}/").status_code == 404
    assert len(rows_of(mate.get(f"/api/v1/{what}/"))) == 1
    assert mate.get(f"/api/v1/{what}/{ids[what]}/").status_code == 200


def test_a_customer_is_entered_found_and_changed(writer: APIClient) -> None:
    made = writer.post("/api/v1/customers/", {"number": "X", "name": "恒远科技"})
    assert made.status_code == 201, made.content
    address = made["Location"]
    assert [row["number"] for row in rows_of(writer.get("/api/v1/customers/?q=恒远"))] == ["X"]
    assert writer.patch(address, {"city": "Leeds"}).status_code == 428
    changed = writer.patch(address, {"city": "Leeds"}, headers={"If-Match": made["ETag"]})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = writer.patch(address, {"city": "York"}, headers={"If-Match": made["ETag"]})
    assert stale.status_code == 412
    assert Customer.objects.get().city == "Leeds"


def test_a_taken_number_is_a_conflict(writer: APIClient, customer: Customer) -> None:
    response = writer.post("/api/v1/customers/", {"number": customer.number, "name": "Y"})
    assert (response.status_code, response.json()["code"]) == (409, "number_taken")


def test_a_key_of_a_team_enters_customers_of_the_team(
    api_client_for: ApiFor, account_manager: User
) -> None:
    user = make_service_user("customers:read", "customers:write", team=account_manager.team)
    response = api_client_for(user).post("/api/v1/customers/", {"number": "X", "name": "Y"})
    assert response.status_code == 201
    assert Customer.objects.visible_to(account_manager).get().number == "X"


def test_lists_are_filtered(writer: APIClient, customer: Customer) -> None:
    make_customer("N2", industry="C", region="Ohio")
    assert len(rows_of(writer.get("/api/v1/customers/?industry=C&region=ohio"))) == 1
    make_invoice(customer, number="A")
    make_invoice(make_customer("N3"), number="B")
    rows = rows_of(writer.get("/api/v1/invoices/?customer_number=N3"))
    assert [row["number"] for row in rows] == ["B"]


def test_an_invoice_is_posted_once_however_often_it_is_sent(
    writer: APIClient, customer: Customer
) -> None:
    assert writer.post("/api/v1/invoices/", INVOICE).status_code == 201
    again = writer.post("/api/v1/invoices/", INVOICE)
    assert (again.status_code, again.json()["open_amount"]) == (200, "100.00")
    assert Invoice.objects.get().customer == customer


@pytest.mark.usefixtures("customer")
def test_a_repeated_key_gets_the_first_answer(writer: APIClient) -> None:
    header = {"Idempotency-Key": "k-1"}
    first = writer.post("/api/v1/invoices/", INVOICE, headers=header)
    second = writer.post("/api/v1/invoices/", INVOICE, headers=header)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


@pytest.mark.usefixtures("customer")
def test_a_list_of_rows_is_answered_row_by_row(writer: APIClient) -> None:
    sent = [
        INVOICE,
        INVOICE | {"number": "I2", "amount": "ten"},
        INVOICE | {"number": "I3", "customer": "nobody"},
        INVOICE | {"number": "I4"},
        "nonsense",
    ]
    results = rows_of(writer.post("/api/v1/invoices/", sent))
    assert [r["outcome"] for r in results] == [
        "created", "refused", "refused", "created", "refused",
    ]  # fmt: skip
    assert [r["position"] for r in results] == [0, 1, 2, 3, 4]
    assert results[1]["field"] == "amount"
    assert results[2]["code"] == "unknown_customer"
    assert Invoice.objects.count() == 2


@pytest.mark.usefixtures("customer")
def test_a_row_named_twice_is_led_to_its_place_in_the_list(writer: APIClient) -> None:
    results = rows_of(writer.post("/api/v1/invoices/", ["nonsense", INVOICE, INVOICE]))
    assert [r["outcome"] for r in results] == ["refused", "created", "refused"]
    assert "row 1" in results[2]["reason"]
    results = rows_of(writer.post("/api/v1/payments/", [{}, PAYMENT, PAYMENT]))
    assert "row 1" in results[2]["reason"]


def test_too_long_a_list_is_refused(writer: APIClient) -> None:
    assert writer.post("/api/v1/invoices/", [INVOICE] * 1001).status_code == 400


@pytest.mark.usefixtures("customer")
def test_a_refused_row_alone_is_a_conflict_in_words(writer: APIClient) -> None:
    response = writer.post("/api/v1/invoices/", INVOICE | {"due_date": "2020-01-01"})
    assert (response.status_code, response.json()["code"]) == (409, "due_too_early")


def test_a_payment_comes_with_its_allocations(writer: APIClient, customer: Customer) -> None:
    make_invoice(customer, "100", number="I1")
    made = writer.post("/api/v1/payments/", PAYMENT)
    assert made.status_code == 201, made.content
    assert made.json()["allocations"][0]["invoice_number"] == "I1"
    assert rows_of(writer.post("/api/v1/payments/", [PAYMENT]))[0]["outcome"] == "unchanged"
    assert rows_of(writer.get("/api/v1/invoices/"))[0]["open_amount"] == "0.00"
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("customer")
def test_a_contact_is_posted_and_changed(writer: APIClient) -> None:
    row = {"customer": "N1", "source_key": "K", "name": "Li", "phone": "1"}
    made = writer.post("/api/v1/contacts/", row)
    assert made.status_code == 201, made.content
    assert made.json()["customer_number"] == "N1"
    assert writer.post("/api/v1/contacts/", row).status_code == 200
    assert Contact.objects.get().version == 1
    changed = writer.patch(
        f"/api/v1/contacts/{made.json()['id']}/", {"phone": "2"}, headers={"If-Match": made["ETag"]}
    )
    assert changed.json()["phone"] == "2"


def test_a_contact_of_a_customer_out_of_reach_is_not_entered(
    api_client_for: ApiFor, customer: Customer, outsider: User
) -> None:
    row = {"customer": customer.number, "name": "Li"}
    assert api_client_for(outsider).post("/api/v1/contacts/", row).status_code == 404


@pytest.mark.parametrize("what", ["customers", "contacts", "invoices", "payments"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(
    writer: APIClient, customer: Customer, what: str
) -> None:
    rows_of(writer.get(f"/api/v1/{what}/"))  # rights are read once per user

    def fill(count: int) -> int:
        for _n in range(count):
            make_contact(make_customer(manager=customer.manager, team=customer.team))
            make_payment(customer, invoices=[make_invoice(customer)])
        with CaptureQueriesContext(connection) as queries:
            rows_of(writer.get(f"/api/v1/{what}/"))
        return len(queries)

    assert fill(1) == fill(9)


@pytest.mark.parametrize(
    ("address", "filters", "others"),
    [
        ("invoices", "due_date_after=2026-01-01", "due_date_after=2027-01-01"),
        ("invoices", "due_date_before=2026-12-31", "due_date_before=2025-12-31"),
        ("invoices", "invoice_date_before=2026-12-31", "invoice_date_before=2025-12-31"),
        ("invoices", "currency=usd", "currency=EUR"),
        ("payments", "received_date_after=2026-01-01", "received_date_after=2027-01-01"),
        ("payments", "method=card", "method=cash"),
        ("payments", "currency=USD", "currency=EUR"),
    ],
)
def test_days_and_currencies_are_filtered_among_all_customers(
    customer: Customer, writer: APIClient, address: str, filters: str, others: str
) -> None:
    make_payment(customer, method="card", invoices=[make_invoice(customer)])
    assert len(rows_of(writer.get(f"/api/v1/{address}/?{filters}"))) == 1
    assert rows_of(writer.get(f"/api/v1/{address}/?{others}")) == []


def test_what_is_open_is_filtered_within_one_customer(
    customer: Customer, writer: APIClient
) -> None:
    make_invoice(customer)
    make_payment(customer, invoices=[make_invoice(customer)])
    refused = writer.get("/api/v1/invoices/?state=open")
    assert refused.status_code == 400
    assert "customer_number" in str(refused.json()["errors"])
    assert len(rows_of(writer.get("/api/v1/invoices/?state=open&customer_number=N1"))) == 1
    assert len(rows_of(writer.get(f"/api/v1/invoices/?state=open&customer={customer.pk}"))) == 1


def test_numbers_are_found_among_all_customers(customer: Customer, writer: APIClient) -> None:
    invoice = make_invoice(customer, number="I7")
    make_payment(customer, source_key="P7", invoices=[invoice])
    make_invoice(make_customer("N2"), number="I8")
    assert [r["id"] for r in rows_of(writer.get("/api/v1/invoices/?number=I7"))] == [invoice.pk]
    assert len(rows_of(writer.get("/api/v1/payments/?source_key=P7"))) == 1


def test_countries_and_regions_are_found_in_any_case(writer: APIClient) -> None:
    make_customer("N1", country="CN", region="East")
    make_customer("N2", country="US", region="West")
    for filters in ("country=cn", "country=CN", "region=east", "region=East"):
        [row] = rows_of(writer.get(f"/api/v1/customers/?{filters}"))
        assert row["number"] == "N1"
