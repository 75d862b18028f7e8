"""An invoice or a payment that was entered by mistake is void: it stays, and counts for nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.ledger.selectors import open_items_of
from customers.models import Customer, Invoice, OpenCredit, OpenItem, Payment
from customers.records import KINDS
from customers.services import (
    AllocateRow,
    AllocationRow,
    InvoiceRow,
    PaymentRow,
    allocate,
    post_invoices,
    post_payments,
    take_back,
    void_document,
)
from customers.services.records import post_record, void_record
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Alpha", manager=account_manager, team=account_manager.team)


@pytest.fixture
def client(account_manager: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(account_manager)


def page(name: str, *args: Any) -> str:
    return reverse(f"customers:{name}", args=args)


def post_payment(by: User, *parts: AllocationRow) -> Payment:
    row = PaymentRow("N1", "P1", dt.date(2026, 2, 3), Decimal(90), "USD", allocations=parts)
    [result] = post_payments([row], by=by, at=NOW)
    return Payment.objects.get(pk=result.id)


def test_a_void_invoice_is_open_no_more_and_stays_readable(
    client: Client, customer: Customer
) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    answer = client.post(page("invoice_void", invoice.pk), {"reason": "typed twice"})
    assert answer["Location"] == page("invoice_detail", invoice.pk)
    invoice.refresh_from_db()
    assert (invoice.is_void, invoice.amount) == (True, 100)
    assert not invoice.revisions.get().is_void
    assert not OpenItem.objects.filter(invoice=invoice).exists()
    assert open_items_of(customer) == []
    shown = client.get(answer["Location"]).content.decode()
    assert "<strong>void</strong>" in shown
    assert page("invoice_edit", invoice.pk) not in shown
    for url in (page("invoice_list"), page("invoice_panel", customer.pk)):
        assert "<s>" in client.get(url).content.decode()
    event = Event.objects.get(verb="void_invoice")
    assert (event.content["reason"], event.customer_id) == ("typed twice", customer.pk)


def test_a_void_payment_is_no_open_credit(
    client: Client, customer: Customer, account_manager: User
) -> None:
    payment = post_payment(account_manager)
    assert OpenCredit.objects.get().amount == 90
    assert client.post(page("payment_void", payment.pk), {"reason": ""}).status_code == 422
    assert client.post(page("payment_void", payment.pk), {"reason": "mistake"}).status_code == 302
    assert not OpenCredit.objects.exists()
    assert client.post(page("payment_void", payment.pk), {"reason": "again"}).status_code == 409


def test_what_is_settled_is_not_void_until_that_is_taken_back(
    client: Client, customer: Customer, account_manager: User
) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    payment = post_payment(account_manager, AllocationRow("I1", Decimal(60)))
    for url in (page("invoice_void", invoice.pk), page("payment_void", payment.pk)):
        answer = client.post(url, {"reason": "mistake"})
        assert answer.status_code == 409
        assert "Take those allocations back first" in answer.content.decode()
    take_back(payment.allocations.get(), reason="wrong", by=account_manager, at=timezone.now())
    for document in (invoice, payment):
        void_document(document, reason="wrong", by=account_manager, at=timezone.now())
    assert not OpenItem.objects.exists()
    assert not OpenCredit.objects.exists()


def test_a_payment_that_the_bank_gave_back_is_not_void(
    customer: Customer, account_manager: User
) -> None:
    payment = post_payment(account_manager)
    kind = KINDS["dishonoured-payments"]
    row = {"customer": "N1", "source_key": "D1", "effective_date": dt.date(2026, 2, 9),
           "amount": Decimal(90), "currency": "USD", "payment": "P1"}  # fmt: skip
    fact = post_record(kind, row, by=account_manager, at=NOW)
    with pytest.raises(Refused, match="Void that record first"):
        void_document(payment, reason="wrong", by=account_manager, at=NOW)
    void_record(kind, fact, reason="wrong", by=account_manager, at=timezone.now())
    assert void_document(payment, reason="wrong", by=account_manager, at=timezone.now()).is_void


def test_nothing_settles_what_is_void_nor_is_settled_by_it(
    customer: Customer, account_manager: User
) -> None:
    invoice, other = make_invoice(customer, "100", number="I1"), make_invoice(customer, number="I2")
    payment = post_payment(account_manager)
    for document in (invoice, payment):
        void_document(document, reason="wrong", by=account_manager, at=timezone.now())
    rows = [
        AllocateRow("N1", "payment", "P1", "I1", Decimal(1)),
        AllocateRow("N1", "payment", "P1", other.number, Decimal(1)),
    ]
    results = allocate(rows, by=account_manager, at=timezone.now())
    assert [r.code for r in results] == ["unknown_source"] * 2
    part = AllocationRow(other.number, Decimal(1))
    row = PaymentRow("N1", "P1", dt.date(2026, 2, 3), Decimal(90), "USD", allocations=(part,))
    assert post_payments([row], by=account_manager, at=timezone.now())[0].outcome == "refused"
    row = PaymentRow(
        "N1", "P2", dt.date(2026, 2, 3), Decimal(9), "USD",
        allocations=(AllocationRow("I1", Decimal(1)),),
    )  # fmt: skip
    [result] = post_payments([row], by=account_manager, at=timezone.now())
    assert result.code == "unknown_invoice"
    note = {"customer": "N1", "source_key": "C1", "effective_date": dt.date(2026, 2, 9),
            "amount": Decimal(5), "currency": "USD", "invoice": "I1"}  # fmt: skip
    post_record(KINDS["credit-notes"], note, by=account_manager, at=timezone.now())
    assert not invoice.allocations.exists()
    assert OpenCredit.objects.get().credit_note.source_key == "C1"


def test_a_voided_dishonour_gives_nothing_to_what_is_void(
    customer: Customer, account_manager: User
) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    post_payment(account_manager, AllocationRow("I1", Decimal(60)))
    kind = KINDS["dishonoured-payments"]
    row = {"customer": "N1", "source_key": "D1", "effective_date": dt.date(2026, 2, 9),
           "amount": Decimal(90), "currency": "USD", "payment": "P1"}  # fmt: skip
    fact = post_record(kind, row, by=account_manager, at=timezone.now())
    void_document(invoice, reason="wrong", by=account_manager, at=timezone.now())
    void_record(kind, fact, reason="wrong", by=account_manager, at=timezone.now())
    assert invoice.allocations.get().amount == 0
    assert OpenCredit.objects.get().amount == 90


def test_a_file_does_not_settle_what_is_void(
    customer: Customer, account_manager: User, tmp_path: Any
) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    void_document(invoice, reason="wrong", by=account_manager, at=timezone.now())
    day = invoice.invoice_date
    lines = (
        "customer,invoice number,invoice date,amount,currency,settled date",
        f"N1,I1,{day},100,USD,{day}",
    )
    run(write_csv(tmp_path / "rows.csv", *lines), by=account_manager)
    assert not invoice.allocations.exists()
    assert "void" in refused(tmp_path / "rows.csv")[2]


def test_a_reinstated_invoice_is_open_again_as_it_was(client: Client, customer: Customer) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    client.post(page("invoice_void", invoice.pk), {"reason": "typed twice"})
    shown = client.get(page("invoice_detail", invoice.pk)).content.decode()
    assert page("invoice_reinstate", invoice.pk) in shown
    answer = client.post(page("invoice_reinstate", invoice.pk), {"reason": "it was right"})
    assert answer["Location"] == page("invoice_detail", invoice.pk)
    invoice.refresh_from_db()
    assert (invoice.is_void, invoice.amount) == (False, 100)
    assert [one.is_void for one in invoice.revisions.order_by("pk")] == [False, True]
    assert [item.open_amount for item in open_items_of(customer)] == [100]
    assert OpenItem.objects.get().invoice == invoice
    shown = client.get(answer["Location"]).content.decode()
    assert ("<td>yes</td>" in shown, "<td>True</td>" in shown) == (True, False)
    event = Event.objects.get(verb="reinstate_invoice")
    assert (event.content["reason"], event.customer_id) == ("it was right", customer.pk)


def test_a_reinstated_payment_is_an_open_credit_again(
    client: Client, customer: Customer, account_manager: User
) -> None:
    payment = post_payment(account_manager)
    client.post(page("payment_void", payment.pk), {"reason": "mistake"})
    again = page("payment_reinstate", payment.pk)
    assert client.post(again, {"reason": ""}).status_code == 422
    assert client.post(again, {"reason": "it came"}).status_code == 302
    assert OpenCredit.objects.get().amount == 90
    answer = client.post(again, {"reason": "again"})
    assert (answer.status_code, "This is not void." in answer.content.decode()) == (409, True)


def test_nothing_new_is_posted_of_what_is_void(
    customer: Customer, account_manager: User, tmp_path: Path
) -> None:
    day, by = dt.date(2026, 2, 3), account_manager
    row = InvoiceRow("N1", "I1", day, Decimal(100), "USD")
    post_invoices([row], by=by, at=NOW)
    post_payment(by)
    for document in (Invoice.objects.get(), Payment.objects.get()):
        void_document(document, reason="mistake", by=by, at=NOW)
    changed = dataclasses.replace(row, amount=Decimal(40))
    results = [post_invoices([said], by=by, at=NOW)[0] for said in (row, changed)]
    assert [(r.outcome, r.code, r.field) for r in results] == [
        ("unchanged", "", ""), ("refused", "is_void", "number"),
    ]  # fmt: skip
    paid = PaymentRow("N1", "P1", day, Decimal(91), "USD")
    [result] = post_payments([paid], by=by, at=NOW)
    assert (result.outcome, result.code) == ("refused", "is_void")
    lines = ["customer_number,number,invoice_date,amount,currency", "N1,I1,2026-02-03,40,USD"]
    summary = run(write_csv(tmp_path / "rows.csv", *lines), by=by)
    assert (summary.changed, summary.refused) == (0, 1)
    assert "reinstate it" in refused(tmp_path / "rows.csv")[2]
    assert Invoice.objects.get().amount == 100


def test_what_is_void_is_not_corrected(client: Client, customer: Customer) -> None:
    invoice = make_invoice(customer, "100", number="I1", is_void=True)
    edit = page("invoice_edit", invoice.pk)
    told = {**client.get(edit).context["form"].initial, "amount": "40", "due_date": "", "cost": ""}
    answer = client.post(edit, told)
    assert (answer.status_code, "Reinstate it" in answer.content.decode()) == (409, True)
    invoice.refresh_from_db()
    assert invoice.amount == 100


def test_who_may_void_and_reinstate(
    customer: Customer,
    nobody: User,
    outsider: User,
    auditor: User,
    client_for: Callable[[User], Client],
) -> None:
    invoice, payment = make_invoice(customer), make_payment(customer, "60")
    acts = [(f"{name}_{act}", row.pk)
            for name, row in (("invoice", invoice), ("payment", payment))
            for act in ("void", "reinstate")]  # fmt: skip
    pages = [page(act, pk) for act, pk in acts]
    calls = [reverse("api-" + act.replace("_", "-"), args=[pk]) for act, pk in acts]
    for url in [*pages, *calls]:
        for person, code in ((nobody, 403), (auditor, 403), (outsider, 404)):
            answer = client_for(person).post(url, {"reason": "no"})
            assert answer.status_code == code, (url, person)
    assert not Invoice.objects.get().is_void


def test_the_api_voids_and_says_so(client: Client, customer: Customer) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    url = reverse("api-invoice-void", args=[invoice.pk])
    answer = client.post(url, {"reason": "typed twice"}, content_type="application/json")
    assert (answer.status_code, answer.json()["is_void"]) == (200, True)
    assert answer.json()["open_amount"] == "0.00"
    again = client.post(url, {"reason": "typed twice"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_void")
