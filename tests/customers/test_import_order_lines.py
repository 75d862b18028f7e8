"""Files with a line per article: documents become orders, credit notes and perhaps invoices."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from customers.models import (
    CreditNote,
    Customer,
    CustomerChange,
    FactRevision,
    Invoice,
    OpenCredit,
    Order,
)
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day
from tests.customers.credits import open_credits, open_credits_worked_out
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_person
from tests.real_data import real_file

pytestmark = pytest.mark.django_db
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
SOLD = (
    "1001,A1,Lamp,3,2026-01-05 08:26:00,2.55,K1,United Kingdom",
    "1001,A2,Chair,2,2026-01-05 08:26:00,0.333,K1,United Kingdom",
    "1001,A3,Rug,1,2026-01-05 08:26:00,0.333,K1,United Kingdom",
    "1002,A1,Lamp,10,2026-01-06 09:00:00,2.5,K1,United Kingdom",
    "C1003,A1,Lamp,-4,2026-01-07 10:00:00,2.5,K1,United Kingdom",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lines.csv"


@pytest.fixture
def customer(db: None, account_manager: User) -> Customer:
    return make_customer("K1", manager=account_manager, team=account_manager.team)


@pytest.mark.usefixtures("customer")
def test_lines_of_a_document_are_summed_exactly_and_rounded_once(file: Path) -> None:
    summary = run(write_csv(file, HEAD, *SOLD), "order-lines")
    assert (summary.rows, summary.new, summary.refused) == (5, 5, 0)
    assert (summary.orders, summary.credit_notes) == (2, 1)
    assert summary.amounts == {"USD": "23.65"}  # 8.649 + 25 − 10, each rounded once
    assert summary.columns_not_read == ["StockCode", "Country"]
    order = Order.objects.get(source_key="1001")
    assert (order.amount, order.state) == (Decimal("8.65"), "invoiced")
    assert (order.effective_date, order.text) == (dt.date(2026, 1, 5), "Lamp; Chair; Rug")
    note = CreditNote.objects.get()
    assert (note.source_key, note.amount, note.reason) == ("C1003", 10, "cancellation")
    assert not Invoice.objects.exists()
    assert Event.objects.get().verb == "import_order_lines"
    assert CustomerChange.objects.count() == 1
    assert open_credits() == open_credits_worked_out() != set()


@pytest.mark.usefixtures("customer")
def test_they_become_invoices_where_somebody_says_so(file: Path) -> None:
    summary = run(write_csv(file, HEAD, *SOLD), "order-lines", as_invoices=True)
    assert summary.new == 5
    invoices = dict(Invoice.objects.values_list("number", "amount"))
    assert invoices == {"1001": Decimal("8.65"), "1002": 25}
    assert Order.objects.count() == 2


@pytest.mark.usefixtures("customer")
def test_the_same_file_again_changes_nothing_and_what_differs_is_revised(file: Path) -> None:
    run(write_csv(file, HEAD, *SOLD), "order-lines", as_invoices=True)
    changes = CustomerChange.objects.count()
    again = run(file, "order-lines", as_invoices=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)
    assert CustomerChange.objects.count() == changes
    more = SOLD[3].replace(",10,", ",12,")
    summary = run(write_csv(file, HEAD, *SOLD[:3], more), "order-lines", as_invoices=True)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 1, 3)
    assert Order.objects.get(source_key="1002").amount == 30
    assert Invoice.objects.get(number="1002").amount == 30
    assert FactRevision.objects.get().former["amount"] == 25


@pytest.mark.usefixtures("customer")
def test_lines_without_a_customer_and_bad_debt_are_refused_and_counted(file: Path) -> None:
    write_csv(
        file,
        HEAD,
        *SOLD,
        "1004,A1,Lamp,1,2026-01-08,2.5,,France",
        "1004,A2,Rug,1,2026-01-08,2.5,,France",
        "A1005,B,Adjust bad debt,1,2026-01-09,-11062.06,K1,United Kingdom",
    )
    for dry_run in (True, False):
        summary = run(file, "order-lines", dry_run=dry_run)
        assert (summary.new, summary.refused, summary.without_customer) == (5, 3, 2)
        reasons = refused(file)
        assert "names no customer" in reasons[7]
        assert "write-off" in reasons[9]
    assert Order.objects.count() == 2


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1001,A4,Pot,x,2026-01-05,1,K1,", "“x” is not an amount"),
        ("1001,A4,Pot,1,2026-01-05,,K1,", "unit price is missing"),
        ("1001,A4,Pot,1,2026-01-05,1,K9,", "another customer"),
        ("1001,A4,Pot,1,,1,K1,", "date is missing"),
    ],
)
def test_a_document_comes_back_with_all_its_lines(file: Path, line: str, reason: str) -> None:
    summary = run(write_csv(file, HEAD, *SOLD, line), "order-lines")
    assert (summary.new, summary.refused) == (2, 4)
    reasons = refused(file)
    assert reason in reasons[7]
    assert "line 7 of the same document" in reasons[2]
    assert not Order.objects.filter(source_key="1001").exists()


@pytest.mark.usefixtures("customer")
def test_a_negative_sum_is_a_cancellation_and_a_gift_is_an_order_without_invoice(
    file: Path,
) -> None:
    write_csv(
        file,
        HEAD,
        "2001,A1,Lamp,-2,2026-01-05,2.5,K1,",
        "2002,A1,Sample,5,2026-01-05,0,K1,",
    )
    run(file, "order-lines", as_invoices=True)
    assert CreditNote.objects.get().amount == 5
    assert Order.objects.get().amount == 0
    assert not Invoice.objects.exists()


@pytest.mark.usefixtures("customer")
def test_where_all_numbers_begin_with_c_they_are_no_cancellations(file: Path) -> None:
    write_csv(file, HEAD, "C1,A1,Lamp,2,2026-01-05,2.5,K1,", "C2,A1,Lamp,-1,2026-01-05,2.5,K1,")
    run(file, "order-lines")
    assert Order.objects.get().source_key == "C1"
    assert CreditNote.objects.get().source_key == "C2"


def test_unknown_customers_are_refused_or_made(file: Path, risk_officer: User) -> None:
    write_csv(file, HEAD, *SOLD)
    assert run(file, "order-lines", by=risk_officer).refused == 5
    dry = run(file, "order-lines", by=risk_officer, create_customers=True, dry_run=True)
    assert (dry.new, dry.customers_created, Customer.objects.count()) == (5, 1, 0)
    summary = run(file, "order-lines", by=risk_officer, create_customers=True, history=True)
    assert (summary.new, summary.customers_created) == (5, 1)
    assert Customer.objects.get().number == "K1"
    assert Order.objects.get(source_key="1001").recorded_at == end_of_day(dt.date(2026, 1, 5))


def test_who_may_bring_them(
    file: Path, customer: Customer, outsider: User, legal_reviewer: User, account_manager: User
) -> None:
    write_csv(file, HEAD, *SOLD)
    assert run(file, "order-lines", by=outsider).refused == 5
    with pytest.raises(Refused):
        run(file, "order-lines", by=legal_reviewer)
    keeper = make_person(username="keeper")
    rights = {"customers.add_importfile", roles.ALL_CUSTOMERS}
    for name in ("order", "creditnote"):
        rights |= {f"customers.add_{name}", f"customers.change_{name}"}
    keeper.user_permissions.set(roles.permission_rows(frozenset(rights)))
    keeper = User.objects.get(pk=keeper.pk)
    with pytest.raises(Refused) as no:
        run(file, "order-lines", by=keeper, as_invoices=True)
    assert no.value.code == "invoices_not_allowed"
    assert run(file, "order-lines", by=keeper).new == 5


@pytest.mark.usefixtures("customer")
def test_a_document_dated_after_the_due_date_in_the_book_is_refused(file: Path) -> None:
    run(write_csv(file, HEAD, *SOLD), "order-lines", as_invoices=True)
    Invoice.objects.filter(number="1002").update(due_date=dt.date(2026, 1, 20))
    later = SOLD[3].replace("2026-01-06", "2026-02-06")
    summary = run(write_csv(file, HEAD, later), "order-lines", as_invoices=True)
    assert (summary.changed, summary.refused) == (0, 1)
    assert "due date in the book" in refused(file)[2]
    assert Order.objects.get(source_key="1002").effective_date == dt.date(2026, 1, 6)


def test_invoices_that_payments_settle_are_not_cut_below_that(
    file: Path, customer: Customer, risk_officer: User
) -> None:
    from django.utils import timezone

    from customers.services import AllocationRow, PaymentRow, post_payments

    run(write_csv(file, HEAD, *SOLD), "order-lines", as_invoices=True)
    paid = PaymentRow("K1", "P1", dt.date(2026, 2, 1), Decimal(25), "USD",
                      allocations=(AllocationRow("1002", Decimal(25)),))  # fmt: skip
    post_payments([paid], by=risk_officer, at=timezone.now())
    less = SOLD[3].replace(",10,", ",8,")
    summary = run(write_csv(file, HEAD, less), "order-lines", as_invoices=True)
    assert summary.refused == 1
    assert "already settle 25.00" in refused(file)[2]
    assert Order.objects.get(source_key="1002").amount == 25


def expected(path: Path) -> dict[str, Any]:
    """What plain Python makes of the file."""
    totals: dict[str, Decimal] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        for row in csv.DictReader(text):
            if row["CustomerID"]:
                worth = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
                totals[row["InvoiceNo"]] = totals.get(row["InvoiceNo"], Decimal(0)) + worth
    return {
        "orders": sum(not number.startswith("C") for number in totals),
        "credit_notes": sum(number.startswith("C") for number in totals),
        "net": sum(totals.values()).quantize(Decimal("0.01")),
    }


def test_the_net_revenue_of_a_real_shop_is_met_to_the_cent(tmp_path: Path) -> None:
    packed = real_file("online_retail/online_retail.csv.gz")
    file = tmp_path / "online_retail.csv"
    with gzip.open(packed, "rb") as source, file.open("wb") as target:
        shutil.copyfileobj(source, target)
    summary = run(
        file, "order-lines", create_customers=True, history=True, currency="GBP", as_invoices=True
    )
    wanted = expected(file)
    assert (summary.rows, summary.without_customer) == (541_909, 135_080)
    assert summary.refused == 135_080
    assert (summary.orders, summary.credit_notes) == (wanted["orders"], wanted["credit_notes"])
    assert summary.customers_created == 4372
    assert wanted["net"] == Decimal("8300065.81")
    for model in (Order, Invoice):
        sold = model.objects.aggregate(total=Sum("amount"))["total"]
        back = CreditNote.objects.aggregate(total=Sum("amount"))["total"]
        assert sold - back == wanted["net"]
    assert summary.amounts == {"GBP": "8300065.81"}
    assert OpenCredit.objects.count() == wanted["credit_notes"]
