"""Policy packs over the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from removal.packs.names import SPECS
from tests.factories import make_service_user
from tests.removal.packs.people import built_in

pytestmark = pytest.mark.django_db
LIST = "/api/v1/policy-packs/"


@pytest.fixture
def reader(risk_officer, api_client_for):
    return api_client_for(make_service_user("removal-cases:read", responsible=risk_officer))


def dates(code: str) -> str:
    return f"{LIST}{built_in(code).pk}/dates/"


def test_callers_without_a_key_are_refused() -> None:
    assert APIClient().get(LIST).status_code == 401
    assert APIClient().post(dates("CN-seller"), {}).status_code == 401


def test_a_key_for_something_else_is_refused(api_client_for, risk_officer) -> None:
    client = api_client_for(make_service_user("customers:read", responsible=risk_officer))
    assert client.get(LIST).status_code == 403
    assert client.post(dates("CN-seller"), {}).status_code == 403


def test_packs_are_listed_and_filtered(reader) -> None:
    assert {row["code"] for row in reader.get(LIST).data["results"]} >= {"CN-seller", "US-lender"}
    found = reader.get(LIST, {"jurisdiction": "GB", "kind": "lender"}).data["results"]
    assert [row["code"] for row in found] == ["GB-lender"]


def test_one_pack_has_every_parameter(reader) -> None:
    told = reader.get(f"{LIST}{built_in('GB-lender').pk}/").data
    assert list(told["parameters"]) == sorted(SPECS) or set(told["parameters"]) == set(SPECS)
    notice = told["parameters"]["notice_days"]
    assert (notice["value"], notice["unit"], notice["verified"]) == (90, "days", False)
    assert "SI 2025/688" in notice["citation"]


def test_dates_are_computed_with_their_steps(reader) -> None:
    said = {
        "notice": [
            {"sent_on": "2026-03-02", "method": "courier", "returned_on": "2026-03-10"},
            {"sent_on": "2026-03-11", "method": "registered_post"},
        ],
        "contract_notice_days": 10, "due_on": "2024-02-29", "demands": ["2026-06-30"],
        "extensions": [5],
    }  # fmt: skip
    answer = reader.post(dates("CN-seller"), said, format="json")
    assert answer.status_code == 200
    found = {row["name"]: row for row in answer.data}
    assert found["notice_end"]["date"] == "2026-04-17"
    rules = [step["rule"] for step in found["notice_end"]["steps"]]
    assert rules == ["sent", "returned", "sent", "deemed", "law", "contract", "longest"]
    assert found["limitation"]["date"] == "2029-06-30"
    assert found["cure_deadline"]["date"] == "2026-04-07"


def test_nothing_said_gives_nothing(reader) -> None:
    assert reader.post(dates("CN-seller"), {}, format="json").data == []


@pytest.mark.parametrize(
    "said",
    [
        {"notise": []},
        {"notice": [{"sent_on": "2026-03-02", "method": "pigeon"}]},
        {"notice": [{"sent_on": "2026-03-02", "method": "hand", "arrived_on": "2026-03-01"}]},
        {"known_on": "0001-01-01"},
        {"extensions": [1, 1, 1]},
        {"extensions": [0]},
        {"relationship_years": -1},
    ],
)
def test_what_cannot_be_computed_is_refused(reader, said) -> None:
    assert reader.post(dates("CN-seller"), said, format="json").status_code in (400, 422)
