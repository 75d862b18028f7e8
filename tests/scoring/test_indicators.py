"""The indicators against golden numbers, below their minimum, and as of a past day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Allocation, AllocationRevision, InvoiceRevision
from riskcrm.web.today import end_of_day
from scoring.cards import expert as expert_card
from scoring.cards.value import evaluate
from scoring.indicators import AGEING, FIGURES, INDICATORS, READING_STEPS
from scoring.models import Reading
from tests.factories import make_customer, make_invoice, make_payment, make_terms
from tests.scoring.book import DAY, days, reading_of, readings_of

pytestmark = pytest.mark.django_db


def bill(customer, amount, *, issued, due, paid=None, **fields):
    """An invoice issued and due so many days from DAY, and its payment if there is one."""
    invoice = make_invoice(
        customer, amount, invoice_date=days(issued), due_date=days(due), **fields
    )
    if paid is not None:
        make_payment(customer, invoices=[invoice], received_date=days(paid))
    return invoice


def test_a_reading_has_a_column_for_each_indicator_and_figure():
    columns = {field.name for field in Reading._meta.get_fields()} - {"customer"}
    assert columns >= {"as_of", "known_at", *INDICATORS, *FIGURES}


def test_no_two_families_call_a_step_the_same():
    names = [name for name, _sql in READING_STEPS]
    assert len(set(names)) == len(names)


def test_days_sales_outstanding_and_delinquent():
    customer = make_customer()
    bill(customer, "600000", issued=-10, due=20)
    bill(customer, "300000", issued=-60, due=-30)
    bill(customer, "450000", issued=-89, due=-59, paid=-59)
    found = reading_of(customer)
    assert found["dso"] == 60
    assert found["average_days_delinquent"] == 20
    assert found["dso"] - found["average_days_delinquent"] == 40  # best possible


def test_days_beyond_terms_and_payment_index():
    customer = make_customer()
    for amount, late in ((100_000, 0), (50_000, 15), (30_000, 40), (20_000, -5)):
        bill(customer, amount, issued=-130, due=-100, paid=-100 + late)
    found = reading_of(customer)
    assert found["dbt_paid"] == Decimal("9.75")
    assert found["payment_index"] == Decimal("73.5")


@pytest.mark.parametrize(
    ("late", "index"),
    [
        (-40, 80),
        (0, 80),
        (15, 70),
        (22, 60),
        (30, 50),
        (60, 40),
        (90, 30),
        (120, 20),
        (180, 1),
        (200, 1),
    ],
)
def test_payment_index_follows_its_scale(late, index):
    customer = make_customer()
    for _ in range(3):
        bill(customer, 100, issued=-330, due=-300, paid=-300 + late)
    assert reading_of(customer)["payment_index"] == index


def test_days_beyond_terms_need_three_invoices_not_three_payments():
    customer = make_customer()
    invoice = bill(customer, 900, issued=-90, due=-60)
    for n in range(3):
        make_payment(customer, 300, invoices=[invoice], received_date=days(-40 + n))
    found = reading_of(customer)
    assert (found["dbt_paid"], found["payment_index"]) == (None, None)
    others = [bill(customer, 300, issued=-90, due=-60) for _ in range(2)]
    make_payment(customer, 600, invoices=others, received_date=days(-40))
    assert reading_of(customer)["dbt_paid"] is not None


def test_payment_index_is_unknown_while_the_days_beyond_terms_are():
    customer = make_customer()
    bill(customer, 100, issued=-60, due=-30)
    found = reading_of(customer)
    assert found["dbt_paid"] is None
    assert found["payment_index"] is None


def test_surge_of_invoices():
    customer = make_customer()
    history = (100, 120, 90, 110, 105, 95, 130, 115, 100, 108, 98, 112)
    bill(customer, 320 * 100, issued=-3, due=27)
    for period, amount in enumerate(history, start=1):
        bill(customer, amount * 100, issued=-3 - 30 * period, due=-30 * period + 27)
    # the thirteenth period is complete only when the first invoice is old enough
    bill(customer, 1, issued=-400, due=-370)
    exact = Decimal("213.5") / (Decimal("1.4826") * Decimal("7.5"))
    assert round(exact, 3) == Decimal("19.201")
    assert reading_of(customer)["invoice_surge"] == round(exact, 4)


def test_no_surge_unless_twice_the_median():
    customer = make_customer()
    bill(customer, 19_900, issued=-3, due=27)
    for period in range(1, 14):
        bill(customer, 10_000, issued=-3 - 30 * period, due=27 - 30 * period)
    assert reading_of(customer)["invoice_surge"] == 0


def test_surge_is_unknown_with_fewer_than_eight_periods():
    customer = make_customer()
    bill(customer, 90_000, issued=-3, due=27)
    bill(customer, 1_000, issued=-260, due=-230)
    assert reading_of(customer)["invoice_surge"] is None


def test_late_frequency_counts_from_the_sixth_day():
    customer = make_customer()
    for late in (5, 6, 0, 40):
        bill(customer, 100, issued=-130, due=-100, paid=-100 + late)
    bill(customer, 100, issued=-36, due=-6)
    found = reading_of(customer)
    assert found["late_frequency"] == 60
    assert found["dbt_open"] == 6


def test_rates_are_unknown_below_their_minimum():
    customer = make_customer()
    for _ in range(4):
        bill(customer, 100, issued=-130, due=-100, paid=-50)
    found = reading_of(customer)
    assert found["late_frequency"] is None
    assert found["dso"] is None
    assert found["utilisation"] is None
    assert found["max_dpd"] == 0


# what the book notes by itself, or people report: that there is nothing is known
COUNTED = {
    "disputes_won", "complaints_about", "complaints_by", "contact_changes", "negative_news",
    "litigation", "claims_ratio", "insolvency",
}  # fmt: skip


def test_a_customer_without_invoices_is_unknown_in_everything_but_counts_of_events():
    found = reading_of(make_customer())
    assert {code for code in INDICATORS if found[code] is not None} == COUNTED
    assert {found[code] for code in COUNTED} == {0}
    assert found["exposure"] == 0


def test_late_invoices_in_a_row_end_at_the_one_paid_in_time():
    customer = make_customer()
    for due, paid in ((-200, -150), (-170, -170), (-140, -120), (-110, -90)):
        bill(customer, 100, issued=due - 30, due=due, paid=paid)
    bill(customer, 100, issued=-50, due=-20)  # open and past grace
    bill(customer, 100, issued=-33, due=-3)  # open within grace: not known yet
    assert reading_of(customer)["consecutive_late"] == 3


def test_utilisation_and_days_over_the_limit_of_each_day():
    customer = make_customer()
    make_terms(customer, credit_limit="1000", effective_date=days(-400))
    make_terms(customer, credit_limit="500", effective_date=days(-9))
    bill(customer, 800, issued=-60, due=-30)
    bill(customer, 300, issued=-40, due=-20, paid=-20)
    found = reading_of(customer)
    assert found["utilisation"] == 160
    # 1,100 against 1,000 from day −40 up to −21, then 800 against 500 from day −9 up to 0
    assert found["over_limit_days"] == 20 + 10


def a_customer_about_its_limit(chance):
    customer = make_customer()
    for effective in chance.sample(range(-120, 1), chance.randint(1, 3)):
        limit = chance.randint(0, 1500)
        make_terms(customer, credit_limit=limit, effective_date=days(effective))
    for _ in range(chance.randint(1, 6)):
        amount, issued, paid = (chance.randint(*ends) for ends in ((1, 900), (-130, 0), (-130, 0)))
        invoice = make_invoice(customer, amount, invoice_date=days(issued))
        if part := chance.choice((0, amount // 2, amount)):  # on any day, its own or before
            make_payment(customer, part, invoices=[invoice], received_date=days(paid))
    return customer


def test_days_over_the_limit_are_those_whose_own_reading_is_over_it():
    chance = Random(7)
    customers = [a_customer_about_its_limit(chance) for _ in range(60)]
    known_at = end_of_day(DAY)
    each_day = [readings_of(customers, as_of=days(-n), known_at=known_at) for n in range(90)]
    for customer in customers:
        over = [
            found[customer.pk]["exposure"] > found[customer.pk]["credit_limit"]
            for found in each_day
            if found[customer.pk]["credit_limit"] is not None
        ]
        assert each_day[0][customer.pk]["over_limit_days"] == sum(over)


def test_money_received_before_its_invoice_lowers_no_earlier_day():
    customer = make_customer()
    make_terms(customer, credit_limit="1000", effective_date=days(-400))
    bill(customer, 1500, issued=-60, due=-30)
    bill(customer, 900, issued=-5, due=25, paid=-50)
    assert reading_of(customer)["over_limit_days"] == 61


def test_activity_drop_while_something_is_open():
    customer = make_customer()
    bill(customer, 25, issued=-10, due=20)
    for issued, amount in ((-449, 100), (-300, 80), (-200, 120), (-90, 100)):
        bill(customer, amount, issued=issued, due=issued + 30, paid=issued + 30)
    assert reading_of(customer)["activity_drop"] == 75


def test_where_nothing_is_open_nothing_is_overdue():
    customer = make_customer()
    bill(customer, 100, issued=-449, due=-419, paid=-300)
    found = reading_of(customer)
    for code in ("overdue_ratio", "over_90_ratio", "dbt_open"):
        assert found[code] == 0, code
    assert found["activity_drop"] is None  # too few invoices to know a habit
    for issued, amount in ((-300, 80), (-200, 120), (-100, 100)):
        bill(customer, amount, issued=issued, due=issued + 30, paid=issued + 30)
    assert reading_of(customer)["activity_drop"] == 0


def test_days_beyond_terms_open_are_unknown_where_no_invoice_ever_had_a_due_date():
    customer = make_customer()
    make_invoice(customer, 100, invoice_date=days(-60), due_date=None)
    assert reading_of(customer)["dbt_open"] is None
    not_due = bill(customer, 100, issued=-10, due=20)
    assert reading_of(customer)["dbt_open"] == 0
    make_payment(customer, invoices=[not_due], received_date=DAY)
    assert reading_of(customer)["dbt_open"] == 0


PAID = st.tuples(
    st.integers(1, 9000),  # amount
    st.integers(-800, -31),  # invoice date; due 30 days later
    st.integers(-30, 120),  # days late
)
NOT_DUE = st.tuples(st.integers(1, 9000), st.integers(-29, 0), st.integers(30, 90))


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(PAID, max_size=12),
    st.lists(NOT_DUE, min_size=1, max_size=3),
    st.sampled_from([None, 0, 900, 20_000]),
)
def test_paying_what_is_not_yet_due_never_raises_the_score(db, paid, not_due, limit):
    """Of a customer with a known habit and nothing overdue, so that no figure is new to the card.

    Beside an overdue invoice it may: then more of what is open is overdue, which those ratios say.
    """
    customer = make_customer()
    if limit is not None:
        make_terms(customer, credit_limit=limit)
    for amount, issued, late in [*paid, *[(100, -60 - n, n) for n in range(3)]]:
        settled = min(issued + 30 + late, 0)
        bill(customer, amount, issued=issued, due=issued + 30, paid=settled)
    invoices = [
        bill(customer, amount, issued=issued, due=issued + term + 1)
        for amount, issued, term in not_due
    ]
    card = expert_card.CARD
    before = evaluate(card, reading_of(customer))
    for invoice in invoices:
        make_payment(customer, invoices=[invoice], received_date=DAY)
        after = evaluate(card, reading_of(customer))
        assert after.points <= before.points
        assert (after.score is None) == (before.score is None)
        assert after.score is None or after.score <= before.score
        assert after.coverage >= before.coverage
        before = after


def test_part_payment_leaves_the_rest_open():
    customer = make_customer()
    invoice = bill(customer, 1000, issued=-60, due=-30)
    make_payment(customer, 400, invoices=[invoice], received_date=days(-10))
    make_payment(customer, 50, received_date=days(-9))
    found = reading_of(customer)
    assert (found["exposure"], found["overdue"], found["due_1_30"]) == (600, 600, 600)
    assert found["unallocated"] == 50
    assert (found["covered"], found["overdue_ratio"]) == (50, Decimal("91.6667"))


def test_an_invoice_without_a_rate_is_counted_not_summed():
    customer = make_customer()
    bill(customer, 1000, issued=-60, due=-30, currency="XTS")
    found = reading_of(customer)
    assert (found["exposure"], found["open_without_rate"]) == (0, 1)


def test_a_rate_that_is_missing_is_no_good_behaviour():
    customer = make_customer()
    make_terms(customer, credit_limit="1000")
    bill(customer, 90_000, issued=-180, due=-150, currency="EUR")
    bill(customer, 10, issued=-5, due=25)
    found = reading_of(customer)
    assert (found["max_dpd"], found["oldest_days"]) == (150, 150)
    assert (found["exposure"], found["open_without_rate"]) == (10, 1)
    for code in ("dbt_open", "overdue_ratio", "over_90_ratio", "utilisation", "over_limit_days",
                 "activity_drop"):  # fmt: skip
        assert found[code] is None, code


def test_a_rate_that_is_missing_for_what_is_settled_does_not_hide_what_is_open():
    customer = make_customer()
    make_terms(customer, credit_limit="1000")
    bill(customer, 500, issued=-700, due=-670, paid=-660, currency="EUR")
    bill(customer, 100, issued=-60, due=-30)
    found = reading_of(customer)
    assert (found["overdue_ratio"], found["utilisation"], found["over_limit_days"]) == (100, 10, 0)
    assert found["unallocated"] is None


def test_money_taken_at_an_unknown_rate_leaves_the_days_beyond_terms_unknown():
    customer = make_customer()
    for number in range(4):
        bill(customer, 500, issued=-100, due=-70, paid=-60, currency="EUR" if number else "USD")
    found = reading_of(customer)
    assert (found["dbt_paid"], found["payment_index"]) == (None, None)


UNSURE = st.tuples(
    st.integers(1, 5000),  # amount
    st.one_of(st.integers(-800, 0), st.integers(-100, 0)),  # invoice date
    st.one_of(st.none(), st.integers(0, 120)),  # days until due
    st.one_of(st.none(), st.integers(1, 100)),  # per cent paid
    st.integers(0, 200),  # days until paid
    st.booleans(),  # the invoice's rate is known
    st.booleans(),  # the payment's rate is known
)


def a_book_with_unknown_rates(invoices, limit):
    customer = make_customer()
    if limit is not None:
        make_terms(customer, credit_limit=limit)
    for amount, issued, term, share, wait, is_known, is_paid_known in invoices:
        invoice = make_invoice(
            customer, amount, invoice_date=days(issued),
            due_date=None if term is None else days(issued + term),
            base_amount=Decimal(amount) if is_known else None,
        )  # fmt: skip
        part = amount * share // 100 if share else 0
        if part:
            payment = make_payment(
                customer, part, invoices=[invoice], received_date=days(issued + wait),
                base_amount=Decimal(part) if is_paid_known else None,
            )  # fmt: skip
            payment.allocations.update(base_amount=Decimal(part) if is_known else None)
    return customer


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(UNSURE, min_size=1, max_size=14), st.sampled_from([None, 0, 900, 20_000]))
def test_a_figure_is_a_number_only_if_no_rate_could_make_it_another(db, invoices, limit):
    customer = a_book_with_unknown_rates(invoices, limit)
    found = reading_of(customer)
    unknown = [
        rows.filter(base_amount=None).values_list("pk", flat=True)
        for rows in (customer.invoices, customer.allocations, customer.payments)
    ]
    invoice_ids, allocation_ids, payment_ids = map(list, unknown)
    for rate in (1, 3000):
        for rows, ids in (
            (customer.invoices, invoice_ids),
            (customer.allocations, allocation_ids),
            (customer.payments, payment_ids),
        ):
            rows.filter(pk__in=ids).update(base_amount=F("amount") * rate)
        known = reading_of(customer)
        for code in (*INDICATORS, "unallocated", "oldest_days"):
            assert found[code] is None or found[code] == known[code], code


# --- as of a day ---


def figures(found):
    return {name: found[name] for name in (*INDICATORS, *FIGURES)}


def a_lively_customer():
    customer = make_customer()
    make_terms(customer, credit_limit="900", effective_date=days(-300))
    for n in range(14):
        late = (n * 7) % 23
        bill(customer, 100 + 13 * n, issued=-400 + 28 * n, due=-370 + 28 * n,
             paid=-370 + 28 * n + late if n < 12 else None)  # fmt: skip
    return customer


def test_rows_effective_or_recorded_later_change_no_digit():
    customer = a_lively_customer()
    before = figures(reading_of(customer))
    later = end_of_day(DAY) + dt.timedelta(microseconds=1)
    poisoned = bill(customer, 5000, issued=1, due=31)
    make_payment(customer, invoices=[poisoned], received_date=days(2))
    backdated = bill(customer, 7000, issued=-200, due=-170, recorded_at=later)
    make_payment(customer, invoices=[backdated], received_date=days(-100), recorded_at=later)
    make_payment(customer, 9000, received_date=days(-1), recorded_at=later)
    make_terms(customer, credit_limit="1", effective_date=days(1), recorded_at=end_of_day(DAY))
    make_terms(customer, credit_limit="2", effective_date=days(-1), recorded_at=later)
    assert figures(reading_of(customer)) == before
    assert figures(reading_of(customer, known_at=later + dt.timedelta(days=9))) != before


def test_a_correction_posted_later_is_seen_only_later():
    customer = a_lively_customer()
    before = figures(reading_of(customer))
    corrected_at = end_of_day(DAY) + dt.timedelta(hours=1)
    invoice = customer.invoices.order_by("invoice_date").last()
    InvoiceRevision.objects.create(
        invoice=invoice, customer=customer, superseded_at=corrected_at,
        **{n: getattr(invoice, n) for n in
           ("invoice_date", "due_date", "amount", "currency", "base_amount", "recorded_at")},
    )  # fmt: skip
    invoice.amount = invoice.base_amount = Decimal(99_999)
    invoice.recorded_at = corrected_at
    invoice.save()
    allocation = Allocation.objects.filter(customer=customer).order_by("effective_date").last()
    AllocationRevision.objects.create(
        allocation=allocation, customer=customer, superseded_at=corrected_at,
        **{n: getattr(allocation, n) for n in
           ("payment", "invoice", "effective_date", "amount", "base_amount", "recorded_at")},
    )  # fmt: skip
    allocation.amount = allocation.base_amount = Decimal(0)
    allocation.recorded_at = corrected_at
    allocation.save()
    assert figures(reading_of(customer)) == before
    assert figures(reading_of(customer, known_at=corrected_at))["exposure"] > 99_999


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**7),
            st.integers(-800, 0),
            st.one_of(st.none(), st.integers(0, 400)),
            st.one_of(st.none(), st.integers(1, 100)),
        ),
        max_size=12,
    )
)
def test_ageing_buckets_add_up_to_what_is_open(db, invoices):
    customer = make_customer()
    for cents, issued, term, share in invoices:
        invoice = make_invoice(
            customer,
            Decimal(cents) / 100,
            invoice_date=days(issued),
            due_date=None if term is None else days(issued + term),
        )
        part = Decimal(cents * share // 100) / 100 if share else 0
        if part:
            make_payment(customer, part, invoices=[invoice], received_date=days(issued))
    found = reading_of(customer)
    assert sum(found[bucket] for bucket in AGEING) == found["exposure"]
    assert found["exposure"] - found["not_due"] - found["no_due_date"] == found["overdue"]
