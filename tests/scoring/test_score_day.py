"""A score of a past day, explained down to the rows behind each point, as they were known then."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from customers.models import Customer
from riskcrm.accounts.models import Team
from riskcrm.web.today import end_of_day, today
from scoring.figures import figures_of, figures_on
from scoring.indicators import INDICATORS
from scoring.models import RatingHistory, Reading, RiskScore
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
THEN, EARLY = today() - 30 * DAY, today() - 400 * DAY


@pytest.fixture
def customer(team: Team) -> Customer:
    """Scored thirty days ago, and today once more with an invoice that was entered since."""
    customer = late_payer()
    customer.team = team
    customer.save()
    score(customer, day=THEN)
    make_invoice(
        customer, 5000, number="SINCE-1", invoice_date=today() - 90 * DAY,
        due_date=today() - 60 * DAY, recorded_at=end_of_day(today() - DAY),
    )  # fmt: skip
    score(customer)
    return customer


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def url_of(customer: Customer, code: str = "") -> str:
    if code:
        return reverse("scoring:indicator_rows", args=[customer.pk, code])
    return reverse("scoring:score_day", args=[customer.pk])


def test_a_past_day_has_the_stored_points_and_todays_score_is_another(customer: Customer) -> None:
    old, new = figures_on(customer, today() - 10 * DAY), figures_of(customer)
    assert new is not None
    assert (old.as_of, new.as_of) == (THEN, today())
    assert old.score.score != new.score.score
    assert old.values["max_dpd"] != new.values["max_dpd"]
    for code, (value, *_parts) in old.score.contributions.items():
        assert (None if old.values[code] is None else str(old.values[code])) == value


def test_figures_outside_the_card_are_read_again_as_they_were(customer: Customer) -> None:
    now, kept = figures_on(customer, today()), Reading.objects.get(customer=customer)
    assert now.values == {code: getattr(kept, code) for code in INDICATORS}
    unscored = [code for code in INDICATORS if now.part(code) is None]
    assert any(now.values[code] is not None for code in unscored)


def test_the_page_shows_the_score_that_held_and_leads_to_the_rows_of_then(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    day = today() - 10 * DAY
    response = client_for(account_manager).get(url_of(customer), {"as_of": str(day)})
    old = RiskScore.objects.get(customer_id=customer.pk, as_of=THEN)
    text = text_of(response)
    assert f"Why {old.score}" in text
    assert f"This shows {day}, a past day" in text
    assert "What would change the tier" not in text
    page = response.content.decode()
    assert reverse("monitoring:customer_detail", args=[customer.pk]) in page
    for code in old.contributions:
        assert f"{url_of(customer, code)}?as_of={day}" in page


def test_the_rows_behind_a_figure_are_those_of_the_past_day(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client, url = client_for(account_manager), url_of(customer, "max_dpd")
    now = client.get(url)
    assert "SINCE-1" in now.content.decode()
    assert "a past day" not in text_of(now)
    then = client.get(url, {"as_of": str(THEN)})
    assert "SINCE-1" not in then.content.decode()
    assert f"This shows {THEN}, a past day" in text_of(then)
    assert f'href="{url}"' in then.content.decode()
    assert f"{url_of(customer)}?as_of={THEN}" in then.content.decode()
    old = RiskScore.objects.get(customer_id=customer.pk, as_of=THEN).contributions["max_dpd"]
    assert str(then.context["value"]) == old[0]
    assert str(then.context["part"].points) == old[2]


def test_a_day_before_any_score_says_so(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    for url in (url_of(customer), url_of(customer, "max_dpd")):
        response = client_for(account_manager).get(url, {"as_of": str(EARLY)})
        assert response.status_code == 200
        assert "no score by that day" in text_of(response)
        assert "Not scored yet" not in text_of(response)


def test_what_is_no_day_is_said_beside_the_field(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    for url in (url_of(customer), url_of(customer, "max_dpd")):
        response = client_for(account_manager).get(url, {"as_of": "yesterday"})
        assert "Enter a valid date" in text_of(response)
        assert "score" not in response.context


def test_today_is_no_past_day(client_for: Any, customer: Customer, account_manager: Any) -> None:
    for query in ({}, {"as_of": ""}, {"as_of": str(today())}, {"as_of": str(today() + DAY)}):
        for url in (url_of(customer), url_of(customer, "max_dpd")):
            response = client_for(account_manager).get(url, query)
            assert "a past day, as" not in text_of(response)
            assert response.context["score"].as_of == today()


def test_the_tier_in_force_stands_beside_what_the_figures_asked_for(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    RatingHistory.objects.create(
        customer_id=customer.pk, as_of=THEN - DAY, tier="low", card_tier="low",
        recorded_at=end_of_day(THEN),
    )  # fmt: skip
    response = client_for(account_manager).get(url_of(customer), {"as_of": str(THEN)})
    asked = RiskScore.objects.get(customer_id=customer.pk, as_of=THEN).tier
    assert asked != "low"
    assert re.search(rf"asked for \W+{asked}; \W+low was in force", text_of(response))


def test_history_and_replay_lead_to_the_points_of_their_days(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client, link = client_for(account_manager), f"{url_of(customer)}?as_of={THEN}"
    panel = client.get(reverse("scoring:score_panel", args=[customer.pk]))
    assert link in panel.context["history"]["links"]
    assert f'href="{link}"' in panel.content.decode()
    replay = reverse("scoring:score_replay", args=[customer.pk])
    assert f'href="{link}"' in client.get(replay, {"as_of": str(THEN)}).content.decode()


def test_who_may_open_it(
    client: Any, client_for: Any, customer: Customer, outsider: Any, nobody: Any, auditor: Any
) -> None:
    url = url_of(customer)
    assert client.get(url).status_code == 302
    assert client_for(nobody).get(url).status_code == 403
    assert client_for(outsider).get(url).status_code == 404
    assert client_for(auditor).get(url).status_code == 200


def test_a_restricted_figure_is_as_closed_on_a_past_day(
    client_for: Any, customer: Customer, account_manager: Any, head_of_risk: Any
) -> None:
    query, name = {"as_of": str(THEN)}, str(INDICATORS["payment_anomalies"].name).capitalize()
    url = url_of(customer, "payment_anomalies")
    assert client_for(account_manager).get(url, query).status_code == 404
    assert client_for(head_of_risk).get(url, query).status_code == 200
    assert name not in client_for(account_manager).get(url_of(customer), query).content.decode()
    assert name in client_for(head_of_risk).get(url_of(customer), query).content.decode()


def test_a_customer_that_was_never_scored_has_no_past_either(
    client_for: Any, team: Team, account_manager: Any
) -> None:
    response = client_for(account_manager).get(url_of(make_customer(team=team)))
    assert "no score by that day" in text_of(response)
