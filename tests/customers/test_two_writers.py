"""What is checked before a row is written still holds when it is: two connections write at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from customers.models import Allocation, Customer, DishonouredPayment, Dispute, MarketEvent
from customers.records import KINDS
from customers.services import AllocateRow, allocate
from customers.services.events import confirm_event
from customers.services.records import post_record, void_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.beside import Beside, wait_for_lock
from tests.customers.files import run, write_csv
from tests.customers.follow_up import make_event
from tests.factories import make_invoice, make_payment

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 2, 10)


def post(code: str, by: User, key: str, **said: Any) -> Any:
    row = {"customer": "N1", "source_key": key, "effective_date": DAY, **said}
    return post_record(KINDS[code], row, by=by, at=timezone.now())


def money(amount: int, **said: Any) -> dict[str, Any]:
    return {"amount": Decimal(amount), "currency": "USD", **said}


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """The second begins before the first has committed."""
    with transaction.atomic():
        first()
        other = Beside(second)
        wait_for_lock()
    return other.end()


def refusal_of(first: Callable[[], Any], second: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        meanwhile(first, second)
    return refused.value.code


def give(by: User, invoice: str, amount: int) -> list[Any]:
    row = AllocateRow("N1", "credit_note", "C1", invoice, Decimal(amount), DAY)
    return allocate([row], by=by, at=timezone.now())


def test_a_payment_is_dishonoured_once(customer: Customer, risk_officer: User) -> None:
    make_payment(customer, invoices=[make_invoice(customer, "60", number="I1")], source_key="P1")

    def note(key: str) -> Callable[[], Any]:
        return lambda: post("dishonoured-payments", risk_officer, key, **money(60, payment="P1"))

    assert refusal_of(note("D1"), note("D2")) == "dishonoured_twice"
    assert DishonouredPayment.objects.get().source_key == "D1"


@pytest.mark.usefixtures("customer")
def test_no_more_is_recovered_than_was_written_off(risk_officer: User) -> None:
    post("write-offs", risk_officer, "W1", **money(80))

    def recover(key: str) -> Callable[[], Any]:
        return lambda: post("recoveries", risk_officer, key, **money(50, write_off="W1"))

    assert refusal_of(recover("R1"), recover("R2")) == "more_than_total"


def test_a_file_finds_what_was_posted_before_it_came_to_write(
    customer: Customer, risk_officer: User, tmp_path: Path
) -> None:
    make_payment(customer, invoices=[make_invoice(customer, "60", number="I1")], source_key="P1")
    head = "customer,number,date,payment number,amount,currency"
    file = write_csv(tmp_path / "rows.csv", head, "N1,D2,2026-02-13,P1,60,USD")
    summary = meanwhile(
        lambda: post("dishonoured-payments", risk_officer, "D1", **money(60, payment="P1")),
        lambda: run(file, "dishonoured-payments"),
    )
    assert (summary.new, summary.refused) == (0, 1)


def test_no_more_of_a_credit_is_given_than_it_is(customer: Customer, risk_officer: User) -> None:
    make_invoice(customer, "80", number="I1", invoice_date=DAY)
    post("credit-notes", risk_officer, "C1", **money(80))
    code = refusal_of(
        lambda: give(risk_officer, "I1", 80),
        lambda: post("credit-notes", risk_officer, "C1", **money(30)),
    )
    assert code == "over_spent"


def test_nothing_of_a_void_credit_stays_allocated(customer: Customer, risk_officer: User) -> None:
    make_invoice(customer, "80", number="I1", invoice_date=DAY)
    credit = post("credit-notes", risk_officer, "C1", **money(80))
    meanwhile(
        lambda: give(risk_officer, "I1", 80),
        lambda: void_record(
            KINDS["credit-notes"], credit, reason="Wrong.", by=risk_officer, at=timezone.now()
        ),
    )
    assert Allocation.objects.aggregate(x=Sum("amount"))["x"] == 0


def test_an_event_that_was_confirmed_meanwhile_stays_as_it_was_confirmed(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    event = make_event(customer, by=account_manager, severity=5)
    at = timezone.now()
    code = refusal_of(
        lambda: confirm_event(event, reason="File 1.", by=risk_officer, at=at),
        lambda: post("market-events", account_manager, "E-1", severity=1),
    )
    assert code == "decided"
    assert MarketEvent.objects.get().severity == 5


def test_rules_hold_against_what_a_fact_says_by_then(
    customer: Customer, account_manager: User
) -> None:
    make_invoice(customer, "80", number="I1", invoice_date=DAY)
    post("disputes", account_manager, "D1", **money(30))
    later = DAY + dt.timedelta(days=5)
    code = refusal_of(
        lambda: post("disputes", account_manager, "D1", decided_date=DAY),
        lambda: post("disputes", account_manager, "D1", effective_date=later),
    )
    assert code == "dates_reversed"
    assert Dispute.objects.get().decided_date == DAY
