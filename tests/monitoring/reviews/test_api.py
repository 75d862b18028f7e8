"""Reviews over the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.models import Review
from monitoring.services import open_review
from riskcrm.accounts.scopes import SCOPES
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
URL = "/api/v1/reviews/"
POST = {"content_type": "application/json"}
DONE = {"result": "unchanged", "findings": "Pays."}


@pytest.fixture
def customer(account_manager):
    return make_customer(manager=account_manager, team=account_manager.team)


def test_a_second_call_adds_its_reason_to_the_open_review(customer, client_for, account_manager):
    client = client_for(account_manager)
    first = client.post(URL, {"customer": customer.pk, "reason": "Late"}, **POST)
    second = client.post(URL, {"customer": customer.pk, "reason": "Returned"}, **POST)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["reasons"] == ["Late", "Returned"]
    assert client.get(second.headers["Location"]).json()["manager"] == account_manager.pk


def test_a_customer_that_one_does_not_see_is_not_found(client_for, account_manager):
    words = {"customer": make_customer("N-1").pk, "reason": "Late"}
    assert client_for(account_manager).post(URL, words, **POST).status_code == 404
    assert not Review.objects.exists()


def test_a_review_is_completed_once_and_listed_by_its_state(customer, client_for, account_manager):
    review = open_review(customer, reason="Late", kind="event", by=None, at=timezone.now())
    client = client_for(account_manager)
    answer = client.post(f"{URL}{review.pk}/complete/", DONE, **POST)
    assert (answer.status_code, answer.json()["result"]) == (200, "unchanged")
    assert client.post(f"{URL}{review.pk}/complete/", DONE, **POST).status_code == 409
    listed = client.get(f"{URL}?state=completed").json()["results"]
    assert [each["id"] for each in listed] == [review.pk]
    assert client.get(f"{URL}?state=open").json()["results"] == []


def test_no_scope_completes_a_review():
    granted = set().union(*SCOPES.values())
    assert "monitoring.complete_review" not in granted
    assert "monitoring.add_review" in SCOPES["reviews:write"]
