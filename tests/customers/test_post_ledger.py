from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from customers.models import (
    Allocation,
    AllocationRevision,
    Customer,
    CustomerChange,
    ExchangeRate,
    Invoice,
    InvoiceRevision,
    Payment,
    PaymentRevision,
)
from customers.services import (
    AllocationRow,
    InvoiceRow,
    PaymentRow,
    post_invoices,
    post_payments,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event, EventPayload
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
ROW = InvoiceRow("N1", "I1", dt.date(2026, 1, 1), Decimal(100), "USD", dt.date(2026, 2, 1))
PAY = PaymentRow("N1", "P1", dt.date(2026, 2, 3), Decimal(100), "USD")


@pytest.fixture
def customer(db: None) -> Customer:
    return make_customer("N1")


@pytest.mark.usefixtures("customer")
def test_the_same_invoice_again_writes_nothing(risk_officer: User) -> None:
    assert [r.outcome for r in post_invoices([ROW], by=risk_officer, at=NOW)] == ["created"]
    before = Invoice.objects.values().get()
    events, changes = Event.objects.count(), CustomerChange.objects.count()
    assert [r.outcome for r in post_invoices([ROW], by=risk_officer, at=LATER)] == ["unchanged"]
    assert Invoice.objects.values().get() == before
    assert not InvoiceRevision.objects.exists()
    assert (Event.objects.count(), CustomerChange.objects.count()) == (events, changes)


@pytest.mark.usefixtures("customer")
def test_a_changed_invoice_keeps_its_past(risk_officer: User) -> None:
    post_invoices([ROW], by=risk_officer, at=NOW)
    [result] = post_invoices([replace(ROW, amount=Decimal(120))], by=risk_officer, at=LATER)
    assert result.outcome == "changed"
    now, past = Invoice.objects.get(), InvoiceRevision.objects.get()
    assert (now.amount, now.recorded_at) == (120, LATER)
    assert (past.amount, past.recorded_at, past.superseded_at) == (100, NOW, LATER)
    assert now.base_amount == 120


@pytest.mark.usefixtures("customer")
def test_two_changes_at_one_moment_are_two_states(risk_officer: User) -> None:
    for amount in (100, 110, 120):
        post_invoices([replace(ROW, amount=Decimal(amount))], by=risk_officer, at=NOW)
    assert InvoiceRevision.objects.count() == 2


@pytest.mark.usefixtures("customer")
def test_a_known_due_date_stays_when_a_row_lacks_it(risk_officer: User) -> None:
    post_invoices([ROW], by=risk_officer, at=NOW)
    [result] = post_invoices([replace(ROW, due_date=None)], by=risk_officer, at=LATER)
    assert result.outcome == "unchanged"


@pytest.mark.usefixtures("customer")
def test_a_date_past_the_known_due_date_is_refused(risk_officer: User) -> None:
    post_invoices([ROW], by=risk_officer, at=NOW)
    late = replace(ROW, invoice_date=dt.date(2026, 2, 2), due_date=None)
    [result] = post_invoices([late], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "due_too_early")


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": Decimal(0)}, "bad_amount"),
        ({"amount": Decimal("1.001")}, "bad_amount"),
        ({"amount": Decimal("NaN")}, "bad_amount"),
        ({"due_date": dt.date(2025, 1, 1)}, "due_too_early"),
        ({"invoice_date": dt.date(2026, 3, 4), "due_date": None}, "in_future"),
        ({"invoice_date": dt.date.max, "due_date": None}, "in_future"),
        ({"currency": "usd"}, "bad_currency"),
        ({"number": " "}, "bad_text"),
        ({"customer": "nobody"}, "unknown_customer"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_in(
    risk_officer: User, wrong: dict[str, object], code: str
) -> None:
    rows = [replace(ROW, **wrong), replace(ROW, number="I2")]  # type: ignore[arg-type]
    results = post_invoices(rows, by=risk_officer, at=NOW)
    assert [(r.outcome, r.code) for r in results] == [("refused", code), ("created", "")]
    assert results[0].reason
    assert Invoice.objects.get().number == "I2"


@pytest.mark.usefixtures("customer")
def test_a_row_named_twice_in_one_call_is_refused(risk_officer: User) -> None:
    results = post_invoices([ROW, ROW], by=risk_officer, at=NOW)
    assert [r.outcome for r in results] == ["created", "refused"]


def test_customers_out_of_reach_are_unknown(outsider: User, account_manager: User) -> None:
    make_customer("N1", manager=account_manager, team=account_manager.team)
    [result] = post_invoices([ROW], by=outsider, at=NOW)
    assert result.code == "unknown_customer"
    [result] = post_invoices([ROW], by=account_manager, at=NOW)
    assert result.outcome == "created"


def test_too_many_rows_are_refused_at_once(risk_officer: User) -> None:
    with pytest.raises(Refused):
        post_invoices([ROW] * 1001, by=risk_officer, at=NOW)


@pytest.mark.usefixtures("customer")
def test_a_thousand_rows_take_as_many_queries_as_one(
    risk_officer: User, django_assert_max_num_queries: object
) -> None:
    rows = [replace(ROW, number=f"I{n}") for n in range(1000)]
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        post_invoices(rows, by=risk_officer, at=NOW)
    assert Invoice.objects.count() == 1000


@pytest.mark.usefixtures("customer")
def test_money_is_converted_by_the_rate_of_its_day(risk_officer: User) -> None:
    for day, rate in ((dt.date(2025, 12, 1), "0.14"), (dt.date(2026, 1, 15), "0.15")):
        ExchangeRate.objects.create(
            currency="CNY", effective_date=day, rate=Decimal(rate), recorded_at=NOW
        )
    rows = [
        replace(ROW, currency="CNY", amount=Decimal("10.04")),
        replace(ROW, number="I2", currency="CNY", invoice_date=dt.date(2026, 1, 20)),
        replace(ROW, number="I3", currency="CNY", invoice_date=dt.date(2025, 1, 20)),
    ]
    post_invoices(rows, by=risk_officer, at=NOW)
    values = Invoice.objects.order_by("number").values_list("base_amount", flat=True)
    assert list(values) == [Decimal("1.41"), Decimal("15.00"), None]


@pytest.mark.usefixtures("customer")
def test_a_day_ahead_is_left_to_time_zones_and_no_more(risk_officer: User) -> None:
    tomorrow = NOW.date() + dt.timedelta(days=1)
    invoice = replace(ROW, invoice_date=tomorrow, due_date=None)
    [result] = post_invoices([invoice], by=risk_officer, at=NOW)
    assert result.outcome == "created"
    days = (tomorrow, tomorrow + dt.timedelta(days=1))
    rows = [replace(PAY, source_key=str(day), received_date=day) for day in days]
    results = post_payments(rows, by=risk_officer, at=NOW)
    assert [(r.outcome, r.code) for r in results] == [("created", ""), ("refused", "in_future")]
    assert results[1].field == "received_date"


def test_a_payment_settles_invoices(customer: Customer, risk_officer: User) -> None:
    make_invoice(customer, "60", number="I1")
    make_invoice(customer, "80", number="I2")
    parts = (AllocationRow("I1", Decimal(60)), AllocationRow("I2", Decimal(40)))
    row = replace(PAY, allocations=parts)
    assert post_payments([row], by=risk_officer, at=NOW)[0].outcome == "created"
    assert sorted(Allocation.objects.values_list("amount", flat=True)) == [40, 60]
    assert post_payments([row], by=risk_officer, at=LATER)[0].outcome == "unchanged"
    assert not AllocationRevision.objects.exists()
    assert not PaymentRevision.objects.exists()


def test_an_allocation_left_out_is_taken_back_and_kept(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "60", number="I1")
    row = replace(PAY, allocations=(AllocationRow("I1", Decimal(60)),))
    post_payments([row], by=risk_officer, at=NOW)
    [result] = post_payments([replace(row, allocations=())], by=risk_officer, at=LATER)
    assert result.outcome == "changed"
    assert Allocation.objects.get().amount == 0
    assert AllocationRevision.objects.get().amount == 60


def test_a_row_that_says_nothing_of_allocations_leaves_them(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "60", number="I1")
    post_payments(
        [replace(PAY, allocations=(AllocationRow("I1", Decimal(60)),))], by=risk_officer, at=NOW
    )
    post_payments([replace(PAY, payer="X")], by=risk_officer, at=LATER)
    assert Allocation.objects.get().amount == 60


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((AllocationRow("I9", Decimal(1)),), "unknown_invoice"),
        ((AllocationRow("I1", Decimal(61)),), "over_allocated"),
        ((AllocationRow("I1", Decimal(60)), AllocationRow("I2", Decimal(41))), "over_spent"),
    ],
)
def test_a_payment_cannot_give_what_is_not_there(
    customer: Customer, risk_officer: User, parts: tuple[AllocationRow, ...], code: str
) -> None:
    make_invoice(customer, "60", number="I1")
    make_invoice(customer, "80", number="I2")
    [result] = post_payments([replace(PAY, allocations=parts)], by=risk_officer, at=NOW)
    assert (result.outcome, result.code) == ("refused", code)
    assert not Payment.objects.exists()


