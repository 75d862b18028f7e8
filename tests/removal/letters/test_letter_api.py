"""Letters over the API: what a courier's system may read and record, and what nobody's may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from removal.models import Letter
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_service_user
from tests.removal.letters.cases import posted

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
API = "/api/v1"


def test_a_courier_posts_and_records_the_arrival(
    out: Letter, api_client_for: Call, account_manager: User
) -> None:
    courier = api_client_for(make_service_user("letters:write", responsible=account_manager))
    said = {
        "channel": "courier", "address": "1 Mill Lane", "source": "customer",
        "tracking_number": "SF-1",
    }  # fmt: skip
    answer = courier.post(f"{API}/letters/{out.pk}/deliveries/", said)
    assert answer.status_code == 201, answer.data
    found = courier.get(f"{API}/letter-deliveries/?tracking_number=SF-1").json()["results"]
    assert [row["id"] for row in found] == [answer.json()["id"]]
    arrived = courier.post(
        f"{API}/letter-deliveries/{found[0]['id']}/arrive/",
        {"arrived_on": today().isoformat(), "note": "signed by Li"},
    )
    assert arrived.json()["arrival"] == "proven"
    letter = courier.get(f"{API}/letters/{out.pk}/").json()
    assert (letter["state"], letter["arrived_on"]) == ("arrived", today().isoformat())
    pdf = courier.get(f"{API}/letters/{out.pk}/pdf/")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")


def test_a_letter_that_came_back_is_told(
    out: Letter, api_client_for: Call, account_manager: User
) -> None:
    delivery = posted(out, by=account_manager)
    client = api_client_for(account_manager)
    answer = client.post(
        f"{API}/letter-deliveries/{delivery.pk}/return/",
        {"returned_on": today().isoformat(), "reason": "unknown"},
    )
    assert answer.json()["returned_because"] == "unknown"
    assert client.get(f"{API}/letters/?state=returned").json()["results"][0]["id"] == out.pk


def test_a_reading_key_records_nothing_and_no_key_sees_another_teams_letter(
    out: Letter, api_client_for: Call, other_team: object
) -> None:
    reader = api_client_for(make_service_user("letters:read"))
    said = {"received_on": today().isoformat(), "text": "x"}
    assert reader.post(f"{API}/letters/{out.pk}/answer/", said).status_code == 403
    stranger = api_client_for(make_service_user("letters:write", team=other_team))
    assert stranger.get(f"{API}/letters/{out.pk}/").status_code == 404
    assert stranger.post(f"{API}/letters/{out.pk}/answer/", said).status_code == 404


def test_there_is_no_way_to_release_over_the_api(
    waiting: Letter, api_client_for: Call, risk_officer: User
) -> None:
    client = api_client_for(risk_officer)
    assert client.post(f"{API}/letters/{waiting.pk}/release/").status_code == 404
    refused = client.get(f"{API}/letters/{waiting.pk}/pdf/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_released")


def test_the_list_is_narrowed_as_on_the_page(
    out: Letter, api_client_for: Call, account_manager: User
) -> None:
    client = api_client_for(account_manager)
    for query, count in ((f"case={out.case_id}", 1), ("kind=notice", 0), ("kind=warning", 1)):
        assert len(client.get(f"{API}/letters/?{query}").json()["results"]) == count
