"""Overrides in the browser and over the API, by the right role only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from riskcrm.web.today import today
from scoring.models import Override
from tests.factories import make_customer
from tests.scoring.test_overrides import asked
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
API = "/api/v1/overrides/"
WORDS = {
    "tier": "low",
    "reason": "support",
    "text": "The parent pays.",
    "evidence": "Letter of 2 March.",
    "expires_on": str(today() + dt.timedelta(days=30)),
}


@pytest.fixture
def customer(account_manager):
    customer = late_payer()
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    score(customer)
    return customer


def test_one_asks_and_another_approves_in_the_browser(
    client, customer, account_manager, risk_officer
):
    client.force_login(account_manager)
    panel = client.get(reverse("scoring:score_panel", args=[customer.pk])).content.decode()
    form_url = reverse("scoring:override_request", args=[customer.pk])
    assert form_url in panel
    assert client.post(form_url, WORDS | {"evidence": ""}).status_code == 422
    assert client.post(form_url, WORDS).status_code == 302
    override = Override.objects.get()
    page = reverse("scoring:override_detail", args=[override.pk])
    approve = reverse("scoring:override_approve", args=[override.pk])
    assert "another person has to decide" in client.get(page).content.decode()
    assert client.post(approve, {"reason": "x", "version": 1}).status_code == 403
    client.force_login(risk_officer)
    inbox = client.get(reverse("monitoring:inbox")).content.decode()
    assert page in inbox
    assert "The parent pays." in inbox
    assert client.post(approve, {"reason": "", "version": 1}).status_code == 422
    assert client.post(approve, {"reason": "Seen.", "version": 1}).status_code == 302
    score(customer)
    panel = client.get(reverse("scoring:score_panel", args=[customer.pk])).content.decode()
    assert "by an override until" in panel
    assert page not in client.get(reverse("monitoring:inbox")).content.decode()
    lift = reverse("scoring:override_lift", args=[override.pk])
    assert client.post(lift, {"reason": "Sold.", "version": 1}).status_code == 409
    assert client.post(lift, {"reason": "Sold.", "version": 2}).status_code == 302


def test_the_list_shows_ones_own_customers(client, customer, account_manager, other_team):
    override = asked(customer, account_manager)
    stranger = make_customer(team=other_team)
    client.force_login(account_manager)
    page = client.get(reverse("scoring:override_list")).content.decode()
    assert reverse("scoring:override_detail", args=[override.pk]) in page
    assert client.get(reverse("scoring:override_request", args=[stranger.pk])).status_code == 404


def test_the_same_over_the_api(api_client_for, customer, account_manager, risk_officer):
    manager, officer = api_client_for(account_manager), api_client_for(risk_officer)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    body = WORDS | {"customer": customer.pk}
    made = manager.post(API, body, format="json", **key)
    assert made.status_code == 201
    assert manager.post(API, body, format="json", **key).json() == made.json()
    assert Override.objects.count() == 1
    url = f"{API}{made.json()['id']}/"
    tag = officer.get(url)["ETag"]
    reason = {"reason": "Seen."}
    assert officer.post(f"{url}approve/", reason, format="json").status_code == 428
    assert (
        manager.post(f"{url}approve/", reason, format="json", HTTP_IF_MATCH=tag).status_code == 403
    )
    done = officer.post(f"{url}approve/", reason, format="json", HTTP_IF_MATCH=tag)
    assert done.json()["state"] == "in_force"
    assert [row["id"] for row in officer.get(f"{API}?state=in_force").json()["results"]] == [
        made.json()["id"]
    ]
    stranger = make_customer()
    refused = manager.post(API, body | {"customer": stranger.pk}, format="json")
    assert refused.status_code == 400


def test_the_timeline_tells_of_it(client, customer, account_manager):
    asked(customer, account_manager)
    client.force_login(account_manager)
    panel = client.get(reverse("customers:timeline_panel", args=[customer.pk])).content.decode()
    assert "override asked for" in panel.lower()
