"""Names and numbers hold nothing hidden, whichever way they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.test import APIClient

from customers.models import Contact, Customer, CustomerGroup, Invoice, Payment, RelatedParty, Task
from customers.records import KINDS
from customers.services import (
    InvoiceRow,
    PartyRow,
    PaymentRow,
    change_customer,
    create_customer,
    post_invoices,
    post_payments,
)
from customers.services.contacts import save_contact
from customers.services.groups import create_group
from customers.services.parties import post_parties
from customers.services.post_contacts import post_contacts
from customers.services.post_customers import post_customers
from customers.services.records import post_records
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.customers.follow_up import AT, TODAY
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 5)
EVIL, NOTHING = "Evil\u202e gpj.\x07exe", "\u200b\u202e"
PLAIN = "Evil gpj.exe"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("A", manager=account_manager, team=account_manager.team)


def test_a_customer_is_entered_and_changed_by_its_plain_name(account_manager: User) -> None:
    made = create_customer(number="N\n1", name=EVIL, by=account_manager, at=AT)
    assert (made.number, made.name, made.sort_key) == ("N 1", PLAIN, PLAIN.casefold())
    same = change_customer(made, version=1, by=account_manager, at=AT, name=PLAIN + "\u200b")
    assert same.version == 1
    for name in (NOTHING, "\u200d"):
        with pytest.raises(ValidationError) as wrong:
            create_customer(number="N2", name=name, by=account_manager, at=AT)
        assert "name" in wrong.value.message_dict


def test_posted_customers_are_found_by_their_plain_number(account_manager: User) -> None:
    rows = [{"number": "N1\u200b", "name": EVIL}, {"number": "N2", "name": NOTHING}]
    outcomes = [r.outcome for r in post_customers(rows, by=account_manager, at=AT)]
    again = [r.outcome for r in post_customers(rows[:1], by=account_manager, at=AT)]
    assert (outcomes, again) == (["created", "refused"], ["unchanged"])
    assert Customer.objects.get().name == PLAIN


def test_so_are_contacts_and_parties(customer: Customer, account_manager: User) -> None:
    save_contact(customer, by=account_manager, at=AT, name=EVIL, phone="1\u202a23")
    row = {"customer": "A", "source_key": "K\u200b", "name": EVIL}
    for _again in range(2):
        [result] = post_contacts([row], by=account_manager, at=AT)
    assert result.outcome == "unchanged"
    assert set(Contact.objects.values_list("name", "phone")) == {(PLAIN, "123"), (PLAIN, "")}
    rows = [PartyRow("A", "owner", name=name) for name in (EVIL, NOTHING)]
    results = post_parties(rows, by=account_manager, at=AT)
    assert [r.outcome for r in results] == ["created", "refused"]
    assert RelatedParty.objects.get().name == PLAIN


@pytest.mark.usefixtures("customer")
def test_so_are_invoices_and_payments(account_manager: User) -> None:
    invoices = [InvoiceRow("A", number, DAY, Decimal(5), "USD") for number in ("X\u202e2", NOTHING)]
    [good, bad] = post_invoices(invoices, by=account_manager, at=AT)
    assert (good.outcome, bad.code, bad.field) == ("created", "bad_text", "number")
    assert Invoice.objects.get().number == "X2"
    payment = PaymentRow("A", "P\t1", DAY, Decimal(5), "USD", payer=EVIL, reference=NOTHING)
    post_payments([payment], by=account_manager, at=AT)
    assert Payment.objects.values_list("source_key", "payer", "reference").get() == (
        "P 1", PLAIN, "",
    )  # fmt: skip


@pytest.mark.usefixtures("customer")
def test_so_are_records_but_for_what_has_lines(account_manager: User) -> None:
    row = {"customer": "A", "effective_date": TODAY}
    rows = [
        row | {"source_key": "T\u200b1", "title": EVIL, "text": "One\nTwo"},
        row | {"source_key": "T2", "title": NOTHING},
        row | {"source_key": NOTHING, "title": "x"},
    ]
    results = post_records(KINDS["tasks"], rows, by=account_manager, at=AT)
    assert [(r.code, r.field) for r in results] == [
        ("", ""), ("missing", "title"), ("missing", "source_key"),
    ]  # fmt: skip
    task = Task.objects.get()
    assert (task.source_key, task.title, task.text) == ("T1", PLAIN, "One\nTwo")


def test_so_are_groups(risk_officer: User) -> None:
    create_group(by=risk_officer, at=AT, code="G\u200b", name=EVIL)
    assert CustomerGroup.objects.values_list("code", "name").get() == ("G", PLAIN)


def test_a_file_brings_them_plain(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "file.csv", "number,name,notes",
        f"N\u200b1,{EVIL},x", f"N2,{NOTHING},x", "N3,👨\u200d👩\u200d👧 שלום,x",
    )  # fmt: skip
    assert run(path, "customers").new == 2
    assert list(refused(path)) == [3]
    assert dict(Customer.objects.values_list("number", "name")) == {
        "N1": PLAIN, "N3": "👨\u200d👩\u200d👧 שלום",
    }  # fmt: skip


def test_api_and_page_say_that_the_name_is_missing(
    risk_officer: User, api_client_for: Callable[[User], APIClient],
    client_for: Callable[[User], Client],
) -> None:  # fmt: skip
    body = {"number": "N1", "name": NOTHING}
    answer = api_client_for(risk_officer).post("/api/v1/customers/", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "name")
    page = client_for(risk_officer).post("/customers/new/", body | {"kind": "company"})
    assert "name" in page.context["form"].errors
    assert not Customer.objects.exists()
