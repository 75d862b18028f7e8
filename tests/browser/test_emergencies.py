"""An emergency worked off on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from monitoring.models import Activation, EmergencyPlan
from monitoring.services.emergency_plans import activate_plan
from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, Visitor
from tests.monitoring.emergency.plans import in_force


@pytest.fixture
def plan(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("complaints", account_manager, by=risk_officer, approver=head_of_risk)


@pytest.fixture
def running(plan: EmergencyPlan, risk_officer: User) -> Activation:
    return activate_plan(plan, because="Six calls.", by=risk_officer, at=timezone.now())


def test_steps_are_done_on_a_phone(
    running: Activation, account_manager: User, visitor_at: Callable[..., Visitor]
) -> None:
    phone = visitor_at(width=PHONE)
    phone.sign_in(account_manager, then="/inbox/")
    assert "An emergency runs in which you have a part" in phone.text()
    phone.press("main a:has-text('Open the emergency')")
    assert "0 of 6 steps done" in phone.page.inner_text("body")
    phone.page.click("summary:has-text('Earlier, or with a note') >> nth=0")
    phone.page.fill("input[id$=_note] >> nth=0", "Listed seven.")
    phone.press("#checklist + ol button >> nth=0")
    assert "Done by Ming Chen in minute 0" in phone.text()
    assert "Listed seven." in phone.text()
    assert phone.sideways() == 0
    assert phone.troubles == []
