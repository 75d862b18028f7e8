"""People enter and correct invoices and payments: pages and services."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, CustomerChange, Invoice, Payment
from customers.services import InvoiceRow, correct_invoice, seen_of
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
NEW_INVOICE = reverse("customers:invoice_create")
NEW_PAYMENT = reverse("customers:payment_create")
INVOICE = {"customer": "N1", "number": "I9", "invoice_date": "2026-02-01",
           "due_date": "2026-03-01", "amount": "120.50", "currency": "USD"}  # fmt: skip
PAYMENT = {"customer": "N1", "received_date": "2026-02-09", "amount": "75",
           "currency": "USD", "method": "cash", "reference": "by phone"}  # fmt: skip


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Alpha", manager=account_manager, team=account_manager.team)


@pytest.fixture
def client(account_manager: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(account_manager)


def edit_of(document: Invoice | Payment) -> str:
    return reverse(f"customers:{document._meta.model_name}_edit", args=[document.pk])


def test_an_invoice_is_entered(client: Client, customer: Customer) -> None:
    shown = client.get(NEW_INVOICE, {"customer": customer.pk}).content.decode()
    assert 'value="N1"' in shown
    answer = client.post(NEW_INVOICE, INVOICE)
    invoice = Invoice.objects.get()
    assert answer["Location"] == reverse("customers:invoice_detail", args=[invoice.pk])
    assert (invoice.customer, invoice.amount) == (customer, Decimal("120.50"))
    assert CustomerChange.objects.filter(customer=customer).exists()
    assert Event.objects.get(verb="post_invoices").customer_id == customer.pk


def test_a_payment_is_entered_and_gets_a_number(client: Client, customer: Customer) -> None:
    answer = client.post(NEW_PAYMENT, PAYMENT)
    payment = Payment.objects.get()
    assert answer["Location"] == reverse("customers:payment_detail", args=[payment.pk])
    assert payment.source_key.startswith("E")
    assert (payment.amount, payment.method, payment.reference) == (75, "cash", "by phone")
    assert payment.pk in [c.payment_id for c in customer.open_credits.all()]


def test_a_number_that_is_taken_changes_nothing(client: Client, customer: Customer) -> None:
    make_invoice(customer, "100", number="I9")
    make_payment(customer, "60", source_key="P9")
    for hidden in ("", "\u200b"):
        invoice = INVOICE | {"number": f"I9{hidden}"}
        payment = PAYMENT | {"source_key": f"P{hidden}9"}
        for url, words in ((NEW_INVOICE, invoice), (NEW_PAYMENT, payment)):
            answer = client.post(url, words)
            assert answer.status_code == 422
            assert "already" in answer.content.decode()
    assert (Invoice.objects.get().amount, Payment.objects.get().amount) == (100, 60)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"due_date": "2026-01-01"}, "before the invoice date"),
        ({"invoice_date": "2999-01-01", "due_date": ""}, "in the future"),
        ({"amount": "0"}, "must be positive"),
        ({"currency": "usd"}, "three capital letters"),
        ({"customer": "N7"}, "not among your customers"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, customer: Customer, wrong: dict[str, str], words: str
) -> None:
    answer = client.post(NEW_INVOICE, INVOICE | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invoice.objects.exists()


def test_a_correction_keeps_what_was_said(client: Client, customer: Customer) -> None:
    invoice = make_invoice(customer, "100", number="I9", cost=Decimal(60))
    words = {"invoice_date": "2026-02-01", "due_date": "", "amount": "90", "currency": "USD"}
    answer = client.post(edit_of(invoice), words | {"seen": seen_of(invoice)})
    assert answer.status_code == 302
    now, was = Invoice.objects.get(), invoice.revisions.get()
    assert (now.amount, now.due_date, now.cost) == (90, None, None)
    assert (was.amount, was.cost) == (100, 60)
    assert "100.00" in client.get(answer["Location"]).content.decode()


def test_a_history_says_choices_by_their_names(client: Client, customer: Customer) -> None:
    payment = make_payment(customer, "75", method="transfer")
    words = PAYMENT | {"seen": seen_of(payment), "method": "cheque"}
    page = client.get(client.post(edit_of(payment), words)["Location"]).content.decode()
    assert "<td>bank transfer</td>" in page
    assert "<td>transfer</td>" not in page


def test_a_correction_of_what_changed_meanwhile_is_refused(
    client: Client, customer: Customer, account_manager: User
) -> None:
    invoice, payment = make_invoice(customer, "100"), make_payment(customer, "60")
    for document in (invoice, payment):
        page = client.get(edit_of(document)).content.decode()
        assert seen_of(document) in page
    words = {"invoice_date": "2026-02-01", "amount": "90", "currency": "USD", "seen": "earlier"}
    assert client.post(edit_of(invoice), words).status_code == 409
    assert client.post(edit_of(payment), PAYMENT | {"seen": ""}).status_code == 409
    row = InvoiceRow("N1", invoice.number, invoice.invoice_date, Decimal(1), "USD")
    with pytest.raises(Stale):
        correct_invoice(invoice, row, seen="", by=account_manager, at=invoice.recorded_at)
    assert (Invoice.objects.get().amount, Payment.objects.get().amount) == (100, 60)


def test_a_correction_leaves_room_for_what_is_settled(client: Client, customer: Customer) -> None:
    invoice = make_invoice(customer, "100")
    payment = make_payment(customer, "60", invoices=[invoice])
    words = {"invoice_date": "2026-01-01", "amount": "50", "currency": "USD"}
    answer = client.post(edit_of(invoice), words | {"seen": seen_of(invoice)})
    assert answer.status_code == 422
    assert "already settle 60.00" in answer.content.decode()
    answer = client.post(edit_of(payment), PAYMENT | {"amount": "50", "seen": seen_of(payment)})
    assert answer.status_code == 422
    answer = client.post(edit_of(payment), PAYMENT | {"amount": "80", "seen": seen_of(payment)})
    assert answer.status_code == 302
    assert payment.allocations.get().amount == 60


def test_who_may_enter_and_correct(
    customer: Customer,
    nobody: User,
    outsider: User,
    auditor: User,
    client_for: Callable[[User], Client],
) -> None:
    invoice, payment = make_invoice(customer), make_payment(customer, "60")
    pages = [NEW_INVOICE, NEW_PAYMENT, edit_of(invoice), edit_of(payment)]
    for person in (nobody, auditor):
        assert {client_for(person).post(page).status_code for page in pages} == {403}
    theirs = client_for(outsider)
    assert {theirs.post(page).status_code for page in pages[2:]} == {404}
    assert theirs.get(NEW_INVOICE, {"customer": customer.pk}).status_code == 404
    answer = theirs.post(NEW_INVOICE, INVOICE | {"number": invoice.number})
    assert answer.status_code == 422
    assert "not among your customers" in answer.content.decode()  # and no word of its invoices
    assert Invoice.objects.count() == 1


def test_lists_and_customers_pages_offer_it_to_who_may(
    customer: Customer, client: Client, auditor: User, client_for: Callable[[User], Client]
) -> None:
    invoice, payment = make_invoice(customer), make_payment(customer, "60")
    at_customer = f"?customer={customer.pk}"
    offers = [
        (reverse("customers:invoice_list"), NEW_INVOICE),
        (reverse("customers:payment_list"), NEW_PAYMENT),
        (reverse("customers:invoice_panel", args=[customer.pk]), NEW_INVOICE + at_customer),
        (reverse("customers:payment_panel", args=[customer.pk]), NEW_PAYMENT + at_customer),
        (reverse("customers:record_panel", args=[customer.pk]), NEW_PAYMENT + at_customer),
        (reverse("customers:invoice_detail", args=[invoice.pk]), edit_of(invoice)),
        (reverse("customers:payment_detail", args=[payment.pk]), edit_of(payment)),
    ]
    watching = client_for(auditor)
    for page, act in offers:
        assert f'href="{act}"' in client.get(page).content.decode(), page
        assert f'href="{act}"' not in watching.get(page).content.decode(), page
