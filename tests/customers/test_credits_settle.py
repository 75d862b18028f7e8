"""Credit notes and write-offs settle the invoices that they name, and leave the rest open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import (
    Allocation,
    AllocationRevision,
    CreditNote,
    Customer,
    Invoice,
    OpenCredit,
    WriteOff,
)
from customers.records import KINDS
from customers.selectors import with_open_amount
from customers.services import InvoiceRow, post_invoices
from customers.services.records import post_record, post_records, void_record
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
NOTES, WRITE_OFFS = KINDS["credit-notes"], KINDS["write-offs"]


@pytest.fixture
def customer(db: None) -> Customer:
    return make_customer("N1")


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, "100", number="I1")


def credit(amount: Any = "40", invoice: str | None = "I1", **said: Any) -> dict[str, Any]:
    row = {
        "customer": "N1",
        "source_key": "CN1",
        "effective_date": dt.date(2026, 2, 10),
        "amount": Decimal(amount),
        "currency": "USD",
    }
    return row | ({"invoice": invoice} if invoice else {}) | said


def open_of(invoice: Invoice) -> Decimal:
    amount: Decimal = with_open_amount(Invoice.objects.filter(pk=invoice.pk)).get().open_amount
    return amount


def rest() -> dict[str, Decimal]:
    return {credit.source.source_key: credit.amount for credit in OpenCredit.objects.all()}


@pytest.mark.parametrize("kind", [NOTES, WRITE_OFFS], ids=lambda kind: str(kind.code))
def test_one_that_names_an_invoice_settles_it(
    kind: Any, invoice: Invoice, risk_officer: User
) -> None:
    fact = post_record(kind, credit(), by=risk_officer, at=NOW)
    allocation = Allocation.objects.get()
    assert allocation.source == fact
    assert (allocation.amount, allocation.base_amount) == (40, 40)
    assert (allocation.effective_date, allocation.recorded_at) == (dt.date(2026, 2, 10), NOW)
    assert open_of(invoice) == 60
    assert rest() == {}
    [again] = post_records(kind, [credit()], by=risk_officer, at=LATER)
    assert again.outcome == "unchanged"
    assert not AllocationRevision.objects.exists()


def test_it_settles_no_more_than_is_open_and_the_rest_is_open_credit(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    make_payment(customer, "70", invoices=[invoice])
    post_record(NOTES, credit(), by=risk_officer, at=NOW)
    assert Allocation.objects.get(credit_note__isnull=False).amount == 30
    assert open_of(invoice) == 0
    assert rest() == {"CN1": 10}


def test_one_without_an_invoice_stays_open_credit(invoice: Invoice, risk_officer: User) -> None:
    post_record(NOTES, credit(invoice=None), by=risk_officer, at=NOW)
    assert (open_of(invoice), rest()) == (100, {"CN1": 40})


def test_several_of_one_call_take_what_there_is_in_the_order_of_their_days(
    invoice: Invoice, risk_officer: User
) -> None:
    rows = [
        credit("70"),
        credit("50", source_key="CN2", effective_date=dt.date(2026, 2, 9)),
        credit("30", source_key="CN3", effective_date=dt.date(2026, 2, 11)),
    ]
    post_records(NOTES, rows, by=risk_officer, at=NOW)
    given = dict(Allocation.objects.values_list("credit_note__source_key", "amount"))
    assert given == {"CN2": 50, "CN1": 50}
    assert rest() == {"CN1": 20, "CN3": 30}
    assert open_of(invoice) == 0


def test_a_changed_one_is_revised(customer: Customer, invoice: Invoice, risk_officer: User) -> None:
    other = make_invoice(customer, "100", number="I2")
    post_record(NOTES, credit(), by=risk_officer, at=NOW)
    post_record(NOTES, credit("25"), by=risk_officer, at=LATER)
    assert open_of(invoice) == 75
    assert AllocationRevision.objects.get().amount == 40
    post_record(NOTES, credit("25", "I2"), by=risk_officer, at=LATER + dt.timedelta(days=1))
    assert (open_of(invoice), open_of(other)) == (100, 75)
    assert Allocation.objects.get(invoice=invoice).amount == 0


def test_a_void_one_settles_nothing_and_settles_again_when_it_stands(
    invoice: Invoice, risk_officer: User
) -> None:
    fact = post_record(NOTES, credit("140"), by=risk_officer, at=NOW)
    assert rest() == {"CN1": 40}
    void_record(NOTES, fact, reason="by mistake", by=risk_officer, at=LATER)
    assert (open_of(invoice), rest()) == (100, {})
    assert AllocationRevision.objects.get().amount == 100
    post_record(NOTES, credit("140", is_void=False), by=risk_officer, at=LATER)
    assert (open_of(invoice), rest()) == (0, {"CN1": 40})


def test_one_in_another_currency_settles_nothing_by_itself(
    invoice: Invoice, risk_officer: User
) -> None:
    post_record(NOTES, credit(currency="EUR"), by=risk_officer, at=NOW)
    assert (open_of(invoice), rest()) == (100, {"CN1": 40})


def test_it_cannot_shrink_below_what_is_given_to_other_invoices(
    customer: Customer, invoice: Invoice, risk_officer: User
) -> None:
    other = make_invoice(customer, "100", number="I2")
    fact = post_record(NOTES, credit(invoice=None), by=risk_officer, at=NOW)
    Allocation.objects.create(
        customer=customer, credit_note=fact, invoice=other, effective_date=fact.effective_date,
        amount=Decimal(30), base_amount=Decimal(30), recorded_at=NOW,
    )  # fmt: skip
    [result] = post_records(NOTES, [credit("20")], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "over_spent")
    post_record(NOTES, credit("50"), by=risk_officer, at=LATER)
    assert (open_of(invoice), open_of(other)) == (80, 70)


def test_an_invoice_cannot_shrink_below_what_credits_settle(
    invoice: Invoice, risk_officer: User
) -> None:
    post_record(NOTES, credit(), by=risk_officer, at=NOW)
    row = InvoiceRow("N1", "I1", invoice.invoice_date, Decimal(30), "USD")
    [result] = post_invoices([row], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "settled_more")


def test_an_allocation_is_of_one_source(invoice: Invoice, risk_officer: User) -> None:
    post_record(NOTES, credit(), by=risk_officer, at=NOW)
    post_record(WRITE_OFFS, credit(source_key="W1"), by=risk_officer, at=NOW)
    allocation = Allocation.objects.filter(credit_note__isnull=False).get()
    for wrong in ({"credit_note": None}, {"write_off": WriteOff.objects.get()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Allocation.objects.filter(pk=allocation.pk).update(**wrong)
    allocation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        allocation.save()


def test_a_thousand_take_as_many_queries_as_one(
    invoice: Invoice, risk_officer: User, django_assert_max_num_queries: Any
) -> None:
    rows = [credit("1", source_key=f"CN{n}") for n in range(1000)]
    with django_assert_max_num_queries(41):
        post_records(NOTES, rows, by=risk_officer, at=NOW)
    assert CreditNote.objects.count() == 1000
    assert open_of(invoice) == 0
    assert Allocation.objects.count() == 100
    assert OpenCredit.objects.count() == 900
