"""Written policies and their acknowledgements over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from riskcrm.accounts.models import PolicyAcknowledgement, PolicyVersion, User
from tests.factories import make_service_user

pytestmark = pytest.mark.django_db
Caller = Callable[[User], APIClient]
POLICIES = "/api/v1/policies/"
WORDS = {
    "title_en": "Gifts",
    "title_zh": "礼品",
    "text_en": "None.",
    "text_zh": "不收。",
    "effective_date": "2026-03-02",
}


def publish(api: APIClient, **said: Any) -> Any:
    return api.post(POLICIES, WORDS | {"code": "gifts"} | said, format="json")


def test_a_policy_is_published_changed_and_withdrawn(
    head_of_risk: User, api_client_for: Caller
) -> None:
    api = api_client_for(head_of_risk)
    made = publish(api)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert made["Location"].endswith("/api/v1/policies/gifts/")
    url = f"{POLICIES}gifts/"
    more = WORDS | {"text_en": "Up to 10 USD.", "after": 1}
    second = api.post(f"{url}versions/", more, format="json")
    assert (second.status_code, second.json()["number"]) == (201, 2)
    stale = api.post(f"{url}versions/", more, format="json")
    assert stale.status_code == 412  # another version came between
    same = api.post(f"{url}versions/", more | {"after": 2}, format="json")
    assert (same.status_code, same.json()["code"]) == (409, "same_policy")
    listed = api.get(POLICIES, {"latest": "true"}).json()["results"]
    assert [(row["code"], row["number"]) for row in listed] == [("gifts", 2)]
    assert len(api.get(POLICIES, {"code": "gifts"}).json()["results"]) == 2
    gone = api.post(f"{url}withdraw/", {"reason": "replaced"}, format="json")
    assert gone.json()["withdrawn_at"]
    assert api.get(POLICIES, {"latest": "true"}).json()["results"] == []
    assert api.get(url).status_code == 200  # its versions stay to be read


@pytest.mark.parametrize("missing", ["text_zh", "title_en", "effective_date"])
def test_both_languages_and_a_day_are_needed(
    missing: str, head_of_risk: User, api_client_for: Caller
) -> None:
    answer = publish(api_client_for(head_of_risk), **{missing: ""})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [missing]
    assert not PolicyVersion.objects.exists()


def test_people_acknowledge_and_officers_see_who_did(
    head_of_risk: User, account_manager: User, auditor: User, api_client_for: Caller
) -> None:
    publish(api_client_for(head_of_risk))
    url = f"{POLICIES}gifts/versions/1/acknowledge/"
    mine = api_client_for(account_manager)
    first, again = mine.post(url), mine.post(url)
    assert (first.status_code, first.json()) == (200, again.json())
    seen = api_client_for(auditor).get("/api/v1/policy-acknowledgements/", {"code": "gifts"})
    assert [row["person"] for row in seen.json()["results"]] == ["manager"]
    assert mine.get("/api/v1/policy-acknowledgements/").status_code == 403
    assert mine.post(f"{POLICIES}gifts/versions/7/acknowledge/").status_code == 404


def test_a_key_publishes_but_acknowledges_for_nobody(
    head_of_risk: User, api_client_for: Caller
) -> None:
    api = api_client_for(make_service_user("policies:write", responsible=head_of_risk))
    assert publish(api).status_code == 201
    answer = api.post(f"{POLICIES}gifts/versions/1/acknowledge/")
    assert (answer.status_code, answer.json()["code"]) == (409, "people_acknowledge")
    assert not PolicyAcknowledgement.objects.exists()
    reader = api_client_for(make_service_user("policies:read"))
    assert reader.get(f"{POLICIES}gifts/").status_code == 200
    assert publish(reader, code="other").status_code == 403


def test_who_may_read_does_not_publish(account_manager: User, api_client_for: Caller) -> None:
    api = api_client_for(account_manager)
    assert api.get(POLICIES).status_code == 200
    assert publish(api).status_code == 403
    assert api.post(f"{POLICIES}gifts/withdraw/", {"reason": "x"}).status_code == 403
