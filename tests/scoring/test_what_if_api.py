"""POST /api/v1/what-if/: a version or a definition against another, and the customers by name."""

from __future__ import annotations

import copy

import pytest

from scoring.columns import copies
from scoring.models import RiskScore, ScorecardVersion
from tests.factories import make_service_user
from tests.scoring.book_of_readings import make_readings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
URL = "/api/v1/what-if/"


@pytest.fixture
def version():
    return ScorecardVersion.objects.get()


@pytest.fixture
def client(api_client_for, risk_officer):
    return api_client_for(risk_officer)


def stricter(version):
    definition = copy.deepcopy(version.definition)
    definition["tiers"] = {"medium": "10", "high": "30"}
    return definition


def test_asking_needs_the_right(api_client_for, version, account_manager):
    answer = api_client_for(account_manager).post(URL, {"version": version.pk})
    assert answer.status_code == 403


def test_a_key_with_the_scope_asks(api_client_for, version):
    make_readings(3)
    client = api_client_for(make_service_user("what-if:ask"))
    assert client.post(URL, {"version": version.pk}).json()["total"]["customers"] == 3


def test_a_definition_is_held_against_the_card_in_force_and_nothing_is_written(client, version):
    readings = make_readings(60)
    body = client.post(URL, {"definition": stricter(version)}).json()
    assert body["total"]["customers"] == sum(cell["customers"] for cell in body["matrix"]) == 60
    assert body["total"]["exposure"] == str(sum(r.exposure for r in readings))
    moved = [cell for cell in body["matrix"] if cell["from_tier"] != cell["to_tier"]]
    assert body["moved"]["customers"] == sum(cell["customers"] for cell in moved) > 0
    assert body["shifts"] == [{"step": 0, "customers": 60 - body["unscored"]}]
    assert body["total"]["loss_after"] is None
    assert body["customers"] == []
    assert ScorecardVersion.objects.count() == 1
    assert not RiskScore.objects.exists()


def test_customers_are_named_page_by_page(client, version):
    make_readings(60)
    asked = {"definition": stricter(version), "name": {"moved": "tier", "limit": 7}}
    found, pages = [], 0
    while True:
        body = client.post(URL, asked).json()
        found += body["customers"]
        pages += 1
        if body["next"] is None:
            break
        asked["name"]["after"] = body["next"]
    assert len({each["customer"] for each in found}) == len(found) == body["moved"]["customers"]
    assert pages == -(-len(found) // 7)
    exposures = [float(each["exposure"]) for each in found]
    assert exposures == sorted(exposures, reverse=True)
    assert all(each["from_tier"] != each["to_tier"] for each in found)


def test_customers_are_named_by_what_their_order_is_told(client, version):
    make_readings(60)
    asked = {"definition": stricter(version), "name": {"limit": 200}}
    verdicts = client.post(URL, asked).json()["verdicts"]
    (told, *_others) = [v for v in verdicts if v["from_verdict"] != v["to_verdict"]]
    asked["name"] |= {name: told[name] for name in ("from_verdict", "to_verdict")}
    found = client.post(URL, asked).json()["customers"]
    assert len(found) == told["customers"] > 0
    assert {(each["from_verdict"], each["to_verdict"]) for each in found} == {
        (told["from_verdict"], told["to_verdict"])
    }
    assert "unbilled" in found[0]


def test_one_asks_against_the_tiers_in_force_or_a_version(client, version):
    make_readings(30)
    same = client.post(URL, {"version": version.pk, "against": str(version.pk)}).json()
    assert same["moved"]["customers"] == 0
    in_force = client.post(URL, {"version": version.pk, "against": "in-force"}).json()
    assert in_force["moved"]["customers"] > 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "version"),
        ({"version": 1, "definition": {}}, "version"),
        ({"version": 999999}, "version"),
        ({"definition": {"groups": []}}, "definition"),
        ({"definition": []}, "definition"),
        ({"version": "its", "against": "999999"}, "against"),
        ({"version": "its", "against": "x"}, "against"),
        ({"version": "its", "policy": "999999"}, "policy"),
        ({"version": "its", "name": {"moved": "away"}}, "name"),
        ({"version": "its", "name": {"limit": 201}}, "name"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(client, version, asked, field):
    if asked.get("version") == "its":
        asked = asked | {"version": version.pk}
    answer = client.post(URL, asked)
    assert answer.status_code == 400, answer.json()
    assert field in str(answer.json())


def test_a_large_book_that_is_not_copied_yet_asks_for_patience(client, version, monkeypatch):
    monkeypatch.setattr(copies, "SMALL", -1)
    answer = client.post(URL, {"version": version.pk})
    assert answer.status_code == 409
    assert answer.json()["code"] == "figures_not_ready"
