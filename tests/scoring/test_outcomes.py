"""What became of customers after a day: the label of back-tests, against a slow oracle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Allocation, CreditNote, CustomerRevision, Recovery, WriteOff
from scoring.batches import IdRange
from scoring.indicators import BY_RANGE
from scoring.indicators.base import with_steps
from scoring.outcomes import OUTCOME_STEPS, mature
from tests.factories import make_customer, make_invoice, make_payment, make_terms
from tests.scoring.book import DAY, days
from tests.scoring.oracles.outcomes import bad_day_of, outcome_of

pytestmark = pytest.mark.django_db
HORIZON = 60


NOTHING = (False, False, 0, False, None)


def outcomes(*months, late=30, horizon=HORIZON, customers=IdRange(0, 2**62)):  # noqa: B008
    """was_bad, is_bad, loss, is_limited, bad_day by day and customer; a day after all horizons."""
    months = months or (DAY,)
    sql = f"{with_steps(OUTCOME_STEPS, BY_RANGE)}\nSELECT * FROM outcome"
    label = {
        "months": list(months),
        "days": late,
        "horizon": horizon,
        "today": max(months) + dt.timedelta(days=horizon + 1),
        "zone": "UTC",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, label | customers._asdict())
        return {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


def outcome(customer, **label):
    return outcomes(**label).get((DAY, customer.pk), NOTHING)


def bill(customer, *, due, amount="1000.00", paid=None):
    issued = days(min(due, 0) - 30)
    invoice = make_invoice(customer, amount, invoice_date=issued, due_date=days(due))
    if paid is not None:
        make_payment(customer, invoices=[invoice], received_date=days(paid))
    return invoice


def fact(model, customer, amount, *, on, **fields):
    return model.objects.create(
        customer=customer, source_key=f"{model.__name__}-{model.objects.count()}",
        effective_date=days(on), amount=Decimal(amount), currency="CNY",
        base_amount=Decimal(amount), recorded_at=timezone.now(), **fields,
    )  # fmt: skip


def settle(invoice, amount, *, on, **source):
    Allocation.objects.create(
        customer=invoice.customer, invoice=invoice, effective_date=days(on),
        amount=Decimal(amount), base_amount=Decimal(amount), recorded_at=timezone.now(), **source,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "paid", "expected"),
    [
        (-29, None, (False, True)),  # 31 days past due on the second day after
        (-31, None, (True, False)),  # was already
        (-30, None, (False, True)),  # 30 days past due on the day itself is not yet more than 30
        (29, None, (False, True)),  # comes to 31 days on the sixtieth day, which still counts
        (30, None, (False, False)),  # on the sixty-first
        (0, 30, (False, False)),  # paid on the thirtieth day past due
        (0, 31, (False, False)),  # paid on the very day
        (0, 32, (False, True)),
        (-40, 0, (False, False)),  # cured on the day itself
        (-40, 1, (True, False)),
    ],
)
def test_the_days_at_the_edges(due, paid, expected):
    customer = make_customer()
    bill(customer, due=due, paid=paid)
    assert outcome(customer)[:2] == expected


def test_the_bad_day_is_the_first_after_the_day():
    customer = make_customer()
    bill(customer, due=-40, paid=-1)  # went bad before, and was paid
    bill(customer, due=0)
    bill(customer, due=-10)
    fact(WriteOff, customer, "800.00", on=30)
    assert outcome(customer)[4] == days(21)


def test_a_day_is_mature_once_the_last_day_of_its_horizon_is_over():
    assert mature([days(-61), days(-60)], 60, today=DAY) == [days(-61)]


def test_dust_void_and_credited_invoices_make_nobody_bad():
    customer = make_customer()
    bill(customer, due=0, amount="0.99")
    bill(customer, due=0).__class__.objects.filter(amount=1000).update(is_void=True)
    credited = bill(customer, due=0, amount="500.00")
    note = fact(CreditNote, customer, "500.00", on=50)
    settle(credited, "500.00", on=50, credit_note=note)
    assert outcome(customer) == NOTHING


def test_an_unknown_amount_may_be_any():
    customer = make_customer()
    make_invoice(
        customer, "5.00", invoice_date=days(-30), due_date=days(0), currency="EUR",
        base_amount=None,
    )  # fmt: skip
    assert outcome(customer)[1]


def test_a_write_off_is_bad_and_lost_and_what_is_recovered_is_not():
    customer = make_customer()
    fact(WriteOff, customer, "800.00", on=1)
    fact(WriteOff, customer, "100.00", on=0)
    fact(WriteOff, customer, "100.00", on=61)
    fact(Recovery, customer, "300.00", on=60)
    assert outcome(customer) == (False, True, Decimal(500), False, days(1))
    WriteOff.objects.update(is_void=True)
    assert outcome(customer) == NOTHING


def test_what_is_open_over_ninety_days_at_the_end_is_lost():
    customer = make_customer()
    open_item = bill(customer, due=-40)
    make_payment(customer, "400.00", invoices=[open_item], received_date=days(59))
    bill(customer, due=-40, amount="77.00", paid=59)
    bill(customer, due=-31, amount="55.00")  # comes to 91 on the sixtieth day
    bill(customer, due=-30, amount="33.00")
    assert outcome(customer, late=60)[2] == Decimal(655)


def test_who_was_limited_meanwhile_is_said():
    cut, raised, removed, before = (make_customer() for _ in range(4))
    for customer, limit, on in ((cut, "500", 10), (raised, "90000", 10), (before, "500", 0)):
        make_terms(customer)
        make_terms(customer, credit_limit=limit, effective_date=days(on))
    CustomerRevision.objects.create(
        customer=removed, version=1, former={"status": "active"}, changed_by="Ming", cause="page",
        superseded_at=dt.datetime.combine(days(60), dt.time(23), tzinfo=dt.UTC),
    )  # fmt: skip
    assert [outcome(c)[3] for c in (cut, raised, removed, before)] == [True, False, True, False]


def test_many_days_at_once_are_each_day_alone():
    customers = [make_customer() for _ in range(3)]
    for customer, (due, paid) in zip(customers, ((-70, -20), (-10, None), (20, 90)), strict=True):
        bill(customer, due=due, paid=paid)
    fact(WriteOff, customers[0], "50.00", on=-25)
    at = [days(n) for n in (-90, -60, -30, 0)]
    together = outcomes(*at)
    alone = [outcomes(day) for day in at]
    assert together == {key: value for each in alone for key, value in each.items()}
    assert together


def test_a_range_of_customers_has_what_the_whole_book_has():
    customers = [make_customer() for _ in range(3)]
    for customer in customers:
        bill(customer, due=-20)
    one = customers[1].pk
    assert outcomes(customers=IdRange(one, one)) == {(DAY, one): outcomes()[DAY, one]}


ITEM = st.tuples(
    st.integers(-130, 50),  # due
    st.sampled_from(["0.60", "40.00", "1000.00"]),
    st.lists(
        st.tuples(
            st.integers(-100, 80), st.sampled_from([0.4, 0.6, 1]),
            st.sampled_from(["payment", "credit_note", "write_off"]),
        ),
        max_size=2,
    ),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    items=st.lists(ITEM, max_size=5),
    late=st.sampled_from([0, 30, 90]),
    horizon=st.sampled_from([30, 90]),
)
def test_the_outcome_is_that_of_a_slow_reading(items, late, horizon):
    customer = make_customer()
    for due, amount, settlements in items:
        invoice = bill(customer, due=due, amount=amount)
        left = invoice.amount
        for on, share, source in settlements:
            part = min((invoice.amount * Decimal(share)).quantize(Decimal("0.01")), left)
            if part <= 0:
                continue
            left -= part
            if source == "payment":
                given_to = make_payment(customer, part, received_date=days(on))
            else:
                model = CreditNote if source == "credit_note" else WriteOff
                given_to = fact(model, customer, part, on=on)
            settle(invoice, part, on=on, **{source: given_to})
    found = outcomes(late=late, horizon=horizon, customers=IdRange(customer.pk, customer.pk))
    row = found.get((DAY, customer.pk), NOTHING)
    assert row[:3] == outcome_of(customer, DAY, days=late, horizon=horizon)
    assert row[4] == bad_day_of(customer, DAY, days=late, horizon=horizon)
