"""Pages of where customers stand: rows from which each figure can be computed, and the book's own
figures for who sees all of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from customers.models import BankStatement, CreditReport, FinancialStatement
from riskcrm.audit.services import SYSTEM
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.figure_rows import indicator_rows
from scoring.models import PeerFigure, Reading
from tests.factories import make_customer, make_invoice, make_service_user
from tests.scoring.oracles.known import four
from tests.scoring.references import LONG_AGO, enter_grade, enter_table
from tests.scoring.test_peer_figures import returned

pytestmark = pytest.mark.django_db
YESTERDAY = today() - dt.timedelta(days=1)


def ago(count):
    return today() - dt.timedelta(days=count)


@pytest.fixture
def customer(team):
    """One of whom everything is known, scored today, in a book that has figures."""
    fields = {"industry": "C", "country": "CN", "region": "Hubei", "recorded_at": LONG_AGO}
    made = make_customer(team=team, incorporation_date=dt.date(2015, 1, 1), **fields)
    for _ in range(5):
        lost = make_customer(**fields)
        make_invoice(lost, 900, invoice_date=ago(200), due_date=ago(100))
    for each in (made, *(make_customer(**fields) for _ in range(5))):
        for _ in range(3):
            make_invoice(each, 400, invoice_date=ago(20))
        day = (ago(4) - dt.date(2026, 5, 6)).days
        returned(each, 60 if each == made else 30, on=day)
    fact = {"customer": made, "recorded_at": LONG_AGO}
    CreditReport.objects.create(
        source_key="CR", effective_date=ago(9), provider="Harbour", score=610, **fact
    )
    FinancialStatement.objects.create(
        source_key="FS", effective_date=ago(90), currency="USD", current_assets=420,
        current_liabilities=300, total_assets=1000, total_liabilities=620, retained_earnings=150,
        ebit=90, equity=380, sales=1200, **fact,
    )  # fmt: skip
    BankStatement.objects.create(
        source_key="BS", effective_date=ago(9), amount=1, currency="USD", base_amount=1,
        largest_payer_share=45, **fact,
    )  # fmt: skip
    enter_grade("CN", 2)
    enter_table("Harbour", (300, "20"), (600, "5"))
    services.ensure_peers(as_of=YESTERDAY, at=timezone.now())
    services.score_customers(
        [made.pk], as_of=today(), known_at=timezone.now(), card_version=selectors.champion(),
        run_id=None, at=timezone.now(),
    )  # fmt: skip
    return made


def rows_of(customer, code):
    reading = Reading.objects.get(customer=customer)
    rows = indicator_rows(customer, code, as_of=reading.as_of, known_at=reading.known_at)
    return rows, getattr(reading, code)


def parts_of(customer, code):
    rows, figure = rows_of(customer, code)
    return {row["part"]: row["value"] for row in rows}, figure


def test_each_figure_can_be_computed_from_the_rows_that_are_shown(customer):
    parts, figure = parts_of(customer, "book_share")
    assert figure == four(100 * parts["own_exposure"] / parts["book_exposure"]) > 0
    parts, figure = parts_of(customer, "return_rate_to_peers")
    assert parts["own_return_rate"] == four(100 * parts["returned"] / parts["sales"])
    assert figure == four(parts["own_return_rate"] / parts["peer_return_rate"]) == 2
    parts, figure = parts_of(customer, "industry_risk")
    assert figure == four(parts["industry_loss"] / parts["book_loss"]) > 0
    parts, figure = parts_of(customer, "region_risk")
    assert figure == four(parts["region_loss"] / parts["book_loss"]) > 0
    parts, figure = parts_of(customer, "region_grade")
    assert figure == parts["grade"] == 2
    parts, figure = parts_of(customer, "company_age")
    assert figure == round(parts["incorporated"] / Decimal("365.25"), 1)
    rows, figure = rows_of(customer, "altman_manufacturer")
    assert [row["number"] for row in rows] == ["FS"] * 5
    assert figure == four(sum(row["term"] for row in rows))
    assert rows_of(customer, "altman_other") == ([], None)
    [row], figure = rows_of(customer, "external_pd")
    assert figure == row["table_probability"] == 5
    [row], figure = rows_of(customer, "counterparty_share")
    assert figure == BankStatement.objects.get(pk=row["id"]).largest_payer_share == 45


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("book_share", ["open amount of the customer", "open amount of the book", "11,700"]),
        ("return_rate_to_peers", ["median return rate of peers", "Manufacturing"]),
        ("industry_risk", ["loss rate of the industry", "Manufacturing"]),
        ("region_risk", ["loss rate of the region", "CN/HUBEI"]),
        ("region_grade", ["grade", "a list"]),
        ("company_age", ["days since incorporation"]),
        ("external_pd", ["CR", "Harbour", "5.0000"]),
        ("altman_manufacturer", ["working capital ÷ total assets", "FS", "1.947739"]),
        ("counterparty_share", ["BS", "45"]),
    ],
)
def test_the_page_of_each_figure_shows_its_rows(customer, client_for, risk_officer, code, words):
    address = reverse("scoring:indicator_rows", args=[customer.pk, code])
    page = strip_tags(client_for(risk_officer).get(address).content.decode())
    for word in words:
        assert word in page, word


def test_the_figures_of_the_book_are_for_who_sees_all_of_it(
    customer, client_for, risk_officer, account_manager
):
    address = reverse("scoring:indicator_list")
    page = strip_tags(client_for(risk_officer).get(address).content.decode())
    for word in ("Concentration (HHI)", "Effective number of customers", "Manufacturing"):
        assert word in page
    assert "Concentration (HHI)" not in client_for(account_manager).get(address).content.decode()


def test_the_figures_of_the_book_over_the_api(customer, api_client_for):
    client = api_client_for(make_service_user("scores:read"))
    address = reverse("api-peer-figures")
    rows = client.get(address, {"figure": "exposure"}).json()["results"]
    assert [(row["value"], row["as_of"]) for row in rows] == [
        ("11700.00000000", YESTERDAY.isoformat())
    ]
    assert client.get(address, {"figure": "nonsense"}).status_code == 400
    of_team = make_service_user("scores:read", team=customer.team)
    assert api_client_for(of_team).get(address).json()["results"] == []


def test_a_run_of_a_past_day_computes_what_the_book_was_then(customer):
    run = services.request_book_run(as_of=ago(30), by=SYSTEM, at=timezone.now())
    assert run.total
    services.work_on_book_runs(at=timezone.now())
    rounds = PeerFigure.objects.filter(figure="exposure").values_list("as_of", flat=True)
    assert set(rounds) == {YESTERDAY, ago(30)}
