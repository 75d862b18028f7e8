"""What is overdue and yet not held against a customer; and surges that the season explains."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer
from customers.records import KINDS
from customers.services.acting import keep_former
from riskcrm.web.today import end_of_day
from scoring.indicators import AGEING
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db
MOMENT = end_of_day(DAY)
PENALTIES = ("dbt_open", "overdue_ratio", "over_90_ratio", "max_dpd", "late_frequency",
             "consecutive_late", "average_days_delinquent")  # fmt: skip


def bill(customer: Customer, amount: int, *, issued: int, due: int, **fields: Any) -> Any:
    return make_invoice(customer, amount, invoice_date=days(issued), due_date=days(due), **fields)


def dispute(
    customer: Customer, amount: int, invoice: Any = None, since: int = -9, **said: Any
) -> Any:
    said = {"currency": "USD", "base_amount": amount, "recorded_at": end_of_day(days(since))} | said
    model = KINDS["disputes"].model._default_manager
    return model.create(
        customer=customer, source_key=f"D-{model.count()}", amount=amount, invoice=invoice,
        effective_date=days(since), **said,
    )  # fmt: skip


def a_late_payer() -> tuple[Customer, Any]:
    """Six invoices due in the year, two of them open: 600 for 100 days, 400 for 40."""
    customer = make_customer()
    for number in range(4):
        paid = bill(customer, 100, issued=-80 + number, due=-50 + number)
        make_payment(customer, invoices=[paid], received_date=days(-50))
    oldest = bill(customer, 600, issued=-130, due=-100)
    bill(customer, 400, issued=-70, due=-40)
    return customer, oldest


def test_what_is_disputed_is_owed_but_not_held_against_the_customer() -> None:
    customer, oldest = a_late_payer()
    before = reading_of(customer)
    assert (before["max_dpd"], before["overdue_ratio"], before["over_90_ratio"]) == (100, 100, 60)
    assert before["dbt_open"] == (600 * 100 + 400 * 40) / 1000
    assert before["late_frequency"] == Decimal("33.3333")
    dispute(customer, 600, oldest)
    found = reading_of(customer)
    assert (found["exposure"], found["overdue"], found["disputed"]) == (1000, 1000, 600)
    assert sum(found[bucket] for bucket in AGEING) == 1000
    assert (found["oldest_days"], found["dso"]) == (100, before["dso"])
    assert (found["max_dpd"], found["overdue_ratio"], found["over_90_ratio"]) == (40, 40, 0)
    assert found["dbt_open"] == 400 * 40 / 1000
    assert found["late_frequency"] == 20  # of the five that have an outcome
    assert found["average_days_delinquent"] == 90 * 400 / 800


def test_the_undisputed_part_of_an_invoice_is_still_late() -> None:
    customer, oldest = a_late_payer()
    dispute(customer, 450, oldest)
    found = reading_of(customer)
    assert (found["max_dpd"], found["over_90_ratio"], found["disputed"]) == (100, 15, 450)
    assert found["late_frequency"] == Decimal("33.3333")
    dispute(customer, 400, oldest)  # two disputes hold back no more than is open
    assert (reading_of(customer)["disputed"], reading_of(customer)["max_dpd"]) == (600, 40)


def test_a_dispute_counts_while_it_was_open_as_known_then() -> None:
    customer, oldest = a_late_payer()
    row = dispute(customer, 600, oldest)
    decided_at = end_of_day(days(2))
    keep_former(KINDS["disputes"], row, at=decided_at)
    row.outcome, row.decided_date, row.recorded_at = "rejected", days(2), decided_at
    row.save()
    assert reading_of(customer)["disputed"] == 600
    assert reading_of(customer, known_at=decided_at)["disputed"] == 600  # decided after that day
    later = reading_of(customer, as_of=days(2), known_at=decided_at)
    assert (later["disputed"], later["max_dpd"]) == (0, 102)
    assert reading_of(customer, as_of=days(-10))["disputed"] == 0  # nobody disputed it by then


@pytest.mark.parametrize(
    "said",
    [
        {"is_void": True},
        {"since": 1},
        {"recorded_at": MOMENT + dt.timedelta(seconds=1)},
        {"outcome": "withdrawn", "decided_date": DAY},
    ],
)
def test_a_dispute_holds_nothing_back_where_it_is(said: dict[str, Any]) -> None:
    customer, oldest = a_late_payer()
    before = reading_of(customer)
    dispute(customer, 600, oldest, **said)
    assert reading_of(customer) == before


def test_a_dispute_without_an_invoice_holds_nothing_back() -> None:
    customer, _oldest = a_late_payer()
    before = reading_of(customer)
    dispute(customer, 600)
    assert {code: reading_of(customer)[code] for code in PENALTIES} == {
        code: before[code] for code in PENALTIES
    }


def test_a_dispute_in_another_currency_without_a_rate_leaves_open_what_is_late() -> None:
    customer, oldest = a_late_payer()
    row = dispute(customer, 600, oldest, currency="EUR", base_amount=None)
    found = reading_of(customer)
    assert (found["disputed"], found["consecutive_late"]) == (None, 1)  # that row ends before it
    assert {code for code in PENALTIES if found[code] is not None} == {"consecutive_late"}
    row.base_amount = 150
    row.save()
    found = reading_of(customer)
    assert (found["disputed"], found["over_90_ratio"], found["max_dpd"]) == (150, 45, 100)


def test_a_dispute_of_all_needs_no_rate() -> None:
    customer = make_customer()
    invoice = bill(customer, 500, issued=-60, due=-30, currency="EUR")
    assert reading_of(customer)["max_dpd"] == 30
    dispute(customer, 500, invoice, currency="EUR", base_amount=None)
    assert reading_of(customer)["max_dpd"] == 0


def test_a_disputed_invoice_neither_ends_nor_lengthens_a_row_of_late_ones() -> None:
    customer = make_customer()
    for due in (-40, -30):
        bill(customer, 100, issued=due - 30, due=due)
    newest = bill(customer, 100, issued=-50, due=-20)
    assert reading_of(customer)["consecutive_late"] == 3
    dispute(customer, 100, newest)
    assert reading_of(customer)["consecutive_late"] == 2


def test_unused_payments_cover_the_oldest_first() -> None:
    customer, _oldest = a_late_payer()
    payment = make_payment(customer, 700, received_date=days(-3))
    found = reading_of(customer)
    assert (found["overdue"], found["covered"], found["unallocated"]) == (1000, 700, 700)
    assert (found["max_dpd"], found["overdue_ratio"], found["late_frequency"]) == (40, 30, 20)
    dishonoured = KINDS["dishonoured-payments"].model._default_manager
    dishonoured.create(
        customer=customer, source_key="X", payment=payment, amount=700, currency="USD",
        base_amount=700, effective_date=days(-1), recorded_at=end_of_day(days(-1)),
    )  # fmt: skip
    found = reading_of(customer)
    assert (found["covered"], found["max_dpd"]) == (0, 100)


def test_unused_payments_cover_what_is_not_disputed() -> None:
    customer, oldest = a_late_payer()
    dispute(customer, 600, oldest)
    make_payment(customer, 300, received_date=days(-3))
    found = reading_of(customer)
    assert (found["covered"], found["disputed"], found["overdue_ratio"]) == (300, 600, 10)


def test_the_rest_of_a_payment_that_was_used_covers_nothing() -> None:
    customer, _oldest = a_late_payer()
    small = bill(customer, 100, issued=-20, due=10)
    make_payment(customer, 900, invoices=[small], received_date=days(-3))
    found = reading_of(customer)
    assert (found["unallocated"], found["covered"], found["max_dpd"]) == (800, 0, 100)


def test_unused_money_of_unknown_worth_leaves_open_what_is_late() -> None:
    customer, _oldest = a_late_payer()
    make_payment(customer, 1, currency="EUR", received_date=days(-3))
    found = reading_of(customer)
    assert found["covered"] is None
    assert [code for code in PENALTIES if found[code] is not None] == []


BILLS = st.tuples(st.integers(1, 900), st.integers(-400, -1), st.integers(0, 90), st.booleans())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(BILLS, min_size=1, max_size=9), st.integers(0, 8), st.integers(1, 900),
       st.integers(0, 2000))  # fmt: skip
def test_neither_a_dispute_nor_money_ever_makes_a_figure_worse(db, bills, which, amount, cash):
    customer = make_customer()
    invoices = []
    for worth, issued, term, is_paid in bills:
        invoices.append(bill(customer, worth, issued=issued, due=issued + term))
        if is_paid:
            make_payment(customer, invoices=[invoices[-1]], received_date=DAY)
    before = reading_of(customer)
    dispute(customer, amount, invoices[which % len(invoices)])
    disputed = reading_of(customer)
    if cash:
        make_payment(customer, cash, received_date=DAY)
    covered = reading_of(customer)
    for code in PENALTIES:
        for earlier, later in ((before, disputed), (disputed, covered)):
            # an outcome that is open again may leave too few of them
            assert later[code] is None or later[code] <= earlier[code], code
    assert covered["exposure"] == before["exposure"]


UNSURE = st.tuples(st.integers(1, 900), st.integers(-90, -31), st.booleans())
HOLDS = st.tuples(st.integers(0, 8), st.integers(1, 900), st.booleans())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(UNSURE, min_size=1, max_size=7),
    st.lists(HOLDS, max_size=3),
    st.lists(HOLDS, max_size=2),
)
def test_a_figure_is_a_number_only_if_no_rate_of_what_is_held_back_could_make_it_another(
    db, bills, disputes, cash
):
    customer = make_customer()
    invoices = [
        bill(customer, worth, issued=issued, due=issued + 30,
             base_amount=Decimal(worth) if is_known else None)
        for worth, issued, is_known in bills
    ]  # fmt: skip
    for which, amount, is_known in disputes:
        dispute(customer, amount, invoices[which % len(invoices)], currency="EUR",
                base_amount=amount if is_known else None)  # fmt: skip
    for _, amount, is_known in cash:
        make_payment(customer, amount, currency="EUR", received_date=DAY,
                     base_amount=Decimal(amount) if is_known else None)  # fmt: skip
    found = reading_of(customer)
    rows = [customer.invoices, customer.payments,
            KINDS["disputes"].model._default_manager.filter(customer=customer)]  # fmt: skip
    unknown = [list(each.filter(base_amount=None).values_list("pk", flat=True)) for each in rows]
    for rate in (1, 3000):
        for each, ids in zip(rows, unknown, strict=True):
            each.filter(pk__in=ids).update(base_amount=F("amount") * rate)
        known = reading_of(customer)
        for code in (*PENALTIES, "disputed", "covered"):
            assert found[code] is None or found[code] == known[code], code


# --- seasons ---


def a_buyer(first: dt.date, *, aprils: tuple[int, ...]) -> Customer:
    """1,000 on the 20th of each month since then; in April of 2024, 2025 and 2026 as told."""
    customer = make_customer()
    day = first.replace(day=20)
    while day <= DAY:
        amount = aprils[day.year - 2024] if day.month == 4 else 1000
        make_invoice(customer, amount, invoice_date=day)
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=20)
    return customer


def test_a_surge_of_each_spring_is_none() -> None:
    assert reading_of(a_buyer(dt.date(2024, 3, 1), aprils=(3000, 3000, 3000)))["invoice_surge"] == 0


def test_three_times_the_usual_april_is_the_same_surge_whatever_april_is() -> None:
    usual = reading_of(a_buyer(dt.date(2024, 3, 1), aprils=(1000, 1000, 3000)))["invoice_surge"]
    spring = reading_of(a_buyer(dt.date(2024, 3, 1), aprils=(2000, 2000, 6000)))["invoice_surge"]
    assert usual == spring == Decimal("26.9796")  # (3000 − 1000) ÷ (1.4826 × 50)


def test_less_than_two_years_know_no_season() -> None:
    surge = reading_of(a_buyer(dt.date(2024, 4, 1), aprils=(1000, 3000, 3000)))["invoice_surge"]
    assert surge > 20


def test_an_unknown_amount_of_the_two_years_leaves_the_season_unknown() -> None:
    customer = a_buyer(dt.date(2024, 3, 1), aprils=(1000, 1000, 3000))
    make_invoice(customer, 5, invoice_date=dt.date(2024, 9, 9), currency="EUR")
    assert reading_of(customer)["invoice_surge"] is None