def test_two_payments_of_one_call_cannot_both_settle_an_invoice(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "60", number="I1")
    row = replace(PAY, allocations=(AllocationRow("I1", Decimal(60)),))
    results = post_payments([row, replace(row, source_key="P2")], by=risk_officer, at=NOW)
    assert [r.outcome for r in results] == ["created", "refused"]


def test_an_invoice_cannot_shrink_below_what_is_settled(
    customer: Customer, risk_officer: User
) -> None:
    invoice = make_invoice(customer, "100", number="I1")
    make_payment(customer, invoices=[invoice])
    [result] = post_invoices([replace(ROW, amount=Decimal(90))], by=risk_officer, at=NOW)
    assert (result.outcome, result.code) == ("refused", "settled_more")


def test_an_invoice_that_payments_settle_keeps_its_currency(
    customer: Customer, risk_officer: User
) -> None:
    post_invoices([ROW], by=risk_officer, at=NOW)
    row = replace(PAY, amount=Decimal(60), allocations=(AllocationRow("I1", Decimal(60)),))
    post_payments([row], by=risk_officer, at=NOW)
    other = replace(ROW, amount=Decimal(700), currency="CNY")
    [result] = post_invoices([other], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "settled_in_currency")
    assert (result.field, "USD" in result.reason) == ("currency", True)
    assert (Invoice.objects.get().currency, Allocation.objects.get().amount) == ("USD", 60)
    post_payments([replace(row, allocations=())], by=risk_officer, at=LATER)
    assert post_invoices([other], by=risk_officer, at=LATER)[0].outcome == "changed"


