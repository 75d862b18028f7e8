"""Lists of invoices, payments and allocations as they were known at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import Customer, Payment
from customers.records import KINDS
from customers.services import (
    AllocateRow,
    AllocationRow,
    InvoiceRow,
    PaymentRow,
    allocate,
    post_invoices,
    post_payments,
)
from customers.services.merges import merge_customers
from customers.services.records import post_record
from riskcrm.accounts.models import User
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
ApiClientFor = Callable[[User], APIClient]
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PAID_AT, MENDED_AT, TAKEN_BACK_AT, BACK_AT = (NOW + dt.timedelta(days=n) for n in (1, 2, 3, 4))
BEFORE = NOW - dt.timedelta(hours=1)
DAY = dt.date(2026, 2, 3)
INVOICE = InvoiceRow("N1", "I1", dt.date(2026, 1, 1), Decimal(100), "USD", dt.date(2026, 2, 1))
PAYMENT = PaymentRow("N1", "P1", DAY, Decimal(70), "USD",
                     allocations=(AllocationRow("I1", Decimal(60)),))  # fmt: skip
PART = AllocateRow("N1", "payment", "P1", "I1", Decimal(0))
LISTS = ("invoices", "payments", "allocations")


@pytest.fixture
def told(customer: Customer, risk_officer: User) -> None:
    """An invoice, a payment of it, both mended, and what was paid taken back again."""
    post_invoices([INVOICE], by=risk_officer, at=NOW)
    post_payments([PAYMENT], by=risk_officer, at=PAID_AT)
    post_invoices([replace(INVOICE, amount=Decimal(90))], by=risk_officer, at=MENDED_AT)
    mended = replace(PAYMENT, amount=Decimal(80), method="card", allocations=None)
    post_payments([mended], by=risk_officer, at=MENDED_AT)
    allocate([PART], by=risk_officer, at=TAKEN_BACK_AT)


def listed(client: Any, name: str, *fields: str, **query: Any) -> list[tuple[Any, ...]]:
    answer = client.get(f"/api/v1/{name}/", {"customer_number": "N1", **query})
    assert answer.status_code == 200, answer.json()
    return [tuple(row[field] for field in fields) for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("moment", "invoice", "payment", "part"),
    [
        (BEFORE, [], [], []),
        (NOW, [("100.00", "0.00", "100.00")], [], []),
        (PAID_AT, [("100.00", "60.00", "40.00")], [("70.00", "unknown", ["60.00"])], [("60.00",)]),
        (MENDED_AT, [("90.00", "60.00", "30.00")], [("80.00", "card", ["60.00"])], [("60.00",)]),
        (TAKEN_BACK_AT, [("90.00", "0.00", "90.00")], [("80.00", "card", [])], [("0.00",)]),
    ],
)
@pytest.mark.usefixtures("told")
def test_a_list_tells_what_was_known_then(
    moment: dt.datetime, invoice: Any, payment: Any, part: Any, account_manager: User,
    api_client_for: ApiClientFor,
) -> None:  # fmt: skip
    client, known_at = api_client_for(account_manager), moment.isoformat()
    names = ("amount", "paid", "open_amount")
    assert listed(client, "invoices", *names, known_at=known_at) == invoice
    found = listed(client, "payments", "amount", "method", "allocations", known_at=known_at)
    assert [(a, m, [p["amount"] for p in parts]) for a, m, parts in found] == payment
    assert listed(client, "allocations", "amount", known_at=known_at) == part


@pytest.mark.usefixtures("told")
def test_what_is_not_asked_of_the_past_is_of_now(
    account_manager: User, api_client_for: ApiClientFor
) -> None:
    client = api_client_for(account_manager)
    assert listed(client, "invoices", "amount", "paid") == [("90.00", "0.00")]
    assert listed(client, "allocations", "amount") == [("0.00",)]
    item = client.get(f"/api/v1/payments/{Payment.objects.get().pk}/", {"known_at": "2026-03-01"})
    assert item.json()["amount"] == "80.00"


@pytest.mark.usefixtures("told")
def test_a_day_leaves_out_what_happened_after_it(
    account_manager: User, api_client_for: ApiClientFor
) -> None:
    client, known_at = api_client_for(account_manager), PAID_AT.isoformat()
    for as_of, paid, parts in (("2026-02-02", "0.00", []), ("2026-02-03", "60.00", [("60.00",)])):
        query = {"known_at": known_at, "as_of": as_of}
        assert listed(client, "invoices", "paid", **query) == [(paid,)]
        assert listed(client, "allocations", "amount", **query) == parts
        assert len(listed(client, "payments", "id", **query)) == len(parts)
    assert listed(client, "invoices", "paid", as_of="2025-12-31") == []


@pytest.mark.usefixtures("told")
def test_pages_count_days_late_and_what_is_left_by_the_moment(
    account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)

    def row(name: str, **query: str) -> Any:
        page = client.get(f"/{name}/", {"customer_number": "N1", **query})
        return next(iter(page.context["table"].data), None)

    assert row("invoices", known_at="2026-03-02").days_late == 29
    assert row("invoices", known_at="2026-03-02", as_of="2026-02-11").days_late == 10
    assert row("invoices", known_at="2026-03-02", as_of="2026-02-01", state="overdue") is None
    assert row("invoices", known_at="2026-03-02", as_of="2026-02-02", state="overdue")
    assert row("payments", known_at="2026-03-03").left == Decimal(10)
    assert row("payments", known_at="2026-03-05").left == Decimal(80)
    assert row("allocations", known_at="2026-03-03").amount == Decimal(60)


@pytest.mark.usefixtures("told")
def test_a_payment_has_nothing_left_once_it_was_known_to_be_given_back(
    account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    row = {"customer": "N1", "source_key": "D1", "effective_date": DAY, "payment": "P1",
           "amount": Decimal(80), "currency": "USD"}  # fmt: skip
    post_record(KINDS["dishonoured-payments"], row, by=risk_officer, at=BACK_AT)
    client = client_for(account_manager)
    for known_at, left in (("2026-03-05", Decimal(80)), ("2026-03-06", None)):
        page = client.get("/payments/", {"customer_number": "N1", "known_at": known_at})
        [payment] = page.context["table"].data
        assert payment.left == left


@pytest.mark.usefixtures("told")
def test_what_was_left_is_not_known_across_currencies(
    account_manager: User, client_for: ClientFor
) -> None:
    Payment.objects.update(currency="EUR")
    page = client_for(account_manager).get(
        "/payments/", {"customer_number": "N1", "as_of": "2026-02-03"}
    )
    [payment] = page.context["table"].data
    assert payment.left == Decimal(80)  # the allocation is taken back
    page = client_for(account_manager).get(
        "/payments/", {"customer_number": "N1", "known_at": MENDED_AT.isoformat()}
    )
    [payment] = page.context["table"].data
    assert payment.left == "not known"
    assert "not known" in page.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_reading_is_of_a_customer_and_of_a_moment(
    name: str, customer: Customer, account_manager: User, client_for: ClientFor,
    api_client_for: ApiClientFor,
) -> None:  # fmt: skip
    client = api_client_for(account_manager)
    for query in ({"known_at": "2026-03-01"}, {"known_at": "x", "customer_number": "N1"},
                  {"as_of": "x"}):  # fmt: skip
        assert client.get(f"/api/v1/{name}/", query).status_code == 400, query
        assert client_for(account_manager).get(f"/{name}/", query).context["wrong_filters"]


@pytest.mark.parametrize("name", [*LISTS, "complaints"])
@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("customer_number", "N1\0"), ("customer", "1.5"), ("known_at", "2026-03-02\0"),
        ("known_at", "0001-01-01T00:00:00+14:00"), ("known_at", "9999-12-31T23:59:59-12:00"),
    ],
)  # fmt: skip
def test_what_no_reading_can_be_of_is_refused(
    name: str, field: str, odd: str, risk_officer: User, api_client_for: ApiClientFor
) -> None:
    asked = {"known_at": "2026-03-02", field: odd}
    if name == "invoices":
        asked["state"] = "open"
    if field == "known_at":
        asked["customer_number"] = "N1"
    answer = api_client_for(risk_officer).get(f"/api/v1/{name}/", asked)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("told")
def test_others_customers_stay_hidden_in_the_past(
    name: str, account_manager: User, outsider: User, api_client_for: ApiClientFor
) -> None:
    known_at = PAID_AT.isoformat()
    assert len(listed(api_client_for(account_manager), name, "id", known_at=known_at)) == 1
    assert listed(api_client_for(outsider), name, "id", known_at=known_at) == []


@pytest.mark.usefixtures("told")
def test_the_past_of_a_merged_customer_is_the_survivors(
    customer: Customer, account_manager: User, risk_officer: User, api_client_for: ApiClientFor
) -> None:
    survivor = make_customer("N2", manager=account_manager, team=account_manager.team)
    merge_customers(survivor, customer, by=risk_officer, at=BACK_AT, choices={}, reason="one")
    query = {"customer_number": "N2", "known_at": PAID_AT.isoformat()}
    client = api_client_for(account_manager)
    assert listed(client, "invoices", "number", "paid", **query) == [("I1", "60.00")]
    assert listed(client, "allocations", "customer_number", **query) == [("N2",)]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("told")
def test_the_past_of_a_customer_is_led_to_by_indexes(
    name: str, account_manager: User, api_client_for: ApiClientFor
) -> None:
    with CaptureQueriesContext(connection) as queries:
        listed(api_client_for(account_manager), name, "id", known_at=PAID_AT.isoformat())
    readings = [q["sql"] for q in queries if "revision" in q["sql"]]
    assert readings
    for reading in readings:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {reading}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on customers_" not in plan
