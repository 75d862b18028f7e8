"""Figures of the book by hand: what they are made of, and that a round is made once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from customers.models import CustomerRevision, GoodsReturn, WriteOff
from riskcrm.web.today import end_of_day
from scoring.models import PeerFigure
from scoring.services import ensure_peers
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
AT_END = end_of_day(DAY)


def a_customer(**fields):
    return make_customer(recorded_at=LONG_AGO, **fields)


def owes(amount, *, since=-10, due=20, **fields):
    customer = a_customer(**fields)
    make_invoice(customer, amount, invoice_date=days(since), due_date=days(due))
    return customer


def returned(customer, amount, *, on=-5, **fields):
    fields.setdefault("recorded_at", end_of_day(days(on)))
    fields.setdefault("base_amount", amount)
    return GoodsReturn.objects.create(
        customer=customer, source_key=f"R{GoodsReturn.objects.count()}", effective_date=days(on),
        amount=amount, currency="USD", **fields,
    )  # fmt: skip


def the_round(day=DAY):
    ensure_peers(as_of=day, at=timezone.now())
    rows = PeerFigure.objects.filter(as_of=day)
    return {(row.figure, row.part): row for row in rows}


def value(figures, figure, part=""):
    return figures[figure, part].value


def test_share_of_the_book_concentration_and_effective_number():
    first, second, settled = owes(600), owes(200), a_customer()
    invoice = make_invoice(settled, 300, invoice_date=days(-60), due_date=days(-30))
    make_payment(settled, invoices=[invoice], received_date=days(-30))
    figures = the_round()
    assert value(figures, "exposure") == 800
    assert figures["exposure", ""].count == 3
    assert value(figures, "concentration") == Decimal("0.625")  # 0.75² + 0.25²
    assert value(figures, "effective_number") == Decimal("1.6")
    assert reading_of(first)["book_share"] == 75
    assert reading_of(second)["book_share"] == 25
    assert reading_of(settled)["book_share"] == 0


def test_days_sales_outstanding_and_collection_of_the_book():
    # open 900,000, of it 600,000 not due; 800,000 before; 450,000 invoiced in between
    old = a_customer()
    overdue = make_invoice(old, 400_000, invoice_date=days(-200), due_date=days(-100))
    make_payment(old, 100_000, invoices=[overdue], received_date=days(-20))
    paid = make_invoice(old, 400_000, invoice_date=days(-150), due_date=days(-20))
    make_payment(old, 250_000, invoices=[paid], received_date=days(-10))
    make_invoice(old, 450_000, invoice_date=days(-30), due_date=days(30))
    paid.due_date = days(5)
    paid.save()
    figures = the_round()
    assert value(figures, "exposure") == 900_000
    assert value(figures, "dso") == 180
    assert round(value(figures, "collection"), 4) == Decimal("53.8462")


def test_loss_rates_are_shrunk_towards_the_book():
    for _ in range(4):
        owes(900, since=-200, due=-100, industry="G", country="CN", region="Hubei")
    for _ in range(16):
        owes(900, industry="G", country="CN", region="Hubei")
    lost = owes(900, since=-200, due=-100, industry="C", country="CN")
    for _ in range(79):
        owes(900, industry="C", country="CN")
    figures = the_round()
    assert value(figures, "loss_rate") == 5
    assert value(figures, "industry_loss_rate", "G") == Decimal("11")  # (4 + 1.5) ÷ 50
    assert figures["industry_loss_rate", "G"].count == 20
    assert round(value(figures, "industry_loss_rate", "C"), 6) == round(Decimal(250) / 110, 6)
    assert value(figures, "region_loss_rate", "CN/HUBEI") == Decimal("11")
    found = reading_of(lost)
    assert found["industry_risk"] == round(Decimal(250) / 550, 4)
    assert found["region_risk"] == found["industry_risk"]


@pytest.mark.parametrize(
    ("amount", "due", "is_lost"),
    [(500, -91, True), (499, -91, False), (500, -90, False), (5000, None, False)],
)
def test_lost_is_who_owes_enough_for_over_ninety_days(amount, due, is_lost):
    for _ in range(5):
        owes(900, since=-200, due=-100)
    customer = a_customer()
    due_date = None if due is None else days(due)
    make_invoice(customer, amount, invoice_date=days(-200), due_date=due_date)
    expected = Decimal(100) if is_lost else round(Decimal(500) / 6, 8)
    assert value(the_round(), "loss_rate") == expected


@pytest.mark.parametrize(
    ("amount", "on", "is_lost"), [(500, 0, True), (499, 0, False), (500, -365, False)]
)
def test_lost_is_of_whom_enough_was_written_off_in_a_year(amount, on, is_lost):
    for _ in range(5):
        owes(900, since=-200, due=-100)
    customer = owes(900)
    WriteOff.objects.create(
        customer=customer, source_key="W", effective_date=days(on), amount=amount, currency="USD",
        base_amount=amount, recorded_at=end_of_day(days(on)),
    )  # fmt: skip
    expected = Decimal(100) if is_lost else round(Decimal(500) / 6, 8)
    assert value(the_round(), "loss_rate") == expected


def test_with_fewer_than_five_losses_no_part_of_the_book_is_told_from_another():
    customers = [owes(900, since=-200, due=-100, industry="G") for _ in range(4)]
    figures = the_round()
    assert not [figure for figure, _part in figures if "loss" in figure]
    assert reading_of(customers[0])["industry_risk"] is None


def a_returning(amount, *, industry="G", **fields):
    customer = a_customer(industry=industry)
    for _ in range(3):
        make_invoice(customer, 1000, invoice_date=days(-20))
    if amount:
        returned(customer, amount, **fields)
    return customer


def test_return_rate_against_the_median_of_those_that_return():
    for amount in (30, 60, 90, 150):
        a_returning(amount)
    worst, none = a_returning(300), a_returning(0)
    figures = the_round()
    assert value(figures, "return_rate", "G") == 3
    assert reading_of(worst)["return_rate_to_peers"] == round(Decimal(10) / 3, 4)
    assert reading_of(none)["return_rate_to_peers"] == 0


def test_where_few_of_an_industry_return_the_whole_book_is_its_peer():
    for amount in (30, 60, 90, 150):
        a_returning(amount, industry="")
    other = a_returning(300, industry="C")
    figures = the_round()
    assert {part for figure, part in figures if figure == "return_rate"} == {""}
    assert reading_of(other)["return_rate_to_peers"] == round(Decimal(10) / 3, 4)


def test_without_five_customers_that_return_there_is_no_usual_rate():
    customers = [a_returning(30) for _ in range(4)]
    the_round()
    assert reading_of(customers[0])["return_rate_to_peers"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"on": -90}, {"on": 1}, {"cause": "ours"}, {"is_void": True},
     {"recorded_at": AT_END + dt.timedelta(seconds=1)}],
)  # fmt: skip
def test_returns_that_do_not_count(wrong):
    for _ in range(5):
        a_returning(30)
    customer = a_returning(60)
    the_round()
    assert reading_of(customer)["return_rate_to_peers"] == 2
    returned(customer, 500, **wrong)
    assert reading_of(customer)["return_rate_to_peers"] == 2


def test_a_return_of_unknown_worth_makes_the_rate_unknown():
    for _ in range(5):
        a_returning(30)
    customer = a_returning(60, base_amount=None)
    the_round()
    assert reading_of(customer)["return_rate_to_peers"] is None


def test_a_round_is_made_once_and_of_what_was_known_at_its_days_end():
    customer = owes(600)
    make_invoice(
        customer, 9000, invoice_date=days(-9), recorded_at=AT_END + dt.timedelta(seconds=1)
    )
    make_invoice(customer, 7000, invoice_date=days(1))
    assert ensure_peers(as_of=DAY, at=timezone.now()) == 3 + 1  # days of sales as well
    assert ensure_peers(as_of=DAY, at=timezone.now()) == 0
    assert PeerFigure.objects.get(figure="exposure").value == 600


def test_a_reading_takes_the_newest_round_of_forty_days_that_was_known():
    customer = owes(600, since=-60, due=-30)
    the_round(days(-40))
    assert reading_of(customer)["book_share"] == 100
    assert reading_of(customer, as_of=days(1))["book_share"] is None
    owes(600)
    the_round()
    assert reading_of(customer)["book_share"] == 50
    before = AT_END - dt.timedelta(seconds=1)
    assert reading_of(customer, known_at=before)["book_share"] == 100


def test_an_empty_book_has_a_round():
    assert value(the_round(), "exposure") == 0
    assert reading_of(a_customer())["book_share"] is None


def test_what_has_no_known_rate_is_in_no_figure_of_the_book():
    owes(600)
    unknown = owes(100)
    make_invoice(unknown, 50, invoice_date=days(-3), currency="EUR")
    figures = the_round()
    assert (value(figures, "exposure"), figures["exposure", ""].count) == (600, 1)
    assert reading_of(unknown)["book_share"] is None


def test_the_industry_and_the_age_are_those_known_then():
    for _ in range(5):
        owes(900, since=-200, due=-100, industry="G")
    customer = owes(900, industry="C", incorporation_date=dt.date(2020, 5, 6))
    for version, former, later in (
        (1, {"industry": "G", "incorporation_date": None}, 1),
        (2, {"industry": "A", "city": "X"}, 2),
    ):
        CustomerRevision.objects.create(
            customer=customer, version=version, former=former, changed_by="somebody", cause="test",
            superseded_at=AT_END + dt.timedelta(hours=later),
        )  # fmt: skip
    the_round()
    rows = PeerFigure.objects.filter(figure="industry_loss_rate")
    assert [(row.part, row.count) for row in rows] == [("G", 6)]
    found = reading_of(customer)
    assert found["company_age"] is None
    assert found["industry_risk"] == 1
    later = reading_of(customer, known_at=AT_END + dt.timedelta(hours=1))
    assert later["company_age"] == 6
    assert later["industry_risk"] is None  # agriculture: nobody else is known there


def test_age_is_unknown_before_the_customer_was_recorded_or_founded():
    customer = a_customer(incorporation_date=days(1))
    assert reading_of(customer)["company_age"] is None
    late = make_customer(incorporation_date=days(-400), recorded_at=AT_END + dt.timedelta(1))
    assert reading_of(late)["company_age"] is None
    assert reading_of(late, known_at=AT_END + dt.timedelta(2))["company_age"] == Decimal("1.1")
