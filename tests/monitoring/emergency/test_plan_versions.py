"""What plans say: shipped as drafts, written by some, approved by another, never changed then."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from monitoring.apps import MonitoringConfig
from monitoring.emergency.defaults import default_plans, make_default_plans
from monitoring.models import AlertRule, EmergencyPlan, PlanRole, PlanStep, PlanVersion
from monitoring.services import plan_versions as services
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.etags import Stale
from tests.factories import make_service_user
from tests.inboxes import waiting_rows
from tests.monitoring.emergency.plans import NOON, draft_of, in_force, minutes, staffed

pytestmark = pytest.mark.django_db


def test_plans_come_with_the_product_as_drafts_in_both_languages() -> None:
    assert set(EmergencyPlan.objects.values_list("code", flat=True)) == set(default_plans())
    assert {"top_default", "customer_lost", "complaints", "wrong_notice"} <= set(default_plans())
    assert not PlanVersion.objects.exclude(state="draft").exists()
    version = draft_of("top_default")
    assert version.alert_rule == AlertRule.objects.get(code="max_dpd")
    assert version.steps.count() == 8
    assert version.sections.count() == 5
    with translation.override("zh-hans"):
        assert version.name == "重要债务人违约"


def test_shipped_plans_are_made_once_and_changed_ones_stay(risk_officer: User) -> None:
    version = staffed("complaints", risk_officer, by=risk_officer)
    from django.apps import apps

    for _twice in range(2):
        make_default_plans(apps.get_app_config("monitoring"))
    assert EmergencyPlan.objects.count() == len(default_plans())
    assert version.roles.filter(person=risk_officer).count() == version.roles.count()
    assert MonitoringConfig.name == "monitoring"


def test_a_plan_without_people_is_not_handed_over(risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        services.offer_version(draft_of(), by=risk_officer, at=NOON)
    assert refused.value.code == "plan_incomplete"
    assert "Head of the emergency" in refused.value.message


def test_who_wrote_in_a_version_or_handed_it_over_does_not_approve_it(
    risk_officer: User, head_of_risk: User, legal_reviewer: User
) -> None:
    version = staffed("complaints", risk_officer, by=head_of_risk)
    with pytest.raises(Refused, match="not been handed over"):
        services.approve_version(version, by=legal_reviewer, at=NOON)
    services.offer_version(version, by=risk_officer, at=NOON)
    for by, code in ((head_of_risk, "author_cannot_approve"), (risk_officer, "author")):
        with pytest.raises(Refused) as refused:
            services.approve_version(version, by=by, at=NOON)
        assert refused.value.code.startswith(code)
    approved = services.approve_version(version, by=legal_reviewer, at=NOON)
    assert (approved.state, approved.approved_by) == ("approved", legal_reviewer)
    plan = EmergencyPlan.objects.get(code="complaints")
    assert plan.drill_due_date == dt.date(2027, 5, 4)
    assert plan.review_due_date == dt.date(2027, 5, 4)
    assert Event.objects.filter(verb="approve_emergency_plan").count() == 1


def test_each_change_takes_the_handing_over_back(risk_officer: User, head_of_risk: User) -> None:
    version = staffed("complaints", risk_officer, by=risk_officer)
    services.offer_version(version, by=risk_officer, at=NOON)
    assert len(waiting_rows(head_of_risk, "emergency_drafts")) == 1
    assert waiting_rows(risk_officer, "emergency_drafts") == []
    step = version.steps.first()
    services.save_part(version, "steps", step, by=risk_officer, at=NOON, minute=12)
    version.refresh_from_db()
    assert version.offered_at is None
    assert waiting_rows(head_of_risk, "emergency_drafts") == []


def test_approving_what_was_changed_meanwhile_is_refused(
    risk_officer: User, head_of_risk: User
) -> None:
    version = staffed("complaints", risk_officer, by=risk_officer)
    offered = services.offer_version(version, by=risk_officer, at=NOON)
    with pytest.raises(Stale):
        services.approve_version(version, by=head_of_risk, at=NOON, revision=offered.revision - 1)
    with pytest.raises(Stale):
        services.change_version(version, by=risk_officer, at=NOON, revision=1, name_en="X")


def test_a_new_version_says_the_same_and_takes_the_place_of_the_former(
    risk_officer: User, head_of_risk: User
) -> None:
    plan = in_force("top_default", risk_officer, by=risk_officer, approver=head_of_risk)
    draft = services.draft_version(plan, by=risk_officer, at=NOON)
    assert draft.number == 2
    assert {step.role.version_id for step in draft.steps.all()} == {draft.pk}
    assert draft.steps.count() == 8
    with pytest.raises(Refused, match="draft of this plan already"):
        services.draft_version(plan, by=risk_officer, at=NOON)
    services.offer_version(draft, by=risk_officer, at=NOON)
    services.approve_version(draft, by=head_of_risk, at=minutes(9))
    states = dict(plan.versions.values_list("number", "state"))
    assert states == {1: "retired", 2: "approved"}


def test_a_role_that_steps_name_stays(risk_officer: User) -> None:
    version = draft_of()
    role = version.roles.first()
    with pytest.raises(Refused) as refused:
        services.remove_part(version, "roles", role, by=risk_officer, at=NOON)
    assert refused.value.code == "role_in_use"
    step = version.steps.first()
    services.remove_part(version, "steps", step, by=risk_officer, at=NOON)
    assert version.steps.count() == 5


def test_a_plan_of_ones_own_is_drafted_retired_and_reviewed(
    risk_officer: User, head_of_risk: User
) -> None:
    words = {"name_en": "Flood", "name_zh": "洪水", "trigger_en": "Rain", "trigger_zh": "雨"}
    version = services.create_plan(
        code="flood", scenario="other", severity="high", by=risk_officer, at=NOON, **words
    )
    assert version.authors == [risk_officer.pk]
    plan = in_force("complaints", risk_officer, by=risk_officer, approver=head_of_risk)
    services.review_plan(plan, note="All numbers answer.", by=risk_officer, at=minutes(9))
    plan.refresh_from_db()
    assert plan.reviewed_by == risk_officer
    services.retire_plan(plan, reason="Merged into another.", by=head_of_risk, at=NOON)
    with pytest.raises(Refused, match="No version"):
        services.review_plan(plan, note="Again.", by=risk_officer, at=NOON)


def test_account_managers_and_keys_write_no_plans(account_manager: User) -> None:
    with pytest.raises(Refused) as refused:
        services.offer_version(draft_of(), by=account_manager, at=NOON)
    assert refused.value.code == "no_right"
    key = make_service_user("emergency-plans:activate")
    with pytest.raises(Refused) as refused:
        services.offer_version(draft_of(), by=key, at=NOON)
    assert refused.value.code == "people_decide"


def test_the_database_keeps_approved_plans(risk_officer: User, head_of_risk: User) -> None:
    plan = in_force("complaints", risk_officer, by=risk_officer, approver=head_of_risk)
    version = plan.versions.get()
    step = version.steps.first()
    assert step is not None
    tries = [
        lambda: PlanVersion.objects.filter(pk=version.pk).update(name_en="Other"),
        lambda: PlanVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda: PlanStep.objects.filter(pk=step.pk).update(minute=1),
        lambda: PlanStep.objects.filter(pk=step.pk).delete(),
        lambda: PlanRole.objects.create(
            version=version, code="x", name_en="X", name_zh="某", position=9
        ),
    ]
    for act in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_database_refuses_an_author_as_approver(
    risk_officer: User, second_officer: User
) -> None:
    version = draft_of()
    said = {"state": "approved", "approved_at": NOON, "offered_at": NOON}
    rows = PlanVersion.objects.filter(pk=version.pk)
    for authors, offered, approved in (
        ([risk_officer.pk], second_officer, risk_officer),
        ([], risk_officer, risk_officer),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(authors=authors, offered_by=offered, approved_by=approved, **said)
    rows.update(authors=[], offered_by=risk_officer, approved_by=second_officer, **said)
