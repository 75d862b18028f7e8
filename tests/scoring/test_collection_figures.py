"""How owed money comes in: golden numbers, edges of windows, and what is not known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from customers.models import Customer, Dispute, Invoice
from customers.records import KINDS
from customers.services.records import post_record
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from scoring.figure_rows import indicator_rows
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db


def bill(customer: Customer, amount: Any, *, issued: int, due: int, **fields: Any) -> Invoice:
    return make_invoice(customer, amount, invoice_date=days(issued), due_date=days(due), **fields)


def pay(invoice: Invoice, amount: Any = None, *, on: int, **fields: Any) -> None:
    make_payment(invoice.customer, amount, invoices=[invoice], received_date=days(on), **fields)


def rows_of(customer: Customer, code: str) -> list[dict[str, Any]]:
    return indicator_rows(customer, code, as_of=DAY, known_at=end_of_day(DAY))


# --- days sales outstanding ---


def test_days_are_counted_back_through_the_months_that_make_up_what_is_open() -> None:
    customer, end = make_customer(), dt.date(2026, 3, 31)
    for amount, day in ((300_000, 5), (200_000, 31)):
        make_invoice(customer, amount, invoice_date=dt.date(2026, 3, day))
    paid = make_invoice(customer, 50_000, invoice_date=dt.date(2026, 2, 10))
    make_invoice(customer, 400_000, invoice_date=dt.date(2026, 2, 28))
    make_payment(customer, invoices=[paid], received_date=end)
    found = reading_of(customer, as_of=end)
    assert found["exposure"] == 900_000
    assert found["count_back_dso"] == Decimal("55.8889")


def test_a_month_without_invoices_counts_in_full_and_the_current_one_as_far_as_it_is_over() -> None:
    customer = make_customer()  # DAY is the sixth of May
    make_invoice(customer, 100, invoice_date=dt.date(2026, 5, 2))
    for _ in range(2):
        make_invoice(customer, 100, invoice_date=dt.date(2026, 3, 31))
    assert reading_of(customer)["count_back_dso"] == 6 + 30 + 31
    assert reading_of(customer, as_of=dt.date(2026, 5, 1))["count_back_dso"] is None  # two invoices


def test_nothing_open_is_no_day_outstanding() -> None:
    customer = make_customer()
    for _ in range(3):
        pay(bill(customer, 100, issued=-40, due=-10), on=-10)
    assert reading_of(customer)["count_back_dso"] == 0


def test_a_rate_that_is_missing_counts_only_in_the_months_that_are_reached() -> None:
    customer = make_customer()
    pay(bill(customer, 100, issued=-400, due=-370, currency="EUR"), on=-370)
    for _ in range(3):
        bill(customer, 100, issued=-1, due=29)
    assert reading_of(customer)["count_back_dso"] == 6
    pay(bill(customer, 100, issued=-2, due=29, currency="EUR"), on=-1)
    assert reading_of(customer)["count_back_dso"] is None


def test_best_possible_and_delinquent_days_make_up_days_sales_outstanding() -> None:
    customer = make_customer()
    bill(customer, "600000", issued=-10, due=20)
    bill(customer, "300000", issued=-60, due=-30)
    pay(bill(customer, "450000", issued=-89, due=-59), on=-59)
    found = reading_of(customer)
    assert (found["dso"], found["best_possible_dso"]) == (60, 40)
    assert found["average_days_delinquent"] == 20
    without = make_invoice(customer, 90, invoice_date=days(-5), due_date=None)
    found = reading_of(customer)
    assert found["best_possible_dso"] + found["average_days_delinquent"] == pytest.approx(
        found["dso"], abs=Decimal("0.0001")
    )
    without.delete()


def test_early_payments_count_in_the_signed_days_beyond_terms() -> None:
    customer = make_customer()
    for amount, late in ((100_000, 0), (50_000, 15), (30_000, 40), (20_000, -5)):
        pay(bill(customer, amount, issued=-130, due=-100), on=-100 + late)
    found = reading_of(customer)
    assert (found["dbt_paid"], found["dbt_signed"]) == (Decimal("9.75"), Decimal("9.25"))


# --- effectiveness and roll-forward ---


def test_collection_effectiveness() -> None:
    customer = make_customer()
    pay(bill(customer, "350000", issued=-150, due=-120), on=-89)  # open ninety days ago
    bill(customer, "300000", issued=-150, due=-120)
    bill(customer, "150000", issued=-90, due=20)
    bill(customer, "450000", issued=-89, due=0)
    found = reading_of(customer)
    assert found["exposure"] - found["overdue"] == 600_000
    assert found["collection_effectiveness"] == Decimal("53.8462")
    sums = {
        name: sum(row[name] for row in rows_of(customer, "collection_effectiveness"))
        for name in ("open_then", "invoiced", "open_amount", "not_due")
    }
    assert sums == {"open_then": 800_000, "invoiced": 450_000, "open_amount": 900_000,
                    "not_due": 600_000}  # fmt: skip


def test_what_was_paid_ninety_days_ago_was_not_to_be_collected_since() -> None:
    customer = make_customer()
    pay(bill(customer, 500, issued=-150, due=-120), on=-90)
    for _ in range(2):
        bill(customer, 100, issued=-20, due=-1)
    assert reading_of(customer)["collection_effectiveness"] is None  # two invoices
    bill(customer, 100, issued=-20, due=0)
    assert reading_of(customer)["collection_effectiveness"] == 0


def test_nothing_to_collect_yet_leaves_the_effectiveness_unknown() -> None:
    customer = make_customer()
    for _ in range(3):
        bill(customer, 100, issued=-20, due=0)
    assert reading_of(customer)["collection_effectiveness"] is None


def test_roll_forward_is_what_moved_to_a_worse_bucket_within_thirty_days() -> None:
    customer = make_customer()
    bill(customer, 100, issued=-90, due=-1)  # was not due: one day past due now
    bill(customer, 200, issued=-90, due=0)  # not due then, not due now
    bill(customer, 400, issued=-300, due=-150)  # 91 to 180 days then and now
    pay(bill(customer, 300, issued=-90, due=-60), on=-10)  # paid since
    half = bill(customer, 500, issued=-90, due=-31)  # one day late then, 31 now
    pay(half, 250, on=-29)
    bill(customer, 7000, issued=-500, due=-400)  # never leaves its bucket
    bill(customer, 9000, issued=-29, due=-1)  # was not there
    assert reading_of(customer)["roll_forward"] == round(Decimal(100 * 350) / 1500, 4)
    rows = rows_of(customer, "roll_forward")
    assert sum(row["moved"] for row in rows) == 350
    assert sum(row["open_then"] for row in rows) == 1500


def test_roll_forward_needs_three_invoices_that_were_open() -> None:
    customer = make_customer()
    pay(bill(customer, 100, issued=-90, due=-1), on=-30)  # paid by then
    for _ in range(2):
        bill(customer, 100, issued=-30, due=-1)
    assert reading_of(customer)["roll_forward"] is None
    bill(customer, 100, issued=-30, due=-1)
    assert reading_of(customer)["roll_forward"] == 100


# --- deductions ---


def four_in_full(customer: Customer) -> None:
    for _ in range(4):
        pay(bill(customer, 1000, issued=-90, due=-60), on=-60)


def test_what_is_kept_back_of_an_invoice_is_a_deduction() -> None:
    customer = make_customer()
    four_in_full(customer)
    pay(bill(customer, 1000, issued=-36, due=-6), 800, on=-6)
    assert reading_of(customer)["deduction_rate"] == 4
    assert [row["short"] for row in rows_of(customer, "deduction_rate")] == [200, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        ("799.99", -6),  # more than a fifth: paid in parts
        ("999.01", -6),  # dust
        ("800", -5),  # within the days of grace
        ("0", -6),  # not paid at all
    ],
)
def test_a_rest_is_no_deduction_at_the_edges(paid: str, due: int) -> None:
    customer = make_customer()
    four_in_full(customer)
    invoice = bill(customer, 1000, issued=-36, due=due)
    if paid != "0":
        pay(invoice, paid, on=-6)
    assert reading_of(customer)["deduction_rate"] == 0


def test_deductions_need_five_invoices_due_in_the_year() -> None:
    customer = make_customer()
    four_in_full(customer)
    year_ago = DAY.replace(year=2025)
    old = make_invoice(customer, 1000, invoice_date=days(-400), due_date=year_ago)
    pay(old, 900, on=-300)
    assert reading_of(customer)["deduction_rate"] is None
    old.due_date = year_ago + dt.timedelta(days=1)
    old.save()
    assert reading_of(customer)["deduction_rate"] == 2


def dispute(invoice: Invoice, *, on: int, outcome: str = "open", decided: int | None = None) -> Any:
    return Dispute.objects.create(
        customer=invoice.customer, source_key=f"D-{invoice.pk}", amount=1,
        currency=settings.BASE_CURRENCY,
        base_amount=1, effective_date=days(on), recorded_at=end_of_day(days(on)), invoice=invoice,
        outcome=outcome, decided_date=None if decided is None else days(decided),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "decided", "rate"),
    [
        ("open", None, 0),
        ("upheld", -3, 0),
        ("partly", -3, 0),
        ("rejected", -3, 2),
        ("withdrawn", 0, 2),
        ("rejected", 1, 0),  # it was still open then
    ],
)
def test_a_claim_excuses_unless_it_was_turned_down(
    outcome: str, decided: int | None, rate: int
) -> None:
    customer = make_customer()
    four_in_full(customer)
    invoice = bill(customer, 1000, issued=-60, due=-30)
    pay(invoice, 900, on=-30)
    dispute(invoice, on=-20, outcome=outcome, decided=decided)
    assert reading_of(customer)["deduction_rate"] == rate


def test_a_credit_note_excuses_and_giving_the_rest_up_does_not(risk_officer: User) -> None:
    customer = make_customer()
    four_in_full(customer)
    credited, given_up = (bill(customer, 1000, issued=-60, due=-30) for _ in range(2))
    for invoice in (credited, given_up):
        pay(invoice, 900, on=-30)
    assert reading_of(customer)["deduction_rate"] == round(Decimal(20000) / 6000, 4)
    for code, invoice, amount in (("credit-notes", credited, 50), ("write-offs", given_up, 100)):
        row = {
            "customer": customer.number, "source_key": f"{code}-1", "effective_date": days(-9),
            "amount": Decimal(amount), "currency": invoice.currency, "invoice": invoice.number,
        }  # fmt: skip
        post_record(KINDS[code], row, by=risk_officer, at=end_of_day(days(-9)))
    assert reading_of(customer)["deduction_rate"] == round(Decimal(10000) / 6000, 4)
    assert reading_of(customer, as_of=days(-10))["deduction_rate"] == round(
        Decimal(20000) / 6000, 4
    )


def test_claims_and_money_of_later_days_change_no_digit() -> None:
    customer = make_customer()
    four_in_full(customer)
    invoice = bill(customer, 1000, issued=-60, due=-30)
    pay(invoice, 900, on=-30)
    before = reading_of(customer)
    later = end_of_day(DAY) + dt.timedelta(microseconds=1)
    backdated = dispute(invoice, on=-20)
    Dispute.objects.filter(pk=backdated.pk).update(recorded_at=later)
    pay(invoice, 100, on=-3, recorded_at=later)
    bill(customer, 5000, issued=-80, due=-40, recorded_at=later)
    bill(customer, 5000, issued=1, due=31)
    after = reading_of(customer)
    for code in ("deduction_rate", "count_back_dso", "best_possible_dso", "roll_forward",
                 "collection_effectiveness", "dbt_signed"):  # fmt: skip
        assert before[code] == after[code], code
    assert reading_of(customer, known_at=later)["deduction_rate"] == 0
