"""How figures lie in the book: quarters, missing share, histogram, and the page that shows them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from customers.models import Customer
from riskcrm.accounts.models import Team
from riskcrm.web.today import today
from scoring.distributions import Distribution, distributions
from scoring.indicators import INDICATORS, RESTRICTED
from scoring.models import Reading
from tests.factories import make_customer

INDICATOR = INDICATORS["max_dpd"]
figures = st.lists(st.decimals(-1000, 1000, places=4), min_size=50, max_size=50).map(sorted)


def lying(values: list[Any]) -> Distribution:
    return Distribution(INDICATOR, 50, 50, (), tuple(Decimal(value) for value in values))


def test_the_bars_are_equally_wide_and_count_all_between_the_outermost() -> None:
    bars = lying([0] * 25 + [5] * 15 + [10] * 10).bars
    assert [bar.percent for bar in bars] == [50, 0, 0, 0, 0, 30, 0, 0, 0, 20]
    assert [(bar.lower, bar.upper) for bar in bars] == [(n, n + 1) for n in range(10)]


def test_where_nearly_all_are_the_same_there_is_one_bar_and_where_none_is_known_none() -> None:
    (only,) = lying([7] * 50).bars
    assert (only.lower, only.upper, only.percent) == (7, 7, 100)
    assert Distribution(INDICATOR, 0, 50, None).bars == []


@given(figures)
def test_the_bars_hold_everybody_in_order_and_without_gaps(values: list[Decimal]) -> None:
    bars = lying(values).bars
    assert sum(bar.percent for bar in bars) == 100
    assert (bars[0].lower, round(bars[-1].upper, 4)) == (values[0], values[-1])
    for before, after in pairwise(bars):
        assert before.upper == after.lower


@pytest.fixture
def book(team: Team) -> list[Customer]:
    """Nine customers whose oldest invoice is 0, 10, … 80 days overdue, and one of whom nothing is
    known."""
    made = [make_customer(f"D-{n}", team=team) for n in range(10)]
    for n, customer in enumerate(made):
        Reading.objects.create(
            customer=customer, as_of=today(), known_at=timezone.now(),
            max_dpd=None if n == 9 else 10 * n, payment_anomalies=n,
        )  # fmt: skip
    return made


@pytest.mark.django_db
def test_the_statement_reads_quarters_fiftieths_and_the_missing_share(book: Any) -> None:
    (found,) = distributions(Customer.objects.all(), [INDICATOR], everyone=True)
    assert found.quarters == (0, 20, 40, 60, 80)
    assert len(found.fiftieths) == 50
    assert (found.fiftieths[0], found.fiftieths[25], found.fiftieths[-1]) == (0, 40, 80)
    assert (found.known, found.readings, found.missing_share) == (9, 10, Decimal("0.1"))
    assert found.bars[0].percent == 12  # a ninth, to the next fiftieth


@pytest.mark.django_db
def test_the_catalogue_shows_number_source_and_a_picture(
    client_for: Any, book: Any, account_manager: Any
) -> None:
    response = client_for(account_manager).get(reverse("scoring:indicator_list"))
    page = response.content.decode()
    row = page[page.index('id="max_dpd"') :].split("</tr>")[0]
    text = " ".join(strip_tags(row).split())
    assert INDICATOR.number in text
    assert f"read from {INDICATOR.source}" in text
    assert row.count("<rect") == 10
    assert 'role="img"' in row


@pytest.mark.django_db
def test_the_upper_quarter_leads_to_the_customers_that_have_such_figures(
    client_for: Any, book: list[Customer], account_manager: Any
) -> None:
    client = client_for(account_manager)
    page = client.get(reverse("scoring:indicator_list")).content.decode()
    row = page[page.index('id="max_dpd"') :].split("</tr>")[0]
    links = [part.split('"')[0].replace("&amp;", "&") for part in row.split('href="')[1:]]
    assert [dict(parse_qsl(urlsplit(link).query)) for link in links] == [
        {"indicator": "max_dpd", "at_least": "60.0000"},
        {"indicator": "max_dpd", "at_least": "80.0000"},
    ]
    found = client.get(links[0]).content.decode()
    assert [n for n, customer in enumerate(book) if f">{customer.number}<" in found] == [6, 7, 8]


@pytest.mark.django_db
def test_a_restricted_figure_leads_to_no_list(
    client_for: Any, book: Any, head_of_risk: Any
) -> None:
    page = client_for(head_of_risk).get(reverse("scoring:indicator_list")).content.decode()
    for code in RESTRICTED:
        row = page[page.index(f'id="{code}"') :].split("</tr>")[0]
        assert "<rect" in row
        assert "href" not in row


@pytest.mark.django_db
def test_the_catalogue_takes_a_fixed_number_of_queries(
    client_for: Any, book: Any, risk_officer: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_for(risk_officer)
    with django_assert_max_num_queries(14):
        client.get(reverse("scoring:indicator_list"))
