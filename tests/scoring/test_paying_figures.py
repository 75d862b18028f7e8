"""Promises, returns, habits of paying, large transactions: edges, and as they were known."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from customers.models import Customer, CustomerRevision, FactRevision, Payment, PaymentRevision
from customers.records import KINDS
from riskcrm.web.today import end_of_day
from scoring.figure_rows import indicator_rows
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db
LATER = end_of_day(DAY) + dt.timedelta(microseconds=1)
numbers = itertools.count(1)


def fact(customer: Customer, code: str, *, on: int, amount: int = 100, **said: Any) -> Any:
    said.setdefault("recorded_at", end_of_day(days(on)))
    return KINDS[code].model._default_manager.create(
        customer=customer, source_key=f"F-{next(numbers)}", amount=amount,
        currency=settings.BASE_CURRENCY,
        base_amount=amount, effective_date=days(on), **said,
    )  # fmt: skip


def promise(customer: Customer, outcome: str, *, pay_by: int, on: int = -200, **said: Any) -> Any:
    return fact(customer, "promises", on=on, promised_date=days(pay_by), outcome=outcome, **said)


def money(customer: Customer, amount: Any = 100, *, on: int, **fields: Any) -> Payment:
    return make_payment(customer, amount, received_date=days(on), **fields)


def figure(customer: Customer, code: str, **when: Any) -> Any:
    return reading_of(customer, **when)[code]


def rows_of(customer: Customer, code: str) -> list[dict[str, Any]]:
    return indicator_rows(customer, code, as_of=DAY, known_at=end_of_day(DAY))


# --- promises ---


def test_broken_promises_of_those_whose_time_is_over() -> None:
    customer = make_customer()
    promise(customer, "broken", pay_by=-3)
    assert figure(customer, "broken_promises") is None  # one says nothing
    promise(customer, "kept", pay_by=-100)
    promise(customer, "open", pay_by=-50)
    promise(customer, "withdrawn", pay_by=-50)
    assert figure(customer, "broken_promises") == 50
    assert len(rows_of(customer, "broken_promises")) == 2


@pytest.mark.parametrize(
    ("pay_by", "counts"),
    [
        (dt.date(2025, 11, 6), False),  # six months ago to the day
        (dt.date(2025, 11, 7), True),
        (days(-3), True),
        (days(-2), False),  # its two days are not over
    ],
)
def test_promises_count_from_the_third_day_after_theirs_for_six_months(
    pay_by: dt.date, counts: bool
) -> None:
    customer = make_customer()
    promise(customer, "kept", pay_by=-10)
    promise(customer, "kept", pay_by=-11)
    promise(customer, "broken", pay_by=(pay_by - DAY).days)
    assert (figure(customer, "broken_promises") > 0) is counts


def test_promises_are_read_as_they_were_known() -> None:
    customer = make_customer()
    promise(customer, "kept", pay_by=-40)
    promise(customer, "kept", pay_by=-40, recorded_at=LATER)
    judged = promise(customer, "broken", pay_by=-30)
    void = promise(customer, "broken", pay_by=-30, is_void=True)
    assert figure(customer, "broken_promises") == 50
    kind = KINDS["promises"]
    former = {f.column: getattr(judged, f.attname) for f in kind.model._meta.concrete_fields}
    FactRevision.objects.create(
        customer=customer, kind=kind.name, fact_id=judged.pk, former=former,
        recorded_at=judged.recorded_at, superseded_at=LATER,
    )  # fmt: skip
    judged.outcome, judged.recorded_at = "kept", LATER
    judged.save()
    assert figure(customer, "broken_promises") == 50
    assert figure(customer, "broken_promises", known_at=LATER) == 0
    assert void.pk not in [row["id"] for row in rows_of(customer, "broken_promises")]


# --- returned payments ---


def test_payments_returned_are_counted_once_whether_the_book_has_the_payment_or_not() -> None:
    customer = make_customer()
    payments = [money(customer, on=-20 * n) for n in range(1, 5)]
    fact(customer, "dishonoured-payments", on=-10, payment=payments[0])
    assert figure(customer, "dishonoured_count") == 1
    assert figure(customer, "dishonoured_ratio") is None  # four attempts
    fact(customer, "dishonoured-payments", on=-9)
    found = reading_of(customer)
    assert (found["dishonoured_count"], found["dishonoured_ratio"]) == (2, 40)
    assert len(rows_of(customer, "dishonoured_ratio")) == 5
    assert len(rows_of(customer, "dishonoured_count")) == 2


def test_without_attempts_nothing_is_known_of_returns_and_with_them_none_is_zero() -> None:
    customer = make_customer()
    year_ago = (DAY.replace(year=2025) - DAY).days
    money(customer, on=year_ago)
    assert figure(customer, "dishonoured_count") is None
    money(customer, on=year_ago + 1)
    assert figure(customer, "dishonoured_count") == 0


def test_a_return_told_later_or_of_a_later_day_changes_no_digit() -> None:
    customer = make_customer()
    payments = [money(customer, on=-20 * n) for n in range(1, 6)]
    fact(customer, "dishonoured-payments", on=-10, payment=payments[0], recorded_at=LATER)
    fact(customer, "dishonoured-payments", on=1, payment=payments[1])
    fact(customer, "dishonoured-payments", on=-5, payment=payments[2], is_void=True)
    assert figure(customer, "dishonoured_ratio") == 0
    assert figure(customer, "dishonoured_ratio", known_at=LATER) == 20


def test_what_the_bank_gave_back_is_no_cash() -> None:
    customer = make_customer()
    given_back, partly = money(customer, 300, on=-20), money(customer, 200, on=-20)
    assert reading_of(customer)["unallocated"] == 500
    fact(customer, "dishonoured-payments", on=-10, amount=300, payment=given_back)
    fact(customer, "dishonoured-payments", on=-10, amount=50, payment=partly)
    assert reading_of(customer)["unallocated"] == 150
    assert reading_of(customer, as_of=days(-11))["unallocated"] == 500


# --- the way of paying ---


def test_changes_of_method_and_account_between_one_payment_and_the_next() -> None:
    customer = make_customer()
    ways = [("transfer", ""), ("unknown", ""), ("card", "DE 12"), ("card", "de-12"),
            ("card", "FR 7"), ("cash", "FR 7")]  # fmt: skip
    for n, (method, payer) in enumerate(ways):
        money(customer, on=n - 20, method=method, payer=payer)
    assert figure(customer, "payment_method_changes") == 2
    assert [row["is_change"] for row in rows_of(customer, "payment_method_changes")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_changes_are_counted_among_the_latest_twelve_payments() -> None:
    customer = make_customer()
    for n in range(14):
        money(customer, on=n - 20, method="cash" if n < 2 else "card")
    assert figure(customer, "payment_method_changes") == 0
    assert figure(customer, "payment_method_changes", as_of=days(-8)) == 1
    assert len(rows_of(customer, "payment_method_changes")) == 12


def test_changes_are_unknown_while_fewer_than_three_payments_tell_their_way() -> None:
    customer = make_customer()
    for n in range(5):
        money(customer, on=n - 20, method="card" if n < 2 else "unknown")
    assert figure(customer, "payment_method_changes") is None


def test_a_method_corrected_later_is_seen_only_later() -> None:
    customer = make_customer()
    for n in range(3):
        payment = money(customer, on=n - 20, method="card")
    PaymentRevision.objects.create(
        payment=payment, customer=customer, superseded_at=LATER,
        **{n: getattr(payment, n) for n in
           ("received_date", "amount", "currency", "base_amount", "method", "payer",
            "recorded_at")},
    )  # fmt: skip
    payment.method, payment.recorded_at = "cash", LATER
    payment.save()
    money(customer, on=-1, method="cheque", recorded_at=LATER)
    assert figure(customer, "payment_method_changes") == 0
    assert figure(customer, "payment_method_changes", known_at=LATER) == 2


# --- large transactions ---


def payments_before(customer: Customer, *amounts: Any) -> None:
    for n, amount in enumerate(amounts):
        money(customer, amount, on=-90 - 10 * n)


@pytest.mark.parametrize(
    ("usual", "amount", "count"),
    [
        ((1000,) * 5, 50_000, 0),  # not above the fixed limit
        ((1000,) * 5, "50000.01", 1),
        ((20_000,) * 5, 60_000, 0),  # three times the average
        ((20_000,) * 5, "60000.01", 1),
        ((1000, 1000, 1000, 1000, 70_000), 70_000, 0),  # there was one as large
        ((1000, 1000, 1000, 1000, 70_000), "70000.01", 1),
    ],
)
def test_a_payment_is_large_above_limit_average_and_percentile(
    usual: tuple[int, ...], amount: Any, count: int
) -> None:
    customer = make_customer()
    payments_before(customer, *usual)
    money(customer, amount, on=-89)
    assert figure(customer, "large_transactions") == count
    assert sum(row["is_large"] for row in rows_of(customer, "large_transactions")) == count


def test_orders_are_compared_with_orders_and_cancelled_ones_with_none() -> None:
    customer = make_customer()
    payments_before(customer, *[200_000] * 5)
    for n in range(5):
        fact(customer, "orders", on=-90 - n, amount=1000)
    fact(customer, "orders", on=0, amount=60_000)
    fact(customer, "orders", on=-1, amount=90_000, state="cancelled")
    fact(customer, "orders", on=1, amount=90_000)
    fact(customer, "orders", on=-1, amount=90_000, recorded_at=LATER)
    assert figure(customer, "large_transactions") == 1
    assert figure(customer, "large_transactions", known_at=LATER) == 2


def test_large_is_unknown_without_a_habit_or_a_rate() -> None:
    customer = make_customer()
    payments_before(customer, *[100] * 4)
    assert figure(customer, "large_transactions") is None
    money(customer, 100, on=-500)  # too old for a habit: it begins twelve months before
    assert figure(customer, "large_transactions") is None
    payments_before(customer, 100)
    assert figure(customer, "large_transactions") == 0
    money(customer, 100, on=-3, currency="EUR")
    assert figure(customer, "large_transactions") is None


def test_one_in_a_hundred_may_have_been_as_large() -> None:
    customer = make_customer()
    for amount in (*[100] * 98, 60_000, 80_000):
        money(customer, amount, on=-100)
    money(customer, "60000.01", on=-1)
    money(customer, "60000.00", on=-1)
    assert figure(customer, "large_transactions") == 1


# --- unusual payments ---


def signs(customer: Customer, **when: Any) -> Any:
    return figure(customer, "payment_anomalies", **when)


def plain(customer: Customer, count: int = 4, **fields: Any) -> None:
    for n in range(count):
        money(customer, 100, on=-10 * n - 40, **fields)


def test_signs_are_unknown_below_three_payments_of_the_year() -> None:
    customer = make_customer()
    plain(customer, 2)
    money(customer, on=-366)
    assert signs(customer) is None
    money(customer, on=-5)
    assert signs(customer) == 0


def test_a_fifth_of_payments_from_other_accounts_is_a_sign() -> None:
    customer = make_customer(bank_account="00 123-456")
    plain(customer, 5, payer="00123456")
    money(customer, on=-1, payer="00999999")
    money(customer, on=-1, payer="A name says nothing")
    assert signs(customer) == 0  # one of six
    money(customer, on=-1, payer="00999999")
    assert signs(customer) == 1
    assert sum(bool(row["is_of_others"]) for row in rows_of(customer, "payment_anomalies")) == 2


def test_an_account_that_the_customer_had_once_or_that_nobody_told_is_no_others() -> None:
    customer = make_customer(bank_account="00999999")
    plain(customer, payer="00123456")
    assert signs(customer) == 1
    CustomerRevision.objects.create(
        customer=customer, version=1, former={"bank_account": "00123456"},
        superseded_at=end_of_day(days(-5)), changed_by="", cause="",
    )  # fmt: skip
    assert signs(customer) == 0
    assert signs(make_customer_paid_by("00123456")) == 0


def make_customer_paid_by(payer: str, **fields: Any) -> Customer:
    customer = make_customer(**fields)
    plain(customer, payer=payer)
    return customer


def test_the_account_is_the_one_that_was_known_then() -> None:
    customer = make_customer_paid_by("00123456", bank_account="00123456")
    CustomerRevision.objects.create(
        customer=customer, version=1, former={"bank_account": "00777777"}, superseded_at=LATER,
        changed_by="", cause="",
    )  # fmt: skip
    assert signs(customer) == 1
    assert signs(customer, known_at=LATER) == 0


def test_an_iban_of_another_country_is_a_sign() -> None:
    iban = "GB00 AAAA 1111 2222 33"
    assert signs(make_customer_paid_by(iban, country="CN")) == 1
    assert signs(make_customer_paid_by(iban, country="GB")) == 0
    assert signs(make_customer_paid_by(iban)) == 0  # the customer's country is not known
    moved = make_customer_paid_by(iban, country="GB")
    CustomerRevision.objects.create(
        customer=moved, version=1, former={"country": "CN"}, superseded_at=LATER, changed_by="",
        cause="",
    )  # fmt: skip
    assert (signs(moved), signs(moved, known_at=LATER)) == (1, 0)


@pytest.mark.parametrize(
    ("paid", "owed", "sign"),
    [(11_000, 10_000, 1), (10_999, 10_000, 0), (1_499, 500, 0), (21_000, 20_000, 0)],
)
def test_a_payment_that_exceeds_what_it_settles_is_a_sign(paid: int, owed: int, sign: int) -> None:
    customer = make_customer()
    plain(customer)
    invoice = make_invoice(customer, owed, invoice_date=days(-60))
    make_payment(customer, paid, invoices=[invoice], received_date=days(-30))
    assert signs(customer) == sign


def test_money_in_advance_is_no_sign() -> None:
    customer = make_customer()
    plain(customer)
    money(customer, 30_300, on=-5)
    assert signs(customer) == 0


@pytest.mark.parametrize(
    ("amounts", "span", "sign"),
    [
        ((20_000, 20_000, 10_000), 6, 1),
        ((20_000, 20_000, 10_000), 7, 0),  # more than a week
        ((20_000, 20_000, 9_000), 6, 0),  # together below what is large
        ((20_000, 20_500, 20_000), 6, 0),  # not round
        ((50_000, 20_000, 20_000), 6, 0),  # one is not below it
    ],
)
def test_round_payments_that_are_large_together_are_a_sign(
    amounts: tuple[int, ...], span: int, sign: int
) -> None:
    customer = make_customer()
    for amount, day in zip(amounts, (0, 1, span), strict=True):
        money(customer, amount, on=day - 30)
    assert signs(customer) == sign


@pytest.mark.parametrize(("silence", "within", "sign"), [(180, 29, 1), (179, 29, 0), (180, 30, 0)])
def test_payments_after_a_long_silence_are_a_sign(silence: int, within: int, sign: int) -> None:
    customer = make_customer()
    money(customer, on=-60 - silence)
    for day in (0, 3, within):
        money(customer, on=day - 60)
    assert signs(customer) == sign


def test_signs_are_unknown_where_a_rate_is() -> None:
    customer = make_customer()
    plain(customer)
    money(customer, on=-2, currency="EUR")
    assert signs(customer) is None


def test_payments_of_later_days_change_no_sign() -> None:
    customer = make_customer(bank_account="00123456")
    plain(customer, payer="00123456")
    for _ in range(3):
        money(customer, 40_000, on=1, payer="00999999")
        money(customer, 40_000, on=-1, payer="00999999", recorded_at=LATER)
    assert signs(customer) == 0
    assert signs(customer, known_at=LATER) == 2
    assert Decimal(signs(customer, as_of=days(1), known_at=LATER)) == 2