def test_allocations_follow_the_value_of_their_invoice(
    customer: Customer, risk_officer: User
) -> None:
    for day, rate in ((dt.date(2025, 1, 1), "1.1"), (dt.date(2026, 1, 1), "1.2")):
        ExchangeRate.objects.create(
            currency="EUR", effective_date=day, rate=Decimal(rate), recorded_at=NOW
        )
    early = replace(ROW, currency="EUR", invoice_date=dt.date(2025, 12, 31))
    post_invoices([early], by=risk_officer, at=NOW)
    part = (AllocationRow("I1", Decimal(50)),)
    post_payments([replace(PAY, currency="EUR", allocations=part)], by=risk_officer, at=NOW)
    post_invoices([replace(early, invoice_date=dt.date(2026, 1, 1))], by=risk_officer, at=LATER)
    assert Allocation.objects.get().base_amount == Decimal("60.00")
    assert AllocationRevision.objects.get().base_amount == Decimal("55.00")


def test_a_corrected_payment_takes_what_it_settles_along(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "100", number="I1")
    parts = (AllocationRow("I1", Decimal(100)),)
    post_payments([replace(PAY, allocations=parts)], by=risk_officer, at=NOW)
    late = replace(PAY, received_date=dt.date(2026, 3, 2), amount=Decimal(120))
    assert post_payments([late], by=risk_officer, at=LATER)[0].outcome == "changed"
    now, past = Allocation.objects.get(), AllocationRevision.objects.get()
    assert (now.amount, now.effective_date) == (100, dt.date(2026, 3, 2))
    assert (past.effective_date, past.superseded_at) == (dt.date(2026, 2, 3), LATER)


def test_a_correction_below_what_a_payment_settles_is_refused(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "100", number="I1")
    parts = (AllocationRow("I1", Decimal(100)),)
    post_payments([replace(PAY, allocations=parts)], by=risk_officer, at=NOW)
    smaller = replace(PAY, amount=Decimal(10))
    [result] = post_payments([smaller], by=risk_officer, at=LATER)
    assert (result.outcome, result.code, result.field) == ("refused", "over_spent", "amount")
    assert "allocations" in result.reason
    assert Payment.objects.get().amount == 100
    [result] = post_payments([replace(smaller, allocations=())], by=risk_officer, at=LATER)
    assert result.outcome == "changed"
    assert Allocation.objects.get().amount == 0


