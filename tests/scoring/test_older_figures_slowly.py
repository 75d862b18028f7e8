"""Payment behaviour and exposure against an oracle that reads row by row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.generator.write import Plan, make_book
from customers.models import AllocationRevision, Customer, InvoiceRevision, PaymentRevision
from customers.records import KINDS
from customers.services.acting import keep_former
from riskcrm.web.today import end_of_day
from tests.factories import make_customer, make_invoice, make_payment, make_terms
from tests.scoring.book import DAY, days, readings_of
from tests.scoring.oracles import exposure, payment
from tests.scoring.oracles.ledger_rows import ledger_of
from tests.scoring.oracles.owed import items

pytestmark = pytest.mark.django_db
MOMENT = end_of_day(DAY)
ENDS = dt.date(2026, 6, 30)
ROUNDING = Decimal("0.0001")
CODES = {
    "dso", "average_days_delinquent", "dbt_paid", "dbt_open", "payment_index", "late_frequency",
    "overdue_ratio", "over_90_ratio", "max_dpd", "consecutive_late", "utilisation",
    "over_limit_days", "invoice_surge", "activity_drop", "tenure",
}  # fmt: skip


def slowly(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> dict[str, Any]:
    ledger = ledger_of(customer, as_of, known_at)
    expected = payment.figures(ledger) | exposure.figures(ledger, customer, known_at)
    assert set(expected) == CODES
    return expected | exposure.amounts(ledger, items(ledger))


def compare(customers: list[Customer], as_of: dt.date, known_at: dt.datetime) -> None:
    readings = readings_of(customers, as_of=as_of, known_at=known_at)
    for customer in customers:
        for code, value in slowly(customer, as_of, known_at).items():
            figure = readings[customer.pk][code]
            told = (customer.number, code, figure, value)
            assert (figure is None) == (value is None), told
            assert value is None or abs(figure - value) <= ROUNDING, told


def test_every_customer_of_a_made_up_book_is_read_as_the_definitions_say() -> None:
    make_book(
        Plan(customers=300, seed=5, end_date=ENDS, average=11.0, mark=False), at=timezone.now()
    )
    customers = list(Customer.objects.order_by("pk"))
    compare(customers, ENDS, timezone.now())
    compare(customers, dt.date(2026, 2, 17), end_of_day(dt.date(2026, 2, 17)))
    found = readings_of(customers, as_of=ENDS, known_at=timezone.now()).values()
    for name in ("disputed", "covered"):
        assert any(each[name] for each in found), name
    assert any(each["invoice_surge"] for each in found)


# --- small random ledgers ---

DATES = st.one_of(
    st.sampled_from([0, -1, -5, -6, -29, -30, -89, -90, -91, -364, -365, -366, -389, -390, -449]),
    st.integers(-900, 3),
)
AMOUNTS = st.one_of(st.integers(1, 9).map(lambda n: n * 1000), st.integers(1, 99_999))
HOURS = st.sampled_from([-48, -1, 1, 30])  # from the moment of the reading
USES = st.tuples(
    st.sampled_from(["payment", "payment", "credit-notes", "write-offs"]),
    st.integers(1, 100),  # per cent of the invoice
    st.one_of(st.integers(-60, 90), st.sampled_from([0, 5, 6])),  # days after the due date
    HOURS,
)
BILLS = st.tuples(
    AMOUNTS, DATES, st.sampled_from([None, 0, 0, 10, 30]), st.booleans(),
    st.lists(USES, max_size=2), st.sampled_from([None, None, None, "corrected", "voided"]),
    HOURS,
)  # fmt: skip
DISPUTES = st.tuples(
    st.integers(0, 9), st.integers(1, 130), DATES, st.sampled_from([None, 0, 10, 400]),
    st.sampled_from(["own", "own", "other", "unknown"]), st.sampled_from([None, None, 30]), HOURS,
)  # fmt: skip
CASH = st.tuples(AMOUNTS, DATES, st.booleans(), st.sampled_from([None, None, "returned", "voided"]),
                 HOURS)  # fmt: skip
TERMS = st.tuples(st.sampled_from([0, 900, 20_000, 60_000]), DATES, HOURS)
ORDERS = st.tuples(AMOUNTS, DATES, st.sampled_from(["open", "shipped", "invoiced"]), st.booleans())


def hours(count: int) -> dt.datetime:
    return MOMENT + dt.timedelta(hours=count)


def fact(customer: Customer, code: str, number: object, day: dt.date, **said: Any) -> Any:
    said = {"currency": "USD", "base_amount": said.get("amount"), "recorded_at": hours(-99)} | said
    return KINDS[code].model._default_manager.create(
        customer=customer, source_key=f"{code}-{number}", effective_date=day, **said
    )


def supersede(row: Any, revisions: Any, name: str, at: dt.datetime, **says: Any) -> None:
    """A later state of a row; the former one is kept."""
    said = {
        field.attname: getattr(row, field.attname)
        for field in revisions._meta.concrete_fields
        if field.attname not in ("id", f"{name}_id", "superseded_at")
    }
    revisions.objects.create(**said | {name: row, "superseded_at": at})
    for field, value in says.items():
        setattr(row, field, value)
    row.recorded_at = at
    row.save()


def write_bill(customer: Customer, number: int, told: tuple[Any, ...]) -> Any:
    amount, ago, term, is_known, uses, later, hour = told
    due = None if term is None else days(ago + term)
    invoice = make_invoice(
        customer, amount, invoice_date=days(ago), due_date=due, currency="EUR" if number % 3 else
        "USD", base_amount=Decimal(amount) if is_known else None, recorded_at=hours(-99),
    )  # fmt: skip
    left = Decimal(amount)
    for count, (kind, percent, wait, at) in enumerate(uses):
        part = min(left, Decimal(amount) * percent / 100)
        if part > 0:
            left -= part
            day = days(max(ago, ago + (term or 0) + wait))
            use(customer, invoice, f"{number}-{count}", kind, part, day, hours(at))
    if later == "corrected":
        supersede(invoice, InvoiceRevision, "invoice", hours(hour), amount=amount + 7,
                  base_amount=Decimal(amount + 7) if is_known else None,
                  due_date=days(ago + 3))  # fmt: skip
    elif later:
        supersede(invoice, InvoiceRevision, "invoice", hours(hour), is_void=True)
    return invoice


def use(
    customer: Customer, invoice: Any, number: str, kind: str, part: Decimal, day: dt.date,
    at: dt.datetime,
) -> None:  # fmt: skip
    base = None if invoice.base_amount is None else part
    if kind == "payment":
        paid = make_payment(customer, part, invoices=[invoice], received_date=day,
                            recorded_at=hours(-98), base_amount=base)  # fmt: skip
        allocation = paid.allocations.get()
        allocation.base_amount = base
        allocation.save()
    else:
        source = fact(customer, kind, number, day, amount=part, invoice=invoice, base_amount=base,
                      currency=invoice.currency)  # fmt: skip
        name = "credit_note" if kind == "credit-notes" else "write_off"
        allocation = invoice.allocations.create(
            customer=customer, effective_date=day, amount=part, base_amount=base,
            recorded_at=hours(-98), **{name: source},
        )  # fmt: skip
    if number.endswith("1"):  # the second one is taken back, or moved
        supersede(allocation, AllocationRevision, "allocation", at, amount=Decimal(0),
                  base_amount=Decimal(0))  # fmt: skip


def write_dispute(customer: Customer, invoices: list[Any], number: int, told: Any) -> None:
    which, percent, ago, decided_in, currency, later, hour = told
    invoice = invoices[which % len(invoices)] if invoices and which else None
    amount = Decimal(invoice.amount if invoice else 500) * percent / 100
    own = invoice.currency if invoice else "USD"
    is_decided = decided_in is not None
    row = fact(
        customer, "disputes", number, days(ago), amount=amount, invoice=invoice,
        currency=own if currency == "own" else "GBP",
        base_amount=None if currency == "unknown" else amount, recorded_at=hours(hour),
        outcome="rejected" if is_decided else "open",
        decided_date=days(ago + decided_in) if is_decided else None,
    )  # fmt: skip
    if later is not None:
        keep_former(KINDS["disputes"], row, at=hours(later))
        row.outcome, row.decided_date = "upheld", days(max(ago, 0))
        row.recorded_at = hours(later)
        row.save()


def write_cash(customer: Customer, number: int, told: Any) -> None:
    amount, ago, is_known, later, hour = told
    row = make_payment(customer, amount, received_date=days(ago), recorded_at=hours(-99),
                       base_amount=Decimal(amount) if is_known else None)  # fmt: skip
    if later == "returned":
        fact(customer, "dishonoured-payments", number, days(ago + 1), amount=amount // 2 or 1,
             payment=row, recorded_at=hours(hour))  # fmt: skip
    elif later:
        supersede(row, PaymentRevision, "payment", hours(hour), is_void=True)


def a_ledger(bills: Any, disputes: Any, cash: Any, terms: Any, orders: Any) -> Customer:
    customer = make_customer()
    invoices = [write_bill(customer, number, told) for number, told in enumerate(bills)]
    for number, told in enumerate(disputes):
        write_dispute(customer, invoices, number, told)
    for number, told in enumerate(cash):
        write_cash(customer, number, told)
    for number, (limit, ago, hour) in enumerate(terms):
        make_terms(customer, credit_limit=limit, effective_date=days(ago),
                   recorded_at=hours(hour) + dt.timedelta(minutes=number))  # fmt: skip
    for number, (amount, ago, state, is_known) in enumerate(orders):
        fact(customer, "orders", number, days(ago), amount=amount, state=state,
             base_amount=amount if is_known else None)  # fmt: skip
    return customer


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(BILLS, max_size=14), st.lists(DISPUTES, max_size=4), st.lists(CASH, max_size=3),
    st.lists(TERMS, max_size=3), st.lists(ORDERS, max_size=2),
)  # fmt: skip
def test_small_ledgers_have_the_figures_that_the_oracle_finds(
    db, bills, disputes, cash, terms, orders
) -> None:
    customer = a_ledger(bills, disputes, cash, terms, orders)
    for as_of, known_at in ((DAY, MOMENT), (DAY, hours(40)), (days(-45), end_of_day(days(-45)))):
        compare([customer], as_of, known_at)
