"""Whether a customer pays at its risk: the arithmetic, and what it rests on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from riskcrm.web.today import today
from scoring.models import Rating, Reading
from scoring.treating.break_even import break_even, break_even_of
from tests.factories import make_customer, make_invoice
from tests.scoring.policies import publish_treatments

DAY = dt.timedelta(days=1)
money = st.decimals(-1_000_000, 1_000_000, places=2)
owed = st.decimals(Decimal("0.01"), 10_000_000, places=2)
share = st.decimals(Decimal("0.01"), 100, places=2)


@given(money, share, owed)
def test_at_the_break_even_the_expected_loss_is_what_is_earned(earned, lgd, exposure):
    pd = break_even(earned=earned, loss_given_default=lgd, exposure=exposure)
    loss = pd / 100 * lgd / 100 * exposure
    assert abs(loss - earned) < Decimal("0.000001")


@given(money, share, owed, owed)
def test_the_more_is_owed_the_less_risk_is_paid_for(earned, lgd, exposure, more):
    now = break_even(earned=earned, loss_given_default=lgd, exposure=exposure)
    then = break_even(earned=earned, loss_given_default=lgd, exposure=exposure + more)
    assert abs(then) <= abs(now)


def test_nothing_to_lose_has_no_break_even():
    for lgd, exposure in ((0, 100), (60, 0)):
        assert break_even(
            earned=Decimal(5), loss_given_default=Decimal(lgd), exposure=Decimal(exposure)
        ) is None  # fmt: skip


@pytest.fixture
def customer(db):
    """Sold for 10,000 at a cost of 9,000 within the year; 5,000 are owed at a risk of 4 %."""
    customer = make_customer()
    make_invoice(customer, "6000.00", cost=Decimal(5500), invoice_date=today() - 10 * DAY)
    make_invoice(customer, "4000.00", cost=Decimal(3500), invoice_date=today() - 364 * DAY)
    make_invoice(customer, "9000.00", cost=Decimal(1), invoice_date=today() - 365 * DAY)
    Reading.objects.create(
        customer=customer, as_of=today(), known_at=timezone.now(), exposure=4000, unbilled=1000
    )
    Rating.objects.filter(customer=customer).update(pd=4)
    return customer


def even(customer):
    return break_even_of(customer, day=today())


def test_a_year_of_margin_is_held_against_the_expected_loss(customer):
    found = even(customer)
    assert (found.invoices, found.margin, found.exposure) == (2, 1000, 5000)
    assert (found.carrying, found.earned) == (400, 600)  # 8 % of what is owed
    assert found.probability == 20  # 600 of 60 % of 5,000
    assert found.pays is True
    Rating.objects.filter(customer=customer).update(pd=21)
    assert even(customer).pays is False


def test_servicing_costs_lower_it(customer):
    publish_treatments(servicing_cost=300)
    assert even(customer).probability == 10


def test_costs_of_another_currency_follow_the_rate_of_the_invoice(customer):
    invoice = customer.invoices.get(amount=6000)
    invoice.currency, invoice.base_amount = "EUR", Decimal(12000)
    invoice.save()
    assert even(customer).margin == 1500


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": None}, "the cost of sales of 1 invoice is not known"),
        ({"base_amount": None}, "no exchange rate is known for 1 invoice"),
    ],
)
def test_it_is_not_guessed_where_an_invoice_says_too_little(customer, change, words):
    customer.invoices.filter(amount=6000).update(**change)
    found = even(customer)
    assert words in found.obstacle
    assert (found.margin, found.probability, found.pays) == (None, None, None)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"open_without_rate": 1}, "has no exchange rate"),
        ({"unbilled": None}, "has no exchange rate"),
        ({"exposure": 0, "unbilled": 0}, "Nothing is owed now"),
    ],
)
def test_it_is_not_guessed_where_what_is_owed_is_not_known(customer, figures, words):
    Reading.objects.update(**figures)
    found = even(customer)
    assert words in found.obstacle
    assert found.probability is None


def test_void_invoices_and_a_year_without_any_give_none(customer):
    customer.invoices.update(is_void=True)
    assert "nothing was invoiced" in even(customer).obstacle


def test_without_a_probability_the_break_even_still_stands(customer):
    Rating.objects.update(pd=None)
    found = even(customer)
    assert (found.probability, found.pays) == (20, None)