@pytest.mark.parametrize(
    ("amount", "outcome"), [("15000", "created"), ("14300", "created"), ("14000", "refused")]
)
def test_across_currencies_a_payment_is_compared_by_the_rates_of_its_day(
    customer: Customer, risk_officer: User, amount: str, outcome: str
) -> None:
    for day, rate in ((dt.date(2025, 1, 1), "0.02"), (dt.date(2026, 2, 1), "0.00666667")):
        ExchangeRate.objects.create(
            currency="JPY", effective_date=day, rate=Decimal(rate), recorded_at=NOW
        )
    make_invoice(customer, "100", number="I1")
    row = replace(
        PAY,
        amount=Decimal(amount),
        currency="JPY",
        allocations=(AllocationRow("I1", Decimal(100)),),
    )
    [result] = post_payments([row], by=risk_officer, at=NOW)
    assert (result.outcome, bool(result.reason)) == (outcome, outcome == "refused")


@pytest.mark.parametrize("latest_first", [True, False])
def test_of_two_rates_for_a_day_the_one_recorded_last_compares(
    customer: Customer, risk_officer: User, latest_first: bool
) -> None:
    rates = [("0.0001", NOW - dt.timedelta(days=9)), ("0.01", NOW - dt.timedelta(days=8))]
    for rate, recorded_at in reversed(rates) if latest_first else rates:
        ExchangeRate.objects.create(
            currency="JPY",
            effective_date=dt.date(2026, 1, 1),
            rate=Decimal(rate),
            recorded_at=recorded_at,
        )
    with connection.cursor() as cursor:  # an index may happen to give them in the right order
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
    make_invoice(customer, "100", number="I1")
    parts = (AllocationRow("I1", Decimal(100)),)
    row = replace(PAY, amount=Decimal(10_000), currency="JPY", allocations=parts)
    [result] = post_payments([row], by=risk_officer, at=NOW)
    assert result.outcome == "created", result.reason


def test_without_a_rate_nothing_is_settled_across_currencies(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "1000000", number="I1")
    parts = (AllocationRow("I1", Decimal(1000000)),)
    row = replace(PAY, amount=Decimal(1), currency="JPY", allocations=parts)
    [result] = post_payments([row], by=risk_officer, at=NOW)
    assert (result.outcome, result.code) == ("refused", "no_rate")
    assert "JPY" in result.reason


def latest_event() -> tuple[Event, dict[str, Any]]:
    payload = EventPayload.objects.select_related("event").latest("pk")
    return payload.event, json.loads(payload.body)


def test_the_event_of_posted_invoices_says_what_changed_from_what(
    customer: Customer, risk_officer: User
) -> None:
    post_invoices([ROW, replace(ROW, number="I2")], by=risk_officer, at=NOW)
    changed = replace(ROW, amount=Decimal(120), due_date=None)
    rows = [changed, replace(ROW, number="I2"), replace(ROW, number="I3", due_date=None)]
    post_invoices(rows, by=risk_officer, at=LATER)
    event, body = latest_event()
    assert (event.object_kind, event.object_id) == ("customer", str(customer.pk))
    assert event.customer_id == customer.pk
    assert body["before"] == {"I1": {"amount": "100.00"}}
    assert body["after"] == {
        "I1": {"amount": "120.00"},
        "I3": {"invoice_date": "2026-01-01", "amount": "100.00", "currency": "USD"},
    }
    assert body["facts"] == {"changed": 1, "unchanged": 1, "created": 1}


def test_the_event_of_posted_payments_says_what_they_settle(
    customer: Customer, risk_officer: User
) -> None:
    make_invoice(customer, "60", number="I1")
    make_invoice(customer, "60", number="I2")
    row = replace(PAY, allocations=(AllocationRow("I1", Decimal(60)),))
    post_payments([row], by=risk_officer, at=NOW)
    assert latest_event()[1]["after"]["P1"]["allocations"] == {"I1": "60.00"}
    other = (AllocationRow("I1", Decimal(20)), AllocationRow("I2", Decimal(40)))
    post_payments([replace(row, allocations=other)], by=risk_officer, at=LATER)
    body = latest_event()[1]
    assert body["before"] == {"P1": {"allocations": {"I1": "60.00"}}}
    assert body["after"] == {"P1": {"allocations": {"I1": "20.00", "I2": "40.00"}}}


def test_the_event_of_rows_of_several_customers_names_them(
    customer: Customer, risk_officer: User
) -> None:
    make_customer("N2")
    post_invoices([ROW, replace(ROW, customer="N2")], by=risk_officer, at=NOW)
    event, body = latest_event()
    assert (event.object_kind, event.customer_id) == ("user", None)
    assert set(body["after"]) == {"N1 / I1", "N2 / I1"}
