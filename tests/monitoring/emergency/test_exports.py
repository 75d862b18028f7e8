"""Lists of plans, emergencies, drills, the queue and training as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from monitoring.models import StudiedCase
from monitoring.services.drills import record_drill
from monitoring.services.emergency_plans import activate_plan
from monitoring.services.high_risk_desk import choose_desk, take_customer
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer, make_team
from tests.monitoring.emergency.plans import in_force
from tests.monitoring.readings import read
from tests.monitoring.training.teaching import required

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.fixture
def told(risk_officer: User, head_of_risk: User) -> None:
    at = timezone.now()
    plan = in_force("complaints", risk_officer, by=risk_officer, approver=head_of_risk)
    activate_plan(plan, because="Six calls.", by=risk_officer, at=at)
    record_drill(
        plan, held_date=today(), kind="tabletop", scenario="Calls.", by=risk_officer, at=at
    )
    customer = make_customer(name="Hua Steel")
    read(customer, tier="high", score=90, exposure=900)
    User.objects.filter(pk=risk_officer.pk).update(team=make_team("desk"))
    officer = User.objects.get(pk=risk_officer.pk)
    choose_desk(officer.team, by=head_of_risk, at=at)  # type: ignore[arg-type]
    take_customer(customer, by=officer, at=at)
    required("policy", head_of_risk, at=at)
    StudiedCase.objects.create(
        title="Forged stamp", outcome="bad", story="Forged.", lesson="Check.", industry="C",
        written_by=risk_officer, written_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/emergency/?state=approved", {"A wave of complaints", "approved"}),
        ("/emergencies/", {"A wave of complaints", "running", "Six calls."}),
        ("/drills/", {"A wave of complaints", "at the table", "0"}),
        ("/high-risk/", {"high", "Hua Steel", "900.00", "Olivia Reyes"}),
        ("/training/courses/?required=true", {"Removal policy", "2"}),
        ("/training/required/", {"Removal policy", "Olivia Reyes", "lapses within 30 days"}),
        ("/studied-cases/", {"Forged stamp", "went badly", "Check."}),
    ],
)
def test_a_list_leaves_as_a_file_with_what_it_shows(
    told: None, head_of_risk: User, client_for: Callable[[User], Client], address: str,
    said: set[str],
) -> None:  # fmt: skip
    client = client_for(head_of_risk)
    answer: Any = client.post("/exports/new/", {"address": address, "format": "csv"})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    cells = {cell for line in csv.reader(io.StringIO(text)) for cell in line}
    assert said <= cells, cells
