"""Pages of plans, emergencies, drills and the queue: who sees which buttons, and what they do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.models import (
    Activation,
    DeskTake,
    Drill,
    DrillFinding,
    EmergencyPlan,
    HighRiskDesk,
    PlanStep,
    PlanVersion,
)
from monitoring.services.emergency_plans import activate_plan
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer, make_team
from tests.monitoring.emergency.plans import draft_of, in_force
from tests.monitoring.readings import make_alert, read

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def url(name: str, *keys: object) -> str:
    return reverse(f"monitoring:{name}", args=keys)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def plan(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("complaints", account_manager, by=risk_officer, approver=head_of_risk)


@pytest.fixture
def running(plan: EmergencyPlan, risk_officer: User) -> Activation:
    return activate_plan(plan, because="Six calls.", by=risk_officer, at=timezone.now())


def test_the_list_names_plans_in_both_languages(
    plan: EmergencyPlan, auditor: User, client_for: Sign
) -> None:
    client = client_for(auditor)
    assert "A wave of complaints" in page(client, url("emergency_list"))
    assert "Bust-out fraud" not in page(client, url("emergency_list") + "?state=approved")
    auditor.language = "zh-hans"
    auditor.save()
    assert "投诉激增" in page(client_for(auditor), url("emergency_list"))


def test_a_draft_is_written_handed_over_and_approved_on_its_page(
    risk_officer: User, head_of_risk: User, client_for: Sign
) -> None:
    version = draft_of()
    officer, head = client_for(risk_officer), client_for(head_of_risk)
    shown = page(officer, url("emergency_plan", version.plan_id))
    assert "It still lacks" in shown
    for role in version.roles.all():
        address = url("plan_part_edit", version.pk, "roles", role.pk)
        seen = officer.get(address).context["form"]["revision"].value()
        said = {
            "revision": seen, "position": role.position, "code": role.code, "name_en": role.name_en,
            "name_zh": role.name_zh, "person": risk_officer.pk, "person_contact": "+86 21",
        }  # fmt: skip
        assert officer.post(address, said).status_code == 302
        assert officer.post(address, said).status_code == 409, "somebody has written meanwhile"
    step = {
        "position": 9, "minute": 55, "role": version.roles.get(code="lead").pk,
        "text_en": "Breathe.", "text_zh": "深呼吸。",
    }  # fmt: skip
    form = officer.get(url("plan_part_add", version.pk, "steps")).context["form"]
    step["revision"] = form["revision"].value()
    assert officer.post(url("plan_part_add", version.pk, "steps"), step).status_code == 302
    made = PlanStep.objects.get(text_en="Breathe.")
    officer.post(url("plan_part_remove", version.pk, "steps", made.pk))
    assert not PlanStep.objects.filter(pk=made.pk).exists()
    officer.post(url("plan_version_offer", version.pk))
    own = page(officer, url("emergency_plan", version.plan_id))
    assert url("plan_version_approve", version.pk) not in own
    version.refresh_from_db()
    assert url("plan_version_approve", version.pk) in page(
        head, url("emergency_plan", version.plan_id)
    )
    head.post(url("plan_version_approve", version.pk))
    version.refresh_from_db()
    assert version.approved_at is None, "nobody approves what they have not seen"
    head.post(url("plan_version_approve", version.pk), {"revision": version.revision})
    version.refresh_from_db()
    assert version.state == "approved"
    assert officer.post(url("plan_version_edit", version.pk), {"revision": "1"}).status_code == 422
    officer.post(url("emergency_draft", version.plan_id))
    assert PlanVersion.objects.filter(plan=version.plan_id, state="draft").count() == 1


def test_a_head_that_was_changed_meanwhile_is_not_overwritten(
    risk_officer: User, client_for: Sign
) -> None:
    version, client = draft_of(), client_for(risk_officer)
    assert client.get(url("plan_version_edit", version.pk)).status_code == 200
    said = {
        "name_en": "N", "name_zh": "名", "severity": "high", "trigger_en": "T", "trigger_zh": "触",
        "from_severity": "high", "revision": version.revision,
    }  # fmt: skip
    assert client.post(url("plan_version_edit", version.pk), said).status_code == 302
    assert client.post(url("plan_version_edit", version.pk), said).status_code == 409


def test_a_new_plan_is_drafted(risk_officer: User, client_for: Sign) -> None:
    client = client_for(risk_officer)
    assert client.get(url("emergency_new")).status_code == 200
    said = {
        "code": "flood", "scenario": "other", "name_en": "Flood", "name_zh": "洪水",
        "severity": "high", "trigger_en": "Rain", "trigger_zh": "雨", "from_severity": "high",
    }  # fmt: skip
    answer = client.post(url("emergency_new"), said)
    made = EmergencyPlan.objects.get(code="flood")
    assert answer["Location"] == url("emergency_plan", made.pk)
    assert "No step yet" in page(client, answer["Location"])


def test_a_plan_is_activated_worked_off_and_ended(
    plan: EmergencyPlan, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    officer, manager = client_for(risk_officer), client_for(account_manager)
    assert officer.get(url("emergency_activate", plan.pk)).status_code == 200
    answer = officer.post(url("emergency_activate", plan.pk), {"because": "Six calls."})
    row = Activation.objects.get()
    assert answer["Location"] == url("activation_detail", row.pk)
    shown = page(manager, url("activation_detail", row.pk))
    assert "0 of 6 steps done" in shown
    assert "+86 1" in shown
    step = row.version.steps.first()
    assert step is not None
    answer = manager.post(url("activation_step", row.pk, step.pk), {"minute": "", "note": "Ok"})
    assert answer["Location"].endswith(f"#step-{step.pk}")
    assert "1 of 6 steps done" in page(manager, url("activation_detail", row.pk))
    again = manager.post(url("activation_step", row.pk, step.pk), {})
    assert again.status_code == 409
    assert manager.post(url("activation_note", row.pk), {"text": "Quiet."}).status_code == 302
    assert manager.post(url("activation_note", row.pk), {"text": ""}).status_code == 422
    assert url("activation_stand_down", row.pk) not in page(
        manager, url("activation_detail", row.pk)
    )
    assert "A wave of complaints" in page(manager, url("activation_list") + "?running=1")
    assert officer.post(url("emergency_activate", plan.pk), {"because": "X"}).status_code == 409
    assert officer.post(url("activation_stand_down", row.pk), {"because": ""}).status_code == 422
    officer.post(url("activation_stand_down", row.pk), {"because": "Answered."})
    assert "Answered." in page(manager, url("activation_detail", row.pk))


def test_a_customer_out_of_reach_is_not_named_to_who_has_a_part(
    plan: EmergencyPlan, account_manager: User, outsider: User, risk_officer: User,
    client_for: Sign,
) -> None:  # fmt: skip
    customer = make_customer(name="Secret Metals")
    row = activate_plan(
        plan, because="Calls.", by=risk_officer, at=timezone.now(), customer=customer
    )
    address = url("activation_detail", row.pk)
    assert "Secret Metals" in page(client_for(risk_officer), address)
    shown = page(client_for(account_manager), address)
    assert "one outside your sight" in shown
    assert "Secret Metals" not in shown
    assert client_for(outsider).get(address).status_code == 404


def test_a_plan_is_activated_because_of_an_alert(
    plan: EmergencyPlan, risk_officer: User, client_for: Sign
) -> None:
    alert = make_alert(make_customer(name="Hua Steel"), exposure=900)
    address = url("emergency_activate", plan.pk) + f"?alert={alert.pk}"
    officer = client_for(risk_officer)
    assert 'name="customer"' not in page(officer, address)
    for _twice in range(2):
        officer.post(address, {"because": "Seen."})
    row = Activation.objects.get()
    assert (row.alert, row.customer) == (alert, alert.customer)
    assert "Hua Steel" in page(officer, url("activation_detail", row.pk))
    assert officer.get(address + "0").status_code == 404


def test_a_plan_is_reviewed_and_retired(
    plan: EmergencyPlan, head_of_risk: User, client_for: Sign
) -> None:
    head = client_for(head_of_risk)
    for name, said in (("review", {"note": "All fine."}), ("retire", {"reason": "Merged."})):
        assert head.get(url(f"emergency_{name}", plan.pk)).status_code == 200
        assert head.post(url(f"emergency_{name}", plan.pk), said).status_code == 302
    assert plan.versions.get().state == "retired"


def test_a_drill_is_kept_with_findings_that_its_owner_finishes(
    plan: EmergencyPlan, risk_officer: User, account_manager: User, teammate: User,
    client_for: Sign,
) -> None:  # fmt: skip
    officer, manager = client_for(risk_officer), client_for(account_manager)
    step = plan.versions.get().steps.first()
    assert step is not None
    assert officer.get(url("drill_new", plan.pk)).status_code == 200
    said = {
        "held_date": str(today()), "kind": "tabletop", "scenario": "Ten calls in an hour.",
        "participants": [account_manager.pk], f"minute_{step.pk}": step.minute + 5,
    }  # fmt: skip
    officer.post(url("drill_new", plan.pk), said)
    drill = Drill.objects.get()
    shown = page(officer, url("drill_detail", drill.pk))
    assert "Ten calls in an hour." in shown
    assert "late" in shown
    assert officer.get(url("finding_add", drill.pk)).status_code == 200
    finding = {
        "observation": "No list.", "root_cause": "Never kept.", "action": "Keep one.",
        "owner": account_manager.pk, "due_date": str(today()),
    }  # fmt: skip
    officer.post(url("finding_add", drill.pk), finding)
    row = DrillFinding.objects.get()
    address = url("finding_finish", row.pk)
    assert address in page(manager, url("drill_detail", drill.pk))
    assert address not in page(client_for(teammate), url("drill_detail", drill.pk))
    assert client_for(teammate).post(address, {"note": "x"}).status_code == 409
    assert manager.get(address).status_code == 200
    manager.post(address, {"note": "Kept."})
    assert "Kept." in page(manager, url("drill_detail", drill.pk))
    assert "A wave of complaints" in page(manager, url("drill_list"))


def test_the_queue_is_taken_from_and_handed_back_to(
    risk_officer: User, head_of_risk: User, auditor: User, client_for: Sign
) -> None:
    customer = make_customer(name="Hua Steel")
    read(customer, tier="high", score=90, exposure=900)
    team = make_team("desk")
    User.objects.filter(pk=risk_officer.pk).update(team=team)
    head, officer = client_for(head_of_risk), client_for(risk_officer)
    assert "No team looks after them yet" in page(officer, url("high_risk_queue"))
    assert head.get(url("high_risk_team")).status_code == 200
    head.post(url("high_risk_team"), {"team": team.pk})
    assert HighRiskDesk.objects.get().team == team
    shown = page(officer, url("high_risk_queue"))
    assert url("high_risk_take", customer.pk) in shown
    assert url("high_risk_take", customer.pk) not in page(
        client_for(auditor), url("high_risk_queue")
    )
    officer.post(url("high_risk_take", customer.pk))
    assert DeskTake.objects.get().taken_by.pk == risk_officer.pk
    assert "Hua Steel" in page(officer, url("high_risk_queue") + "?taken=me")
    assert "Hua Steel" not in page(officer, url("high_risk_queue") + "?taken=nobody")
    back = url("high_risk_hand_back", customer.pk)
    assert officer.get(back).status_code == 200
    assert officer.post(back, {"because": "Away."}).status_code == 302
    assert officer.post(back, {"because": "Away."}).status_code == 409


def test_pages_need_their_rights(
    plan: EmergencyPlan, running: Activation, account_manager: User, nobody: User, client: Client,
    client_for: Sign,
) -> None:  # fmt: skip
    version = draft_of("sanctions")
    everybody = [
        url("emergency_list"), url("emergency_plan", plan.pk), url("activation_list"),
        url("activation_detail", running.pk), url("drill_list"),
    ]  # fmt: skip
    writers = [
        url("emergency_new"), url("emergency_review", plan.pk), url("emergency_retire", plan.pk),
        url("emergency_activate", plan.pk), url("drill_new", plan.pk), url("high_risk_queue"),
        url("plan_version_edit", version.pk), url("plan_part_add", version.pk, "roles"),
        url("high_risk_team"),
    ]  # fmt: skip
    manager, other = client_for(account_manager), client_for(nobody)
    for address in everybody:
        assert manager.get(address).status_code == 200, address
    for address in writers:
        assert manager.get(address).status_code == 403, address
    for address in everybody + writers:
        assert other.get(address).status_code == 403, address
        assert client.get(address).status_code == 302, address


def test_lists_take_as_many_queries_for_many_as_for_few(
    plan: EmergencyPlan, risk_officer: User, client_for: Sign
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(risk_officer)

    def counted(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, url(name))
        return len(queries)

    for name in ("activation_list", "drill_list", "high_risk_queue"):
        counted(name)
        few = None
        for many in (2, 5):
            for _more in range(many):
                customer = make_customer()
                read(customer, tier="high", score=90, exposure=10)
                activate_plan(
                    plan, because="Calls.", by=risk_officer, at=timezone.now(), customer=customer
                )
            few = few or counted(name)
        assert counted(name) == few, name
