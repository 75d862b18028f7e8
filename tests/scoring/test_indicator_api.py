"""Indicators over the API: what they are, a customer's figures, and the rows behind each."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from customers.records import KINDS
from riskcrm.accounts.models import Team
from riskcrm.web.today import end_of_day, today
from scoring.api.indicator_serializers import FigureRowSerializer
from scoring.figure_rows import RIGHTS, indicator_rows, rights_to, rows_sql
from scoring.indicators import BY_LIST, INDICATORS, READING_STEPS, RESTRICTED, UNRESTRICTED, Rows
from scoring.indicators.base import with_steps
from scoring.models import Reading, RiskScore
from tests.customers.records import make_fact
from tests.factories import make_customer, make_invoice, make_service_user
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
URL = "/api/v1/indicators/"
DAY = dt.timedelta(days=1)
THEN = today() - 30 * DAY
RESTRICTED_CODE = "payment_anomalies"


@pytest.fixture
def customer(team: Team) -> Customer:
    """Scored thirty days ago, and today with a complaint of its own and a new invoice."""
    customer = late_payer()
    customer.team = team
    customer.save()
    score(customer, day=THEN)
    make_invoice(
        customer, 5000, number="SINCE-1", invoice_date=today() - 90 * DAY,
        due_date=today() - 60 * DAY, recorded_at=end_of_day(today() - DAY),
    )  # fmt: skip
    make_fact(
        KINDS["complaints"], customer, key="OWN-1", direction="by",
        effective_date=today() - 5 * DAY, recorded_at=end_of_day(today() - DAY),
    )  # fmt: skip
    score(customer)
    return customer


def figures_url(customer: Customer, code: str = "") -> str:
    return f"/api/v1/scores/{customer.pk}/indicators/{code}{'/' if code else ''}"


def numbers(figure: dict[str, Any]) -> list[Decimal]:
    return [Decimal(figure[name]) for name in ("value", "sub_score", "points")]


def by_code(body: dict[str, Any], key: str = "indicator") -> dict[str, dict[str, Any]]:
    return {each[key]: each for each in body["indicators"]}


def test_the_catalogue_declares_each_indicator_and_its_distribution(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    body = api_client_for(account_manager).get(URL).json()
    found = by_code(body, "code")
    assert found.keys() == UNRESTRICTED
    assert body["readings"] == 1
    late = found["late_frequency"]
    declared = INDICATORS["late_frequency"]
    assert late["number"] == declared.number
    assert (late["unit"], late["minimum"]) == ("percent", declared.minimum)
    assert late["higher_is_riskier"] is True
    assert (late["name_en"], late["name"]) == (str(declared.name), str(declared.name))
    assert late["name_zh"] != late["name_en"]
    assert all(
        late[name]
        for name in ("formula", "source", "window", "minimum_of", "unit_name", "family_name")
    )
    value = str(Reading.objects.get(customer=customer).late_frequency)
    assert late["quarters"]["median"] == late["quarters"]["largest"] == value
    assert (late["known"], late["missing_share"]) == (1, 0)
    unknown = found["external_pd"]
    assert (unknown["known"], unknown["missing_share"], unknown["quarters"]) == (0, 1, None)


def test_the_catalogue_is_of_ones_own_customers(
    api_client_for: Any, customer: Customer, other_team: Team, account_manager: Any, auditor: Any
) -> None:
    stranger = make_customer(team=other_team)
    make_invoice(stranger)
    score(stranger)
    assert api_client_for(account_manager).get(URL).json()["readings"] == 1
    assert api_client_for(auditor).get(URL).json()["readings"] == 2


def test_the_catalogue_speaks_the_callers_language(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    account_manager.language = "zh-hans"
    account_manager.save()
    client = api_client_for(account_manager)
    found = by_code(client.get(URL, HTTP_ACCEPT_LANGUAGE="zh-hans").json(), "code")
    assert found["max_dpd"]["name"] == found["max_dpd"]["name_zh"] != found["max_dpd"]["name_en"]


def test_every_figure_of_a_customer_is_told_also_those_that_are_never_scored(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    body = api_client_for(account_manager).get(figures_url(customer)).json()
    found, reading = by_code(body), Reading.objects.get(customer=customer)
    assert found.keys() == UNRESTRICTED
    assert (body["customer_number"], body["as_of"]) == (customer.number, str(today()))
    for code, each in found.items():
        value = getattr(reading, code)
        assert each["value"] == (None if value is None else f"{value:.4f}"), code
    assert found["complaints_by"]["value"] == "1.0000"
    assert found["complaints_by"]["is_in_card"] is False
    assert found["complaints_by"]["points"] is None
    stored = RiskScore.objects.get(customer_id=customer.pk, as_of=today()).contributions
    assert {code for code, each in found.items() if each["is_in_card"]} == stored.keys()
    late = found["late_frequency"]
    assert numbers(late) == [Decimal(text) for text in stored["late_frequency"]]


def test_a_figure_comes_with_the_rows_that_it_was_computed_from(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = api_client_for(account_manager)
    body = client.get(figures_url(customer, "max_dpd")).json()
    reading = Reading.objects.get(customer=customer)
    rows = indicator_rows(customer, "max_dpd", as_of=reading.as_of, known_at=reading.known_at)
    assert (body["value"], body["rows_of"]) == (str(reading.max_dpd), "owed")
    assert [row["number"] for row in body["rows"]] == [row["number"] for row in rows]
    assert "SINCE-1" in {row["number"] for row in body["rows"]}
    assert body["rows"][0].keys() == rows[0].keys()
    assert body["rows"][0]["open_amount"] == str(rows[0]["open_amount"])
    assert (body["is_cut"], body["facts"]) == (False, [])


def test_facts_behind_a_figure_are_told_whole(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    body = api_client_for(account_manager).get(figures_url(customer, "complaints_by")).json()
    assert [each["source_key"] for each in body["facts"]] == ["OWN-1"]
    assert body["facts"][0]["direction"] == "by"
    assert [row["id"] for row in body["rows"]] == [each["id"] for each in body["facts"]]


def test_a_past_day_tells_figures_and_rows_of_then(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client, query = api_client_for(account_manager), {"as_of": str(today() - 10 * DAY)}
    every = client.get(figures_url(customer), query).json()
    stored = RiskScore.objects.get(customer_id=customer.pk, as_of=THEN)
    assert every["as_of"] == str(THEN)
    assert by_code(every)["complaints_by"]["value"] == "0.0000"
    late = client.get(figures_url(customer, "max_dpd"), query).json()
    assert numbers(late) == [Decimal(text) for text in stored.contributions["max_dpd"]]
    assert "SINCE-1" not in {row["number"] for row in late["rows"]}
    score_then = client.get(f"/api/v1/scores/{customer.pk}/", query).json()
    assert (score_then["as_of"], score_then["score"]) == (str(THEN), str(stored.score))
    assert score_then["change"] is None
    assert score_then["reasons"]
    score_now = client.get(f"/api/v1/scores/{customer.pk}/").json()
    assert score_now["as_of"] == str(today())


def test_a_day_before_any_score_and_what_is_no_day_are_refused(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = api_client_for(account_manager)
    urls = [
        figures_url(customer), figures_url(customer, "max_dpd"), f"/api/v1/scores/{customer.pk}/",
    ]  # fmt: skip
    for url in urls:
        early = client.get(url, {"as_of": str(today() - 400 * DAY)})
        assert (early.status_code, early.json()["code"]) == (409, "no_score_yet"), url
        assert client.get(url, {"as_of": "yesterday"}).status_code == 400, url


def test_today_is_now(api_client_for: Any, customer: Customer, account_manager: Any) -> None:
    """Figures that no card scores change without a new score, so its day is not theirs."""
    client = api_client_for(account_manager)
    make_fact(
        KINDS["complaints"], customer, key="OWN-2", direction="by", effective_date=today(),
        recorded_at=timezone.now(),
    )  # fmt: skip
    score(customer)
    for url in (figures_url(customer), f"/api/v1/scores/{customer.pk}/"):
        assert client.get(url, {"as_of": str(today())}).json() == client.get(url).json(), url


def test_a_customer_without_a_score_has_figures_that_are_not_known(
    api_client_for: Any, team: Team, account_manager: Any
) -> None:
    client, fresh = api_client_for(account_manager), make_customer(team=team)
    body = client.get(figures_url(fresh)).json()
    assert body["as_of"] is None
    assert {each["value"] for each in body["indicators"]} == {None}
    one = client.get(figures_url(fresh, "max_dpd")).json()
    assert (one["value"], one["rows"]) == (None, [])


def test_who_may_not_read_what_stands_behind_a_figure_is_told_the_figure_alone(
    api_client_for: Any, customer: Customer
) -> None:
    def told(code: str, *scopes: str) -> tuple[Any, Any, Any]:
        client = api_client_for(make_service_user("scores:read", "customers:read", *scopes))
        body = client.get(figures_url(customer, code)).json()
        return body["value"], body["rows"], body["facts"]

    assert told("complaints_by") == ("1.0000", None, None)
    assert told("complaints_by", "ledger:read")[1]
    assert told("max_dpd")[1] is None
    assert told("max_dpd", "invoices:read")[1]
    assert told("dbt_paid", "invoices:read")[1] is None
    assert told("dbt_paid", "invoices:read", "payments:read")[1]


def test_only_the_scope_of_scores_reads_them(api_client_for: Any, customer: Customer) -> None:
    urls = [URL, figures_url(customer), figures_url(customer, "max_dpd")]
    may, may_not = (
        api_client_for(make_service_user(scope)) for scope in ("scores:read", "ledger:read")
    )
    assert [may.get(url).status_code for url in urls] == [200, 200, 200]
    assert [may_not.get(url).status_code for url in urls] == [403, 403, 403]


def test_who_may_call_them(
    client: Any, api_client_for: Any, customer: Customer, nobody: Any, outsider: Any
) -> None:
    for url in (URL, figures_url(customer), figures_url(customer, "max_dpd")):
        assert client.get(url).status_code == 401, url
        assert api_client_for(nobody).get(url).status_code == 403, url
    for url in (figures_url(customer), figures_url(customer, "max_dpd")):
        assert api_client_for(outsider).get(url).status_code == 404, url
    assert api_client_for(outsider).get(URL).json()["readings"] == 0


def test_a_restricted_figure_is_for_those_who_may_see_it_and_for_no_key(
    api_client_for: Any, customer: Customer, risk_officer: Any, head_of_risk: Any
) -> None:
    assert {RESTRICTED_CODE} == RESTRICTED
    key = make_service_user("scores:read", "payments:read", "invoices:read")
    for person, may in ((risk_officer, False), (key, False), (head_of_risk, True)):
        client = api_client_for(person)
        assert (RESTRICTED_CODE in by_code(client.get(URL).json(), "code")) is may
        assert (RESTRICTED_CODE in by_code(client.get(figures_url(customer)).json())) is may
        answer = client.get(figures_url(customer, RESTRICTED_CODE))
        assert answer.status_code == (200 if may else 404)


def test_what_is_no_indicator_is_not_found(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = api_client_for(account_manager)
    assert client.get(figures_url(customer, "nonsense")).status_code == 404


@pytest.mark.parametrize("code", INDICATORS)
def test_each_column_of_each_kind_of_rows_is_a_documented_field(code: str) -> None:
    sql = f"{with_steps(READING_STEPS, BY_LIST)}\n{rows_sql(INDICATORS[code])}"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"as_of": today(), "known_at": timezone.now(), "customer_ids": []})
        columns = {column.name for column in cursor.description or ()}
    assert columns <= FigureRowSerializer().fields.keys()


def test_each_kind_of_rows_names_rights_that_there_are() -> None:
    assert RIGHTS.keys() == set(Rows)
    known = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    steps = dict(READING_STEPS)
    parts = [each.facts for each in INDICATORS.values() if each.rows is Rows.PARTS]
    sql = " ".join(steps[name] for name in (*parts, "default_row"))
    kinds = set(re.findall(r"SELECT '([a-z]+)'(?: AS kind)?,", sql))
    assert kinds >= {"contactchange", "screeninghit", "writeoff", "owed"}
    for indicator in INDICATORS.values():
        rows = [{"kind": kind} for kind in kinds] if indicator.rows is Rows.PARTS else []
        assert rights_to(indicator, rows) <= known, indicator.code


def test_the_catalogue_and_the_figures_take_a_fixed_number_of_queries(
    api_client_for: Any,
    customer: Customer,
    risk_officer: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = api_client_for(risk_officer)
    for url in (URL, figures_url(customer), figures_url(customer, "max_dpd")):
        with django_assert_max_num_queries(12):
            client.get(url)


def test_addresses_have_names(customer: Customer) -> None:
    assert reverse("api-indicators") == URL
    assert reverse("api-figure", args=[customer.pk, "max_dpd"]) == figures_url(customer, "max_dpd")
