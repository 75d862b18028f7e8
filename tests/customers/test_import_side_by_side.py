"""Imports beside imports, and beside postings over the API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from customers.imports import services, working
from customers.imports.locks import lock_imports
from customers.imports.options import Options
from customers.models import (
    Allocation,
    Customer,
    ImportFile,
    Invoice,
    InvoiceRevision,
)
from customers.services import post_payments
from customers.services.rows import AllocationRow, PaymentRow
from riskcrm.accounts.models import User
from tests.customers.beside import Beside, wait_for_lock
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_invoice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_media")]
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount,SettledDate"


def test_the_later_of_two_files_corrects_the_earlier(file: Path) -> None:
    make_customer("A")
    other = write_csv(file.with_name("other.csv"), HEAD, "A,1,2026-01-05,,150,")
    write_csv(file, HEAD, "A,1,2026-01-05,,100,")
    with transaction.atomic():
        assert run(file).new == 1
        second = Beside(lambda: run(other))
        wait_for_lock()
    summary = second.end()
    assert (summary.new, summary.changed) == (0, 1)
    assert Invoice.objects.get().amount == 150
    assert InvoiceRevision.objects.get().amount == 100


def test_two_files_of_customers_do_not_lose_one(file: Path) -> None:
    other = write_csv(file.with_name("other.csv"), "number,name", "A,Second")
    write_csv(file, "number,name", "A,First")
    with transaction.atomic():
        assert run(file, "customers").new == 1
        second = Beside(lambda: run(other, "customers"))
        wait_for_lock()
    summary = second.end()
    assert (summary.new, summary.changed) == (0, 1)
    assert Customer.objects.get().name == "Second"


def test_a_customer_added_meanwhile_by_a_colleague_is_not_reported_as_new(file: Path) -> None:
    with transaction.atomic():
        make_customer("A", name="By hand")
        second = Beside(lambda: run(write_csv(file, "number,name", "A,By file"), "customers"))
        wait_for_lock()
    summary = second.end()
    assert (summary.new, summary.changed) == (0, 1)
    assert Customer.objects.get().name == "By file"


def test_a_file_and_a_posting_do_not_settle_an_invoice_twice(
    file: Path, risk_officer: User
) -> None:
    customer = make_customer("A")
    make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    posted = PaymentRow(
        customer="A",
        source_key="P1",
        received_date=dt.date(2026, 1, 31),
        amount=Decimal(100),
        currency="USD",
        allocations=(AllocationRow(invoice="1", amount=Decimal(100)),),
    )
    with transaction.atomic():
        post_payments([posted], by=risk_officer, at=timezone.now())
        second = Beside(lambda: run(write_csv(file, HEAD, "A,1,2026-01-05,,100,2026-02-01")))
        wait_for_lock()
    assert second.end().refused == 1
    assert "100" in refused(file)[2]
    assert Allocation.objects.aggregate(x=Sum("amount"))["x"] == 100


def is_free(number: str) -> bool:
    """Whether somebody else may post to this customer now."""

    def take() -> None:
        with transaction.atomic():
            rows = Customer.objects.select_for_update(no_key=True, nowait=True)
            rows.get(number=number)

    try:
        Beside(take).end()
    except OperationalError:
        return False
    return True


def has_free_key(number: str) -> bool:
    """Whether rows that belong to this customer may be written now."""

    def add() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            make_invoice(Customer.objects.get(number=number))

    try:
        Beside(add).end()
    except OperationalError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (
            "invoices",
            (HEAD, "A,1,2026-01-05,,100,2026-02-01", "B,2,2026-01-05,,100,"),
            (HEAD, "A,1,2026-01-05,,100,2026-02-01", "B,2,2026-01-05,,150,", "C,3,never,,1,"),
        ),
        (
            "customers",
            ("number,name,limit,phone", "A,Alpha,5,1", "B,Beta,5,1"),
            ("number,name,limit,phone", "A,Alpha,5,1", "B,Better,6,2", "C,Gamma,x,"),
        ),
        (
            "rates",
            ("currency,date,rate", "EUR,2026-01-01,1.1", "GBP,2026-01-01,1.3"),
            ("currency,date,rate", "EUR,2026-01-01,1.1", "GBP,2026-01-01,1.4", "CHF,2026-01-01,x"),
        ),
    ],
)
def test_an_import_holds_only_the_customers_that_it_writes(
    file: Path, kind: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    for number, currency in (("A", "EUR"), ("B", "GBP"), ("C", "CHF")):
        customer = make_customer(number, name="?")
        make_invoice(customer, currency=currency, invoice_date=dt.date(2026, 1, 5))
    run(write_csv(file, *before), kind)
    with transaction.atomic():
        summary = run(write_csv(file, *after), kind)
        assert (summary.changed, summary.unchanged, summary.refused) == (1, 1, 1)
        assert [is_free(number) for number in "ABC"] == [True, False, True]
        assert all(has_free_key(number) for number in "ABC")


def waiting_import(by: User, row: str = "A,X") -> ImportFile:
    sent = SimpleUploadedFile("rows.csv", f"number,name\n{row}\n".encode())
    at = timezone.now()
    upload = services.upload(sent, kind="customers", by=by, at=at)
    services.request_check(upload, options=Options(), by=by, at=at)
    working.work_on_imports(at=at)
    upload.refresh_from_db()
    return services.request_import(upload, by=by, at=at)


def test_a_living_worker_keeps_its_file_however_long_it_takes(risk_officer: User) -> None:
    row = waiting_import(risk_officer)
    later = timezone.now() + working.CLAIM * 10
    with transaction.atomic():
        ImportFile.objects.select_for_update().get(pk=row.pk)  # what its worker holds
        assert Beside(lambda: working.work_on_imports(at=later)).end() == 0
    assert working.work_on_imports(at=later) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ImportFile.State.DONE, 1)


def test_a_worker_does_not_wait_for_another_import(risk_officer: User) -> None:
    row = waiting_import(risk_officer)
    at = timezone.now()
    with transaction.atomic():
        lock_imports()
        assert Beside(lambda: working.work_on_imports(at=at)).end() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ImportFile.State.IMPORTING, 0)
    assert working.work_on_imports(at=at + working.CLAIM) == 1
    row.refresh_from_db()
    assert row.state == ImportFile.State.DONE


def test_a_check_of_a_sheet_writes_and_so_waits_for_another_import(risk_officer: User) -> None:
    sheet = SimpleUploadedFile("sheet.csv", "客户名称,编号\nHua Steel,K-1\n".encode())
    row = services.upload(sheet, kind="risk-table", by=risk_officer, at=timezone.now())
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())

    def beside() -> int:
        return working.work_on_imports(at=timezone.now())

    with transaction.atomic():
        lock_imports()
        assert Beside(beside).end() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ImportFile.State.CHECKING, 0)
    assert working.work_on_imports(at=timezone.now() + working.PAUSE + working.CLAIM) == 1
    row.refresh_from_db()
    assert row.state == ImportFile.State.CHECKED
