"""Screening over the API: lists and entries in, hits out, a name asked, and no key that decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from customers.models import Customer, ScreeningEntry, ScreeningHit
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.customers.screening import make_list, put_entry, screen_all
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
ApiFor = Callable[[User], APIClient]
ENTRY = {"list": "un", "source_key": "7", "name": "Acme Trading Ltd", "aliases": ["Golden Bridge"]}


@pytest.fixture
def writer(api_client_for: ApiFor) -> APIClient:
    return api_client_for(make_service_user("screening-lists:write"))


@pytest.fixture
def hit(account_manager: User) -> ScreeningHit:
    make_customer("N1", name="Acme Trading", manager=account_manager, team=account_manager.team)
    put_entry("ACME Trading", on=make_list("un"))
    screen_all()
    return ScreeningHit.objects.get()


@pytest.mark.parametrize("path", ["screening-lists", "screening-entries", "screening-hits"])
def test_each_list_needs_the_scope(api_client_for: ApiFor, path: str) -> None:
    assert APIClient().get(f"/api/v1/{path}/").status_code == 401
    assert api_client_for(make_service_user("screening:read")).get(
        f"/api/v1/{path}/"
    ).status_code == 200  # fmt: skip
    other = api_client_for(make_service_user("customers:read", "screenings:run"))
    assert other.get(f"/api/v1/{path}/").status_code == 403


def test_a_list_is_made_and_its_code_is_taken_once(writer: APIClient) -> None:
    body = {"code": "un", "name": "UN list", "kind": "sanctions"}
    made = writer.post("/api/v1/screening-lists/", body)
    assert made.status_code == 201
    assert writer.get(made["Location"]).json()["code"] == "un"
    again = writer.post("/api/v1/screening-lists/", body)
    assert (again.status_code, again.json()["code"]) == (409, "code_taken")
    assert writer.post("/api/v1/screening-lists/", body | {"kind": "x"}).status_code == 400


def test_entries_are_written_one_by_one_or_many_with_an_answer_for_each(
    writer: APIClient,
) -> None:
    make_list("un")
    assert writer.post("/api/v1/screening-entries/", ENTRY).status_code == 201
    assert writer.post("/api/v1/screening-entries/", ENTRY).status_code == 200
    rows = [
        ENTRY | {"name": "Acme Trade Ltd"},
        ENTRY,
        {"list": "un", "source_key": "8", "name": "Zeta"},
        {"list": "no", "source_key": "8", "name": "Zeta"},
        {"list": "un", "source_key": "9"},
        {"list": "un", "source_key": "10", "name": "?!"},
        {"list": "un", "source_key": "11", "name": "Eta", "valid_from": "2026-02-01",
         "valid_until": "2026-01-01"},
    ]  # fmt: skip
    answer = writer.post("/api/v1/screening-entries/", rows, format="json").json()["results"]
    assert [(row["outcome"], row["code"]) for row in answer] == [
        ("changed", ""), ("refused", "key_twice"), ("created", ""), ("refused", "unknown_list"),
        ("refused", "invalid"), ("refused", "no_letters"), ("refused", "ends_before_it_begins"),
    ]  # fmt: skip
    assert ScreeningEntry.objects.get(source_key="7").name == "Acme Trade Ltd"
    assert ScreeningEntry.objects.count() == 2
    [listed] = writer.get("/api/v1/screening-entries/?q=zeta").json()["results"]
    assert (listed["list"], listed["source_key"], listed["ended_at"]) == ("un", "8", None)
    assert Event.objects.filter(verb="put_list_entries").count() == 2


def test_more_than_a_thousand_rows_are_too_many(writer: APIClient) -> None:
    make_list("un")
    answer = writer.post("/api/v1/screening-entries/", [ENTRY] * 1001, format="json")
    assert answer.status_code == 400


def test_hits_are_listed_for_who_sees_the_customer(
    hit: ScreeningHit, outsider: User, api_client_for: ApiFor
) -> None:
    reader = api_client_for(make_service_user("screening:read"))
    [row] = reader.get("/api/v1/screening-hits/?state=open&score_min=90").json()["results"]
    assert (row["customer_number"], row["list"], row["score"], row["decisions"]) == (
        "N1", "un", 100, [],
    )  # fmt: skip
    assert reader.get(f"/api/v1/screening-hits/{hit.pk}/").json()["id"] == hit.pk
    stranger = api_client_for(outsider)
    assert stranger.get("/api/v1/screening-hits/").json()["results"] == []
    assert stranger.get(f"/api/v1/screening-hits/{hit.pk}/").status_code == 404


def test_people_decide_and_keys_do_not(
    hit: ScreeningHit, risk_officer: User, account_manager: User, api_client_for: ApiFor
) -> None:
    address = f"/api/v1/screening-hits/{hit.pk}/decide/"
    body = {"outcome": "confirmed", "reason": "Same address."}
    key = make_service_user("screening:read", "screening-lists:write", "screenings:run")
    assert api_client_for(key).post(address, body).status_code == 403
    assert api_client_for(account_manager).post(address, body).status_code == 403
    officer = api_client_for(risk_officer)
    assert officer.post(address, {"outcome": "confirmed"}).status_code == 400
    answer = officer.post(address, body)
    assert answer.status_code == 200
    assert answer.json()["decisions"][0]["decided_by"] == "officer"
    again = officer.post(address, body)
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")


def test_a_name_is_screened_without_being_kept(api_client_for: ApiFor) -> None:
    put_entry("上海恒昌贸易有限公司", on=make_list("court", kind="court"), source_key="A")
    caller = api_client_for(make_service_user("screenings:run"))
    answer = caller.post("/api/v1/screenings/", {"name": "Shanghai Hengchang Maoyi Co., Ltd."})
    [found] = answer.json()["hits"]
    assert (found["how"], found["list_kind"], found["entry"]["source_key"]) == (
        "pinyin", "court", "A",
    )  # fmt: skip
    assert caller.post("/api/v1/screenings/", {"name": "Nobody Ltd"}).json() == {"hits": []}
    by_alias = {"name": "Nobody", "other_names": ["上海恆昌貿易有限公司"]}
    assert caller.post("/api/v1/screenings/", by_alias).json()["hits"][0]["score"] == 100
    assert caller.post("/api/v1/screenings/", {"name": ""}).status_code == 400
    assert not Customer.objects.exists()
    assert not ScreeningHit.objects.exists()
    asked = Event.objects.filter(verb="screen_name")
    assert asked.count() == 3
    reader = api_client_for(make_service_user("screening:read"))
    assert reader.post("/api/v1/screenings/", {"name": "x"}).status_code == 403
