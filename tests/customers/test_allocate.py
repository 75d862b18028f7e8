"""Giving payments and credits to invoices, and taking allocations back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import (
    Allocation,
    AllocationRevision,
    CreditNote,
    Customer,
    CustomerChange,
    ExchangeRate,
    Invoice,
    OpenCredit,
    Payment,
)
from customers.records import KINDS
from customers.services import AllocateRow, PaymentRow, allocate, post_payments, take_back
from riskcrm.accounts.models import User
from riskcrm.audit.models import EventPayload
from riskcrm.web.errors import Refused
from tests.customers.credits import open_credits, open_credits_worked_out
from tests.customers.records import make_fact
from tests.factories import make_invoice, make_payment, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
ROW = AllocateRow("N1", "payment", "P1", "I1", Decimal(60))


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, "100", number="I1")


@pytest.fixture
def payment(customer: Customer, invoice: Invoice, risk_officer: User) -> Payment:
    row = PaymentRow("N1", "P1", dt.date(2026, 2, 3), Decimal(90), "USD")
    post_payments([row], by=risk_officer, at=NOW)
    return Payment.objects.get()


def latest_event() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(EventPayload.objects.latest("pk").body)
    return body


@pytest.mark.usefixtures("payment")
def test_money_is_given_once_and_the_same_again_changes_nothing(risk_officer: User) -> None:
    assert OpenCredit.objects.get().amount == 90
    CustomerChange.objects.all().delete()
    [result] = allocate([ROW], by=risk_officer, at=NOW)
    allocation = Allocation.objects.get()
    assert (result.outcome, result.id) == ("created", allocation.pk)
    assert (allocation.amount, allocation.base_amount) == (60, 60)
    assert allocation.effective_date == dt.date(2026, 2, 3)
    assert OpenCredit.objects.get().amount == 30
    assert CustomerChange.objects.count() == 1
    [result] = allocate([ROW], by=risk_officer, at=LATER)
    assert result.outcome == "unchanged"
    assert not AllocationRevision.objects.exists()
    assert CustomerChange.objects.count() == 1


@pytest.mark.usefixtures("payment")
def test_another_amount_replaces_it_and_the_event_says_both(risk_officer: User) -> None:
    allocate([ROW], by=risk_officer, at=NOW)
    [result] = allocate([replace(ROW, amount=Decimal(20))], by=risk_officer, at=LATER)
    assert result.outcome == "changed"
    assert AllocationRevision.objects.get().amount == 60
    event = latest_event()
    assert event["before"] == {"P1 → I1": "60.00"}
    assert event["after"] == {"P1 → I1": "20.00"}
    assert open_credits() == open_credits_worked_out()


def test_what_the_source_gives_to_others_stays(
    customer: Customer, payment: Payment, risk_officer: User
) -> None:
    make_invoice(customer, "50", number="I2")
    rows = [ROW, replace(ROW, invoice="I2", amount=Decimal(30))]
    assert [r.outcome for r in allocate(rows, by=risk_officer, at=NOW)] == ["created"] * 2
    allocate([replace(ROW, amount=Decimal(0))], by=risk_officer, at=LATER)
    given = dict(Allocation.objects.values_list("invoice__number", "amount"))
    assert given == {"I1": 0, "I2": 30}
    assert OpenCredit.objects.get().amount == 60


def test_credit_notes_and_write_offs_are_given_in_the_same_way(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    for code in ("credit-notes", "write-offs"):
        make_fact(KINDS[code], customer, key="X1", invoice=None, amount=Decimal(50))
    rows = [
        replace(ROW, source="credit_note", number="X1", amount=Decimal(50)),
        replace(ROW, source="write_off", number="X1", amount=Decimal(40)),
    ]
    allocate(rows, by=risk_officer, at=NOW)
    assert {a.source_kind: a.amount for a in Allocation.objects.all()} == {
        "credit_note": 50,
        "write_off": 40,
    }
    assert {c.source_kind: c.amount for c in OpenCredit.objects.all()} == {"write_off": 10}


@pytest.mark.usefixtures("payment")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"customer": "nobody"}, "unknown_customer"),
        ({"source": "gift"}, "bad_source"),
        ({"number": "P9"}, "unknown_source"),
        ({"source": "credit_note"}, "unknown_source"),
        ({"invoice": "I9"}, "unknown_invoice"),
        ({"amount": Decimal("-1")}, "bad_amount"),
        ({"amount": Decimal("NaN")}, "bad_amount"),
        ({"amount": Decimal("1.001")}, "bad_amount"),
        ({"amount": Decimal(91)}, "over_spent"),
        ({"amount": Decimal(0)}, "nothing_to_take_back"),
        ({"date": dt.date(2026, 2, 2)}, "before_source"),
        ({"date": dt.date(2026, 3, 4)}, "in_future"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_in(
    customer: Customer, risk_officer: User, wrong: dict[str, Any], code: str
) -> None:
    make_invoice(customer, "10", number="I2")
    good = replace(ROW, invoice="I2", amount=Decimal(5))
    results = allocate([replace(ROW, **wrong), good], by=risk_officer, at=NOW)
    assert [(r.outcome, r.code) for r in results] == [("refused", code), ("created", "")]
    assert results[0].reason
    assert Allocation.objects.get().amount == 5


def test_a_void_credit_note_gives_nothing(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    make_fact(KINDS["credit-notes"], customer, key="X1", invoice=None, is_void=True)
    row = replace(ROW, source="credit_note", number="X1", amount=Decimal(5))
    [result] = allocate([row], by=risk_officer, at=NOW)
    assert result.code == "unknown_source"


def test_of_rows_that_ask_too_much_the_first_are_in(
    customer: Customer, payment: Payment, risk_officer: User
) -> None:
    make_payment(customer, "100", source_key="P2")
    make_payment(customer, "100", source_key="P3")
    rows = [
        replace(ROW, number="P2", amount=Decimal(70)),
        replace(ROW, number="P3", amount=Decimal(40)),
        replace(ROW, amount=Decimal(30)),
    ]
    results = allocate(rows, by=risk_officer, at=NOW)
    assert [r.code for r in results] == ["", "over_allocated", ""]
    assert "30" in results[1].reason


def test_across_currencies_the_rates_of_the_day_decide(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    row = PaymentRow("N1", "E1", dt.date(2026, 2, 3), Decimal(50), "EUR")
    post_payments([row], by=risk_officer, at=NOW)
    give = replace(ROW, number="E1")
    [result] = allocate([give], by=risk_officer, at=NOW)
    assert result.code == "no_rate"
    ExchangeRate.objects.create(
        currency="EUR", effective_date=dt.date(2026, 1, 1), rate=Decimal("1.2"), recorded_at=NOW
    )
    [result] = allocate([replace(give, amount=Decimal(64))], by=risk_officer, at=NOW)
    assert result.code == "over_spent"
    allocate([replace(give, amount=Decimal(30))], by=risk_officer, at=NOW)
    assert OpenCredit.objects.get().amount == 25
    allocate([replace(give, amount=Decimal(58))], by=risk_officer, at=NOW)
    assert not OpenCredit.objects.exists()  # what is left is within the rates' difference


def test_a_later_date_stays_when_the_payment_is_corrected(
    payment: Payment, risk_officer: User
) -> None:
    later = dt.date(2026, 2, 20)
    allocate([replace(ROW, date=later)], by=risk_officer, at=NOW)
    row = PaymentRow("N1", "P1", dt.date(2026, 2, 5), Decimal(90), "USD")
    post_payments([row], by=risk_officer, at=LATER)
    assert Allocation.objects.get().effective_date == later
    assert open_credits() == open_credits_worked_out()


@pytest.mark.usefixtures("payment")
def test_an_allocation_is_taken_back_with_a_reason(risk_officer: User) -> None:
    allocate([ROW], by=risk_officer, at=NOW)
    allocation = Allocation.objects.get()
    with pytest.raises(Refused, match="why"):
        take_back(allocation, reason=" ", by=risk_officer, at=LATER)
    take_back(allocation, reason="wrong invoice", by=risk_officer, at=LATER)
    assert Allocation.objects.get().amount == 0
    assert AllocationRevision.objects.get().amount == 60
    assert OpenCredit.objects.get().amount == 90
    event = latest_event()
    assert (event["reason"], event["before"]) == ("wrong invoice", {"P1 → I1": "60.00"})
    with pytest.raises(Refused) as refused:
        take_back(allocation, reason="again", by=risk_officer, at=LATER)
    assert refused.value.code == "already_taken_back"


def test_what_a_credit_note_named_stays_taken_back_until_the_note_changes(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    from customers.services.records import post_record

    row = {"customer": "N1", "source_key": "CN1", "effective_date": dt.date(2026, 2, 1),
           "amount": Decimal(40), "currency": "USD", "invoice": "I1"}  # fmt: skip
    post_record(KINDS["credit-notes"], row, by=risk_officer, at=NOW)
    take_back(Allocation.objects.get(), reason="not this one", by=risk_officer, at=LATER)
    post_record(KINDS["credit-notes"], row | {"text": "x"}, by=risk_officer, at=LATER)
    assert Allocation.objects.get().amount == 0
    assert OpenCredit.objects.get().source == CreditNote.objects.get()


def test_customers_out_of_reach_are_unknown(payment: Payment, outsider: User) -> None:
    [result] = allocate([ROW], by=outsider, at=NOW)
    assert result.code == "unknown_customer"


def test_a_thousand_rows_take_as_many_queries_as_one(
    customer: Customer, payment: Payment, risk_officer: User, django_assert_max_num_queries: Any
) -> None:
    for n in range(90):
        make_invoice(customer, "1", number=f"N{n}")
    rows = [replace(ROW, invoice=f"N{n}", amount=Decimal(1)) for n in range(90)]
    rows += [replace(ROW, invoice=f"X{n}", amount=Decimal(1)) for n in range(900)]
    with django_assert_max_num_queries(50):
        results = allocate(rows, by=risk_officer, at=NOW)
    assert sum(r.outcome == "created" for r in results) == 90
    assert not OpenCredit.objects.exists()


# --- over the API ---------------------------------------------------------------------------------


def plain(row: AllocateRow) -> dict[str, Any]:
    return {name: str(value) for name, value in vars(row).items() if value is not None}


def test_the_api_takes_one_or_many_and_lists_them(
    payment: Payment, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    api, url = api_client_for(account_manager), reverse("api-allocations")
    answer = api.post(url, plain(ROW), format="json")
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["source"], body["source_number"], body["invoice_number"]) == (
        "payment", "P1", "I1",
    )  # fmt: skip
    many = [plain(ROW), plain(replace(ROW, amount=Decimal(99))), {"customer": "N1"}]
    outcomes = [r["outcome"] for r in api.post(url, many, format="json").json()["results"]]
    assert outcomes == ["unchanged", "refused", "refused"]
    assert api.get(url, {"invoice_number": "I1"}).json()["results"] == [body]
    assert api.get(url, {"source_number": "P1"}).json()["results"] == [body]
    assert api.get(url, {"source_number": "P2"}).json()["results"] == []
    assert api.get(reverse("api-allocation", args=[body["id"]])).json() == body


def test_the_api_is_for_those_who_keep_payments(
    payment: Payment,
    nobody: User,
    outsider: User,
    legal_reviewer: User,
    api_client_for: Callable[[User], APIClient],
) -> None:
    url = reverse("api-allocations")
    assert APIClient().post(url, plain(ROW), format="json").status_code == 401
    for person in (nobody, legal_reviewer):
        assert api_client_for(person).post(url, plain(ROW), format="json").status_code == 403
    assert api_client_for(legal_reviewer).get(url).status_code == 200
    assert api_client_for(outsider).post(url, plain(ROW), format="json").status_code == 409
    reader = make_service_user("payments:read")
    assert api_client_for(reader).post(url, plain(ROW), format="json").status_code == 403
    writer = make_service_user("payments:write")
    assert api_client_for(writer).post(url, plain(ROW), format="json").status_code == 201
