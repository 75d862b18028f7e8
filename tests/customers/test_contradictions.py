"""Facts that contradict what they name: refused, or dated so that they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers.models import Allocation, Customer, Dispute, Invoice, Recovery
from customers.records import KINDS
from customers.selectors import with_open_amount
from customers.services import AllocateRow, AllocationRow, PaymentRow, allocate, post_payments
from customers.services.records import post_record, void_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.factories import make_invoice

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
BILLED = dt.date(2026, 2, 10)
BEFORE, AFTER = BILLED - dt.timedelta(days=1), BILLED + dt.timedelta(days=1)


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, "100", number="I1", invoice_date=BILLED)


@pytest.fixture
def _written_off(invoice: Invoice, account_manager: User) -> None:
    post("write-offs", account_manager, key="W1", invoice="I1")


def row(key: str = "R1", amount: Any = 100, day: dt.date = BILLED, **said: Any) -> dict[str, Any]:
    return {"customer": "N1", "source_key": key, "effective_date": day,
            "amount": Decimal(amount), "currency": "USD", **said}  # fmt: skip


def post(code: str, by: User, **said: Any) -> Any:
    return post_record(KINDS[code], row(**said), by=by, at=NOW)


ABOUT = {
    "recoveries": {"write_off": "W1"},
    "disputes": {"invoice": "I1"},
    "credit-notes": {"invoice": "I1"},
}
EARLY = {"day": BEFORE}
MUCH = {"amount": "100.01"}
GRANTED = {"outcome": "partly", "decided_date": AFTER, "granted_amount": Decimal("100.01")}


@pytest.mark.usefixtures("_written_off")
@pytest.mark.parametrize(
    ("code", "wrong", "why"),
    [
        ("recoveries", EARLY, ("dates_reversed", "effective_date")),
        ("recoveries", MUCH, ("more_than_total", "amount")),
        ("disputes", EARLY, ("dates_reversed", "effective_date")),
        ("disputes", MUCH, ("more_than_total", "amount")),
        ("disputes", GRANTED, ("more_than_total", "granted_amount")),
        ("credit-notes", EARLY, ("dates_reversed", "effective_date")),
    ],
)
def test_what_contradicts_is_refused(
    code: str, wrong: dict[str, Any], why: tuple[str, str], account_manager: User
) -> None:
    right = post(code, account_manager, **ABOUT[code])
    with pytest.raises(Refused) as error:
        post(code, account_manager, **ABOUT[code], **wrong)
    assert (error.value.code, error.value.field) == why
    if wrong is GRANTED:
        return
    post(code, account_manager, key="R2", **wrong)  # it contradicts nothing that it does not name
    void_record(KINDS[code], right, reason="Wrong.", by=account_manager, at=NOW)
    post(code, account_manager, **ABOUT[code], **wrong, is_void=True)


@pytest.mark.usefixtures("_written_off")
def test_amounts_in_two_currencies_do_not_contradict(account_manager: User) -> None:
    for code in ("recoveries", "disputes"):
        post(code, account_manager, **ABOUT[code], amount=700, currency="CNY")
    assert (Dispute.objects.get().amount, Recovery.objects.get().amount) == (700, 700)


@pytest.mark.usefixtures("invoice")
def test_a_file_and_the_api_obey_it_too(
    account_manager: User, tmp_path: Path, api_client_for: Callable[[User], APIClient]
) -> None:
    path = write_csv(tmp_path / "d.csv", "customer,number,disputed since,invoice,amount,currency",
                     f"N1,D1,{BEFORE},I1,10,USD", f"N1,D2,{BILLED},I1,200,USD",
                     f"N1,D3,{BILLED},I1,100,USD")  # fmt: skip
    assert run(path, "disputes", by=account_manager).new == 1
    assert set(refused(path)) == {2, 3}
    sent = {**row(invoice="I1"), "effective_date": str(BILLED), "amount": "100.01"}
    answer = api_client_for(account_manager).post("/api/v1/disputes/", [sent], format="json")
    assert answer.json()["results"][0]["code"] == "more_than_total"


# --- since when an invoice is settled ---


def settled_since() -> dt.date:
    return Allocation.objects.get().effective_date


def pay(by: User, day: dt.date, *, told: bool = True) -> None:
    parts = (AllocationRow("I1", Decimal(100)),) if told else None
    sent = PaymentRow("N1", "P1", day, Decimal(100), "USD", allocations=parts)
    [result] = post_payments([sent], by=by, at=NOW)
    assert result.outcome in ("created", "changed"), result.reason


def test_a_prepayment_settles_its_invoice_from_the_invoices_day_on(
    invoice: Invoice, account_manager: User
) -> None:
    pay(account_manager, BEFORE)
    assert settled_since() == BILLED
    pay(account_manager, AFTER, told=False)
    assert settled_since() == AFTER
    pay(account_manager, BEFORE - dt.timedelta(days=5), told=False)
    assert settled_since() == BILLED
    [item] = with_open_amount(Invoice.objects.all())
    assert item.open_amount == 0


@pytest.mark.usefixtures("invoice")
def test_who_allocates_says_no_earlier_day(account_manager: User) -> None:
    post_payments([PaymentRow("N1", "P1", BEFORE, Decimal(100), "USD")], by=account_manager, at=NOW)
    given = AllocateRow("N1", "payment", "P1", "I1", Decimal(60), BEFORE)
    [result] = allocate([given], by=account_manager, at=NOW)
    assert (result.outcome, result.code) == ("refused", "before_invoice")
    [result] = allocate([AllocateRow("N1", "payment", "P1", "I1", Decimal(60))],
                        by=account_manager, at=NOW)  # fmt: skip
    assert (result.outcome, settled_since()) == ("created", BILLED)


@pytest.mark.usefixtures("invoice")
def test_a_write_off_settles_it_no_earlier(account_manager: User) -> None:
    post("write-offs", account_manager, day=BEFORE, invoice="I1")
    assert settled_since() == BILLED


def test_files_do_the_same_and_say_nothing_new_twice(
    customer: Customer, account_manager: User, tmp_path: Path
) -> None:
    settled = write_csv(tmp_path / "i.csv", "customer,invoice,date,amount,settled date",
                        f"N1,I1,{BILLED},100,{BEFORE}")  # fmt: skip
    assert run(settled, by=account_manager).new == 1
    assert settled_since() == BILLED
    assert run(settled, by=account_manager).unchanged == 1


def test_a_settled_date_before_the_invoice_is_known_by_another_payment(
    invoice: Invoice, account_manager: User, tmp_path: Path
) -> None:
    paid = write_csv(tmp_path / "p.csv", "customer,payment,received,amount,currency,invoice",
                     f"N1,P1,{BEFORE},100,USD,I1")  # fmt: skip
    assert run(paid, "payments", by=account_manager).new == 1
    assert settled_since() == BILLED
    assert run(paid, "payments", by=account_manager).unchanged == 1
    told = write_csv(tmp_path / "i.csv", "customer,invoice,date,due date,amount,settled date",
                     f"N1,I1,{BILLED},{invoice.due_date},100,{BEFORE}")  # fmt: skip
    summary = run(told, by=account_manager)
    assert (summary.unchanged, summary.refused) == (1, 0), refused(told)
