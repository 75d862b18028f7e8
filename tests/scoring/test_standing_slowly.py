"""Standing and credit file against a slow reading of each customer: a made-up book, random rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.generator.write import Plan, make_book
from customers.models import Customer, CustomerRevision
from customers.records import KINDS
from customers.services.acting import keep_former
from riskcrm.web.today import end_of_day, today
from scoring.indicators.credit_file import CREDIT_FILE
from scoring.indicators.standing import STANDING
from scoring.models import PeerFigure
from scoring.services import ensure_peers
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import DAY, days, readings_of
from tests.scoring.oracles import credit_file, standing
from tests.scoring.references import LONG_AGO, enter_grade, enter_table

pytestmark = pytest.mark.django_db
CODES = [each.code for each in (*STANDING.indicators, *CREDIT_FILE.indicators)]
MOMENT = end_of_day(DAY)


def compare(customers: list[Customer], book: Any, as_of: dt.date, known_at: dt.datetime) -> None:
    readings = readings_of(customers, as_of=as_of, known_at=known_at)
    for customer in customers:
        found = readings[customer.pk]
        expected = standing.figures(customer, book, as_of, known_at) | credit_file.figures(
            customer, as_of, known_at
        )
        assert set(expected) == set(CODES)
        for code, value in expected.items():
            assert is_read_as(found[code], value, code), (customer.number, code, found[code], value)


def is_read_as(found: Any, expected: Any, code: str) -> bool:
    """Equal; a sum of ratios may fall to either side where it lies half-way between two digits."""
    if code.startswith("altman") and None not in (found, expected):
        return abs(found - expected) <= Decimal("0.0001")
    return bool(found == expected)


def a_made_up_book(customers: int, seed: int) -> list[Customer]:
    plan = Plan(customers=customers, seed=seed, end_date=today(), average=11.0, mark=False)
    make_book(plan, at=timezone.now())
    enter_grade("CN", 2)
    enter_grade("VN", 3)
    enter_grade("CN", 4, region="hubei")
    enter_table("harbour credit", (300, "20"), (600, "5"), (750, "0.5"))
    return list(Customer.objects.order_by("pk"))


def test_every_customer_of_a_made_up_book_is_read_as_the_definitions_say() -> None:
    customers = a_made_up_book(300, seed=5)
    for ago in (1, 100):
        as_of = today() - dt.timedelta(days=ago)
        known_at = end_of_day(as_of)
        ensure_peers(as_of=as_of, at=timezone.now())
        book = standing.book_of(customers, as_of, known_at)
        round_ = PeerFigure.objects.filter(as_of=as_of)
        of_book = dict(round_.filter(part="").values_list("figure", "value"))
        assert of_book["exposure"] == book.exposure
        assert abs(of_book["concentration"] - book.squares / book.exposure**2) < Decimal("1e-8")
        assert abs(of_book["effective_number"] * book.squares / book.exposure**2 - 1) < 1e-6
        assert abs(of_book["dso"] - 90 * book.exposure / book.sales) < Decimal("1e-8")
        collected = (book.before + book.sales - book.exposure) / (
            book.before + book.sales - book.current
        )
        assert abs(of_book["collection"] - 100 * collected) < Decimal("1e-8")
        assert round_.filter(figure="industry_loss_rate").count() == len(book.industry_loss)
        compare(customers, book, as_of, known_at)
    compare(customers, standing.book_of(customers, today() - dt.timedelta(1),
            end_of_day(today() - dt.timedelta(1))), today(), timezone.now())  # fmt: skip


# days near the edges of every window, and what was recorded in time or a little too late
DATES = st.one_of(
    st.sampled_from([1, 0, -89, -90, -91, -364, -365, -366, -545, -546, -547, -548, -549]),
    st.integers(-600, 5),
)
HOURS = st.sampled_from([-48, -1, 1, 30])  # from the moment of the reading
SOME = st.sampled_from([None, Decimal(0), Decimal(40), Decimal(900)])
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "returns": st.fixed_dictionaries({
        "base_amount": SOME, "cause": st.sampled_from(["ours", "carrier", "customer"]),
    }),
    "write-offs": st.fixed_dictionaries({"base_amount": SOME}),
    "credit-reports": st.fixed_dictionaries({
        "provider": st.sampled_from(["Harbour", "HARBOUR", "Other"]),
        "score": st.sampled_from([None, Decimal(5), Decimal(10), Decimal(20), Decimal(25)]),
        "direction": st.sampled_from(["safer", "safer", "riskier"]),
        "default_probability": st.sampled_from([None, None, Decimal(3)]),
        "valid_in": st.sampled_from([None, 0, 30, 90]),
    }),
    "financial-statements": st.fixed_dictionaries({
        **dict.fromkeys(
            ["current_assets", "current_liabilities", "retained_earnings", "ebit", "equity",
             "sales"],
            st.sampled_from([None, Decimal(-30), Decimal(20), Decimal(70), Decimal(70)]),
        ),
        "total_assets": st.sampled_from([None, Decimal(0), Decimal(100), Decimal(300)]),
        "total_liabilities": st.sampled_from([Decimal(0), Decimal(80), Decimal(90)]),
        "months": st.sampled_from([12, 12, 12, 6]),
        "is_audited": st.booleans(), "is_consolidated": st.booleans(),
    }),
    "bank-statements": st.fixed_dictionaries({"largest_payer_share": SOME.filter(
        lambda share: share is None or share <= 100)}),
}  # fmt: skip
A_FACT = st.sampled_from(sorted(FACTS)).flatmap(
    lambda code: st.tuples(
        st.just(code), FACTS[code], st.one_of(st.none(), FACTS[code]), DATES, HOURS, st.booleans()
    )
)
INVOICE = st.tuples(
    st.sampled_from([None, 100, 900]), DATES, st.integers(0, 120), st.sampled_from([0, 40, 100])
)
FORMER = st.fixed_dictionaries(
    {},
    optional={
        "industry": st.sampled_from(["", "C", "G", "K"]),
        "country": st.sampled_from(["", "CN", "VN"]),
        "region": st.sampled_from(["", "Hubei"]),
        "incorporation_date": st.sampled_from([None, "2019-02-28", "2026-05-07"]),
        "city": st.just("X"),
    },
)
CUSTOMER = st.tuples(
    st.sampled_from(["", "C", "G", "K"]), st.sampled_from(["", "CN", "VN"]),
    st.sampled_from(["", "HUBEI", "Hanoi"]), st.lists(st.tuples(FORMER, HOURS), max_size=3),
)  # fmt: skip


def hours(count: int) -> dt.datetime:
    return MOMENT + dt.timedelta(hours=count)


def fields_of(said: dict[str, Any], day: dt.date) -> dict[str, Any]:
    fields = {name: value for name, value in said.items() if name != "valid_in"}
    if said.get("valid_in") is not None:
        fields["valid_until"] = day + dt.timedelta(days=said["valid_in"])
    return fields


def write_fact(customer: Customer, number: int, told: tuple[Any, ...]) -> None:
    code, said, corrected, ago, hour, is_void = told
    kind, day = KINDS[code], days(ago)
    money = {"amount": 10, "currency": "USD"} if kind.has_money else {}
    if code == "financial-statements":
        money = {"currency": "USD"}
    fact = kind.model._default_manager.create(
        customer=customer, source_key=f"F-{number}", effective_date=day, recorded_at=hours(hour),
        **money, **fields_of(said, day),
    )  # fmt: skip
    if corrected is not None:
        keep_former(kind, fact, at=hours(hour + 2))
        for name, value in fields_of(corrected, day).items():
            setattr(fact, name, value)
        fact.is_void, fact.recorded_at = is_void, hours(hour + 2)
        fact.save()


def write_customer(told: tuple[Any, ...]) -> Customer:
    industry, country, region, formers = told
    customer = make_customer(
        industry=industry, country=country, region=region, recorded_at=LONG_AGO,
        incorporation_date=dt.date(2020, 1, 1),
    )  # fmt: skip
    for version, (former, hour) in enumerate(sorted(formers, key=lambda each: each[1]), start=1):
        CustomerRevision.objects.create(
            customer=customer, version=version, former=former, changed_by="x", cause="test",
            superseded_at=hours(hour),
        )  # fmt: skip
    return customer


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(CUSTOMER, st.lists(INVOICE, max_size=5)), min_size=1, max_size=4),
    st.lists(A_FACT, max_size=12),
)
def test_random_rows_are_read_as_the_definitions_say(db, told, facts) -> None:
    with transaction.atomic():  # each example has a book of its own
        enter_grade("CN", 2)
        enter_grade("CN", None, region="Hubei")
        enter_grade("VN", 5, region="hanoi")
        enter_table("Harbour", (10, "20"), (20, "4"))
        for _ in range(5):  # enough losses, and enough returns, for the book to say something
            write_lost()
        customers = [write_customer(each) for each, _invoices in told]
        for customer, (_each, invoices) in zip(customers, told, strict=True):
            for amount, ago, term, paid in invoices:
                invoice = make_invoice(
                    customer, amount or 50, base_amount=amount, invoice_date=days(ago),
                    due_date=days(ago + term), currency="USD" if amount else "EUR",
                )  # fmt: skip
                if paid and amount:
                    make_payment(customer, amount * paid // 100, invoices=[invoice],
                                 received_date=days(ago + term))  # fmt: skip
        for number, fact in enumerate(facts):
            write_fact(customers[number % len(customers)], number, fact)
        ensure_peers(as_of=DAY, at=timezone.now())
        everyone = list(Customer.objects.all())
        book = standing.book_of(everyone, DAY, MOMENT)
        for known_at in (MOMENT, hours(40)):
            compare(everyone, book, DAY, known_at)
        transaction.set_rollback(True)


def write_lost() -> None:
    customer = make_customer(recorded_at=LONG_AGO, industry="G", country="CN")
    make_invoice(customer, 900, invoice_date=days(-200), due_date=days(-100))
    for ago in (-9, -8, -7):
        make_invoice(customer, 100, invoice_date=days(ago))
    KINDS["returns"].model._default_manager.create(
        customer=customer, source_key="R", effective_date=days(-5), recorded_at=hours(-99),
        amount=9, currency="USD", base_amount=9,
    )  # fmt: skip
