"""The figures of the ledger against an oracle that reads row by row, and over a made-up book."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from customers.generator.write import Plan, make_book
from customers.models import Customer
from customers.records import KINDS
from riskcrm.web.today import end_of_day
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, readings_of
from tests.scoring.oracles import collection, paying
from tests.scoring.oracles.ledger_rows import ledger_of

pytestmark = pytest.mark.django_db
CUSTOMERS = 300
CODES = (
    "dbt_signed", "count_back_dso", "best_possible_dso", "roll_forward", "collection_effectiveness",
    "deduction_rate", "broken_promises", "dishonoured_count", "dishonoured_ratio",
    "payment_method_changes", "payment_anomalies", "large_transactions",
)  # fmt: skip
ENDS = dt.date(2026, 6, 30)
ROUNDING = Decimal("0.0001")


def compare(customers: list[Customer], as_of: dt.date, known_at: dt.datetime) -> None:
    found = readings_of(customers, as_of=as_of, known_at=known_at)
    for customer in customers:
        ledger = ledger_of(customer, as_of, known_at)
        expected = collection.figures(ledger) | paying.figures(ledger)
        assert set(expected) == set(CODES)
        for code, value in expected.items():
            figure = found[customer.pk][code]
            assert (figure is None) == (value is None), (customer.number, code, figure, value)
            assert value is None or abs(figure - value) <= ROUNDING, (customer.number, code)


@pytest.fixture
def customers(db: None) -> list[Customer]:
    plan = Plan(customers=CUSTOMERS, seed=5, end_date=ENDS, average=11.0, mark=False)
    make_book(plan, at=timezone.now())
    return list(Customer.objects.order_by("pk"))


def test_a_made_up_book_has_the_figures_that_the_oracle_finds(customers: list[Customer]) -> None:
    compare(customers, ENDS, timezone.now())
    compare(customers, dt.date(2026, 2, 17), end_of_day(dt.date(2026, 2, 17)))


DAYS = st.integers(-430, 3)
AMOUNTS = st.one_of(st.integers(1, 90).map(lambda n: n * 1000), st.integers(1, 999_999))
BILLS = st.tuples(
    AMOUNTS, st.integers(-500, 0), st.sampled_from([None, 0, 10, 30, 60]),
    st.lists(st.tuples(st.integers(1, 100), st.integers(-5, 90)), max_size=2), st.booleans(),
)  # fmt: skip
LOOSE = st.tuples(AMOUNTS, DAYS, st.sampled_from(["unknown", "transfer", "card"]),
                  st.sampled_from(["", "00 111-222", "GB00AAAA11112222333", "Wang Wei"]),
                  st.booleans(), st.booleans())  # fmt: skip
FACTS = st.tuples(st.sampled_from(["promise", "order", "dispute", "alone"]), AMOUNTS, DAYS,
                  st.integers(0, 40), st.sampled_from(["open", "x", "y"]))  # fmt: skip


def fact(customer: Customer, code: str, amount: int, day: int, **said: object) -> object:
    model = KINDS[code].model
    at = end_of_day(days(day))
    return model._default_manager.create(
        customer=customer, source_key=f"{code}-{model._default_manager.count()}", amount=amount,
        currency=settings.BASE_CURRENCY, base_amount=amount, effective_date=days(day),
        recorded_at=at, **said,
    )  # fmt: skip


def a_ledger(bills: list, loose: list, facts: list) -> Customer:
    customer = make_customer(bank_account="00-111 222", country="CN")
    invoices = []
    for amount, issued, term, parts, is_known in bills:
        due = None if term is None else days(issued + term)
        invoice = make_invoice(customer, amount, invoice_date=days(issued), due_date=due,
                               base_amount=Decimal(amount) if is_known else None)  # fmt: skip
        invoices.append(invoice)
        left = Decimal(amount)
        for percent, wait in parts:
            if some := min(left, Decimal(amount * percent // 100)):
                left -= some
                day = max(issued + (term or 0) + wait, issued)
                make_payment(customer, some, invoices=[invoice], received_date=days(day))
    for amount, day, method, payer, is_known, is_returned in loose:
        payment = make_payment(customer, amount, received_date=days(day), method=method,
                               payer=payer, base_amount=amount if is_known else None)  # fmt: skip
        if is_returned:
            fact(customer, "dishonoured-payments", amount, day + 3, payment=payment)
    for kind, amount, day, later, state in facts:
        add_fact(customer, invoices, kind, amount, day, later, state)
    return customer


def add_fact(
    customer: Customer, invoices: list, kind: str, amount: int, day: int, later: int, state: str
) -> None:
    decided = None if state == "open" else days(day + later)
    if kind == "promise":
        outcome = {"x": "kept", "y": "broken"}.get(state, state)
        fact(customer, "promises", amount, day, promised_date=days(day + later), outcome=outcome)
    elif kind == "order":
        fact(customer, "orders", amount, day, state="cancelled" if state == "x" else "open")
    elif kind == "alone":
        fact(customer, "dishonoured-payments", amount, day)
    elif invoices:
        outcome = {"x": "upheld", "y": "rejected"}.get(state, state)
        fact(customer, "disputes", amount, day, invoice=invoices[0], outcome=outcome,
             decided_date=decided)  # fmt: skip


@trying(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BILLS, max_size=14), st.lists(LOOSE, max_size=14), st.lists(FACTS, max_size=14))
def test_small_ledgers_have_the_figures_that_the_oracle_finds(db, bills, loose, facts):
    customer = a_ledger(bills, loose, facts)
    for as_of in (DAY, days(-45)):
        compare([customer], as_of, end_of_day(as_of))
    compare([customer], days(-45), end_of_day(DAY))
