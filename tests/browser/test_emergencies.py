"""An emergency worked off on a phone; and that the pages of plans and training hold everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from customers.models import Customer
from monitoring.models import Activation, Course, EmergencyPlan, StudiedCase
from monitoring.services import drills
from monitoring.services.emergency_plans import activate_plan
from monitoring.services.high_risk_desk import choose_desk
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.factories import make_customer, make_team
from tests.monitoring.emergency.plans import draft_of, in_force
from tests.monitoring.readings import read
from tests.monitoring.training.teaching import required


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
    phone.press("main a:has-text('Decide')")
    assert "0 of 6 steps done" in phone.page.inner_text("body")
    phone.page.click("summary:has-text('Earlier, or with a note') >> nth=0")
    phone.page.fill("input[id$=_note] >> nth=0", "Listed seven.")
    phone.press("#checklist + ol button >> nth=0")
    assert "Done by Ming Chen in minute 0" in phone.text()
    assert "Listed seven." in phone.text()
    assert phone.sideways() == 0
    assert phone.troubles == []


@pytest.fixture
def pages(
    plan: EmergencyPlan, running: Activation, risk_officer: User, head_of_risk: User
) -> list[str]:
    """Each page of its own, with something on it."""
    at = timezone.now()
    customer: Customer = make_customer(name="昆明云岭机械有限公司", industry="C")
    read(customer, tier="high", score=90, exposure=900)
    User.objects.filter(pk=risk_officer.pk).update(team=make_team("desk"))
    choose_desk(User.objects.get(pk=risk_officer.pk).team, by=head_of_risk, at=at)  # type: ignore[arg-type]
    step = running.version.steps.first()
    assert step is not None
    drill = drills.record_drill(
        plan, held_date=today(), kind="tabletop", scenario="Ten calls.", by=risk_officer, at=at,
        minutes={step.pk: 99},
    )  # fmt: skip
    drills.add_finding(
        drill, observation="No list.", root_cause="None kept.", action="Keep one.",
        owner=risk_officer, due_date=today(), by=risk_officer, at=at,
    )  # fmt: skip
    course = required("policy", head_of_risk, at=at)
    studied = StudiedCase.objects.create(
        title="Forged stamp", outcome="bad", story="Forged.", lesson="Check.", industry="C",
        written_by=risk_officer, written_at=at,
    )  # fmt: skip
    draft = draft_of("sanctions")
    return [
        "/emergency/", f"/emergency/{plan.pk}/", f"/emergency/{draft.plan_id}/",
        f"/emergency/{plan.pk}/drills/new/", "/emergencies/", f"/emergencies/{running.pk}/",
        "/drills/", f"/drills/{drill.pk}/", "/high-risk/", "/high-risk/team/", "/training/mine/",
        "/training/courses/", f"/training/courses/{course.pk}/",
        f"/training/courses/{course.pk}/change/", "/training/required/", "/training/matrix/",
        "/studied-cases/", f"/studied-cases/{studied.pk}/", "/studied-cases/new/",
        f"/customers/{customer.pk}/?tab=studied",
    ]  # fmt: skip


def test_every_page_of_them_is_accessible_and_as_wide_as_the_window(
    pages: list[str], head_of_risk: User, visitor_at: Callable[..., Visitor]
) -> None:
    assert Course.objects.filter(required_from__isnull=False).exists()
    visitor = visitor_at(width=WIDE)
    visitor.sign_in(head_of_risk)
    wrong = []
    for page in pages:
        visitor.open(page)
        visitor.settle()
        wrong += [(page, fault) for fault in visitor.accessibility_faults()]
        visitor.resize(PHONE)
        if visitor.sideways():
            wrong.append((page, f"{visitor.sideways()} pixels too wide"))
        visitor.resize(WIDE)
    assert wrong == []
    assert visitor.troubles == []
