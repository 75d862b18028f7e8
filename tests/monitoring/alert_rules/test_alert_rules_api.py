"""Alert rules over the API: read by keys, written, tried and decided by people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from monitoring.models import AlertRule, RuleVersion
from monitoring.services import work_on_dry_runs
from riskcrm.accounts.models import User
from tests.factories import make_service_user
from tests.monitoring.alert_rules import lives

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
RULES, VERSIONS = "/api/v1/alert-rules/", "/api/v1/alert-rule-versions/"
ALSO = {"any": [
    {"subject": "exposure", "compare": "above", "value": "0"},
    {"subject": "score", "compare": "at_least", "value": "20", "versus": "past", "days": 30},
]}  # fmt: skip


def post(client: APIClient, address: str, body: Any = None, **headers: str) -> Any:
    return client.post(address, body or {}, format="json", headers=headers)


def test_a_rule_is_drafted_tried_and_switched_on(risk_officer: User, api_client_for: Call) -> None:
    client = api_client_for(risk_officer)
    body = {**lives.SAID, "also": ALSO, "scope": {"countries": ["CN"]}}
    made = post(client, RULES, body)
    assert made.status_code == 201, made.content
    one = f"{VERSIONS}{made.json()['id']}/"
    assert made["Location"].endswith(one)
    assert (made.json()["said"]["also"], made.json()["state"]) == (ALSO, "draft")
    why = {"reason": "We lost some."}
    assert post(client, f"{one}ask/", why).status_code == 428
    early = post(client, f"{one}ask/", why, **{"If-Match": made["ETag"]})
    assert (early.status_code, early.json()["code"]) == (409, "not_tried")
    tried = post(client, f"{one}try/")
    assert (tried.status_code, tried.json()["alerts"]) == (202, None)
    work_on_dry_runs(at=timezone.now())
    assert client.get(one).json()["dry_run"]["alerts"] == 0
    done = post(client, f"{one}ask/", why, **{"If-Match": made["ETag"]})
    assert (done.status_code, done.json()["state"]) == (200, "in_force")
    found = client.get(f"{RULES}owes_much/").json()
    assert (found["is_active"], found["number"], found["raise_at"]) == (True, 1, "1000.0000")
    assert [each["number"] for each in found["versions"]] == [1]


def test_a_call_that_is_repeated_makes_one_rule(risk_officer: User, api_client_for: Call) -> None:
    client = api_client_for(risk_officer)
    first, again = (
        post(client, RULES, lives.SAID, **{"Idempotency-Key": "rule-1"}) for _each in range(2)
    )
    assert first.json() == again.json()
    assert RuleVersion.objects.filter(created_by=risk_officer).count() == 1


def test_a_draft_is_changed_by_who_saw_it(risk_officer: User, api_client_for: Call) -> None:
    client, draft = api_client_for(risk_officer), lives.draft(risk_officer)
    one = f"{VERSIONS}{draft.pk}/"
    tag = client.get(one)["ETag"]
    assert client.patch(one, {"severity": "low"}, format="json").status_code == 428
    changed = client.patch(one, {"severity": "low"}, format="json", headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["said"]["severity"]) == (200, "low")
    assert changed.json()["said"]["raise_at"] == "1000"
    late = client.patch(one, {"severity": "high"}, format="json", headers={"If-Match": tag})
    assert late.status_code == 412


def test_a_second_person_decides(
    risk_officer: User, second_officer: User, api_client_for: Call
) -> None:
    client = api_client_for(risk_officer)
    asked = post(client, f"{RULES}max_dpd/switch-off/", {"reason": "Too noisy."})
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    decide = f"{VERSIONS}{asked.json()['id']}/decide/"
    yes = {"approve": True, "decision": "Agreed."}
    own = post(client, decide, yes)
    assert (own.status_code, own.json()["code"]) == (409, "own_request")
    done = post(api_client_for(second_officer), decide, yes)
    assert (done.status_code, done.json()["decided_by"]["id"]) == (200, second_officer.pk)
    assert not AlertRule.objects.get(code="max_dpd").is_active


def test_what_is_given_up_is_gone(risk_officer: User, api_client_for: Call) -> None:
    draft = lives.draft(risk_officer)
    client = api_client_for(risk_officer)
    assert post(client, f"{VERSIONS}{draft.pk}/discard/").status_code == 204
    assert client.get(f"{RULES}owes_much/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"strange": 1}, 400, "strange"),
        ({"severity": "dreadful"}, 400, "severity"),
        ({"raise_at": "much"}, 400, "raise_at"),
        ({"also": {"subject": "1=1"}}, 409, "also"),
        ({"scope": {"planets": ["Mars"]}}, 400, "scope.planets"),
        ({"scope": {"countries": ["Germany"]}}, 409, "scope"),
        ({"muted_by": ["no-such"]}, 409, "muted_by"),
        ({"recipients": ["auditor"]}, 409, "recipients"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    risk_officer: User, api_client_for: Call, wrong: dict[str, Any], code: int, field: str
) -> None:
    answer = post(api_client_for(risk_officer), RULES, {**lives.SAID, **wrong})
    assert answer.status_code == code, answer.content
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_reads_rules_and_changes_none(risk_officer: User, api_client_for: Call) -> None:
    draft = lives.draft(risk_officer)
    client = api_client_for(make_service_user("alerts:read"))
    found = client.get(f"{RULES}?is_active=true").json()["results"]
    assert len(found) == AlertRule.objects.filter(is_active=True).count()
    assert client.get(f"{VERSIONS}{draft.pk}/").status_code == 200
    assert post(client, RULES, lives.SAID).status_code == 403
    for act in ("draft", "switch-off"):
        assert post(client, f"{RULES}max_dpd/{act}/", {"reason": "Noise."}).status_code == 403, act
    change = client.patch(f"{VERSIONS}{draft.pk}/", {"raise_at": "9"}, HTTP_IF_MATCH="*")
    assert change.status_code == 403
    for act in ("try", "ask", "decide", "discard"):
        answer = post(client, f"{VERSIONS}{draft.pk}/{act}/", {}, **{"If-Match": "*"})
        assert answer.status_code == 403, act


def test_a_list_asks_as_many_queries_for_many_rules_as_for_one(
    risk_officer: User, auditor: User, api_client_for: Call
) -> None:
    client = api_client_for(auditor)
    client.get(RULES)
    for address in (RULES, VERSIONS):
        with CaptureQueriesContext(connection) as before:
            client.get(address)
        for number in range(3):
            lives.draft(risk_officer, name_en=f"Rule {number} {address}")
        with CaptureQueriesContext(connection) as after:
            client.get(address)
        assert len(after) == len(before)
