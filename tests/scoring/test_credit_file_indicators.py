"""Indicators of the credit file by hand: golden numbers, edges, what came too late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from customers.models import BankStatement, CreditReport, FactRevision, FinancialStatement
from riskcrm.web.today import end_of_day
from scoring.models import RegionGrade, ScoreTable, ScoreTableLine
from tests.factories import make_customer
from tests.scoring.book import DAY, days, reading_of

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
LATER = end_of_day(DAY) + dt.timedelta(seconds=1)
ACCOUNTS = {
    "current_assets": 420, "current_liabilities": 300, "total_assets": 1000,
    "total_liabilities": 620, "retained_earnings": 150, "equity": 380, "ebit": 90, "sales": 1200,
}  # fmt: skip


def a_customer(**fields):
    return make_customer(recorded_at=LONG_AGO, **fields)


def make(model, customer, *, on=-10, **fields):
    fields.setdefault("source_key", f"F{model.objects.count()}")
    fields.setdefault("recorded_at", end_of_day(days(on)))
    return model.objects.create(customer=customer, effective_date=days(on), **fields)


def report(customer, *, on=-10, **fields):
    return make(CreditReport, customer, on=on, **{"provider": "Meridian", **fields})


def accounts(customer, *, on=-60, **fields):
    return make(FinancialStatement, customer, on=on, **{"currency": "USD", **ACCOUNTS, **fields})


def bank(customer, share, *, on=-10, **fields):
    money = {"amount": 1, "currency": "USD", "base_amount": 1}
    return make(BankStatement, customer, on=on, largest_payer_share=share, **money, **fields)


def table(*lines, provider="Meridian", direction="safer", on=-400, recorded_at=LONG_AGO):
    made = ScoreTable.objects.create(
        provider=provider, direction=direction, source="its site", effective_date=days(on),
        recorded_at=recorded_at,
    )  # fmt: skip
    ScoreTableLine.objects.bulk_create(
        ScoreTableLine(table=made, score_from=score, default_probability=rate)
        for score, rate in lines
    )
    return made


def external_pd(customer, **moment):
    return reading_of(customer, **moment)["external_pd"]


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"on": -90}, True),
        ({"on": -91}, False),
        ({"on": 0, "recorded_at": end_of_day(DAY)}, True),
        ({"on": 1}, False),
        ({"valid_until": days(0)}, True),
        ({"valid_until": days(-1)}, False),
        ({"is_void": True}, False),
        ({"recorded_at": LATER}, False),
    ],
)
def test_a_credit_report_counts_while_it_is_fresh_and_in_force(fields, known):
    customer = a_customer()
    report(customer, default_probability="2.5", **fields)
    assert external_pd(customer) == (Decimal("2.5") if known else None)


def test_of_several_credit_reports_the_newest_with_a_probability_counts():
    customer = a_customer()
    report(customer, on=-40, default_probability=9)
    report(customer, on=-20, default_probability=3)
    report(customer, on=-5, score=700)
    assert external_pd(customer) == 3


@pytest.mark.parametrize(
    ("score", "rate"), [(299, None), (300, 20), (500, 8), ("699.99", 8), (700, 1), (900, 1)]
)
def test_a_score_is_looked_up_in_the_providers_own_table(score, rate):
    table((300, 20), (500, 8), (700, 1))
    customer = a_customer()
    report(customer, score=score, provider="MERIDIAN")
    assert external_pd(customer) == rate


def test_a_table_of_another_provider_or_direction_says_nothing():
    table((0, 20), direction="riskier")
    table((0, 30), provider="Harbour")
    customer = a_customer()
    report(customer, score=600)
    assert external_pd(customer) is None
    riskier = a_customer()
    report(riskier, score=600, direction="riskier")
    assert external_pd(riskier) == 20


def test_the_providers_newest_table_that_was_known_counts():
    table((0, 20))
    table((0, 10), on=-100)
    table((0, 5), on=1)
    table((0, 4), on=-1, recorded_at=LATER)
    customer = a_customer()
    report(customer, score=600)
    assert external_pd(customer) == 10
    assert external_pd(customer, known_at=LATER) == 4


def test_a_probability_of_the_report_stands_before_the_table():
    table((0, 20))
    customer = a_customer()
    report(customer, score=600, default_probability="1.25")
    assert external_pd(customer) == Decimal("1.25")


def test_a_corrected_report_is_read_as_it_was_known():
    customer = a_customer()
    row = report(customer, default_probability=2)
    FactRevision.objects.create(
        customer=customer, kind="creditreport", fact_id=row.pk, recorded_at=row.recorded_at,
        superseded_at=LATER,
        former={
            "id": row.pk, "customer_id": customer.pk, "source_key": row.source_key,
            "effective_date": row.effective_date, "provider": "Meridian", "direction": "safer",
            "default_probability": "2.0000", "is_void": False, "recorded_at": row.recorded_at,
            "version": 1, "rating": "", "text": "",
        },
    )  # fmt: skip
    CreditReport.objects.update(default_probability=7, recorded_at=LATER)
    assert external_pd(customer) == 2
    assert external_pd(customer, known_at=LATER) == 7


def test_altman_scores_by_the_golden_numbers():
    maker, other = a_customer(industry="C"), a_customer(industry="G")
    for customer in (maker, other):
        accounts(customer)
    found = reading_of(maker)
    exact = (0.717 * 120 + 0.847 * 150 + 3.107 * 90 + 0.998 * 1200) / 1000 + 0.420 * 380 / 620
    assert round(exact, 6) == 1.947739
    assert found["altman_manufacturer"] == Decimal("1.9477")
    assert found["altman_other"] is None
    found = reading_of(other)
    assert found["altman_other"] == Decimal("2.5245")  # 2.524548
    assert found["altman_manufacturer"] is None


@pytest.mark.parametrize(
    ("industry", "fields"),
    [
        ("K", {}),
        ("", {}),
        ("C", {"sales": None}),
        ("C", {"ebit": None}),
        ("C", {"total_assets": 0, "current_assets": 0}),
        ("C", {"total_liabilities": None}),
        ("C", {"months": 6}),
        ("C", {"on": 1}),
        ("C", {"is_void": True}),
        ("C", {"recorded_at": LATER}),
    ],
)
def test_altman_scores_are_unknown_where_they_would_mean_nothing(industry, fields):
    customer = a_customer(industry=industry)
    accounts(customer, **fields)
    found = reading_of(customer)
    assert (found["altman_manufacturer"], found["altman_other"]) == (None, None)


def test_altman_scores_of_others_need_no_sales_and_equity_follows_from_the_rest():
    customer = a_customer(industry="G")
    accounts(customer, sales=None, equity=None)
    assert reading_of(customer)["altman_other"] == Decimal("2.5245")


@pytest.mark.parametrize(
    ("day", "known"), [(dt.date(2024, 11, 6), True), (dt.date(2024, 11, 5), False)]
)
def test_statements_count_for_eighteen_months(day, known):
    customer = a_customer(industry="C")
    accounts(customer, on=(day - DAY).days)
    assert (reading_of(customer)["altman_manufacturer"] is not None) == known


def test_the_newest_complete_statement_counts_audited_before_not():
    customer = a_customer(industry="G")
    accounts(customer, on=-300, ebit=10)
    accounts(customer, on=-200, is_audited=True)
    accounts(customer, on=-200, ebit=500)
    accounts(customer, on=-100, ebit=None)
    assert reading_of(customer)["altman_other"] == Decimal("2.5245")


@pytest.mark.parametrize(
    ("on", "fields", "known"),
    [(-364, {}, True), (-365, {}, False), (1, {}, False), (-3, {"is_void": True}, False),
     (-3, {"recorded_at": LATER}, False)],
)  # fmt: skip
def test_share_of_the_largest_payer_of_a_years_statements(on, fields, known):
    customer = a_customer()
    bank(customer, 45, on=on, **fields)
    assert reading_of(customer)["counterparty_share"] == (45 if known else None)


def test_the_newest_bank_statement_that_names_a_share_counts():
    customer = a_customer()
    bank(customer, 80, on=-40)
    bank(customer, 30, on=-20)
    bank(customer, None, on=-5)
    assert reading_of(customer)["counterparty_share"] == 30


def grade(country, grade, *, region="", on=-100, recorded_at=LONG_AGO):
    RegionGrade.objects.create(
        country=country, region=region, grade=grade, source="list of June",
        effective_date=days(on), recorded_at=recorded_at,
    )  # fmt: skip


def test_the_grade_of_the_region_stands_before_that_of_the_country():
    grade("VN", 3)
    grade("VN", 5, region="binh duong")
    grade("CN", 2, on=-500)
    grade("CN", 1, on=-50)
    grade("CN", 4, on=1)
    grade("CN", 5, on=-1, recorded_at=LATER)
    for country, region, expected in (
        ("VN", "Binh Duong", 5), ("VN", "Hanoi", 3), ("VN", "", 3), ("CN", "Hubei", 1),
        ("US", "Ohio", None), ("", "Binh Duong", None),
    ):  # fmt: skip
        found = reading_of(a_customer(country=country, region=region))
        assert found["region_grade"] == expected, (country, region)


def test_a_place_that_was_taken_off_the_list_has_no_grade():
    grade("VN", 3)
    grade("VN", None, on=-10)
    customer = a_customer(country="VN")
    assert reading_of(customer)["region_grade"] is None
    assert reading_of(customer, as_of=days(-11))["region_grade"] == 3
