from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import override

from customers.imports.errors import FileRefused
from customers.imports.invoices import SETTLED
from customers.models import (
    Allocation,
    Customer,
    CustomerChange,
    Invoice,
    InvoiceRevision,
    Payment,
    PaymentRevision,
)
from customers.services import post_payments
from customers.services.rows import AllocationRow, PaymentRow
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.today import end_of_day
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount,SettledDate"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "invoices.csv"


def test_good_lines_are_in_and_each_bad_one_is_named(file: Path) -> None:
    make_customer("A")
    write_csv(
        file,
        HEAD + ",Colour",
        "A,1,2026-01-05,2026-02-05,100,2026-02-01,red",
        "A,2,31/02/2026,2026-02-05,100,,",
        "A,3,2026-01-05,2025-12-01,100,,",
        "A,1,2026-01-05,2026-02-05,100,,",
        "Z,4,2026-01-05,,100,,",
        "A,5,2026-01-05,,-7,,",
        "A,,2026-01-05,,seven,,",
        "",
        "A,6,2026-01-05,,100,,",
    )
    summary = run(file)
    assert (summary.rows, summary.new, summary.refused) == (8, 2, 6)
    assert summary.columns_not_read == ["Colour"]
    reasons = refused(file)
    assert set(reasons) == {1, 3, 4, 5, 6, 7, 8}
    assert "Colour" in reasons[1]
    assert "31/02/2026" in reasons[3]
    assert "line 2" in reasons[5]
    assert "Z" in reasons[6]
    assert reasons[8].count(";") == 1  # both reasons of the line
    assert set(Invoice.objects.values_list("number", flat=True)) == {"1", "6"}


def test_documents_of_the_future_are_refused(file: Path) -> None:
    make_customer("A")
    today = timezone.localdate()
    ahead, far = today + dt.timedelta(days=1), today + dt.timedelta(days=2)
    write_csv(file, HEAD, f"A,1,{ahead},,10,{ahead}", f"A,2,{far},,10,", f"A,3,{today},,10,{far}")
    summary = run(file)
    assert (summary.new, summary.refused) == (1, 2)
    assert "invoice date lies in the future" in refused(file)[3]
    assert "settled date lies in the future" in refused(file)[4]


def test_the_same_file_again_changes_nothing(file: Path) -> None:
    write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01", "B,2,2026-01-05,,50,")
    first = run(file, create_customers=True, history=True)
    assert (first.new, first.customers_created, first.settlements) == (2, 2, 1)
    rows = [list(m.objects.values()) for m in (Invoice, Payment, Allocation, Customer)]
    marks = CustomerChange.objects.count()
    again = run(file, create_customers=True, history=True)
    assert (again.new, again.changed, again.unchanged, again.refused) == (0, 0, 2, 0)
    assert (again.amounts, again.settlements) == (first.amounts, first.settlements)
    assert [list(m.objects.values()) for m in (Invoice, Payment, Allocation, Customer)] == rows
    assert CustomerChange.objects.count() == marks
    assert not InvoiceRevision.objects.exists()
    assert not PaymentRevision.objects.exists()


