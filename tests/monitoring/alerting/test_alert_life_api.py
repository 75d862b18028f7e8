"""An alert's life over the API: rights, If-Match, Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from monitoring.models import Alert, AlertClosure, RiskLead
from monitoring.services.alert_quality import read_quality
from riskcrm.accounts.models import User
from tests.factories import make_service_user
from tests.monitoring.readings import DAY, NOON

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/alerts/"


@pytest.fixture(autouse=True)
def at_noon(one_rule: Any) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def bodies(person: User) -> dict[str, dict[str, Any]]:
    return {
        "assign": {"assignee": person.pk},
        "snooze": {"until": (NOON + DAY).isoformat(), "reason": "Paid."},
        "wake": {},
        "close": {"outcome": "watched", "note": "Paid."},
    }


def test_each_act_needs_the_right_and_the_sight(
    alert: Alert, auditor: User, outsider: User, teammate: User, api_client_for: Call
) -> None:
    for act, body in bodies(teammate).items():
        for caller, status in ((auditor, 403), (outsider, 404)):
            answer = api_client_for(caller).post(f"{LIST}{alert.pk}/{act}/", body, format="json")
            assert answer.status_code == status


def test_each_act_says_which_state_it_changes(
    alert: Alert, account_manager: User, teammate: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    for act, body in bodies(teammate).items():
        address = f"{LIST}{alert.pk}/{act}/"
        assert client.post(address, body, format="json").status_code == 428
        stale = client.post(address, body, format="json", HTTP_IF_MATCH='"1-999"')
        assert stale.status_code == 412
        tag = client.get(f"{LIST}{alert.pk}/").headers["ETag"]
        done = client.post(address, body, format="json", HTTP_IF_MATCH=tag)
        assert done.status_code == 200, done.json()
        assert done.headers["ETag"] != tag
    body = client.get(f"{LIST}{alert.pk}/").json()
    assert body["closure"]["outcome"] == "watched"
    # who closes what nobody had acknowledged has taken it
    assert (body["assignee"], body["level"]) == (account_manager.pk, 1)


def test_a_repeated_call_closes_once(
    alert: Alert, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    tag = client.get(f"{LIST}{alert.pk}/").headers["ETag"]
    sent = {"format": "json", "HTTP_IF_MATCH": tag, "HTTP_IDEMPOTENCY_KEY": "k-1"}
    body = {"outcome": "watched", "note": "Paid."}
    answers = [client.post(f"{LIST}{alert.pk}/close/", body, **sent) for _ in range(2)]  # type: ignore[arg-type]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert AlertClosure.objects.count() == 1


def test_refusals_are_problems_with_a_code(
    alert: Alert, account_manager: User, outsider: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    for act, body, code in (
        ("assign", {"assignee": outsider.pk}, "cannot_take"),
        ("snooze", {"until": NOON.isoformat(), "reason": "x"}, "end_is_past"),
        ("snooze", {"until": (NOON + 20 * DAY).isoformat(), "reason": "x"}, "end_too_late"),
        ("wake", {}, "not_snoozed"),
        ("close", {"outcome": "plan", "note": "x"}, "link_missing"),
        ("close", {"outcome": "case", "note": "x"}, "link_missing"),
    ):
        answer = client.post(f"{LIST}{alert.pk}/{act}/", body, format="json", HTTP_IF_MATCH="*")
        assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_key_reads_quality_with_its_scope_alone(
    alert: Alert, account_manager: User, api_client_for: Call
) -> None:
    read_quality(at=NOON)
    assert api_client_for(account_manager).get(f"{LIST}quality/").status_code == 403
    reader = api_client_for(make_service_user("alerts:read"))
    assert reader.get(f"{LIST}quality/").status_code == 403
    reader = api_client_for(make_service_user("alert-quality:read"))
    rows = reader.get(f"{LIST}quality/?rule=max_dpd&quarter=2026-04-01").json()["results"]
    assert [(row["rule"], row["alerts"], row["precision"]) for row in rows] == [
        ("max_dpd", 1, None)
    ]


def test_alerts_by_customer_come_as_on_the_page(
    alert: Alert, account_manager: User, outsider: User, api_client_for: Call
) -> None:
    rows = api_client_for(account_manager).get(f"{LIST}by-customer/").json()["results"]
    assert [(row["number"], row["running"], row["alert_ids"]) for row in rows] == [
        ("C-77", 1, [alert.pk])
    ]
    assert api_client_for(outsider).get(f"{LIST}by-customer/").json()["results"] == []


def test_a_risk_lead_is_named_over_the_api(
    alert: Alert, head_of_risk: User, risk_officer: User, api_client_for: Call
) -> None:
    team = alert.customer.team_id
    address, body = f"{LIST}leads/{team}/name-lead/", {"person": risk_officer.pk}
    assert api_client_for(risk_officer).post(address, body, format="json").status_code == 403
    answer = api_client_for(head_of_risk).post(address, body, format="json")
    assert (answer.status_code, answer.json()["risk_lead"]) == (200, risk_officer.pk)
    assert RiskLead.objects.get().named_by == head_of_risk
