"""Emergency plans over the API: read and activated within the scopes of a key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from monitoring.models import Activation, EmergencyPlan
from monitoring.services.drills import record_drill
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer, make_service_user, make_team
from tests.monitoring.emergency.plans import in_force
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]


@pytest.fixture
def plan(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("complaints", account_manager, by=risk_officer, approver=head_of_risk)


def test_plans_are_read_with_their_steps(plan: EmergencyPlan, api_client_for: Call) -> None:
    client = api_client_for(make_service_user("emergency-plans:read"))
    rows = client.get("/api/v1/emergency-plans/?state=approved").json()["results"]
    assert [(row["code"], len(row["versions"][0]["steps"])) for row in rows] == [("complaints", 6)]
    one = client.get(f"/api/v1/emergency-plans/{plan.pk}/").json()
    assert one["versions"][0]["roles"][0]["person_contact"] == "+86 1"


def test_a_plan_is_activated_and_a_step_done_by_the_api(
    plan: EmergencyPlan, api_client_for: Call
) -> None:
    client = api_client_for(make_service_user("emergency-plans:activate"))
    said = {"plan": "complaints", "because": "Twelve mails in an hour."}
    answer = client.post("/api/v1/emergencies/", said, format="json")
    assert answer.status_code == 201
    row = Activation.objects.get()
    assert answer["Location"].endswith(f"/api/v1/emergencies/{row.pk}/")
    assert client.post("/api/v1/emergencies/", said, format="json").status_code == 409
    step = row.version.steps.first()
    assert step is not None
    done = client.post(
        f"/api/v1/emergencies/{row.pk}/do-step/", {"step": step.pk}, format="json"
    ).json()
    assert done["checklist"][0]["actual_minute"] == 0
    wrong = client.post("/api/v1/emergencies/", said | {"plan": "no-such"}, format="json")
    assert wrong.status_code == 400
    assert "plan" in str(wrong.json())


def test_a_customer_out_of_reach_is_not_told(
    plan: EmergencyPlan, account_manager: User, api_client_for: Call
) -> None:
    customer = make_customer()
    client = api_client_for(make_service_user("emergency-plans:activate"))
    said = {"plan": "complaints", "because": "Mails.", "customer": customer.pk}
    made = client.post("/api/v1/emergencies/", said, format="json").json()
    assert made["customer"] == customer.pk
    other = api_client_for(account_manager).get(f"/api/v1/emergencies/{made['id']}/").json()
    assert other["customer"] is None
    blind = make_service_user("emergency-plans:activate", team=make_team())
    refused = api_client_for(blind).post("/api/v1/emergencies/", said, format="json")
    assert refused.status_code == 400


def test_scopes_are_asked_for(plan: EmergencyPlan, api_client_for: Call) -> None:
    reader = api_client_for(make_service_user("emergency-plans:read"))
    said = {"plan": "complaints", "because": "Mails."}
    assert reader.post("/api/v1/emergencies/", said, format="json").status_code == 403
    other = api_client_for(make_service_user("customers:read"))
    for place in ("emergency-plans", "emergencies", "drills", "high-risk-queue"):
        assert reader.get(f"/api/v1/{place}/").status_code == 200
        assert other.get(f"/api/v1/{place}/").status_code == 403


def test_drills_and_the_queue_are_listed(
    plan: EmergencyPlan, risk_officer: User, api_client_for: Call
) -> None:
    record_drill(
        plan, held_date=today(), kind="tabletop", scenario="Calls.", by=risk_officer,
        at=timezone.now(),
    )  # fmt: skip
    customer = make_customer()
    read(customer, tier="high", score=90, exposure=900)
    client = api_client_for(make_service_user("emergency-plans:read"))
    assert client.get("/api/v1/drills/").json()["results"][0]["plan"] == "complaints"
    (row,) = client.get("/api/v1/high-risk-queue/").json()["results"]
    assert (row["customer"], row["exposure"], row["taken_by"]) == (customer.pk, "900.00", None)
