"""Emergencies: activated by people and by alerts, logged step by step, stood down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from customers.models import Customer
from monitoring.emergency.defaults import default_plans
from monitoring.emergency.selectors import checklist
from monitoring.models import Activation, ActivationEntry, Alert, EmergencyPlan, Notice, PlanStep
from monitoring.notices.words import text_of
from monitoring.services import emergency_plans as services
from monitoring.services.digests import mail_notices
from monitoring.services.plan_versions import approve_version, offer_version, save_part
from monitoring.tasks import activate_plans
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import OutgoingMail
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_service_user
from tests.inboxes import waiting_rows
from tests.monitoring.emergency.plans import NOON, in_force, minutes, staffed
from tests.monitoring.notices.telling import with_address
from tests.monitoring.readings import make_alert, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("complaints", account_manager, by=risk_officer, approver=head_of_risk)


@pytest.fixture
def on_default(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    """The plan of a top debtor, from high severity and 500 on."""
    from monitoring.services.plan_versions import change_version
    from tests.monitoring.emergency.plans import draft_of

    draft = draft_of("top_default")
    change_version(
        draft, by=risk_officer, at=NOON, revision=draft.revision, from_severity="high",
        from_exposure=500,
    )  # fmt: skip
    return in_force("top_default", account_manager, by=risk_officer, approver=head_of_risk)


def started(plan: EmergencyPlan, by: User) -> Activation:
    return services.activate_plan(plan, because="Six calls.", by=by, at=NOON)


def test_a_plan_is_activated_once_by_hand(plan: EmergencyPlan, risk_officer: User) -> None:
    row = started(plan, risk_officer)
    assert row.version.number == 1
    with pytest.raises(Refused) as refused:
        started(plan, risk_officer)
    assert refused.value.code == "runs_already"
    customer = make_customer()
    other = services.activate_plan(
        plan, because="Another.", by=risk_officer, at=NOON, customer=customer
    )
    assert other.customer == customer
    services.stand_down(row, because="Over.", by=risk_officer, at=minutes(70))
    assert started(plan, risk_officer).pk != row.pk
    assert Event.objects.filter(verb="activate_plan").count() == 3


def test_only_what_is_in_force_is_activated_by_whom_may(
    plan: EmergencyPlan, risk_officer: User, account_manager: User
) -> None:
    draft = EmergencyPlan.objects.get(code="sanctions")
    for asked, by, code in (
        (draft, risk_officer, "not_in_force"),
        (plan, account_manager, "no_right"),
    ):
        with pytest.raises(Refused) as refused:
            started(asked, by)
        assert refused.value.code == code
    with pytest.raises(Refused, match="what has happened"):
        services.activate_plan(plan, because="  ", by=risk_officer, at=NOON)
    key = make_service_user("emergency-plans:activate")
    assert started(plan, key).activated_by == key


@pytest.mark.parametrize(("exposure", "made"), [(499, 0), (500, 1)])
def test_an_alert_of_its_rule_activates_a_plan_once(
    on_default: EmergencyPlan, exposure: int, made: int
) -> None:
    alert = make_alert(make_customer(), exposure=exposure, at=minutes(1))
    assert services.activate_by_alerts(at=minutes(2)) == made
    assert services.activate_by_alerts(at=minutes(3)) == 0
    rows = Activation.objects.filter(alert=alert)
    assert [(row.plan, row.activated_by, row.customer) for row in rows] == (
        [(on_default, None, alert.customer)] if made else []
    )


# what a customer shows in the scenario of each shipped plan that a rule activates
SCENARIOS: dict[str, dict[str, Any]] = {
    "bust_out": {"invoice_surge": 6, "utilisation": 95, "contact_changes": 3, "exposure": 300_000},
    "top_default": {"max_dpd": 95, "exposure": 2_000_000},
}


@pytest.mark.parametrize("code", [code for code, said in default_plans().items() if said["rule"]])
def test_a_shipped_plan_starts_in_its_own_scenario_whatever_other_rules_say(
    code: str, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    in_force(code, account_manager, by=risk_officer, approver=head_of_risk)
    sweep(make_customer(), at=minutes(1), tier="high", score=90, **SCENARIOS[code])
    services.activate_by_alerts(at=minutes(2))
    assert list(Activation.objects.values_list("plan__code", flat=True)) == [code]


def test_an_alert_that_gets_grave_after_weeks_activates_a_plan(on_default: EmergencyPlan) -> None:
    alert = make_alert(make_customer(), exposure=900, at=minutes(1))
    Alert.objects.filter(pk=alert.pk).update(severity="low")
    later = minutes(1) + dt.timedelta(days=20)
    assert services.activate_by_alerts(at=later) == 0
    Alert.objects.filter(pk=alert.pk).update(severity="critical", latest_at=later)
    assert services.activate_by_alerts(at=later) == 1


def test_alerts_of_before_the_approval_and_cleared_ones_activate_nothing(
    on_default: EmergencyPlan,
) -> None:
    make_alert(make_customer(), exposure=900, at=minutes(-1))
    gone = make_alert(make_customer(), exposure=900, at=minutes(1))
    Alert.objects.filter(pk=gone.pk).update(cleared_at=minutes(2))
    assert services.activate_by_alerts(at=minutes(3)) == 0


def test_a_plan_is_activated_by_hand_for_an_alert_once(
    on_default: EmergencyPlan, risk_officer: User
) -> None:
    alert = make_alert(make_customer(), exposure=900, at=minutes(1))
    first = services.activate_plan(
        on_default, because="Seen.", by=risk_officer, at=minutes(2), alert=alert
    )
    again = services.activate_plan(on_default, because="Seen.", by=None, at=minutes(3), alert=alert)
    assert again == first
    assert services.activate_by_alerts(at=minutes(4)) == 0


@pytest.fixture
def staffed_twice(
    account_manager: User, teammate: User, risk_officer: User, head_of_risk: User
) -> EmergencyPlan:
    """The plan of a top debtor in force, with the same lead and the same deputy in each role."""
    draft = staffed("top_default", with_address(account_manager), by=risk_officer)
    for role in draft.roles.all():
        save_part(draft, "roles", role, by=risk_officer, at=NOON, deputy=teammate,
                  deputy_contact="+86 2")  # fmt: skip
    draft.refresh_from_db()
    offer_version(draft, by=risk_officer, at=NOON)
    approve_version(draft, by=head_of_risk, at=NOON)
    return EmergencyPlan.objects.get(code="top_default")


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="plan_activated").unread().order_by("person", "pk")
    return [(row.person.username, row.severity) for row in rows.select_related("person")]


def test_who_has_a_part_is_told_at_once_when_a_person_activates_a_plan(
    staffed_twice: EmergencyPlan, risk_officer: User, account_manager: User, teammate: User,
    customer_elsewhere: Customer,
) -> None:  # fmt: skip
    row = services.activate_plan(
        staffed_twice, because="News.", by=risk_officer, at=NOON, customer=customer_elsewhere
    )
    assert told() == [(who.username, "critical") for who in (account_manager, teammate)]
    assert Notice.objects.visible_to(account_manager).get().link == f"/emergencies/{row.pk}/"
    assert mail_notices(at=NOON) == 1
    mail = OutgoingMail.objects.get()
    assert mail.recipient == account_manager.email
    assert f"{row.version.name_en} was activated, and you have a part in it." in mail.body
    services.stand_down(row, because="Paid.", by=risk_officer, at=minutes(9))
    assert told() == [], "over is over"


def test_who_has_a_part_is_told_of_each_plan_that_an_alert_activates(
    staffed_twice: EmergencyPlan, account_manager: User, teammate: User
) -> None:
    rows = [make_alert(make_customer(), exposure=2_000_000, at=minutes(1)) for _two in range(2)]
    Alert.objects.update(severity="critical")
    for minute in (2, 3):
        services.activate_by_alerts(at=minutes(minute))
    assert told() == [
        (who.username, "critical") for who in (account_manager, teammate) for _ in rows
    ]
    with translation.override("zh-hans"):
        notice = Notice.objects.filter(kind="plan_activated").first()
        assert notice is not None
        assert staffed_twice.versions.get().name_zh in text_of(notice)


def test_steps_are_done_at_a_minute_and_late_ones_are_marked(
    plan: EmergencyPlan, account_manager: User, risk_officer: User, data_clerk: User
) -> None:
    row = started(plan, risk_officer)
    first, second, third, *_rest = row.version.steps.all()
    services.do_step(row, first, by=account_manager, at=minutes(9))
    services.do_step(row, second, by=account_manager, at=minutes(40), minute=30, note="Slow.")
    lines = checklist(row, row.entries.all(), at=minutes(35))
    said = [(line.took, line.is_late) for line in lines[:4]]
    assert said == [(9, False), (30, True), (None, True), (None, False)]
    for step, by, code, minute in (
        (first, account_manager, "done_already", None),
        (third, account_manager, "bad_minute", 99),
        (third, data_clerk, "no_right", None),
    ):
        with pytest.raises(Refused) as refused:
            services.do_step(row, step, by=by, at=minutes(41), minute=minute)
        assert refused.value.code == code


def test_what_runs_is_in_the_inbox_of_who_has_a_part_until_it_ends(
    plan: EmergencyPlan, account_manager: User, risk_officer: User, teammate: User
) -> None:
    row = started(plan, risk_officer)
    assert len(waiting_rows(account_manager, "emergencies")) == 1
    assert waiting_rows(teammate, "emergencies") == []
    services.note_in_log(row, text="Calls slow down.", by=account_manager, at=minutes(5))
    with pytest.raises(Refused) as refused:
        services.stand_down(row, because="Over.", by=account_manager, at=minutes(6))
    assert refused.value.code == "no_right"
    services.stand_down(row, because="Over.", by=risk_officer, at=minutes(7))
    assert waiting_rows(account_manager, "emergencies") == []
    row.refresh_from_db()
    with pytest.raises(Refused) as refused:
        services.note_in_log(row, text="More.", by=risk_officer, at=minutes(8))
    assert refused.value.code == "stood_down"


def test_who_has_a_part_sees_what_runs_of_a_customer_out_of_reach(
    plan: EmergencyPlan, risk_officer: User, account_manager: User, outsider: User,
    customer_elsewhere: Customer,
) -> None:  # fmt: skip
    services.activate_plan(
        plan, because="Calls.", by=risk_officer, at=NOON, customer=customer_elsewhere
    )
    seen = [
        Activation.objects.visible_to(User.objects.get(pk=who.pk)).count()
        for who in (account_manager, outsider, risk_officer)
    ]
    assert seen == [1, 0, 1]


@pytest.fixture
def customer_elsewhere(db: None) -> Customer:
    return make_customer()


def test_the_database_keeps_the_log(
    plan: EmergencyPlan, risk_officer: User, head_of_risk: User
) -> None:
    row = started(plan, risk_officer)
    step = row.version.steps.first()
    entry = services.do_step(row, step, by=risk_officer, at=minutes(3))  # type: ignore[arg-type]
    strange = PlanStep.objects.exclude(version=row.version).first()
    new = {"activation": row, "by": risk_officer, "done_at": minutes(4), "recorded_at": minutes(4)}
    rows = ActivationEntry.objects
    tries = [
        lambda: rows.filter(pk=entry.pk).update(text="No."),
        lambda: rows.filter(pk=entry.pk).delete(),
        lambda: rows.create(**new, step=step),
        lambda: rows.create(**new, step=strange),
        lambda: rows.create(**new),
        lambda: rows.create(**new | {"done_at": minutes(-1)}, text="Early."),
        lambda: rows.create(**new | {"done_at": minutes(5)}, text="Future."),
        lambda: Activation.objects.filter(pk=row.pk).update(because="Other."),
        lambda: Activation.objects.filter(pk=row.pk).update(stood_down_at=minutes(9)),
        lambda: Activation.objects.filter(pk=row.pk).delete(),
        lambda: Activation.objects.create(
            plan=plan, version=strange.version, because="X", activated_by=risk_officer,  # type: ignore[union-attr]
            activated_at=NOON,
        ),
    ]  # fmt: skip
    for act in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    services.stand_down(row, because="Over.", by=risk_officer, at=minutes(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(**new, text="After the end.")


def test_the_clocks_task_survives_running_twice(on_default: EmergencyPlan) -> None:
    alert = make_alert(make_customer(), exposure=900, at=timezone.now())
    for _twice in range(2):
        activate_plans()
    assert list(Activation.objects.values_list("alert", flat=True)) == [alert.pk]
