"""Credit notes and write-offs in readings: less is open, and nobody has paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, Invoice
from customers.records import KINDS
from customers.services import void_document
from customers.services.records import post_record, void_record
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db
NOON = dt.datetime.combine(DAY, dt.time(12), tzinfo=dt.UTC)


def bill(customer: Customer, amount: Any, *, due: int) -> Invoice:
    return make_invoice(customer, amount, invoice_date=days(due - 30), due_date=days(due))


def give(code: str, invoice: Invoice, amount: Any, *, on: int, by: User, at: dt.datetime) -> Any:
    row = {
        "customer": invoice.customer.number,
        "source_key": f"{code}-{invoice.number}",
        "effective_date": days(on),
        "amount": Decimal(amount),
        "currency": invoice.currency,
        "invoice": invoice.number,
    }
    return post_record(KINDS[code], row, by=by, at=at)


def test_a_credit_note_makes_an_invoice_less_open(risk_officer: User) -> None:
    customer = make_customer()
    invoice = bill(customer, "1000", due=-40)
    give("credit-notes", invoice, "400", on=-10, by=risk_officer, at=NOON)
    found = reading_of(customer)
    assert (found["exposure"], found["overdue"], found["due_31_60"]) == (600, 600, 600)


def test_one_that_came_later_is_in_no_reading_of_before(risk_officer: User) -> None:
    customer = make_customer()
    invoice = bill(customer, "1000", due=-40)
    before = reading_of(customer, as_of=days(-5), known_at=end_of_day(days(-5)))
    note = give("credit-notes", invoice, "400", on=-10, by=risk_officer, at=NOON)
    again = reading_of(customer, as_of=days(-5), known_at=end_of_day(days(-5)))
    assert again == before
    assert again["exposure"] == 1000
    assert reading_of(customer)["exposure"] == 600
    known = reading_of(customer)
    void_record(
        KINDS["credit-notes"], note, reason="no", by=risk_officer, at=NOON + dt.timedelta(days=1)
    )
    assert reading_of(customer) == known  # what was known that day stays
    assert reading_of(customer, known_at=NOON + dt.timedelta(days=2))["exposure"] == 1000


def test_a_late_credit_note_is_no_late_payment(risk_officer: User) -> None:
    customer = make_customer()
    for n in range(5):
        invoice = bill(customer, "1000", due=-100 - n)
        make_payment(customer, "600", invoices=[invoice], received_date=days(-100 - n))
        give("credit-notes", invoice, "400", on=-10, by=risk_officer, at=NOON)
    found = reading_of(customer)
    assert (found["dbt_paid"], found["late_frequency"], found["consecutive_late"]) == (0, 0, 0)
    assert found["exposure"] == 0


def test_what_credit_notes_alone_have_settled_has_no_outcome(risk_officer: User) -> None:
    customer = make_customer()
    for n in range(5):
        invoice = bill(customer, "1000", due=-100 - n)
        give("credit-notes", invoice, "1000", on=-10, by=risk_officer, at=NOON)
    found = reading_of(customer)
    assert (found["late_frequency"], found["consecutive_late"]) == (None, None)
    assert (found["dbt_paid"], found["tenure"], found["overdue_ratio"]) == (None, None, 0)


def test_what_was_written_off_was_late_until_then(risk_officer: User) -> None:
    customer = make_customer()
    for n in range(5):
        invoice = bill(customer, "1000", due=-100 - n)
        give("write-offs", invoice, "1000", on=-10, by=risk_officer, at=NOON)
    found = reading_of(customer)
    assert (found["late_frequency"], found["consecutive_late"]) == (100, 5)
    assert (found["exposure"], found["max_dpd"], found["tenure"]) == (0, 0, None)


def test_a_residue_that_was_written_off_makes_no_late_payment(risk_officer: User) -> None:
    customer = make_customer()
    for n in range(5):
        invoice = bill(customer, "1000", due=-100 - n)
        make_payment(customer, "999.50", invoices=[invoice], received_date=days(-100 - n))
        give("write-offs", invoice, "0.50", on=-10, by=risk_officer, at=NOON)
    assert reading_of(customer)["late_frequency"] == 0


def test_an_open_credit_is_no_unallocated_cash(risk_officer: User) -> None:
    customer = make_customer()
    invoice = bill(customer, "1000", due=-40)
    make_payment(customer, "1200", invoices=[invoice], received_date=days(-20))
    give("credit-notes", invoice, "400", on=-10, by=risk_officer, at=NOON)
    assert reading_of(customer)["unallocated"] == 200


def test_what_is_void_is_in_no_reading_but_those_of_before(risk_officer: User) -> None:
    customer = make_customer()
    invoice, payment = bill(customer, "1000", due=-40), make_payment(customer, "60")
    known = reading_of(customer)
    assert known["exposure"] == 1000
    for document in (invoice, payment):
        void_document(document, reason="no", by=risk_officer, at=NOON + dt.timedelta(days=1))
    assert reading_of(customer) == known  # what was known that day stays
    later = reading_of(customer, as_of=days(2), known_at=end_of_day(days(2)))
    assert not later["exposure"]
