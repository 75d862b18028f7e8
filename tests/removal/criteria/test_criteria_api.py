from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers.models import Customer
from removal.models import CriterionSet, RemovalCase, Suggestion
from removal.services.criteria_sweep import sweep_criteria
from riskcrm.accounts.models import User
from tests.factories import make_service_user
from tests.removal.criteria.books import LATE, NOON, publish, read

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
CRITERIA, SUGGESTIONS = "/api/v1/removal-criteria/", "/api/v1/removal-suggestions/"


@pytest.fixture
def criteria(risk_officer: User, second_officer: User) -> CriterionSet:
    return publish(LATE, by=risk_officer, second=second_officer)


@pytest.fixture
def suggestion(criteria: CriterionSet, customer: Customer) -> Suggestion:
    read(customer, tier="high", oldest_days=75, exposure=500)
    sweep_criteria(at=NOON)
    return Suggestion.objects.get()


def test_versions_are_read_with_their_rules(
    criteria: CriterionSet, auditor: User, nobody: User, api_client_for: Call
) -> None:
    client = api_client_for(auditor)
    (found,) = client.get(f"{CRITERIA}?state=published").json()["results"]
    assert found["rules"][0]["tree"] == LATE
    assert client.get(f"{CRITERIA}{criteria.pk}/").json()["number"] == criteria.number
    assert api_client_for(nobody).get(CRITERIA).status_code == 403
    assert APIClient().get(CRITERIA).status_code == 401


def test_rules_on_trial_say_whom_they_would_suggest(
    suggestion: Suggestion, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    answer = client.post(f"{CRITERIA}what-if/", {"trees": [LATE]}, format="json").json()
    assert answer["met"] == {"customers": 1, "exposure": "500.00"}
    assert answer["suggested"]["customers"] == 1
    assert answer["customers"][0]["customer"] == suggestion.customer_id
    assert answer["past"]["went_bad"] is None
    of_version = {"criteria": suggestion.criteria_id, "limit": 0}
    named = client.post(f"{CRITERIA}what-if/", of_version, format="json").json()
    assert (named["met"]["customers"], named["customers"]) == (1, [])
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"criteria": 1, "trees": [LATE]}, {"trees": [{"subject": "x"}]}, {"trees": "1=1"},
     {"trees": [{"all": []}]}, {"trees": [LATE], "strange": 1}],
)  # fmt: skip
def test_what_is_no_rule_is_refused(
    risk_officer: User, api_client_for: Call, body: dict[str, Any]
) -> None:
    answer = api_client_for(risk_officer).post(f"{CRITERIA}what-if/", body, format="json")
    assert answer.status_code == 400


def test_suggestions_are_those_of_customers_one_sees(
    suggestion: Suggestion, account_manager: User, outsider: User, api_client_for: Call
) -> None:
    (found,) = api_client_for(account_manager).get(f"{SUGGESTIONS}?state=open").json()["results"]
    assert found["evidence"][0]["figures"][0]["value"] == "75"
    assert api_client_for(outsider).get(SUGGESTIONS).json()["results"] == []
    assert api_client_for(outsider).get(f"{SUGGESTIONS}{suggestion.pk}/").status_code == 404


def test_a_key_takes_up_what_it_has_seen(suggestion: Suggestion, api_client_for: Call) -> None:
    client = api_client_for(make_service_user("removal-cases:write"))
    address = f"{SUGGESTIONS}{suggestion.pk}/"
    body = {"summary": "Never pays."}
    assert client.post(f"{address}take-up/", body).status_code == 428
    tag = client.get(address)["ETag"]
    done = client.post(f"{address}take-up/", body, HTTP_IF_MATCH=tag)
    assert (done.status_code, done.json()["state"]) == (200, "taken_up")
    assert done.json()["case"] == RemovalCase.objects.get().pk
    again = client.post(f"{address}dismiss/", {"reason": "No."}, HTTP_IF_MATCH=done["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_closed")


def test_a_key_that_only_reads_answers_nothing(
    suggestion: Suggestion, api_client_for: Call
) -> None:
    client = api_client_for(make_service_user("removal-cases:read"))
    address = f"{SUGGESTIONS}{suggestion.pk}/"
    assert client.get(address).status_code == 200
    answer = client.post(f"{address}dismiss/", {"reason": "No."}, HTTP_IF_MATCH="*")
    assert answer.status_code == 403


def test_a_dismissal_may_have_a_pause(
    suggestion: Suggestion, account_manager: User, api_client_for: Call
) -> None:
    body = {"reason": "A plan.", "pause_until": "2099-01-01"}
    answer = api_client_for(account_manager).post(
        f"{SUGGESTIONS}{suggestion.pk}/dismiss/", body, HTTP_IF_MATCH="*"
    )
    assert answer.json()["pause_until"] == "2099-01-01"
