"""What every API view gets: default-deny, problems, keyset pages, one effect per key, versions."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connections
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from riskcrm.accounts.models import Team, User
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.web import idempotency, redis_client
from riskcrm.web.models import IdempotentRequest
from tests.counts import forget_counts
from tests.factories import make_customer, make_person, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]
ClientFor = Callable[[User], APIClient]
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    forget_counts()


@pytest.fixture
def client(api_client_for: ClientFor, account_manager: User) -> APIClient:
    return api_client_for(account_manager)


class TestDefaultDeny:
    def test_who_is_not_known_gets_401_and_learns_how_to_sign_in(self) -> None:
        answer = APIClient().get("/api/v1/teams/")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "not_authenticated"

    def test_who_lacks_the_permission_of_the_method_gets_403(
        self, api_client_for: ClientFor, auditor: User
    ) -> None:
        client = api_client_for(auditor)
        assert client.get("/api/v1/teams/").status_code == 200
        assert client.post("/api/v1/teams/", {"code": "a", "name": "A"}).status_code == 403

    def test_a_view_that_names_no_permission_is_closed_to_everybody(
        self, api_client_for: ClientFor, head_of_risk: User
    ) -> None:
        assert api_client_for(head_of_risk).get("/api/v1/undeclared/").status_code == 403

    def test_a_method_that_a_view_does_not_have_is_a_405(self, client: APIClient) -> None:
        for address, offered in (("/api/v1/bulk/", "POST"), ("/api/v1/raise/model/", "GET")):
            answer = client.delete(address)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
            assert offered in answer["Allow"]
        assert APIClient().delete("/api/v1/bulk/").status_code == 401

    def test_what_a_view_offers_is_told_to_those_who_may_use_it(
        self, client: APIClient, api_client_for: ClientFor, nobody: User
    ) -> None:
        assert client.options("/api/v1/teams/").status_code == 200
        assert api_client_for(nobody).options("/api/v1/teams/").status_code == 403
        assert APIClient().options("/api/v1/teams/").status_code == 401


class TestProblems:
    def test_every_error_has_the_same_shape(self, client: APIClient) -> None:
        answer = client.get("/api/v1/one/0/")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert body["type"] == "urn:riskcrm:problem:not-found"
        assert (body["status"], body["instance"]) == (404, "/api/v1/one/0/")
        assert body["title"] == "Not Found"
        assert body["request_id"]

    def test_an_unknown_route_of_the_api_answers_in_json(self, client: APIClient) -> None:
        answer = client.get("/api/v1/nothing-here/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer["Content-Type"] == "application/problem+json"

    def test_a_mistake_of_ours_answers_in_json_and_tells_nothing(self, client: APIClient) -> None:
        client.raise_request_exception = False
        answer = client.get("/api/v1/raise/ours/")
        assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
        assert "ZeroDivision" not in answer.content.decode()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_an_address_without_its_slash_is_told_the_right_one(
        self, client: APIClient, method: str
    ) -> None:
        answer = getattr(client, method)("/api/v1/teams")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "/api/v1/teams/" in answer.json()["detail"]
        assert "slash" not in getattr(client, method)("/api/v1/nothing").json()["detail"]

    def test_wrong_input_is_named_by_field(self, client: APIClient) -> None:
        body = client.post("/api/v1/teams/", {"code": "not a slug"}).json()
        assert (body["status"], body["code"]) == (400, "invalid")
        assert {(error["field"], error["code"]) for error in body["errors"]} == {
            ("code", "invalid"),
            ("name", "required"),
        }

    def test_what_a_model_finds_wrong_is_wrong_input_too(self, client: APIClient) -> None:
        answer = client.get("/api/v1/raise/model/")
        assert answer.status_code == 400
        assert answer.json()["errors"] == [
            {"field": "name", "detail": "too long", "code": "invalid"}
        ]

    def test_wrong_input_in_bulk_is_named_by_line_and_field(self, client: APIClient) -> None:
        rows = [{"code": "a", "name": "A"}, {"code": "b"}, {"code": "c", "name": ""}]
        errors = client.post("/api/v1/bulk/", rows).json()["errors"]
        assert [(error["line"], error["field"]) for error in errors] == [(2, "name"), (3, "name")]

    def test_a_refusal_is_a_409_with_its_code_and_field(self, client: APIClient) -> None:
        answer = client.post("/api/v1/teams/", {"code": "r", "name": "Refused"})
        assert answer.status_code == 409
        body = answer.json()
        assert (body["code"], body["detail"]) == ("taken", "There is one already.")
        assert body["errors"][0]["field"] == "name"

    def test_a_body_that_is_no_json_is_a_400(self, client: APIClient) -> None:
        answer = client.post("/api/v1/teams/", b"{", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")

    @pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000])
    def test_json_nested_without_end_is_a_400(self, client: APIClient, body: str) -> None:
        answer = client.post("/api/v1/teams/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
        assert "nested too deeply" in answer.json()["detail"]

    @pytest.mark.parametrize("charset", ["zlib", "utf-16", "no-such"])
    def test_json_is_utf_8_whatever_else_is_claimed(self, client: APIClient, charset: str) -> None:
        kind = f"application/json; charset={charset}"
        answer = client.post("/api/v1/teams/", '{"code": "é"}'.encode(), content_type=kind)
        assert answer.json()["code"] == "invalid"

    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k1"}])
    def test_a_body_that_is_too_large_is_a_413(
        self, client: APIClient, headers: dict[str, str]
    ) -> None:
        body = b'{"code": "a", "name": "' + b"x" * 5 * 2**20 + b'"}'
        answer = client.post(
            "/api/v1/teams/", body, content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "5 MiB" in answer.json()["detail"]

    def test_names_that_a_body_may_not_hold_are_refused(self, client: APIClient) -> None:
        body = {"id": 7, "code": "a", "name": "A", "colour": "red"}
        errors = client.post("/api/v1/teams/", body).json()["errors"]
        assert {(error["field"], error["code"]) for error in errors} == {
            ("id", "read_only"),
            ("colour", "unknown"),
        }
        bulk = client.post("/api/v1/bulk/", [{"code": "a", "name": "A"}, body]).json()["errors"]
        assert {(error["line"], error["field"]) for error in bulk} == {(2, "id"), (2, "colour")}

    def test_problems_speak_the_callers_language(
        self, client: APIClient, account_manager: User
    ) -> None:
        User.objects.filter(pk=account_manager.pk).update(language="zh-hans")
        assert client.get("/api/v1/one/0/")["Content-Language"] == "zh-hans"


class TestKeysetPages:
    def test_pages_hold_each_row_once_whatever_comes_in_between(self, client: APIClient) -> None:
        for name in ("b", "a", "c", "a", "d"):
            make_team(name=f"x {name}")
        seen, address = [], "/api/v1/teams/?limit=2"
        while address:
            page = client.get(address).json()
            seen += [row["name"] for row in page["results"]]
            address = page["next"]
            make_team(name="aaa")  # before the cursor: shifts nothing
        assert [name for name in seen if name.startswith("x")] == [
            "x a",
            "x a",
            "x b",
            "x c",
            "x d",
        ]

    def test_the_order_can_be_turned(self, client: APIClient) -> None:
        make_team(name="zz")
        page = client.get("/api/v1/teams/?sort=-name").json()
        assert page["results"][0]["name"] == "zz"
        assert page["next"] is None

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=²", "limit"),
            ("sort=password", "sort"),
            ("cursor=made-up", "cursor"),
        ],
    )
    def test_what_makes_no_sense_is_said(self, client: APIClient, query: str, field: str) -> None:
        answer = client.get(f"/api/v1/teams/?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field

    def test_a_cursor_of_another_order_is_refused(self, client: APIClient) -> None:
        for number in range(3):
            make_team(name=f"t{number}")
        cursor = client.get("/api/v1/teams/?limit=1").json()["next"].split("cursor=")[1]
        assert client.get(f"/api/v1/teams/?sort=-name&cursor={cursor}").status_code == 400

    def test_a_cursor_of_another_list_is_refused(self, client: APIClient) -> None:
        for number in range(3):
            make_team(name=f"t{number}")
            make_customer()
        cursor = client.get("/api/v1/many/?sort=id&limit=1").json()["next"].split("cursor=")[1]
        assert client.get(f"/api/v1/many/?sort=id&cursor={cursor}").status_code == 200
        answer = client.get(f"/api/v1/teams/?sort=id&cursor={cursor}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")

    def test_a_page_costs_one_query_for_its_rows(
        self, client: APIClient, django_assert_max_num_queries: Any
    ) -> None:
        for _number in range(30):
            make_team()
        with django_assert_max_num_queries(4):  # session, user, permissions, rows
            client.get("/api/v1/teams/?limit=20")


class TestIdempotency:
    BODY = {"code": "north-1", "name": "North"}

    def post(self, client: APIClient, body: dict[str, str], key: str = "k1") -> Any:
        return client.post("/api/v1/teams/", body, headers={"Idempotency-Key": key})

    def test_the_same_call_twice_has_one_effect_and_one_answer(self, client: APIClient) -> None:
        first, second = self.post(client, self.BODY), self.post(client, self.BODY)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert "Idempotency-Replayed" not in first
        assert second["Idempotency-Replayed"] == "true"
        assert Team.objects.filter(code="north-1").count() == 1
        assert Event.objects.filter(verb="create_team").count() == 1

    def test_the_second_answer_has_the_tag_of_the_first(self, client: APIClient) -> None:
        first, second = self.post(client, self.BODY), self.post(client, self.BODY)
        assert first["ETag"]
        assert second["ETag"] == first["ETag"]

    def test_another_payload_under_a_used_key_is_a_422(self, client: APIClient) -> None:
        self.post(client, self.BODY)
        answer = self.post(client, self.BODY | {"name": "South"})
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")

    def test_keys_of_different_callers_do_not_meet(
        self, client: APIClient, api_client_for: ClientFor, outsider: User
    ) -> None:
        self.post(client, self.BODY)
        other = self.post(api_client_for(outsider), {"code": "south-1", "name": "South"})
        assert other.status_code == 201

    def test_a_refused_call_leaves_nothing_behind_and_may_be_tried_again(
        self, client: APIClient
    ) -> None:
        assert self.post(client, {"code": "r", "name": "Refused"}).status_code == 409
        assert not Team.objects.filter(code="half-done").exists()
        assert not IdempotentRequest.objects.exists()
        assert self.post(client, self.BODY).status_code == 201

    def test_without_a_key_each_call_stands_for_itself(self, client: APIClient) -> None:
        assert client.post("/api/v1/teams/", self.BODY).status_code == 201
        assert client.post("/api/v1/teams/", self.BODY).status_code == 400

    def test_a_key_must_be_short_and_printable(self, client: APIClient) -> None:
        assert self.post(client, self.BODY, key="x" * 256).status_code == 400

    def test_a_replay_still_needs_the_permission(
        self, client: APIClient, account_manager: User
    ) -> None:
        self.post(client, self.BODY)
        account_manager.groups.clear()
        assert self.post(client, self.BODY).status_code == 403

    def test_old_answers_are_forgotten(self, client: APIClient) -> None:
        self.post(client, self.BODY)
        row = IdempotentRequest.objects.get()
        assert idempotency.purge_answers(at=row.created_at) == 0
        assert idempotency.purge_answers(at=row.created_at + 2 * idempotency.KEPT_FOR) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_equal_calls_at_once_one_has_the_effect(
    api_client_for: ClientFor, account_manager: User
) -> None:
    barrier, statuses = threading.Barrier(4), []

    def call() -> None:
        client = api_client_for(account_manager)
        barrier.wait()
        body = {"code": "north-1", "name": "North"}
        answer = client.post("/api/v1/teams/", body, headers={"Idempotency-Key": "k"})
        statuses.append(answer.status_code)
        connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert Event.objects.filter(verb="create_team").count() == 1


class TestVersions:
    def test_a_row_is_changed_with_the_tag_that_was_seen(self, client: APIClient) -> None:
        address = f"/api/v1/one/{make_customer().pk}/"
        tag = client.get(address)["ETag"]
        answer = client.patch(address, {"name": "New"}, headers={"If-Match": tag})
        assert (answer.status_code, answer.json()["name"]) == (200, "New")
        assert answer["ETag"] != tag
        assert client.get(address)["ETag"] == answer["ETag"]

    def test_without_a_tag_it_is_a_428(self, client: APIClient) -> None:
        answer = client.patch(f"/api/v1/one/{make_customer().pk}/", {"name": "New"})
        assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")

    def test_with_an_old_tag_it_is_a_412_and_nothing_changes(self, client: APIClient) -> None:
        customer = make_customer(name="Old")
        address = f"/api/v1/one/{customer.pk}/"
        tag = client.get(address)["ETag"]
        client.patch(address, {"name": "First"}, headers={"If-Match": tag})
        answer = client.patch(address, {"name": "Second"}, headers={"If-Match": tag})
        assert (answer.status_code, answer.json()["code"]) == (412, "stale")
        customer.refresh_from_db()
        assert customer.name == "First"

    def test_what_has_not_changed_is_not_sent_again(self, client: APIClient) -> None:
        address = f"/api/v1/one/{make_customer().pk}/"
        tag = client.get(address)["ETag"]
        answer = client.get(address, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content) == (304, b"")


class TestThrottle:
    @pytest.fixture(autouse=True)
    def _no_minute_ends(self, time_machine: TimeMachineFixture) -> None:
        """Calls are counted by the minute."""
        time_machine.move_to(NOW, tick=False)

    def test_who_calls_too_often_is_told_when_to_come_back(
        self, client: APIClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 3)
        answers = [client.get("/api/v1/teams/") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
        assert answers[0]["RateLimit-Limit"] == "3"
        assert 0 < int(answers[3]["Retry-After"]) <= 60
        assert answers[3].json()["code"] == "throttled"

    def test_one_caller_does_not_use_up_anothers_calls(
        self, client: APIClient, api_client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1)
        client.get("/api/v1/teams/")
        other = api_client_for(make_person("auditor"))
        assert other.get("/api/v1/teams/").status_code == 200

    def test_who_is_refused_is_counted_too(
        self, api_client_for: ClientFor, nobody: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 2)
        for client, refusal in ((api_client_for(nobody), 403), (APIClient(), 401)):
            answers = [client.get("/api/v1/teams/") for _ in range(3)]
            assert [answer.status_code for answer in answers] == [refusal, refusal, 429]

    def test_who_must_first_choose_a_password_is_counted_too(
        self, api_client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1)
        client = api_client_for(make_person("auditor", must_change_password=True))
        answers = [client.get("/api/v1/teams/") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [403, 429]

    def test_a_key_is_counted_whole_so_that_nobody_uses_up_its_calls(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1)
        _key, text = create_api_key(name="erp", scopes=["customers:read"], by=SYSTEM, at=NOW)
        for letter in sorted({*"abcd"} - {text[-1]})[:3]:
            wrong = text[:-1] + letter
            APIClient().get("/api/v1/teams/", headers={"Authorization": f"Bearer {wrong}"})
        right = {"Authorization": f"Bearer {text}"}
        answers = [APIClient().get("/api/v1/teams/", headers=right) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]

    def test_without_redis_nobody_is_held_up(
        self, client: APIClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = redis.Redis(unix_socket_path="/nonexistent/redis.sock")
        monkeypatch.setattr(redis_client, "connected", lambda seconds: gone)
        monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 0)
        assert client.get("/api/v1/teams/").status_code == 200


class TestDescription:
    def test_schema_and_page_need_a_sign_in(self) -> None:
        assert APIClient().get("/api/v1/schema/").status_code == 401
        assert APIClient().get("/api/v1/docs/").status_code == 302

    def test_whoever_has_signed_in_may_read_them(
        self, api_client_for: ClientFor, nobody: User
    ) -> None:
        client = api_client_for(nobody)
        schema = client.get("/api/v1/schema/?format=json").json()
        assert schema["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
        page = client.get("/api/v1/docs/")
        assert page.status_code == 200
        assert b"<style" not in page.content
