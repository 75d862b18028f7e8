"""Pages of scoring: who may open them, and that each figure leads to its rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from riskcrm.jobs.models import Run
from riskcrm.web.today import today
from scoring.indicators import INDICATORS, UNRESTRICTED
from scoring.models import ScorecardVersion
from scoring.selectors import card_of, champion
from scoring.templatetags.scoring import reading
from scoring.views.customer import GroupLines, Line, waterfall
from scoring.views.indicator import sums_of
from tests.factories import make_invoice, make_terms
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(team):
    customer = late_payer()
    customer.team = team
    customer.save()
    make_terms(customer, credit_limit="2500")
    make_invoice(customer, "3000", number="OPEN-1", invoice_date=today() - dt.timedelta(days=60))
    score(customer)
    return customer


def urls_of(customer):
    return [
        reverse("scoring:score_panel", args=[customer.pk]),
        *(reverse("scoring:indicator_rows", args=[customer.pk, code]) for code in UNRESTRICTED),
    ]


def book_urls():
    version = ScorecardVersion.objects.get()
    return [
        reverse("scoring:indicator_list"),
        reverse("scoring:scorecard_list"),
        reverse("scoring:scorecard_detail", args=[version.pk]),
    ]


def test_everyone_signs_in_first(client, customer):
    for url in [*urls_of(customer), *book_urls()]:
        assert client.get(url).status_code == 302, url


def test_nobody_without_the_right_reads_scores(client_for, customer, nobody):
    client = client_for(nobody)
    for url in [*urls_of(customer), *book_urls()]:
        assert client.get(url).status_code == 403, url


def test_another_teams_customer_is_not_there(client_for, customer, outsider):
    client = client_for(outsider)
    for url in urls_of(customer):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("role", ["account_manager", "auditor", "legal_reviewer"])
def test_who_may_reads_every_page(client_for, customer, role, request):
    client = client_for(request.getfixturevalue(role))
    for url in [*urls_of(customer), *book_urls()]:
        assert client.get(url).status_code == 200, url


def test_the_panel_leads_from_each_contribution_to_its_rows(client_for, customer, account_manager):
    page = client_for(account_manager).get(urls_of(customer)[0]).content.decode()
    card = card_of(champion())
    for code in [factor.indicator for factor in card.factors()]:
        assert reverse("scoring:indicator_rows", args=[customer.pk, code]) in page
    assert "Often pays late" in page
    assert "What would change the tier" in page


def test_the_waterfall_ends_at_the_score_with_what_caps_take_away():
    def line(points):
        return Line(INDICATORS["max_dpd"], "/rows/", Decimal(61), None, Decimal(points), Decimal(1))

    groups = [
        GroupLines("Arrears", Decimal(40), Decimal("45.5"), [line("30"), line("15.5")]),
        GroupLines("Habits", Decimal(45), Decimal("20"), [line("20")]),
    ]
    capped = waterfall(groups, Decimal("60.0"))
    assert capped["values"] == [30.0, 15.5, -5.5, 20.0]
    assert (capped["total"], capped["sum"]) == ("Score", 60.0)
    without = waterfall(groups, None)
    assert without["values"] == [30.0, 15.5, 20.0]
    assert (without["total"], without["sum"]) == ("Points", 65.5)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [("max_dpd", "185.0000", "185 days"), ("max_dpd", "1", "1 day"), ("payment_index", "1", "1.0")],
)
def test_a_figure_has_fitting_digits_and_unit(code, value, shown):
    html = reading(Decimal(value), INDICATORS[code])
    assert strip_tags(html) == shown


def test_the_panel_speaks_the_readers_language(client_for, customer, account_manager):
    account_manager.language = "zh-hans"
    account_manager.save()
    with translation.override("zh-hans"):
        page = client_for(account_manager).get(urls_of(customer)[0]).content.decode()
    assert "频繁逾期付款" in page


def test_an_indicators_page_shows_figure_bin_and_invoices(client_for, customer, account_manager):
    url = reverse("scoring:indicator_rows", args=[customer.pk, "overdue_ratio"])
    page = client_for(account_manager).get(url).content.decode()
    assert "OPEN-1" in page
    assert "this customer" in page
    assert (
        client_for(account_manager).get(url.replace("overdue_ratio", "nonsense")).status_code == 404
    )


def test_a_sum_with_an_amount_that_is_not_known_is_not_known_either():
    rows = [
        {"base_amount": Decimal(5), "open_amount": None},
        {"base_amount": Decimal(7), "open_amount": Decimal(1)},
    ]
    assert sums_of(rows) == {"base_amount": Decimal(12), "open_amount": None}
    assert sums_of([]) == {}


def test_an_indicators_page_explains_its_points_and_adds_up_its_rows(
    client_for, customer, account_manager
):
    url = reverse("scoring:indicator_rows", args=[customer.pk, "overdue_ratio"])
    page = client_for(account_manager).get(url)
    text = " ".join(strip_tags(page.content.decode()).split())
    part, known = page.context["part"], page.context["counted"]
    assert known < 100
    assert f"5 × 100 ÷ {known:.0f} = {part.points:.1f}" in text
    assert "this customer 80 % – 100 5" in text
    assert f"Sum of {len(page.context['rows'])} row" in text
    assert page.context["sums"]["open_amount"] == 3000
    assert f"Open amount, {settings.BASE_CURRENCY}" in text


def test_a_rule_that_sets_medium_is_a_floor_and_not_a_knock_out(
    client_for, customer, account_manager
):
    page = client_for(account_manager).get(book_urls()[2]).content.decode()
    text = " ".join(strip_tags(page).split())
    assert "Knock-out rule Half of what is open" in text
    assert "Floor rule An invoice is 60 days or more overdue" in text
    assert "low below a score of 25" in text


def test_pages_of_a_customer_that_was_never_scored(client_for, team, account_manager):
    from tests.factories import make_customer

    fresh = make_customer(team=team)
    for url in urls_of(fresh):
        assert client_for(account_manager).get(url).status_code == 200, url


def test_pages_need_as_many_queries_for_many_rows_as_for_few(
    client_for, customer, account_manager, django_assert_max_num_queries
):
    client = client_for(account_manager)
    for url in [*urls_of(customer), *book_urls()]:
        with django_assert_max_num_queries(16):
            client.get(url)


def test_scoring_the_book_is_asked_for_and_watched(client_for, customer, risk_officer):
    response = client_for(risk_officer).post(reverse("scoring:book_score"))
    run = Run.objects.get()
    assert run.requested_by == str(risk_officer.pk)
    assert response.url == reverse("jobs:run_detail", args=[run.pk])


def test_only_those_who_steer_runs_score_the_book(client_for, customer, account_manager, auditor):
    for person in (account_manager, auditor):
        assert client_for(person).post(reverse("scoring:book_score")).status_code == 403
    assert not Run.objects.exists()


def test_rows_add_up_to_the_figure(customer):
    from scoring.figure_rows import indicator_rows
    from scoring.selectors import reading_of

    reading = reading_of(customer)
    now = timezone.now()
    rows = indicator_rows(customer, "overdue_ratio", as_of=reading.as_of, known_at=now)
    overdue = sum(row["open_amount"] for row in rows if (row["past_due"] or 0) > 0)
    assert 100 * overdue / sum(row["open_amount"] for row in rows) == reading.overdue_ratio
    paid = indicator_rows(customer, "dbt_paid", as_of=reading.as_of, known_at=now)
    days = sum(row["base_amount"] * row["days_beyond"] for row in paid)
    assert days / sum(row["base_amount"] for row in paid) == reading.dbt_paid
    steps = indicator_rows(customer, "over_limit_days", as_of=reading.as_of, known_at=now)
    over = sum(row["days"] for row in steps if row["exposure"] > row["credit_limit"])
    assert over == reading.over_limit_days > 0
