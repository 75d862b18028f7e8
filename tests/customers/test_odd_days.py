"""Days of centuries long past or far ahead are slips, by every way as in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from customers.custom.values import clean
from customers.models import Customer, CustomField, Invoice, Task
from customers.records import KINDS, Kind
from customers.records.kinds import Shape
from customers.services import (
    AllocateRow,
    InvoiceRow,
    PartyRow,
    PaymentRow,
    add_member,
    allocate,
    create_customer,
    create_group,
    post_invoices,
    post_parties,
    post_payments,
    set_credit_terms,
)
from customers.services.authority import register_request
from customers.services.posting_rates import RateRow, post_rates
from customers.services.records import post_records
from customers.services.tasks import postpone_task
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.follow_up import AT, TODAY, make_task
from tests.customers.records import row_of
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
OLD, FAR = dt.date(1026, 8, 1), dt.date(2200, 1, 1)
EARLIEST = dt.date(1900, 1, 1)
DAYS = [
    pytest.param(kind, name, id=f"{kind.code}.{name}")
    for kind in KINDS.values()
    for name in ("effective_date", *(v.name for v in kind.values if v.shape is Shape.DATE))
]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("A", manager=account_manager, team=account_manager.team)


@pytest.mark.usefixtures("customer")
def test_invoices_and_payments(account_manager: User) -> None:
    invoice = InvoiceRow("A", "I1", OLD, Decimal(9), "USD")
    rows = [invoice, replace(invoice, number="I2", invoice_date=TODAY, due_date=FAR),
            replace(invoice, number="I3", invoice_date=EARLIEST)]  # fmt: skip
    told = [(r.code, r.field) for r in post_invoices(rows, by=account_manager, at=AT)]
    assert told == [("odd_day", "invoice_date"), ("odd_day", "due_date"), ("", "")]
    assert Invoice.objects.get().number == "I3"
    payment = PaymentRow("A", "P1", OLD, Decimal(9), "USD")
    [result] = post_payments([payment], by=account_manager, at=AT)
    assert (result.code, result.field) == ("odd_day", "received_date")


def test_allocations(customer: Customer, account_manager: User) -> None:
    invoice, payment = make_invoice(customer), make_payment(customer, "5")
    row = AllocateRow("A", "payment", payment.source_key, invoice.number, Decimal(1), date=OLD)
    [result] = allocate([row], by=account_manager, at=AT)
    assert (result.code, result.field) == ("odd_day", "date")


@pytest.mark.parametrize(("kind", "name"), DAYS)
def test_every_day_of_a_record(
    kind: Kind, name: str, customer: Customer, account_manager: User
) -> None:
    row = row_of(kind, customer) | {name: OLD}
    [result] = post_records(kind, [row], by=account_manager, at=AT)
    assert (result.code, result.field) == ("odd_day", name)


def test_parties_and_rates(customer: Customer, risk_officer: User) -> None:
    row = PartyRow("A", "owner", name="B", valid_until=FAR)
    [party] = post_parties([row], by=risk_officer, at=AT)
    [rate] = post_rates([RateRow("EUR", OLD, Decimal(1))], by=risk_officer, at=AT)
    assert [(r.code, r.field) for r in (party, rate)] == [
        ("odd_day", "valid_until"), ("odd_day", "effective_date"),
    ]  # fmt: skip


def test_single_acts(customer: Customer, risk_officer: User) -> None:
    group = create_group(code="G", name="G", by=risk_officer, at=AT)
    task = make_task(customer, by=risk_officer)
    acts: list[Callable[[], object]] = [
        lambda: create_customer(number="B", name="B", since_date=OLD, by=risk_officer, at=AT),
        lambda: add_member(group, customer, from_date=OLD, by=risk_officer, at=AT),
        lambda: set_credit_terms(customer, effective_date=FAR, credit_limit=None,
                                 payment_days=None, by=risk_officer, at=AT),
        lambda: postpone_task(task, until=FAR, by=risk_officer, at=AT),
        lambda: register_request(
            authority="Court", reference="1", subject="X", received_date=TODAY,
            deadline_date=FAR, responsible=risk_officer, by=risk_officer, at=AT),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "odd_day"


def test_own_fields() -> None:
    field = CustomField(type=CustomField.Type.DATE)
    assert clean(field, "1900-01-01") == "1900-01-01"
    for day in (OLD, "1026-08-01"):
        with pytest.raises(ValueError, match="1900"):
            clean(field, day)


def test_api_and_form_say_so(
    customer: Customer, account_manager: User, api_client_for: Callable[[User], APIClient],
    client_for: Callable[[User], Client],
) -> None:  # fmt: skip
    body = {"customer": "A", "number": "1", "invoice_date": "1026-08-01", "amount": "5",
            "currency": "USD"}  # fmt: skip
    answer = api_client_for(account_manager).post("/api/v1/invoices/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "odd_day")
    url = reverse("customers:task_create", args=[customer.pk])
    page = client_for(account_manager).post(url, {"effective_date": "1026-08-01", "title": "x"})
    assert "effective_date" in page.context["form"].errors
    assert not Task.objects.exists()
