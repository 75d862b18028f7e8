"""Amounts are in currencies that exist, whichever way they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers.currencies import IN_USE, unknown_currencies
from customers.imports.errors import FileRefused
from customers.models import Customer, ExchangeRate, Invoice, RelatedParty
from customers.records import KINDS, Kind
from customers.records.kinds import Shape
from customers.services import InvoiceRow, PartyRow, PaymentRow, post_invoices, post_payments
from customers.services.parties import post_parties
from customers.services.records import post_records
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.customers.follow_up import AT
from tests.customers.records import make_fact, row_of
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 5)
KINDS_OF_MONEY = [
    kind for kind in KINDS.values() if any(v.shape is Shape.CURRENCY for v in kind.values)
]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("A", manager=account_manager, team=account_manager.team)


def give_rate(currency: str) -> None:
    ExchangeRate.objects.create(
        currency=currency, effective_date=DAY, rate=Decimal(2), recorded_at=AT
    )


def test_a_rate_of_the_book_makes_a_currency_known(
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    with django_assert_num_queries(0):
        assert not unknown_currencies(IN_USE)
    assert unknown_currencies(["USD", "XXQ", "XTS", "BTC"]) == {"XXQ", "XTS", "BTC"}
    give_rate("BTC")
    assert unknown_currencies(["BTC", "XXQ"]) == {"XXQ"}


@pytest.mark.usefixtures("customer")
def test_invoices_and_payments_in_a_currency_that_is_none_are_refused(
    account_manager: User,
) -> None:
    invoice = InvoiceRow("A", "I1", DAY, Decimal(9), "XXQ")
    payment = PaymentRow("A", "P1", DAY, Decimal(9), "XXQ")
    rows = [invoice, replace(invoice, number="I2", currency="CHF")]
    first, second = post_invoices(rows, by=account_manager, at=AT)
    [paid] = post_payments([payment], by=account_manager, at=AT)
    assert second.outcome == "created"
    for result in (first, paid):
        assert (result.code, result.field) == ("unknown_currency", "currency")
        assert "XXQ" in result.reason
    give_rate("XXQ")
    [again] = post_invoices([invoice], by=account_manager, at=AT)
    assert again.outcome == "created"


@pytest.mark.parametrize("kind", KINDS_OF_MONEY, ids=lambda kind: kind.code)
def test_so_are_records_of_every_kind(
    kind: Kind, customer: Customer, account_manager: User
) -> None:
    rows = [
        row_of(kind, customer, key=currency) | {"currency": currency}
        for currency in ("XXQ", "JPY", "QQX")
    ]
    results = post_records(kind, rows, by=account_manager, at=AT)
    told = [(result.code, result.field) for result in results]
    assert told == [("unknown_currency", "currency"), ("", ""), ("unknown_currency", "currency")]
    assert "QQX" in results[2].reason


def test_what_was_said_before_stays_until_it_is_told_anew(
    customer: Customer, account_manager: User
) -> None:
    kind = KINDS["orders"]
    make_fact(kind, customer, key="O-1", currency="XXQ")
    row = {"customer": "A", "source_key": "O-1", "effective_date": DAY, "text": "Other words"}
    [result] = post_records(kind, [row], by=account_manager, at=AT)
    assert result.outcome == "changed"


@pytest.mark.usefixtures("customer")
def test_so_are_guarantees(account_manager: User) -> None:
    row = PartyRow("A", "guarantor", name="B", guarantee_amount=Decimal(5),
                   guarantee_currency="XXQ")  # fmt: skip
    [result] = post_parties([row], by=account_manager, at=AT)
    assert (result.code, result.field) == ("unknown_currency", "guarantee_currency")
    assert not RelatedParty.objects.exists()


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("invoices", "customer,number,invoice date,amount,currency"),
        ("orders", "customer number,number,order date,amount,currency"),
    ],
)
def test_a_file_is_told_by_its_lines(
    kind: str, header: str, tmp_path: Path, account_manager: User
) -> None:
    path = write_csv(
        tmp_path / "file.csv", header, "A,1,2026-01-05,10,XXQ", "A,2,2026-01-05,10,chf"
    )
    summary = run(path, kind, by=account_manager)
    assert (summary.new, list(refused(path))) == (1, [2])
    assert "XXQ" in refused(path)[2]
    give_rate("XXQ")
    assert run(path, kind, by=account_manager).new == 1


@pytest.mark.usefixtures("customer")
def test_a_currency_said_once_for_a_file_exists_too(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "file.csv", "customer,number,invoice date,amount", "A,1,2026-01-05,1"
    )
    with pytest.raises(FileRefused, match="XXQ"):
        run(path, currency="XXQ")
    assert not Invoice.objects.exists()


def test_a_file_of_rates_brings_a_new_currency(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rates.csv", "currency,date,rate", "BTC,2026-01-05,50000")
    assert run(path, "rates").new == 1


@pytest.mark.usefixtures("customer")
def test_the_api_names_the_code(
    account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    body = {"customer": "A", "number": "1", "invoice_date": "2026-01-05", "amount": "5",
            "currency": "XXQ"}  # fmt: skip
    answer = api_client_for(account_manager).post("/api/v1/invoices/", body, format="json")
    assert answer.status_code == 409, answer.json()
    assert "XXQ" in answer.json()["detail"]
