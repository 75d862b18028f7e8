"""Holidays, saved views and exports over the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from riskcrm.accounts.models import User
from riskcrm.web.models import Export, Holiday, SavedView
from riskcrm.web.services.exports import work_on_exports
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
Caller = Callable[[User], APIClient]
LIST = "/customers/?status=active"


# --- holidays ------------------------------------------------------------------------------------


def days(*said: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"calendar": "CN", "days": [{"date": d, "name": n} for d, n in said]} | more


def test_a_calendar_is_posted_and_posted_again(administrator: User, api_client_for: Caller) -> None:
    api = api_client_for(administrator)
    said = days(("2026-10-01", "National Day"), ("2026-10-02", "Holiday"))
    assert api.post("/api/v1/holidays/", said, format="json").json() == {
        "new": 2, "changed": 0, "unchanged": 0,
    }  # fmt: skip
    said["days"][1]["name"] = "National Day (2)"
    again = api.post("/api/v1/holidays/", said, format="json")
    assert again.json() == {"new": 0, "changed": 1, "unchanged": 1}
    listed = api.get("/api/v1/holidays/", {"calendar": "CN", "year": 2026, "sort": "date"}).json()
    assert [row["name"] for row in listed["results"]] == ["National Day", "National Day (2)"]
    url = f"/api/v1/holidays/{listed['results'][0]['id']}/"
    assert api.get(url).json()["date"] == "2026-10-01"
    assert api.post(f"{url}remove/").status_code == 204
    assert api.get(url).status_code == 404
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        days(("2026-10-01", "A"), calendar="china"),
        days(),
        days(("2026-13-01", "A")),
        days(("2026-10-01", "A"), strange=1),
    ],
)
def test_days_that_cannot_be_are_refused(
    wrong: dict[str, Any], administrator: User, api_client_for: Caller
) -> None:
    answer = api_client_for(administrator).post("/api/v1/holidays/", wrong, format="json")
    assert answer.status_code == 400
    assert not Holiday.objects.exists()


def test_a_day_named_twice_is_refused(administrator: User, api_client_for: Caller) -> None:
    said = days(("2026-10-01", "A"), ("2026-10-01", "B"))
    answer = api_client_for(administrator).post("/api/v1/holidays/", said, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "named_twice")


def test_who_may_not_keep_holidays_only_reads_them(
    risk_officer: User, account_manager: User, api_client_for: Caller
) -> None:
    said = days(("2026-10-01", "A"))
    assert api_client_for(risk_officer).get("/api/v1/holidays/").status_code == 200
    assert (
        api_client_for(risk_officer).post("/api/v1/holidays/", said, format="json").status_code
        == 403
    )
    assert api_client_for(account_manager).get("/api/v1/holidays/").status_code == 403
    key = api_client_for(make_service_user("holidays:write"))
    assert key.post("/api/v1/holidays/", said, format="json").status_code == 200


# --- saved views ---------------------------------------------------------------------------------


def test_a_view_is_kept_changed_chosen_and_deleted(
    account_manager: User, teammate: User, api_client_for: Caller
) -> None:
    api = api_client_for(account_manager)
    said = {"address": f"{LIST}&sort=-name", "name": "Active ones"}
    made = api.post("/api/v1/saved-views/", said, format="json")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["list"], body["is_own"], body["is_shared"], body["is_default"]) == (
        "monitoring:customer_list", True, False, False,
    )  # fmt: skip
    url = f"/api/v1/saved-views/{body['id']}/"
    theirs = api_client_for(teammate)
    assert theirs.get(url).status_code == 404
    seen = {"HTTP_IF_MATCH": api.get(url)["ETag"]}
    assert api.patch(url, {"is_shared": True}, format="json").status_code == 428
    changed = api.patch(url, {"is_shared": True}, format="json", **seen).json()
    late = api.patch(url, {"name": "Mine"}, format="json", **seen)
    assert late.status_code == 412  # it was changed since
    assert (changed["name"], changed["is_shared"]) == ("Active ones", True)
    assert theirs.get(url).json()["is_own"] is False
    any_state = {"HTTP_IF_MATCH": "*"}
    refused = theirs.delete(url, **any_state)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_your_view")
    chosen = api.post(f"{url}default/", {"is_default": True}, format="json").json()
    assert chosen["is_default"] is True
    assert api.post(f"{url}default/", {"is_default": False}, format="json").json()[
        "is_default"
    ] is False  # fmt: skip
    listed = api.get("/api/v1/saved-views/", {"list": "monitoring:customer_list"}).json()
    assert [row["id"] for row in listed["results"]] == [body["id"]]
    assert api.delete(url, **any_state).status_code == 204
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("address", ["/audit/?verb=x", "/no/such/", "/customers/1/", ""])
def test_a_view_is_of_a_list_that_the_caller_may_open(
    address: str, account_manager: User, api_client_for: Caller
) -> None:
    said = {"address": address, "name": "New"}
    answer = api_client_for(account_manager).post("/api/v1/saved-views/", said, format="json")
    assert answer.status_code == (409 if address else 400)
    assert not SavedView.objects.exists()


# --- exports -------------------------------------------------------------------------------------


def test_a_file_is_asked_for_written_and_fetched(
    account_manager: User,
    teammate: User,
    api_client_for: Caller,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_customer("C-1", name="Acme", manager=account_manager, team=account_manager.team)
    make_customer("C-2", name="Hidden Ltd")
    api = api_client_for(account_manager)
    asked = api.post("/api/v1/exports/", {"address": LIST, "format": "csv"}, format="json")
    assert (asked.status_code, asked.json()["state"]) == (202, "pending")
    url = f"/api/v1/exports/{asked.json()['id']}/"
    assert asked["Location"].endswith(url)
    early = api.get(f"{url}file/")
    assert (early.status_code, early.json()["code"]) == (409, "file_gone")
    assert work_on_exports(at=timezone.now()) == 1
    done = api.get(url).json()
    assert (done["state"], done["done"]) == ("done", 1)
    answer: Any = api.get(f"{url}file/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Acme" in text
    assert "Hidden" not in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert [row["id"] for row in api.get("/api/v1/exports/").json()["results"]] == [done["id"]]
    assert api_client_for(teammate).get(url).status_code == 404
    late = api.post(f"{url}cancel/")
    assert (late.status_code, late.json()["code"]) == (409, "export_ended")


def test_a_file_that_waits_is_cancelled(account_manager: User, api_client_for: Caller) -> None:
    api = api_client_for(account_manager)
    said = {"address": LIST, "format": "xlsx"}
    asked = api.post("/api/v1/exports/", said, format="json").json()
    assert api.post(f"/api/v1/exports/{asked['id']}/cancel/").json()["state"] == "cancelled"
    assert work_on_exports(at=timezone.now()) == 0


def test_a_key_gets_files_of_what_it_may_read_alone(
    api_client_for: Caller, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_customer("C-1", name="Acme")
    key = make_service_user("lists:use", "customers:read")
    api = api_client_for(key)
    said = {"address": LIST, "format": "csv"}
    assert api.post("/api/v1/exports/", said, format="json").status_code == 202
    assert work_on_exports(at=timezone.now()) == 1
    assert Export.objects.get().state == Export.State.DONE
    other = {"address": "/invoices/", "format": "csv"}
    refused = api.post("/api/v1/exports/", other, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_list")
