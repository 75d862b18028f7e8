"""People, teams and handing over, over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers.models import Customer
from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.services import role_of
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
Caller = Callable[[User], APIClient]
PEOPLE = "/api/v1/people/"
SEEN = {"HTTP_IF_MATCH": "*"}


@pytest.fixture
def hr(administrator: User) -> User:
    """The key of a system that knows who works here; the administrator answers for it."""
    return make_service_user("people:write", responsible=administrator)


def new(**said: Any) -> dict[str, Any]:
    return {"username": "wu", "name": "Wu Na", "role": roles.ACCOUNT_MANAGER} | said


def test_people_are_listed_and_looked_for(
    hr: User, account_manager: User, auditor: User, api_client_for: Caller
) -> None:
    api = api_client_for(hr)
    found = api.get(PEOPLE, {"role": roles.AUDITOR}).json()["results"]
    assert [(p["username"], p["role"], p["team"]) for p in found] == [("auditor", "auditor", None)]
    one = api.get(f"{PEOPLE}{account_manager.pk}/").json()
    assert (one["name"], one["team"], one["is_active"]) == ("Ming Chen", "north", True)
    assert "password" not in one
    names = {p["username"] for p in api.get(PEOPLE).json()["results"]}
    assert hr.username not in names  # no people


def test_somebody_new_cannot_sign_in_until_given_a_password(
    hr: User, team: Team, api_client_for: Caller
) -> None:
    answer = api_client_for(hr).post(PEOPLE, new(team="north"), format="json")
    assert answer.status_code == 201, answer.content
    person = User.objects.get(username="wu")
    assert (role_of(person), person.team) == (roles.ACCOUNT_MANAGER, team)
    assert not person.has_usable_password()
    assert answer["Location"].endswith(f"{PEOPLE}{person.pk}/")
    event = Event.objects.get(verb="create_person")
    assert (event.actor_kind, event.actor_id) == ("service", str(hr.pk))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "king"}, "role"),
        ({"team": "no-such"}, "team"),
        ({"email": "nowhere"}, "email"),
        ({"password": "hunter2"}, "password"),
        ({"username": "manager"}, "username"),
    ],
)
def test_what_cannot_be_is_a_problem_in_words(
    wrong: dict[str, Any], field: str, hr: User, account_manager: User, api_client_for: Caller
) -> None:
    answer = api_client_for(hr).post(PEOPLE, new(**wrong), format="json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_somebody_is_changed_and_switched_off(
    hr: User, account_manager: User, other_team: Team, api_client_for: Caller
) -> None:
    api, url = api_client_for(hr), f"{PEOPLE}{account_manager.pk}/"
    answer = api.patch(url, {"name": "Ming", "team": "south"}, format="json", **SEEN)
    assert (answer.status_code, answer.json()["team"]) == (200, "south")
    stale = {"HTTP_IF_MATCH": f'"{account_manager.pk}-1"'}
    assert api.patch(url, {"name": "Ming"}, format="json").status_code == 428
    assert api.patch(url, {"name": "Wu"}, format="json", **stale).status_code == 412
    epoch = User.objects.get(pk=account_manager.pk).session_epoch
    assert api.patch(url, {"is_active": False}, format="json", **SEEN).json()["is_active"] is False
    person = User.objects.get(pk=account_manager.pk)
    assert (person.is_active, person.name, person.team) == (False, "Ming", other_team)
    assert person.session_epoch > epoch  # signed out everywhere


def test_who_has_work_is_switched_off_only_where_it_is_said_that_it_stays(
    hr: User, account_manager: User, api_client_for: Caller
) -> None:
    make_customer(manager=account_manager, team=account_manager.team)
    api, url = api_client_for(hr), f"{PEOPLE}{account_manager.pk}/"
    answer = api.patch(url, {"is_active": False}, format="json", **SEEN)
    assert (answer.status_code, answer.json()["code"]) == (409, "hand_over_first")
    said = {"is_active": False, "leaves_work": True}
    assert api.patch(url, said, format="json", **SEEN).status_code == 200


def test_a_key_comes_by_no_more_rights_than_it_was_given(
    hr: User, administrator: User, account_manager: User, api_client_for: Caller
) -> None:
    api = api_client_for(hr)
    tries = [
        api.post(PEOPLE, new(role=roles.ADMINISTRATOR), format="json"),
        api.patch(
            f"{PEOPLE}{account_manager.pk}/", {"role": roles.ADMINISTRATOR}, format="json", **SEEN
        ),
        # not even the name of an administrator, and so of who answers for the key
        api.patch(f"{PEOPLE}{administrator.pk}/", {"name": "Other"}, format="json", **SEEN),
        api.patch(f"{PEOPLE}{administrator.pk}/", {"is_active": False}, format="json", **SEEN),
    ]
    assert {(a.status_code, a.json()["code"]) for a in tries} == {(409, "administrator_by_key")}
    assert api.patch(f"{PEOPLE}{hr.pk}/", {"name": "Me"}, format="json", **SEEN).status_code == 404
    assert api.post("/api/v1/teams/", {"code": "x", "name": "X"}, format="json").status_code == 201
    assert api.post(f"{PEOPLE}{account_manager.pk}/hand-over/", {}).status_code == 403
    assert role_of(account_manager) == roles.ACCOUNT_MANAGER


def test_who_answers_for_a_key_gets_no_other_role_by_it(
    account_manager: User, api_client_for: Caller
) -> None:
    key = make_service_user("people:write", responsible=account_manager)
    answer = api_client_for(key).patch(
        f"{PEOPLE}{account_manager.pk}/", {"role": roles.RISK_OFFICER}, format="json", **SEEN
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "own_rights")


def test_a_key_that_reads_changes_nobody(account_manager: User, api_client_for: Caller) -> None:
    api = api_client_for(make_service_user("people:read"))
    assert api.get(PEOPLE).status_code == 200
    assert api.post(PEOPLE, new(), format="json").status_code == 403
    url = f"{PEOPLE}{account_manager.pk}/"
    assert api.patch(url, {"name": "X"}, format="json", **SEEN).status_code == 403


def test_a_leavers_work_is_handed_over(
    administrator: User, account_manager: User, teammate: User, api_client_for: Caller
) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    api, url = api_client_for(administrator), f"{PEOPLE}{account_manager.pk}/"
    seen = api.get(f"{url}work/").json()
    assert {load["part"]: load["count"] for load in seen["work"]}["customers"] == 1
    assert "teammate" in seen["receivers"]
    assert administrator.username not in seen["receivers"]
    said = {"receivers": ["teammate"], "reason": "leaves"}
    answer = api.post(f"{url}hand-over/", said, format="json")
    assert (answer.status_code, answer.json()["given"]["customers"]) == (200, 1)
    assert Customer.objects.get(pk=customer.pk).manager == teammate
    again = api.post(f"{url}hand-over/", said, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_hand_over")
    wrong = api.post(f"{url}hand-over/", said | {"receivers": ["nobody-here"]}, format="json")
    assert wrong.status_code == 400


def test_teams_are_made_and_called_otherwise(hr: User, team: Team, api_client_for: Caller) -> None:
    api = api_client_for(hr)
    made = api.post("/api/v1/teams/", {"code": "west", "name": "West"}, format="json")
    assert made.status_code == 201
    url = f"/api/v1/teams/{made.json()['id']}/"
    assert api.patch(url, {"name": "Far west"}, format="json", **SEEN).json()["name"] == "Far west"
    assert api.patch(url, {"code": "other"}, format="json", **SEEN).status_code == 400
    assert api.get(url).json() == {
        "id": made.json()["id"], "code": "west", "name": "Far west", "version": 2,
    }  # fmt: skip
    assert {row["code"] for row in api.get("/api/v1/teams/").json()["results"]} == {
        "north", "west",
    }  # fmt: skip
    taken = api.post("/api/v1/teams/", {"code": "west", "name": "W"}, format="json")
    assert taken.status_code == 400
    assert Event.objects.filter(verb="rename_team").count() == 1


def test_who_is_no_administrator_gets_nowhere(
    account_manager: User, legal_reviewer: User, api_client_for: Caller
) -> None:
    for person in (account_manager, legal_reviewer):
        api = api_client_for(person)
        assert api.get(PEOPLE).status_code == 403
        assert api.get("/api/v1/teams/").status_code == 403
        assert api.post(PEOPLE, new(), format="json").status_code == 403
    assert not User.objects.filter(username="wu").exists()


def test_the_same_call_twice_makes_one_person(hr: User, api_client_for: Caller) -> None:
    api = api_client_for(hr)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    first = api.post(PEOPLE, new(), format="json", **key)
    again = api.post(PEOPLE, new(), format="json", **key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert User.objects.filter(username="wu").count() == 1
