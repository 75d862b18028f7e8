"""What the system that carries steps out reads, and how it confirms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from removal.models import ReductionStep, RemovalCase
from riskcrm.accounts.models import User
from tests.factories import make_service_user
from tests.removal.reduction.steps import in_force, plan

pytestmark = pytest.mark.django_db
STEPS = "/api/v1/reduction-steps/"
Call = Callable[[User], APIClient]


@pytest.fixture
def erp(db: None, api_client_for: Call) -> APIClient:
    return api_client_for(make_service_user("reductions:confirm"))


def test_a_key_reads_what_awaits_it_and_confirms(
    case: RemovalCase, account_manager: User, risk_officer: User, erp: APIClient
) -> None:
    plan(case, account_manager, "identity")
    step = in_force(
        case, account_manager, risk_officer, "frequency", value="2", period_days=7, service="goods"
    )
    [read] = erp.get(STEPS, {"unconfirmed": "1"}).json()["results"]
    assert (read["id"], read["awaits"], read["service"]) == (step.pk, "apply", "goods")
    assert (read["value"], read["period_days"]) == ("2.00", 7)
    assert read["customer_number"] == case.customer.number
    told = {"awaited": "apply", "outcome": "confirmed", "reference": "SAP 1"}
    answer = erp.post(f"{STEPS}{step.pk}/confirm/", told, format="json")
    assert (answer.status_code, answer.json()["awaits"]) == (200, "")
    assert answer.json()["confirmations"][0]["reference"] == "SAP 1"
    assert erp.get(STEPS, {"unconfirmed": "1"}).json()["results"] == []


def test_a_failure_has_to_say_why(
    case: RemovalCase, account_manager: User, risk_officer: User, erp: APIClient
) -> None:
    step = in_force(case, account_manager, risk_officer)
    failed = {"awaited": "apply", "outcome": "failed"}
    answer = erp.post(f"{STEPS}{step.pk}/confirm/", failed, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "text_missing")
    said = failed | {"text": "Account locked."}
    assert erp.post(f"{STEPS}{step.pk}/confirm/", said, format="json").status_code == 200
    assert ReductionStep.objects.get(pk=step.pk).awaits == "apply"


def test_a_key_for_other_things_neither_reads_nor_confirms(
    case: RemovalCase, account_manager: User, risk_officer: User, api_client_for: Call
) -> None:
    step = in_force(case, account_manager, risk_officer)
    other = api_client_for(make_service_user("credit-checks:ask", "removal-cases:write"))
    assert other.get(STEPS).status_code == 403
    assert other.post(f"{STEPS}{step.pk}/confirm/", {}, format="json").status_code == 403


def test_a_key_of_another_team_finds_no_step(
    case: RemovalCase, account_manager: User, risk_officer: User, outsider: User,
    api_client_for: Call,
) -> None:  # fmt: skip
    step = in_force(case, account_manager, risk_officer)
    key = api_client_for(make_service_user("reductions:confirm", team=outsider.team))
    assert key.get(STEPS).json()["results"] == []
    told = {"awaited": "apply", "outcome": "confirmed"}
    assert key.post(f"{STEPS}{step.pk}/confirm/", told, format="json").status_code == 404
