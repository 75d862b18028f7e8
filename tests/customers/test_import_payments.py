"""Files of payments and of allocations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from customers.imports.errors import FileRefused
from customers.models import (
    Allocation,
    AllocationRevision,
    Customer,
    CustomerChange,
    ExchangeRate,
    OpenCredit,
    Payment,
    PaymentRevision,
)
from customers.records import KINDS
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.today import end_of_day
from tests.customers.credits import open_credits, open_credits_worked_out
from tests.customers.files import refused, run, write_csv
from tests.customers.records import make_fact
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
HEAD = "customer,payment,received,amount,currency,method,payer,reference,invoice,allocated"
DAY = dt.date(2026, 2, 3)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "payments.csv"


@pytest.fixture
def customer(db: None, account_manager: User) -> Customer:
    customer = make_customer("N1", manager=account_manager, team=account_manager.team)
    make_invoice(customer, "60", number="I1")
    make_invoice(customer, "80", number="I2")
    return customer


def given() -> dict[tuple[str, str], Decimal]:
    rows = Allocation.objects.values_list("payment__source_key", "invoice__number", "amount")
    return {(source, number): amount for source, number, amount in rows}


@pytest.mark.usefixtures("customer")
def test_lines_of_one_payment_give_it_to_several_invoices(file: Path) -> None:
    write_csv(
        file,
        HEAD,
        "N1,P1,2026-02-03,100,USD,card,DE89,thanks,I1,60",
        "N1,P1,2026-02-03,100,,,,,I2,30",
        "N1,P2,2026-02-04,25,,,,,,",
    )
    summary = run(file, "payments")
    assert (summary.rows, summary.new, summary.refused) == (3, 3, 0)
    assert summary.amounts == {"USD": "125.00"}
    assert summary.settlements == 2
    payment = Payment.objects.get(source_key="P1")
    assert (payment.received_date, payment.amount, payment.base_amount) == (DAY, 100, 100)
    assert (payment.method, payment.payer, payment.reference) == ("card", "DE89", "thanks")
    assert given() == {("P1", "I1"): 60, ("P1", "I2"): 30}
    assert {c.source.source_key: c.amount for c in OpenCredit.objects.all()} == {"P1": 10, "P2": 25}
    assert Event.objects.get().verb == "import_payments"
    assert CustomerChange.objects.count() == 1


@pytest.mark.usefixtures("customer")
def test_the_same_file_again_changes_nothing_and_blanks_say_nothing(file: Path) -> None:
    lines = ["N1,P1,2026-02-03,100,USD,card,DE89,thanks,I1,60", "N1,P1,2026-02-03,100,USD,,,,I2,30"]
    write_csv(file, HEAD, *lines)
    run(file, "payments")
    changes = CustomerChange.objects.count()
    again = run(file, "payments")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    write_csv(file, HEAD, "N1,P1,2026-02-03,100,USD,,,,,")
    blank = run(file, "payments")
    assert (blank.new, blank.changed, blank.unchanged) == (0, 0, 1)
    assert given() == {("P1", "I1"): 60, ("P1", "I2"): 30}
    assert CustomerChange.objects.count() == changes
    assert not PaymentRevision.objects.exists()
    assert not AllocationRevision.objects.exists()


@pytest.mark.usefixtures("customer")
def test_what_differs_is_revised_and_what_it_settles_moves_along(file: Path) -> None:
    run(write_csv(file, HEAD, "N1,P1,2026-02-03,100,USD,card,,,I1,60"), "payments")
    summary = run(write_csv(file, HEAD, "N1,P1,2026-02-05,100,USD,,,,I2,30"), "payments")
    assert (summary.new, summary.changed) == (1, 0)  # the line brings an allocation
    assert PaymentRevision.objects.get().received_date == DAY
    assert set(Allocation.objects.values_list("amount", "effective_date")) == {
        (60, dt.date(2026, 2, 5)),
        (30, dt.date(2026, 2, 5)),
    }
    assert Payment.objects.get().method == "card"
    summary = run(write_csv(file, HEAD, "N1,P1,2026-02-05,100,USD,,,,I2,0"), "payments")
    assert summary.changed == 1
    assert given() == {("P1", "I1"): 60, ("P1", "I2"): 0}
    assert open_credits() == open_credits_worked_out()


@pytest.mark.usefixtures("customer")
def test_an_invoice_without_an_amount_gets_the_whole_payment(file: Path) -> None:
    run(write_csv(file, HEAD, "N1,P1,2026-02-03,50,USD,,,,I1,"), "payments")
    assert given() == {("P1", "I1"): 50}


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("N9,P1,2026-02-03,10,USD,,,,,", "not among your customers"),
        ("N1,P1,2099-02-03,10,USD,,,,,", "future"),
        ("N1,P1,2026-02-03,0,USD,,,,,", "must be positive"),
        ("N1,P1,2026-02-03,-10,USD,,,,,", "must be positive"),
        ("N1,P1,2026-02-03,10,USD,bribe,,,,", "not one of"),
        ("N1,P1,2026-02-03,10,USD,,,,I9,10", "I9 is unknown"),
        ("N1,P1,2026-02-03,10,USD,,,,I1,11", "add up to 11.00"),
        ("N1,P1,2026-02-03,100,USD,,,,I1,61", "only 60.00 left"),
        ("N1,P1,2026-02-03,10,USD,,,,I1,-1", "cannot be negative"),
        ("N1,P1,2026-02-03,10,USD,,,,,5", "needs the invoice"),
        ("N1,P1,2026-02-03,10,EUR,,,,I1,5", "No exchange rate of EUR"),
    ],
)
def test_a_wrong_line_is_refused_and_the_others_are_in(file: Path, line: str, reason: str) -> None:
    write_csv(file, HEAD, line, "N1,P7,2026-02-03,10,USD,,,,,")
    for dry_run in (True, False):
        summary = run(file, "payments", dry_run=dry_run)
        assert (summary.new, summary.refused) == (1, 1)
        assert reason in refused(file)[2]
    assert Payment.objects.get().source_key == "P7"


@pytest.mark.usefixtures("customer")
def test_a_payment_comes_back_with_all_its_lines(file: Path) -> None:
    write_csv(
        file,
        HEAD,
        "N1,P1,2026-02-03,100,USD,,,,I1,60",
        "N1,P1,2026-02-03,100,USD,,,,I9,30",
        "N1,P2,2026-02-03,50,USD,,,,I2,20",
        "N1,P2,2026-02-03,55,USD,,,,I1,20",
        "N1,P3,2026-02-03,40,USD,,,,I1,20",
        "N1,P3,2026-02-03,40,USD,,,,I1,20",
        "N1,P4,2026-02-03,10,USD,,,,I1,10",
    )
    summary = run(file, "payments")
    assert (summary.new, summary.refused) == (1, 6)
    reasons = refused(file)
    assert "line 3 of the same payment" in reasons[2]
    assert "line 4 says otherwise" in reasons[5]
    assert "named twice" in reasons[7]
    assert given() == {("P4", "I1"): 10}


@pytest.mark.usefixtures("customer")
def test_of_payments_that_ask_too_much_of_an_invoice_the_first_are_in(file: Path) -> None:
    lines = [f"N1,P{n},2026-02-03,40,USD,,,,I1,{amount}" for n, amount in enumerate((40, 30, 20))]
    summary = run(write_csv(file, HEAD, *lines), "payments")
    assert (summary.new, summary.refused) == (2, 1)
    assert given() == {("P0", "I1"): 40, ("P2", "I1"): 20}
    assert "only 20.00 left" in refused(file)[3]


@pytest.mark.usefixtures("customer")
def test_history_counts_as_known_from_its_own_day(file: Path) -> None:
    write_csv(file, HEAD, "N1,P1,2026-02-03,60,USD,,,,I1,60")
    run(file, "payments", history=True)
    assert Payment.objects.get().recorded_at == end_of_day(DAY)
    assert Allocation.objects.get().recorded_at == end_of_day(DAY)


def test_the_rates_of_the_day_compare_currencies(file: Path, customer: Customer) -> None:
    ExchangeRate.objects.create(
        currency="EUR", effective_date=DAY, rate=Decimal("1.2"), recorded_at=end_of_day(DAY)
    )
    write_csv(file, HEAD, "N1,P1,2026-02-03,50,EUR,,,,I1,60", "N1,P2,2026-02-03,50,EUR,,,,I2,64")
    summary = run(file, "payments")
    assert (summary.new, summary.refused) == (1, 1)
    assert Payment.objects.get().base_amount == 60
    assert not OpenCredit.objects.exists()


def test_a_person_reaches_only_own_customers(
    file: Path, customer: Customer, outsider: User, account_manager: User, legal_reviewer: User
) -> None:
    write_csv(file, HEAD, "N1,P1,2026-02-03,50,USD,,,,,")
    assert run(file, "payments", by=outsider).refused == 1
    assert run(file, "payments", by=account_manager).new == 1
    with pytest.raises(Exception, match="role"):
        run(file, "payments", by=legal_reviewer)


def test_chinese_headers_are_known(file: Path, customer: Customer) -> None:
    write_csv(
        file, "客户编号,收款单号,收款日期,收款金额,币种,付款方式,附言,发票号码,核销金额",
        "N1,P1,2026-02-03,50,人民币,银行转账,货款,,", encoding="gbk",
    )  # fmt: skip
    summary = run(file, "payments")
    assert (summary.new, summary.no_rate) == (1, 1)
    payment = Payment.objects.get()
    assert (payment.currency, payment.method, payment.reference) == ("CNY", "transfer", "货款")


def test_a_file_without_a_date_column_is_refused(file: Path, customer: Customer) -> None:
    with pytest.raises(FileRefused):
        run(write_csv(file, "customer,payment,amount", "N1,P1,5"), "payments")


# --- allocations ----------------------------------------------------------------------------------


ALLOCATED = "customer,type,number,invoice,amount,date"


@pytest.fixture
def credits(customer: Customer) -> None:
    make_payment(customer, "100", source_key="P1", received_date=DAY)
    make_fact(KINDS["credit-notes"], customer, key="C1", invoice=None, amount=Decimal(50))


@pytest.mark.usefixtures("credits")
def test_a_file_says_what_settles_what(file: Path) -> None:
    write_csv(
        file,
        ALLOCATED,
        "N1,,P1,I1,60,",
        "N1,credit note,C1,I2,50,2026-03-05",
        "N1,payment,P1,I2,31,",
        "N1,payment,P9,I2,1,",
        "N1,payment,P1,I2,-1,",
    )
    dry = run(file, "allocations", dry_run=True)
    assert (dry.new, dry.refused) == (2, 3)
    assert not Allocation.objects.exists()
    summary = run(file, "allocations")
    assert (summary.new, summary.changed, summary.refused) == (2, 0, 3)
    reasons = refused(file)
    assert "only 30.00 left" in reasons[4]
    assert "no such payment" in reasons[5]
    assert "cannot be negative" in reasons[6]
    parts = {a.source.source_key: (a.amount, a.effective_date) for a in Allocation.objects.all()}
    assert parts == {"P1": (60, DAY), "C1": (50, dt.date(2026, 3, 5))}
    assert Event.objects.get().verb == "import_allocations"
    assert open_credits() == open_credits_worked_out()


@pytest.mark.usefixtures("credits")
def test_the_same_again_changes_nothing_and_zero_takes_back(file: Path) -> None:
    write_csv(file, ALLOCATED, "N1,,P1,I1,60,")
    run(file, "allocations")
    changes = CustomerChange.objects.count()
    again = run(file, "allocations")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert CustomerChange.objects.count() == changes
    zero = run(write_csv(file, ALLOCATED, "N1,,P1,I1,0,"), "allocations")
    assert zero.changed == 1
    assert (given(), AllocationRevision.objects.count()) == ({("P1", "I1"): 0}, 1)


@pytest.mark.usefixtures("credits")
@pytest.mark.parametrize(("date", "known"), [("", DAY), ("2026-02-09", dt.date(2026, 2, 9))])
def test_history_of_allocations_is_known_from_its_day(file: Path, date: str, known: Any) -> None:
    run(write_csv(file, ALLOCATED, f"N1,,P1,I1,60,{date}"), "allocations", history=True)
    assert Allocation.objects.get().recorded_at == end_of_day(known)
