"""Scores over the API."""

from __future__ import annotations

import datetime as dt

import pytest

from riskcrm.web.today import today
from scoring.models import RiskScore
from tests.factories import make_customer, make_service_user
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
URL = "/api/v1/scores/"
PAST = dt.timedelta(days=40)


@pytest.fixture
def customers(team, other_team):
    """A late payer and a new customer of the team, a late payer of another team; all scored."""
    late, new, other = late_payer(), make_customer(team=team), late_payer()
    for customer, its_team in ((late, team), (other, other_team)):
        customer.team = its_team
        customer.save()
    score(late, other, day=today() - PAST)
    score(late, new, other)
    return late, new, other


def test_scores_need_a_key_and_the_right(client, api_client_for, customers, nobody):
    assert client.get(URL).status_code == 401
    assert api_client_for(nobody).get(URL).status_code == 403


def test_the_list_shows_ones_own_customers_most_dangerous_first(
    api_client_for, customers, account_manager
):
    late, new, _other = customers
    found = api_client_for(account_manager).get(URL).json()["results"]
    assert [row["customer"] for row in found] == [late.pk, new.pk]
    assert found[0]["tier"] == "high"
    assert found[1]["tier"] == "unrated"
    assert found[0]["score"] == str(RiskScore.objects.get(customer_id=late.pk, as_of=today()).score)
    by_code = {part["indicator"]: part for part in found[0]["contributions"]}
    assert by_code["dbt_paid"]["value"] == "30.0000"
    assert by_code["dbt_paid"]["points"]


def test_the_list_is_narrowed(api_client_for, customers, risk_officer):
    late, new, other = customers
    client = api_client_for(risk_officer)

    def found(**query):
        return {row["customer"] for row in client.get(URL, query).json()["results"]}

    assert found(tier="high") == {late.pk, other.pk}
    assert found(score_min="1") == {late.pk, other.pk}
    assert found(score_max="1") == set()
    assert found(customer_number=new.number) == {new.pk}


def test_as_of_shows_the_rows_in_force_on_that_day(api_client_for, customers, risk_officer):
    late, _new, other = customers
    client = api_client_for(risk_officer)
    day = today() - PAST
    then = client.get(URL, {"as_of": (day + dt.timedelta(days=5)).isoformat()}).json()["results"]
    assert [(row["customer"], row["as_of"]) for row in then] == [
        (late.pk, day.isoformat()),
        (other.pk, day.isoformat()),
    ]
    assert client.get(URL, {"as_of": "2001-01-01"}).json()["results"] == []
    assert client.get(URL, {"as_of": "yesterday"}).status_code == 400


def test_pages_go_on_where_the_one_before_ended(api_client_for, customers, risk_officer):
    client = api_client_for(risk_officer)
    for query in ({}, {"as_of": today().isoformat()}):
        first = client.get(URL, {"limit": 2, **query}).json()
        second = client.get(first["next"]).json()
        seen = [row["customer"] for row in first["results"] + second["results"]]
        assert sorted(seen) == sorted(customer.pk for customer in customers)
        assert second["next"] is None


def test_one_score_comes_with_its_reasons(api_client_for, customers, account_manager, outsider):
    late, new, _other = customers
    found = api_client_for(account_manager).get(f"{URL}{late.pk}/").json()
    assert 1 <= len(found["reasons"]) <= 4
    assert found["reasons"][0]["text"]
    assert api_client_for(account_manager).get(f"{URL}{new.pk}/").json()["score"] is None
    assert api_client_for(outsider).get(f"{URL}{late.pk}/").status_code == 404


def test_the_history_of_a_customer(api_client_for, customers, account_manager, outsider):
    late, _new, _other = customers
    found = api_client_for(account_manager).get(f"{URL}{late.pk}/history/").json()["results"]
    assert [row["as_of"] for row in found] == [
        today().isoformat(), (today() - PAST).isoformat(),
    ]  # fmt: skip
    assert api_client_for(outsider).get(f"{URL}{late.pk}/history/").status_code == 404


def test_a_key_reads_scores_with_its_scope_alone(api_client_for, customers):
    assert api_client_for(make_service_user("scores:read")).get(URL).status_code == 200
    assert api_client_for(make_service_user("alerts:read")).get(URL).status_code == 403


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    api_client_for, customers, risk_officer, django_assert_max_num_queries
):
    client = api_client_for(risk_officer)
    for query in ({}, {"as_of": today().isoformat()}):
        with django_assert_max_num_queries(8):
            client.get(URL, query)