def test_a_settled_date_makes_a_payment_of_the_full_amount(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100.10,2026-02-01"))
    payment, allocation = Payment.objects.get(), Allocation.objects.get()
    assert (payment.amount, payment.received_date) == (Decimal("100.10"), dt.date(2026, 2, 1))
    assert (allocation.amount, allocation.base_amount) == (Decimal("100.10"), Decimal("100.10"))
    assert allocation.invoice.number == "1"


def test_history_is_known_from_its_own_dates(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01"), history=True)
    assert Invoice.objects.get().recorded_at == end_of_day(dt.date(2026, 1, 5))
    for row in (Payment.objects.get(), Allocation.objects.get()):
        assert row.recorded_at == end_of_day(dt.date(2026, 2, 1))


def test_history_that_comes_too_late_is_counted(file: Path) -> None:
    make_customer("A")
    first = "A,1,2026-01-05,2026-02-05,100,2026-02-01"
    run(write_csv(file, HEAD, first))
    known = Invoice.objects.get().recorded_at
    write_csv(file, HEAD, first, "A,2,2026-01-05,,50,")
    for dry_run in (True, False):
        summary = run(file, history=True, dry_run=dry_run)
        assert (summary.new, summary.unchanged, summary.history_not_applied) == (1, 1, 1)
    assert Invoice.objects.get(number="1").recorded_at == known
    assert run(file).history_not_applied == 0
    run(write_csv(file, HEAD, "A,3,2026-01-05,,50,"), history=True)
    assert run(file, history=True).history_not_applied == 0
    run(write_csv(file, HEAD, "A,3,2026-01-05,,50,2026-02-01"))  # the payment is known from now on
    assert run(file, history=True).history_not_applied == 1


def test_a_new_customer_is_known_since_its_first_good_line(file: Path) -> None:
    write_csv(
        file,
        HEAD,
        "A,1,2020-01-05,2019-01-01,100,",  # due before it was issued
        "A,2,2026-02-05,,100,",
        "A,3,2026-01-05,,100,",
    )
    summary = run(file, history=True, create_customers=True)
    assert (summary.new, summary.refused, summary.customers_created) == (2, 1, 1)
    assert Customer.objects.get().recorded_at == end_of_day(dt.date(2026, 1, 5))


def test_without_history_it_is_known_from_now(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,,100,"))
    assert Invoice.objects.get().recorded_at.year >= 2026
    assert Invoice.objects.get().recorded_at != end_of_day(dt.date(2026, 1, 5))


def test_a_change_keeps_the_past_readable_even_in_history(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01"), history=True)
    summary = run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,120,2026-02-03"), history=True)
    assert (summary.new, summary.changed) == (0, 1)
    past, now = InvoiceRevision.objects.get(), Invoice.objects.get()
    assert (past.amount, past.recorded_at) == (100, end_of_day(dt.date(2026, 1, 5)))
    assert now.recorded_at == past.superseded_at
    assert (Payment.objects.get().amount, Allocation.objects.get().amount) == (120, 120)
    assert PaymentRevision.objects.get().received_date == dt.date(2026, 2, 1)


def test_a_later_settlement_changes_only_what_is_new(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,"))
    summary = run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01"))
    assert (summary.changed, summary.unchanged) == (1, 0)
    assert not InvoiceRevision.objects.exists()
    assert Payment.objects.count() == 1


def test_a_dry_run_counts_and_writes_nothing(file: Path) -> None:
    write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01", "B,x,never,,1,")
    summary = run(file, create_customers=True, dry_run=True)
    assert (summary.new, summary.refused, summary.customers_created) == (1, 1, 1)
    assert refused(file)
    for model in (Customer, Invoice, Payment, CustomerChange, Event):
        assert not model._default_manager.exists()


def test_a_mended_error_file_can_be_sent_again(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD + ",Colour", "A,1,2026-01-05,,ten,,red", "A,2,2026-01-05,,5,,"))
    mended = file.with_suffix(".refused").read_text("utf-8-sig").replace("ten", "10")
    again = file.with_name("mended.csv")
    again.write_text(mended, encoding="utf-8-sig")
    summary = run(again)
    assert (summary.rows, summary.new, summary.refused) == (1, 1, 0)
    assert summary.columns_not_read == ["Colour"]


def test_cells_of_the_error_file_are_no_formulas(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,=1+1,2026-01-05,,-7,"))
    text = file.with_suffix(".refused").read_text("utf-8-sig")
    assert "'=1+1" in text
    assert "'-7" in text


def test_who_sees_some_customers_imports_for_those_only(
    file: Path, account_manager: User, outsider: User
) -> None:
    make_customer("A", manager=outsider, team=outsider.team)
    make_customer("B", manager=account_manager, team=account_manager.team)
    write_csv(file, HEAD, "A,1,2026-01-05,,10,", "B,2,2026-01-05,,10,", "C,3,2026-01-05,,10,")
    summary = run(file, by=account_manager)
    assert (summary.new, summary.refused) == (1, 2)
    summary = run(file, by=account_manager, create_customers=True)
    assert (summary.new, summary.unchanged, summary.refused) == (1, 1, 1)
    made = Customer.objects.get(number="C")
    assert (made.manager, made.team) == (account_manager, account_manager.team)


def test_one_event_names_the_file(file: Path, risk_officer: User) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,,10,"), by=risk_officer)
    event = Event.objects.get()
    assert event.verb == "import_invoices"
    assert '"sha256":"' in event.payload.body
    assert event.actor_id == str(risk_officer.pk)
    assert event.object_id == "", "a file of a command is kept nowhere"


def test_payments_that_settle_already_are_not_doubled(file: Path) -> None:
    customer = make_customer("A")
    invoice = make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    make_payment(customer, "60", invoices=[invoice])
    summary = run(write_csv(file, HEAD, "A,1,2026-01-05,,100,2026-02-01"))
    assert summary.refused == 1
    assert "60" in refused(file)[2]
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("settled", "parts"),
    [
        ("2026-02-01", [(100, 1)]),
        ("2026-02-03", [(60, 1), (40, 3)]),
        ("2026-02-03", [(40, 3), (60, 1)]),
    ],
)
def test_what_the_book_has_settled_that_day_is_unchanged(
    file: Path, settled: str, parts: list[tuple[int, int]]
) -> None:
    customer = make_customer("A")
    run(write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,"))
    for amount, day in parts:
        make_payment(
            customer, amount, invoices=[Invoice.objects.get()], received_date=dt.date(2026, 2, day)
        )
    write_csv(file, HEAD, f"A,1,2026-01-05,2026-02-05,100,{settled}")
    for dry_run in (True, False):
        summary = run(file, dry_run=dry_run)
        assert (summary.unchanged, summary.changed, summary.refused) == (1, 0, 0)
    assert Payment.objects.count() == len(parts)
    summary = run(write_csv(file, HEAD, f"A,1,2026-01-05,2026-02-28,100,{settled}"))
    assert (summary.changed, summary.refused) == (1, 0), "the rest of the line is taken"
    assert Payment.objects.count() == len(parts)


@pytest.mark.parametrize(
    "line", ["A,1,2026-01-05,,100,2026-02-02", "A,1,2026-01-05,,110,2026-02-01"]
)
def test_a_settlement_that_the_book_knows_otherwise_says_what_to_do(file: Path, line: str) -> None:
    customer = make_customer("A")
    invoice = make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    make_payment(customer, invoices=[invoice], received_date=dt.date(2026, 2, 1))
    assert run(write_csv(file, HEAD, line)).refused == 1
    reason = refused(file)[2]
    assert all(word in reason for word in ("100.00 USD", "2026-02-01", "leave out"))


def test_a_file_does_not_change_the_currency_of_what_payments_settle(file: Path) -> None:
    customer = make_customer("A")
    invoice = make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    make_payment(customer, "60", invoices=[invoice])
    write_csv(file, HEAD + ",Currency", "A,1,2026-01-05,,700,,CNY")
    for dry_run in (True, False):
        assert run(file, dry_run=dry_run).refused == 1
        assert "USD" in refused(file)[2]
    assert (Invoice.objects.get().currency, Allocation.objects.get().amount) == ("USD", 60)


def test_a_file_corrects_the_currency_together_with_its_own_settlement(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD + ",Currency", "A,1,2026-01-05,,100,2026-02-01,USD"))
    assert (
        run(write_csv(file, HEAD + ",Currency", "A,1,2026-01-05,,700,2026-02-01,CNY")).changed == 1
    )
    assert (Payment.objects.get().currency, Allocation.objects.get().amount) == ("CNY", 700)
    assert run(write_csv(file, HEAD + ",Currency", "A,1,2026-01-05,,100,,USD")).refused == 1


def post_settlement(by: User, *parts: AllocationRow) -> None:
    """What a source system says over the API of the payment that a file has made."""
    row = PaymentRow("A", f"{SETTLED}1", dt.date(2026, 2, 1), Decimal(100), "USD",
                     allocations=parts)  # fmt: skip
    (result,) = post_payments([row], by=by, at=timezone.now())
    assert result.outcome == "changed", result


def test_a_settlement_taken_back_is_restored_by_the_file(file: Path, risk_officer: User) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,2026-01-05,2026-02-05,100,2026-02-01")
    run(file)
    post_settlement(risk_officer)
    assert Allocation.objects.get().amount == 0
    assert run(file, dry_run=True).changed == 1
    summary = run(file)
    assert (summary.changed, summary.unchanged) == (1, 0)
    assert Allocation.objects.get().amount == 100
    assert run(file).unchanged == 1


def test_a_settlement_given_to_another_invoice_is_not_spent_twice(
    file: Path, risk_officer: User
) -> None:
    make_customer("A")
    one = "A,1,2026-01-05,2026-02-05,100,2026-02-01"
    run(write_csv(file, HEAD, one, "A,2,2026-01-05,2026-02-05,100,"))
    post_settlement(risk_officer, AllocationRow("2", Decimal(100)))
    summary = run(write_csv(file, HEAD, one))
    assert (summary.changed, summary.refused) == (0, 1)
    assert "others" in refused(file)[2]
    assert Allocation.objects.aggregate(x=Sum("amount"))["x"] == 100


def test_currencies_and_missing_rates_are_counted(file: Path) -> None:
    make_customer("A")
    write_csv(
        file,
        "Customer,Invoice,Date,Amount,Currency",
        "A,1,2026-01-05,10,eur",
        "A,2,2026-01-05,10,",
        "A,3,2026-01-05,10,EURO",
    )
    summary = run(file)
    assert (summary.new, summary.no_rate, summary.refused) == (2, 1, 1)
    assert Invoice.objects.get(number="1").base_amount is None
    assert Invoice.objects.get(number="2").base_amount == 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_chinese_headers_and_encodings_are_recognised(file: Path, encoding: str) -> None:
    write_csv(
        file,
        "客户编号,客户名称,发票号,开票日期,到期日,金额,结清日期",
        "甲1,北京澄瀚科技有限公司,发1,2026年1月5日,2026/2/5,￥1.5,",
        encoding=encoding,
    )
    summary = run(file, create_customers=True)
    assert summary.new == 1
    assert Customer.objects.get(number="甲1").name == "北京澄瀚科技有限公司"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(file: Path, delimiter: str) -> None:
    make_customer("A")
    rows = [HEAD, "A,1,2026-01-05,,10,", "A,2,2026-01-05,,20,"]
    assert run(write_csv(file, *(row.replace(",", delimiter) for row in rows))).new == 2


def test_a_title_above_the_header_is_passed_over(file: Path) -> None:
    make_customer("A")
    write_csv(file, "Invoices of January,,,,,", "", HEAD, "A,1,2026-01-05,,x,")
    run(file)
    assert set(refused(file)) == {4}


def test_a_line_break_in_a_cell_does_not_shift_the_lines(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD + ",Note", 'A,1,2026-01-05,,1,,"two\nlines"', "A,2,bad,,1,,")
    run(file)
    assert set(refused(file)) == {1, 4}


def test_unclear_dates_are_asked(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,03/01/2026,05/02/2026,10,")
    with pytest.raises(FileRefused) as question:
        run(file)
    assert question.value.code == "unclear_dates"
    assert run(file, date_format="DD/MM/YYYY").new == 1
    assert Invoice.objects.get().invoice_date == dt.date(2026, 1, 3)


def test_one_column_tells_the_order_for_the_file(file: Path) -> None:
    make_customer("A")
    run(write_csv(file, HEAD, "A,1,03/01/2026,23/02/2026,10,"))
    assert Invoice.objects.get().invoice_date == dt.date(2026, 1, 3)


def test_contradicting_dates_are_asked(file: Path) -> None:
    write_csv(file, HEAD, "A,1,13/01/2026,,10,", "A,2,01/13/2026,,10,")
    with pytest.raises(FileRefused) as question:
        run(file)
    assert question.value.code == "mixed_dates"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"mapping": {"amount": "Price"}}, "unknown_column"),
        ({"mapping": {"price": "Amount"}}, "unknown_field"),
        ({"mapping": {"amount": "Invoice", "number": "Invoice"}}, "column_twice"),
        ({"mapping": {"amount": ""}}, "missing_field"),
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"date_format": "DD/MM"}, "bad_date_format"),
        ({"currency": "DOLLAR"}, "bad_currency"),
    ],
)
def test_what_is_said_wrongly_stops_everything(
    file: Path, said: dict[str, object], code: str
) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,2026-01-05,,10,")
    with pytest.raises(FileRefused) as problem:
        run(file, **said)
    assert problem.value.code == code
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("said", ["RMB", "cny", "¥", "人民币"])
def test_a_currency_said_once_is_read_like_that_of_a_line(file: Path, said: str) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,2026-01-05,,10,")
    run(file, currency=said)
    assert Invoice.objects.get().currency == "CNY"


def test_a_missing_column_lists_what_there_is(file: Path) -> None:
    write_csv(file, "Customer,Invoice,Amount", "A,1,10")
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert "invoice_date" in problem.value.message
    assert "Customer, Invoice, Amount" in problem.value.message


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"PK\x03\x04 no workbook",
                                     b"\xd0\xcf\x11\xe0old"])  # fmt: skip
def test_what_is_no_table_is_refused_in_words(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileRefused):
        run(file)


def test_reasons_are_in_the_language_of_the_reader(file: Path) -> None:
    make_customer("A")
    with override("zh-hans"):
        run(write_csv(file, HEAD, "A,1,2026-01-05,,-1,"))
    assert 2 in refused(file)


def test_control_characters_do_not_break_the_copy(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,back\\slash\\N,2026-01-05,,10,", 'A,"tab\there",2026-01-05,,10,')
    assert run(file).new == 2
    assert set(Invoice.objects.values_list("number", flat=True)) == {"back\\slash\\N", "tab here"}
