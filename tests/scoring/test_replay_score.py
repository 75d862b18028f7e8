"""A score computed again from its rows: the same digits, or what differs and why."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from customers.models import Invoice
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day, today
from scoring.models import RiskScore
from scoring.replay import replay_score
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scored():
    customer = late_payer()
    score(customer, day=today() - 30 * DAY)
    score(customer)
    return customer


def test_an_untouched_ledger_gives_the_same_digits_for_each_day(scored):
    for day in (today(), today() - 10 * DAY, today() - 30 * DAY):
        found = replay_score(scored, as_of=day)
        assert found.is_same
        assert found.causes == ()
    assert replay_score(scored, as_of=today() - 10 * DAY).score.as_of == today() - 30 * DAY


def test_what_was_recorded_later_changes_no_digit_of_the_past(scored):
    make_invoice(
        scored, 5000, invoice_date=today() - 90 * DAY, due_date=today() - 60 * DAY,
        recorded_at=end_of_day(today()),
    )  # fmt: skip
    assert replay_score(scored, as_of=today() - 30 * DAY).is_same


def test_a_row_changed_behind_the_books_back_is_named_with_both_figures(scored):
    Invoice.objects.filter(customer=scored).update(due_date=F("invoice_date"))
    found = replay_score(scored, as_of=today() - 30 * DAY)
    by_code = {each.code: each for each in found.differences}
    assert by_code["dbt_paid"].stored != by_code["dbt_paid"].found
    assert "points" in by_code
    assert found.causes


def test_formulas_of_another_release_are_named_as_the_cause(scored):
    RiskScore.objects.filter(customer_id=scored.pk).update(formulas="older", points=1)
    found = replay_score(scored, as_of=today())
    assert [each.code for each in found.differences] == ["points"]
    assert "upgrade" in found.causes[0]


def test_before_the_first_score_there_is_nothing_to_replay(scored):
    with pytest.raises(Refused) as refusal:
        replay_score(scored, as_of=today() - 400 * DAY)
    assert refusal.value.code == "no_score_yet"


def test_the_command_says_same_digits_and_fails_where_something_differs(scored):
    out = StringIO()
    call_command("replay_score", scored.number, "--as-of", str(today()), stdout=out)
    assert "same digits" in out.getvalue()
    RiskScore.objects.filter(customer_id=scored.pk).update(points=1)
    with pytest.raises(CommandError):
        call_command("replay_score", scored.number, stdout=out)
    with pytest.raises(CommandError, match="no customer"):
        call_command("replay_score", "nobody", stdout=out)


def test_the_page_and_the_api_say_the_same(scored, client, api_client_for, risk_officer):
    client.force_login(risk_officer)
    url = reverse("scoring:score_replay", args=[scored.pk])
    assert "Same digits" in client.get(url).content.decode()
    api = f"/api/v1/scores/{scored.pk}/replay/"
    assert api_client_for(risk_officer).get(api).json()["is_same"] is True
    RiskScore.objects.filter(customer_id=scored.pk).update(points=1)
    assert "Something differs" in client.get(url).content.decode()
    found = api_client_for(risk_officer).get(api).json()
    assert [each["code"] for each in found["differences"]] == ["points"]
    early = {"as_of": str(today() - 400 * DAY)}
    assert "no score by that day" in client.get(url, early).content.decode()
    assert api_client_for(risk_officer).get(api, early).status_code == 409
    assert api_client_for(risk_officer).get(api, {"as_of": "x"}).status_code == 400


def test_another_teams_customer_is_not_found(scored, client, other_team, account_manager):
    stranger = make_customer(team=other_team)
    client.force_login(account_manager)
    assert client.get(reverse("scoring:score_replay", args=[stranger.pk])).status_code == 404
