from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Reminder
from customers.services.reminding import work_on_reminders
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.owing import debtor, sweep
from tests.factories import make_service_user

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
RUNS, LIST = "/api/v1/reminder-runs/", "/api/v1/reminders/"


def made(client: APIClient) -> int:
    sweep(at=timezone.now())
    answer = client.post(RUNS)
    assert answer.status_code == 201, answer.data
    work_on_reminders(at=timezone.now())
    return int(answer.data["id"])


def test_callers_without_key_or_right_are_refused(nobody: User, api_client_for: Call) -> None:
    for client, status in ((APIClient(), 401), (api_client_for(nobody), 403)):
        assert client.get(RUNS).status_code == status
        assert client.post(RUNS).status_code == status
        assert client.get(LIST).status_code == status
        assert client.post(f"{LIST}1/send/").status_code == status


def test_a_key_that_only_reads_starts_nothing(api_client_for: Call) -> None:
    client = api_client_for(make_service_user("reminders:read"))
    assert client.get(RUNS).status_code == 200
    assert client.post(RUNS).status_code == 403


def test_a_run_is_started_read_and_its_reminders_sent(
    account_manager: User, api_client_for: Call
) -> None:
    debtor(day=today(), manager=account_manager)
    client = api_client_for(account_manager)
    run = client.get(f"{RUNS}{made(client)}/").data
    assert (run["state"], run["customers"], run["looked_at"]) == ("done", 1, 1)
    [row] = client.get(f"{LIST}?run={run['id']}&state=draft").data["results"]
    one = client.get(f"{LIST}{row['id']}/").data
    assert (len(one["items"]), one["demanded"]) == (1, "1000.00")
    assert client.post(f"{LIST}{row['id']}/send/").data["state"] == "sent"
    again = client.post(f"{LIST}{row['id']}/send/")
    assert (again.status_code, again.json()["code"]) == (409, "no_draft")


def test_nobody_to_remind_is_a_refusal(risk_officer: User, api_client_for: Call) -> None:
    answer = api_client_for(risk_officer).post(RUNS)
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_remind")


def test_others_reminders_are_not_there(
    account_manager: User, outsider: User, api_client_for: Call
) -> None:
    debtor(day=today(), manager=account_manager)
    run = made(api_client_for(account_manager))
    client = api_client_for(outsider)
    key = Reminder.objects.get().pk
    for url in (f"{RUNS}{run}/", f"{LIST}{key}/"):
        assert client.get(url).status_code == 404
    assert client.post(f"{LIST}{key}/send/").status_code == 404
    assert client.get(LIST).data["results"] == []
