"""Pages of invoices, payments and allocations: lists, one document, taking an allocation back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Allocation, Customer, Invoice, OpenCredit, Payment
from customers.records import KINDS
from customers.services import InvoiceRow, PaymentRow, post_invoices, post_payments
from customers.services.records import post_record
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LISTS = ("invoice_list", "payment_list", "allocation_list", "opencredit_list")


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Alpha", manager=account_manager, team=account_manager.team)


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, "100", number="I1", cost=Decimal(60))


@pytest.fixture
def payment(customer: Customer, invoice: Invoice, risk_officer: User) -> Payment:
    payment = make_payment(customer, "60", invoices=[invoice], source_key="P1", method="card")
    row = {"customer": "N1", "source_key": "CN1", "effective_date": dt.date(2026, 2, 1),
           "amount": Decimal(70), "currency": "USD", "invoice": "I1"}  # fmt: skip
    post_record(KINDS["credit-notes"], row, by=risk_officer, at=NOW)
    return payment


def address(name: str, *args: Any) -> str:
    return reverse(f"customers:{name}", args=args)


def text_of(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_who_may_see_them(
    payment: Payment,
    invoice: Invoice,
    nobody: User,
    outsider: User,
    legal_reviewer: User,
    client_for: Callable[[User], Client],
) -> None:
    pages = [
        address("invoice_detail", invoice.pk),
        address("payment_detail", payment.pk),
        address("allocation_take_back", Allocation.objects.earliest("pk").pk),
    ]
    lists = [address(name) for name in LISTS]
    assert {Client().get(page).status_code for page in [*pages, *lists]} == {302}
    assert {client_for(nobody).get(page).status_code for page in [*pages, *lists]} == {403}
    assert [client_for(outsider).get(page).status_code for page in pages] == [404] * 3
    assert [client_for(legal_reviewer).get(page).status_code for page in pages] == [200, 200, 403]
    for page in lists:
        assert "Alpha" not in text_of(client_for(outsider), page)
        assert "Alpha" in text_of(client_for(legal_reviewer), page)


@pytest.mark.parametrize(
    ("name", "finds", "misses"),
    [
        ("invoice_list", {"number": "I1"}, {"number": "I9"}),
        ("invoice_list", {"customer_number": "N1"}, {"customer_number": "N9"}),
        ("invoice_list", {"due_date_before": "2026-02-01"}, {"due_date_before": "2026-01-15"}),
        ("invoice_list", {"currency": "usd"}, {"currency": "EUR"}),
        ("payment_list", {"source_key": "P1"}, {"source_key": "P9"}),
        ("payment_list", {"method": "card"}, {"method": "cash"}),
        (
            "payment_list",
            {"received_date_after": "2026-02-01"},
            {"received_date_after": "2026-02-02"},
        ),
        ("allocation_list", {"invoice_number": "I1"}, {"invoice_number": "I9"}),
        ("allocation_list", {"source_number": "CN1"}, {"source_number": "CN9"}),
        ("allocation_list", {"source": "credit_note"}, {"source": "write_off"}),
        ("opencredit_list", {"source": "credit_note"}, {"source": "payment"}),
        ("opencredit_list", {"amount_min": "30"}, {"amount_min": "30.01"}),
        ("opencredit_list", {"effective_date_before": "2026-02-01"}, {"currency": "EUR"}),
    ],
)
@pytest.mark.usefixtures("payment")
def test_lists_are_filtered(
    name: str,
    finds: dict[str, str],
    misses: dict[str, str],
    account_manager: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(account_manager)
    assert "data-row" in text_of(client, address(name), **finds)
    assert "data-row" not in text_of(client, address(name), **misses)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("payment")
def test_lists_are_filtered_by_manager_and_team(
    name: str,
    account_manager: User,
    outsider: User,
    risk_officer: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(risk_officer)
    for person, is_there in ((account_manager, True), (outsider, False)):
        for query in ({"manager": str(person.pk)}, {"team": str(person.team_id)}):
            assert ("data-row" in text_of(client, address(name), **query)) is is_there


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_as_many_queries_for_many_rows(
    name: str, risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(risk_officer)

    def count(more: int) -> int:
        for _n in range(more):
            customer = make_customer()
            invoice = make_invoice(customer)
            payment = make_payment(customer, "1500", invoices=[invoice])
            OpenCredit.objects.create(
                customer=customer, payment=payment, effective_date=payment.received_date,
                amount=Decimal(500), currency="USD",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address(name))
        return len(queries)

    assert count(1) == count(9)


def test_an_invoice_shows_what_settles_it_and_what_it_said(
    payment: Payment,
    invoice: Invoice,
    account_manager: User,
    risk_officer: User,
    client_for: Callable[[User], Client],
) -> None:
    row = InvoiceRow("N1", "I1", invoice.invoice_date, Decimal(130), "USD", cost=Decimal(70))
    post_invoices([row], by=risk_officer, at=timezone.now())
    text = text_of(client_for(account_manager), address("invoice_detail", invoice.pk))
    for link in (address("payment_detail", payment.pk), address("creditnote_detail", 1)[:-2]):
        assert f'href="{link}' in text
    for words in ("Credited", "60.00", "100.00", "130.00", "Take back", "CN1"):
        assert words in text
    assert "30.00" in text  # still open


def test_a_payment_shows_its_invoices_and_what_is_left(
    customer: Customer,
    invoice: Invoice,
    account_manager: User,
    client_for: Callable[[User], Client],
) -> None:
    row = PaymentRow("N1", "P7", dt.date(2026, 2, 3), Decimal(90), "USD", reference="for I1")
    post_payments([row], by=account_manager, at=NOW)
    payment = Payment.objects.get()
    text = text_of(client_for(account_manager), address("payment_detail", payment.pk))
    assert "for I1" in text
    assert "90.00" in text
    assert address("customer_matching", customer.pk) in text


def test_a_credit_note_shows_what_it_settles(
    payment: Payment, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    note = OpenCredit.objects.get().credit_note
    text = text_of(client_for(account_manager), address("creditnote_detail", note.pk))
    assert address("invoice_detail", Invoice.objects.get().pk) in text
    assert "30.00" in text


def test_an_allocation_is_taken_back_with_a_reason(
    payment: Payment,
    invoice: Invoice,
    account_manager: User,
    outsider: User,
    client_for: Callable[[User], Client],
) -> None:
    allocation = Allocation.objects.get(payment=payment)
    url, client = address("allocation_take_back", allocation.pk), client_for(account_manager)
    assert client_for(outsider).post(url, {"reason": "no"}).status_code == 404
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {"reason": "wrong customer"})
    assert (answer.status_code, answer["Location"]) == (
        302,
        address("invoice_detail", invoice.pk),
    )
    assert Allocation.objects.get(payment=payment).amount == 0
    assert client.post(url, {"reason": "again"}).status_code == 409
    text = text_of(client, address("invoice_detail", invoice.pk))
    assert "P1 → I1" in text


def test_a_facts_links_lead_to_the_pages(
    payment: Payment, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    text = text_of(client_for(account_manager), address("creditnote_list"))
    assert address("invoice_detail", Invoice.objects.get().pk) in text


def test_records_lead_to_the_lists(
    payment: Payment,
    customer: Customer,
    account_manager: User,
    nobody: User,
    client_for: Callable[[User], Client],
) -> None:
    index = text_of(client_for(account_manager), address("record_index"))
    panel = text_of(client_for(account_manager), address("record_panel", customer.pk))
    for name in LISTS:
        assert f'href="{address(name)}"' in index
        assert f'href="{address(name)}?customer={customer.pk}"' in panel
    empty = text_of(client_for(nobody), address("record_index"))
    assert not any(f'href="{address(name)}"' in empty for name in LISTS)
