"""Files of customers and of exchange rates, workbooks, the command, and real data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import struct
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils import timezone

from customers.imports import sheets
from customers.imports.errors import FileRefused
from customers.models import (
    Allocation,
    Contact,
    ContactChange,
    CreditTerms,
    Customer,
    CustomerChange,
    ExchangeRate,
    FactRevision,
    Invoice,
    InvoiceRevision,
    Order,
    Payment,
)
from customers.records import KINDS
from customers.services.records import post_records
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from tests.customers.files import refused, run, write_csv, write_xlsx
from tests.factories import make_customer, make_invoice, make_payment
from tests.real_data import real_file

pytestmark = pytest.mark.django_db


# --- customers -----------------------------------------------------------------------------------


def test_the_sheet_that_teams_keep_is_read(file: Path) -> None:
    write_csv(
        file,
        "客户名称,编号,联系方式,地址,客户类型,行业,风险等级",
        "北京澄瀚科技有限公司,K1,13800000000,人民路1号,company,C,高",
        "张三,K2,,,individual,,",
        encoding="gbk",
    )
    summary = run(file, "customers")
    assert (summary.new, summary.refused) == (2, 0)
    assert summary.columns_not_read == ["风险等级"]
    first = Customer.objects.get(number="K1")
    assert (first.kind, first.industry, first.address) == ("company", "C", "人民路1号")
    assert first.sort_key.startswith("bei jing cheng han")
    assert first.contacts.get().phone == "13800000000"
    assert Customer.objects.search("澄瀚").get() == first


def test_customers_again_change_nothing_and_blanks_say_nothing(file: Path) -> None:
    head = "number,name,city,credit limit,phone"
    run(write_csv(file, head, "A,Alpha,Leeds,5000,1"), "customers")
    marks = CustomerChange.objects.count()
    same = run(file, "customers")
    assert (same.new, same.changed, same.unchanged) == (0, 0, 1)
    blank = run(write_csv(file, head, "A,Alpha,,,"), "customers")
    assert (blank.changed, blank.unchanged) == (0, 1)
    assert CustomerChange.objects.count() == marks
    assert Customer.objects.get().version == 1


def test_what_differs_is_changed_and_noted(file: Path) -> None:
    head = "number,name,address,credit limit,terms,phone"
    run(write_csv(file, head, "A,Alpha,1 Mill Lane,5000,30,1"), "customers")
    summary = run(write_csv(file, head, "A,Alphabet,2 Mill Lane,6000,,2"), "customers")
    assert summary.changed == 1
    customer = Customer.objects.get()
    assert (customer.name, customer.version, customer.sort_key) == ("Alphabet", 2, "alphabet")
    assert set(ContactChange.objects.values_list("kind", "old_value", "new_value")) == {
        ("address", "1 Mill Lane", "2 Mill Lane"),
        ("phone", "1", "2"),
    }
    assert list(CreditTerms.objects.order_by("pk").values_list("credit_limit", "payment_days")) == [
        (Decimal(5000), 30),
        (Decimal(6000), 30),
    ]


def test_a_manager_keeps_what_they_import_and_cannot_take_from_others(
    file: Path, account_manager: User, outsider: User
) -> None:
    make_customer("B", name="Theirs", manager=outsider, team=outsider.team)
    write_csv(file, "number,name", "A,Mine", "B,Taken")
    summary = run(file, "customers", by=account_manager)
    assert (summary.new, summary.refused) == (1, 1)
    assert Customer.objects.get(number="A").manager == account_manager
    assert Customer.objects.get(number="B").name == "Theirs"
    write_csv(file, "number,name,manager", f"C,X,{outsider.username}")
    with pytest.raises(FileRefused):
        run(file, "customers", by=account_manager)


def test_managers_and_teams_are_found_by_name(file: Path, account_manager: User) -> None:
    team = account_manager.team
    assert team is not None
    write_csv(
        file,
        "number,name,manager,team",
        f"A,X,{account_manager.username},{team.code}",
        "B,Y,nobody-here,",
    )
    run(file, "customers")
    assert Customer.objects.get().manager == account_manager
    assert "nobody-here" in refused(file)[3]


def test_values_outside_the_lists_are_refused(file: Path) -> None:
    write_csv(
        file,
        "number,name,type,industry,country,e-mail,limit,terms",
        "A,X,planet,Q9,China,no-mail,-1,soon",
    )
    assert run(file, "customers").refused == 1
    assert refused(file)[2].count(";") >= 5


def test_terms_of_history_are_in_force_at_once_and_written_once(file: Path) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)  # as it may be elsewhere
    write_csv(file, "number,name,since,credit limit", f"A,X,{tomorrow},5000")
    assert run(file, "customers", history=True).new == 1
    for _time in range(2):
        again = run(file, "customers", history=True)
        assert (again.changed, again.unchanged) == (0, 1)
    assert CreditTerms.objects.get().effective_date == timezone.localdate()


def test_a_contact_that_a_file_renames_leaves_what_it_was(file: Path) -> None:
    head = "number,name,contact,phone"
    run(write_csv(file, head, "A,Alpha,Li Wei,1"), "customers")
    assert run(write_csv(file, head, "A,Alpha,Wang Fang,1"), "customers").changed == 1
    change = ContactChange.objects.get()
    assert (change.kind, change.old_value, change.new_value) == (
        "contact_name",
        "Li Wei",
        "Wang Fang",
    )
    assert Contact.objects.get().name == "Wang Fang"
    assert run(file, "customers").unchanged == 1
    assert ContactChange.objects.count() == 1


def test_history_of_customers_that_comes_too_late_is_counted(file: Path) -> None:
    head = "number,name,since"
    run(write_csv(file, head, "A,X,2020-01-05", "B,Y,"), "customers")
    write_csv(file, head, "A,X,2020-01-05", "B,Y,", "C,Z,2020-01-05")
    for dry_run in (True, False):
        summary = run(file, "customers", history=True, dry_run=dry_run)
        assert (summary.new, summary.unchanged, summary.history_not_applied) == (1, 2, 1)
    assert run(file, "customers").history_not_applied == 0


def test_nobody_is_a_customer_since_a_day_in_the_future(file: Path) -> None:
    today = timezone.localdate()
    write_csv(file, "number,name,since", f"A,X,{today}", f"B,Y,{today + dt.timedelta(days=2)}")
    summary = run(file, "customers")
    assert (summary.new, summary.refused) == (1, 1)
    assert "future" in refused(file)[3]


# --- exchange rates ------------------------------------------------------------------------------


def test_a_rate_gives_waiting_amounts_their_value(file: Path) -> None:
    customer = make_customer("A")
    invoice = make_invoice(customer, "100", currency="EUR", invoice_date=dt.date(2026, 1, 10))
    make_payment(customer, invoices=[invoice])
    make_invoice(customer, "50", currency="EUR", invoice_date=dt.date(2025, 1, 10))
    write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.1")
    assert run(file, "rates").new == 1
    invoice.refresh_from_db()
    assert invoice.base_amount == 110
    assert Payment.objects.get().base_amount == 110
    assert Allocation.objects.get().base_amount == 110
    assert Invoice.objects.get(amount=50).base_amount is None
    assert InvoiceRevision.objects.get().base_amount is None
    assert CustomerChange.objects.get().customer_id == customer.pk


def test_rates_of_history_were_known_all_along(file: Path) -> None:
    customer = make_customer("A")
    invoice = make_invoice(customer, "100", currency="EUR", invoice_date=dt.date(2026, 1, 10))
    make_payment(customer, invoices=[invoice])
    run(write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.1"), "rates", history=True)
    known = invoice.recorded_at
    invoice.refresh_from_db()
    assert (invoice.base_amount, invoice.recorded_at) == (110, known)
    assert Allocation.objects.get().base_amount == 110
    assert not InvoiceRevision.objects.exists()
    assert ExchangeRate.objects.get().recorded_at == end_of_day(dt.date(2026, 1, 1))


def test_a_corrected_rate_revalues_and_keeps_the_past(file: Path) -> None:
    customer = make_customer("A")
    run(write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.1"), "rates")
    make_invoice(customer, "100", currency="EUR", base_amount=Decimal(110),
                 invoice_date=dt.date(2026, 1, 10))  # fmt: skip
    assert run(file, "rates").unchanged == 1
    assert not InvoiceRevision.objects.exists()
    run(write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.2", "USD,2026-01-01,1"), "rates")
    assert Invoice.objects.get().base_amount == 120
    assert InvoiceRevision.objects.get().base_amount == 110
    assert 3 in refused(file)  # the base currency


def test_rates_revalue_other_facts_of_money_and_have_their_customers_scored(
    file: Path, risk_officer: User
) -> None:
    customer = make_customer("A")
    row = {"customer": "A", "source_key": "O1", "effective_date": dt.date(2026, 1, 5),
           "amount": Decimal(100), "currency": "EUR"}  # fmt: skip
    post_records(KINDS["orders"], [row], by=risk_officer, at=timezone.now())
    assert Order.objects.get().base_amount is None
    CustomerChange.objects.all().delete()
    for rate, revised in (("1.1", 1), ("1.2", 2)):
        run(write_csv(file, "currency,date,rate", f"EUR,2026-01-01,{rate}"), "rates")
        assert Order.objects.get().base_amount == Decimal(100) * Decimal(rate)
        assert FactRevision.objects.filter(kind="order").count() == revised
    assert set(CustomerChange.objects.values_list("customer_id", flat=True)) == {customer.pk}
    former = FactRevision.objects.order_by("superseded_at").values_list("former", flat=True)
    assert [state["base_amount"] for state in former] == [None, 110]


def test_history_of_rates_that_comes_too_late_is_counted(file: Path) -> None:
    run(write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.1"), "rates")
    write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.1", "GBP,2026-01-01,1.3")
    assert run(file, "rates", history=True).history_not_applied == 1
    assert run(file, "rates", history=True).history_not_applied == 1
    run(write_csv(file, "currency,date,rate", "GBP,2026-01-01,1.3"), "rates", history=True)
    assert run(file, "rates", history=True).history_not_applied == 0


def test_a_rate_of_the_future_is_refused(file: Path) -> None:
    day = timezone.localdate() + dt.timedelta(days=2)
    assert run(write_csv(file, "currency,date,rate", f"EUR,{day},1.1"), "rates").refused == 1
    assert "future" in refused(file)[2]


def test_a_corrected_rate_is_a_row_of_its_own(file: Path) -> None:
    for rate in ("1.1", "1.2", "1.1"):
        summary = run(write_csv(file, "currency,date,rate", f"EUR,2026-01-01,{rate}"), "rates")
        assert summary.new + summary.changed == 1
    rows = ExchangeRate.objects.order_by("recorded_at").values_list("rate", flat=True)
    assert [f"{rate:.1f}" for rate in rows] == ["1.1", "1.2", "1.1"]
    assert run(file, "rates").unchanged == 1
    run(write_csv(file, "currency,date,rate", "EUR,2026-01-01,1.3"), "rates", history=True)
    make_customer("A")
    write_csv(file, "Customer,Invoice,Date,Amount,Currency", "A,1,2026-01-05,100,EUR")
    run(file)
    assert Invoice.objects.get().base_amount == 130
    assert ExchangeRate.objects.count() == 4


# --- workbooks -----------------------------------------------------------------------------------


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    make_customer("1001")
    path = write_xlsx(
        tmp_path / "invoices.xlsx",
        [
            ["客户编号", "发票号", "开票日期", "到期日", "金额"],
            [1001, 77, dt.date(2026, 1, 3), dt.date(2026, 2, 3), 1234.5],
            [1001, "x", "not a date", "", 5],
        ],
    )
    summary = run(path)
    assert (summary.new, summary.refused) == (1, 1)
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.invoice_date) == ("77", dt.date(2026, 1, 3))
    assert invoice.amount == Decimal("1234.50")
    assert set(refused(path)) == {3}


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "big.xlsx", [["x" * 10_000]])
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 5000)
    with pytest.raises(FileRefused) as problem:
        run(path)
    assert problem.value.code == "too_large"


def test_sizes_that_a_workbook_claims_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "liar.xlsx", [["x" * 100_000]])
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 10)))
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 50_000)
    with pytest.raises(FileRefused) as problem:
        run(path)
    assert problem.value.code == "too_large"


def test_a_small_workbook_that_claims_billions_of_cells_harms_nobody(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "wide.xlsx", [["HERE"], ["THERE"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b'<row r="2"><c r="A2"', b'<row r="1048576"><c r="XFD1048576"'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, content)
    with pytest.raises(FileRefused) as problem:
        run(path)
    assert problem.value.code == "too_large"


# --- the command ---------------------------------------------------------------------------------


def command(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_file", *words, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_the_command_prints_a_summary(file: Path, risk_officer: User) -> None:
    write_csv(file, "Konto;Beleg;Tag;Summe", "A;1;03.01.2026;1.234,50")
    errors = file.with_name("errors.csv")
    summary = command(
        "invoices", str(file), "--map", "customer=Konto,number=Beleg,invoice_date=Tag,amount=Summe",
        "--currency", "eur", "--create-customers", "--errors", str(errors),
        "--as", risk_officer.username,
    )  # fmt: skip
    assert (summary["rows"], summary["new"], summary["no_rate"]) == (1, 1, 1)
    assert not errors.exists()
    assert Invoice.objects.get().amount == Decimal("1234.50")


def test_the_command_says_why_nothing_was_done(file: Path, auditor: User) -> None:
    write_csv(file, "a,b", "1,2")
    for words in (
        ("invoices", str(file)),
        ("invoices", str(file) + ".not"),
        ("invoices", str(file), "--as", auditor.username),
        ("invoices", str(file), "--map", "nonsense"),
    ):
        with pytest.raises(CommandError) as error:
            command(*words)
        assert error.value.returncode == 2


# --- real data -----------------------------------------------------------------------------------


def test_the_receivables_of_a_real_company() -> None:
    path = real_file("ibm_ar/accounts_receivable.csv")
    said = ("invoices", str(path), "--history", "--create-customers")
    summary = command(*said)
    assert (summary["rows"], summary["new"], summary["refused"]) == (2466, 2466, 0)
    assert Customer.objects.count() == 100
    assert Invoice.objects.aggregate(x=Sum("amount"))["x"] == Decimal("147703.18")
    assert Allocation.objects.aggregate(x=Sum("amount"))["x"] == Decimal("147703.18")
    first = Invoice.objects.get(number="280670965")
    assert first.invoice_date == dt.date(2012, 1, 3)
    assert first.allocations.get().effective_date == dt.date(2012, 1, 23)
    before = list(Invoice.objects.order_by("pk").values())
    marks = CustomerChange.objects.count()
    again = command(*said)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2466)
    assert list(Invoice.objects.order_by("pk").values()) == before
    assert CustomerChange.objects.count() == marks


def test_the_same_receivables_with_faults_name_each_line(tmp_path: Path) -> None:
    path = real_file("ibm_ar/accounts_receivable.csv")
    with path.open(encoding="utf-8-sig", newline="") as text:
        header, *rows = list(csv.reader(text))
    at = {name: n for n, name in enumerate(header)}
    rows[0][at["InvoiceDate"]] = "13/45/2012"
    rows[1][at["DueDate"]] = "1/1/1999"
    rows.insert(10, list(rows[9]))
    file, errors = tmp_path / "faulty.csv", tmp_path / "errors.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([[*header, "Mood"], *([*row, "fair"] for row in rows)])
    summary = command(
        "invoices", str(file), "--history", "--create-customers", "--errors", str(errors)
    )
    assert (summary["rows"], summary["new"], summary["refused"]) == (2467, 2464, 3)
    assert Invoice.objects.count() == 2464
    with errors.open(encoding="utf-8-sig", newline="") as text:
        reasons = {int(row["line"]): row["reason"] for row in csv.DictReader(text)}
    assert set(reasons) == {1, 2, 3, 12}
    assert "Mood" in reasons[1]
    assert "13/45/2012" in reasons[2]
    assert "due date" in reasons[3]
    assert "line 11" in reasons[12]


def test_a_real_list_of_chinese_names() -> None:
    path = real_file("cn_company_names/a_share_companies.csv")
    summary = command(
        "customers", str(path), "--map", "number=期货代码,name=公司名称,other_name=期货名称"
    )
    assert (summary["encoding"], summary["warnings"]) == ("gb18030", [])
    assert summary["refused"] == 0
    assert summary["new"] == summary["rows"] > 1000
    assert Customer.objects.search("科技").count() > 10
    assert not Contact.objects.exists()
