"""Assigning, snoozing, waking and closing an alert: each act and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import Plan
from monitoring.alerting.words import alerts_to_close
from monitoring.models import Alert, AlertClosure, AlertSnooze, Notice
from monitoring.services import acknowledge_alert, raise_alerts
from monitoring.services.alert_life import assign_alert, close_alert, snooze_alert, wake_alert
from monitoring.services.handing_over import give_alerts
from riskcrm.accounts.handover import Handover
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def waits_for(user: User, alert: Alert, *, at: dt.datetime = NOON) -> bool:
    return Alert.objects.waiting_for(user, at=at).filter(pk=alert.pk).exists()


def fresh(alert: Alert) -> Alert:
    return Alert.objects.get(pk=alert.pk)


# --- assigning ------------------------------------------------------------------------------------


def test_an_assigned_alert_waits_for_the_assignee_alone(
    alert: Alert, account_manager: User, teammate: User, risk_officer: User
) -> None:
    assign_alert(alert, to=teammate, by=account_manager, at=NOON)
    assert waits_for(teammate, alert)
    assert not waits_for(account_manager, alert)
    assert not waits_for(risk_officer, alert)
    notice = Notice.objects.get(person=teammate)
    assert (notice.kind, notice.alert_id) == ("alert_assigned", alert.pk)
    assert Event.objects.filter(verb="assign_alert", customer_id=alert.customer_id).count() == 1


def test_an_alert_given_back_waits_for_the_manager_again(
    alert: Alert, account_manager: User, teammate: User
) -> None:
    assign_alert(alert, to=teammate, by=account_manager, at=NOON)
    assign_alert(alert, to=None, by=teammate, at=NOON)
    assert waits_for(account_manager, alert)


def test_an_alert_of_somebody_who_left_is_as_if_unassigned(
    alert: Alert, account_manager: User, teammate: User
) -> None:
    assign_alert(alert, to=teammate, by=account_manager, at=NOON)
    User.objects.filter(pk=teammate.pk).update(is_active=False)
    assert waits_for(account_manager, alert)


def test_who_does_not_see_the_customer_or_may_not_acknowledge_cannot_be_assigned(
    alert: Alert, account_manager: User, outsider: User, auditor: User
) -> None:
    for person in (outsider, auditor):
        code = refused(lambda: assign_alert(alert, to=person, by=account_manager, at=NOON))  # noqa: B023
        assert code == "cannot_take"


# --- snoozing -------------------------------------------------------------------------------------


def snooze(alert: Alert, by: User, *, days: int = 7, at: dt.datetime = NOON) -> AlertSnooze:
    return snooze_alert(alert, until=at + days * DAY, reason="Paid on Friday.", by=by, at=at)


def test_a_snoozed_alert_waits_for_nobody_until_its_end(
    alert: Alert, account_manager: User
) -> None:
    snooze(alert, account_manager)
    assert not waits_for(account_manager, alert)
    assert not waits_for(account_manager, alert, at=NOON + 7 * DAY - HOUR)
    assert waits_for(account_manager, alert, at=NOON + 7 * DAY)  # ends by itself
    assert list(Alert.objects.snoozed(NOON)) == [alert]
    assert not Alert.objects.snoozed(NOON + 7 * DAY).exists()


def test_deadlines_run_on_from_the_end_of_a_snooze(alert: Alert, account_manager: User) -> None:
    snooze(alert, account_manager)
    row = fresh(alert)
    assert row.due_at == row.next_due_at == dt.datetime(2026, 5, 12, 18, tzinfo=dt.UTC)
    assert row.decision_due_at == dt.datetime(2026, 5, 14, 18, tzinfo=dt.UTC)


def test_a_graver_hit_wakes_a_snoozed_alert(alert: Alert, account_manager: User) -> None:
    snooze(alert, account_manager)
    read(alert.customer, at=NOON + DAY, max_dpd=95, exposure=900, tier="high")
    raise_alerts(at=NOON + DAY)
    row = fresh(alert)
    assert row.severity == "critical"
    assert waits_for(account_manager, row, at=NOON + DAY)
    assert row.next_due_at == NOON + DAY + 4 * HOUR


def test_a_hit_that_is_no_graver_lets_it_sleep(alert: Alert, account_manager: User) -> None:
    snooze(alert, account_manager)
    read(alert.customer, at=NOON + DAY, max_dpd=85, exposure=900, tier="high")
    raise_alerts(at=NOON + DAY)
    assert fresh(alert).hits == 2
    assert not waits_for(account_manager, alert, at=NOON + DAY)


def test_somebody_can_wake_it(alert: Alert, account_manager: User, teammate: User) -> None:
    slept = snooze(alert, account_manager)
    wake_alert(alert, by=teammate, at=NOON + DAY)
    assert waits_for(account_manager, alert, at=NOON + DAY)
    slept.refresh_from_db()
    assert (slept.woken_by, slept.woken_at) == (teammate, NOON + DAY)
    assert refused(lambda: wake_alert(alert, by=teammate, at=NOON + DAY)) == "not_snoozed"


def test_the_later_deadlines_of_a_snooze_end_with_it(alert: Alert, account_manager: User) -> None:
    snooze(alert, account_manager)
    wake_alert(alert, by=account_manager, at=NOON + DAY)
    row = fresh(alert)
    # as of an alert that is raised now: a high one has one business day, then three
    assert row.due_at == row.next_due_at == dt.datetime(2026, 5, 6, 18, tzinfo=dt.UTC)
    assert row.decision_due_at == dt.datetime(2026, 5, 8, 18, tzinfo=dt.UTC)


def test_a_snooze_that_is_shortened_takes_its_deadlines_along(
    alert: Alert, account_manager: User
) -> None:
    snooze(alert, account_manager)
    long = fresh(alert)
    snooze(alert, account_manager, days=1)
    assert fresh(alert).due_at < long.due_at


def test_a_taken_alert_that_wakes_is_to_be_decided_in_the_usual_time(
    alert: Alert, account_manager: User
) -> None:
    acknowledge_alert(alert, by=account_manager, note="Called.", at=NOON)
    snooze(alert, account_manager)
    wake_alert(alert, by=account_manager, at=NOON + DAY)
    row = fresh(alert)
    assert row.next_due_at == row.decision_due_at == dt.datetime(2026, 5, 8, 18, tzinfo=dt.UTC)


def test_a_snooze_needs_a_reason_and_an_end_within_bounds(
    alert: Alert, account_manager: User
) -> None:
    def ask(days: int, reason: str = "Paid.") -> Any:
        until = NOON + days * DAY
        return lambda: snooze_alert(alert, until=until, reason=reason, by=account_manager, at=NOON)

    assert refused(ask(3, " ")) == "reason_missing"
    assert refused(ask(0)) == "end_is_past"
    assert refused(ask(15)) == "end_too_late"  # high ones wait for two weeks at most
    assert not AlertSnooze.objects.exists()


def test_the_database_wants_a_reason_and_a_later_end(alert: Alert, account_manager: User) -> None:
    words = {"alert": alert, "by": account_manager, "at": NOON, "severity": "high"}
    for given in ({"reason": "", "until": NOON + DAY}, {"reason": "x", "until": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AlertSnooze.objects.create(**words, **given)


# --- closing --------------------------------------------------------------------------------------


def close(alert: Alert, by: User, outcome: str = "watched", **more: Any) -> AlertClosure:
    return close_alert(alert, outcome=outcome, note=" Called. ", by=by, at=NOON, **more)


def test_closing_acknowledges_what_nobody_had(alert: Alert, account_manager: User) -> None:
    closure = close(alert, account_manager)
    assert (closure.outcome, closure.note) == ("watched", "Called.")
    row = Alert.objects.get(pk=alert.pk)
    assert row.acknowledgement.by == account_manager
    assert row.next_due_at is None
    assert not waits_for(account_manager, alert)
    assert not alerts_to_close(account_manager).exists()


def test_an_acknowledged_alert_is_not_closed_yet_and_comes_up_before_its_decision(
    alert: Alert, account_manager: User, time_machine: Any
) -> None:
    acknowledge_alert(alert, by=account_manager, note="On it.", at=NOON)
    row = fresh(alert)
    assert (row.assignee, row.next_due_at) == (account_manager, row.decision_due_at)
    time_machine.move_to(NOON)
    assert not alerts_to_close(account_manager).exists()
    time_machine.move_to(NOON + 3 * DAY)
    assert list(alerts_to_close(account_manager)) == [alert]
    close(alert, account_manager)
    assert not alerts_to_close(account_manager).exists()


def test_a_closed_alert_stays_the_running_episode_until_it_clears(
    alert: Alert, account_manager: User
) -> None:
    close(alert, account_manager, "false_alarm")
    for days, figure in ((1, 75), (2, 40), (40, 70)):  # after its cooldown
        read(alert.customer, at=NOON + days * DAY, max_dpd=figure, exposure=900, tier="high")
        raise_alerts(at=NOON + days * DAY)
        if days == 1:
            assert Alert.objects.count() == 1
    assert list(Alert.objects.values_list("episode", flat=True).order_by("pk")) == [1, 2]


def test_a_graver_hit_after_closing_is_an_alert_of_its_own(
    alert: Alert, account_manager: User
) -> None:
    close(alert, account_manager)
    read(alert.customer, at=NOON + DAY, max_dpd=95, exposure=900, tier="high")
    raise_alerts(at=NOON + DAY)
    assert fresh(alert).cleared_because == "graver"
    assert Alert.objects.get(cleared_at=None).episode == 2


def test_a_plan_or_a_case_can_be_linked_where_it_fits(alert: Alert, account_manager: User) -> None:
    plan = make_plan(alert.customer)
    other = make_plan(make_customer(manager=account_manager))
    for outcome, linked in (("watched", plan), ("plan", other), ("case", plan)):
        code = refused(lambda: close(alert, account_manager, outcome, plan=linked))  # noqa: B023
        assert code == "link_does_not_fit"
    assert close(alert, account_manager, "plan", plan=plan).plan == plan


def test_an_outcome_that_names_a_plan_or_a_case_needs_one_that_is_there(
    alert: Alert, account_manager: User
) -> None:
    for outcome in ("plan", "case"):
        assert refused(lambda: close(alert, account_manager, outcome)) == "link_missing"  # noqa: B023
        with pytest.raises(IntegrityError), transaction.atomic():
            AlertClosure.objects.create(
                alert=alert, outcome=outcome, note="x", by=account_manager, at=NOON
            )
    plan = make_plan(alert.customer)
    Plan.objects.filter(pk=plan.pk).update(is_void=True)
    code = refused(lambda: close(alert, account_manager, "plan", plan=fresh_plan(plan)))
    assert code == "link_does_not_fit"
    assert not AlertClosure.objects.exists()


def fresh_plan(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def make_plan(customer: Any) -> Plan:
    return Plan.objects.create(
        customer=customer, source_key="P-1", effective_date=NOON.date(), problem="Late",
        recorded_at=NOON,
    )  # fmt: skip


def test_a_note_and_a_known_outcome_are_needed(alert: Alert, account_manager: User) -> None:
    def ask(outcome: str, note: str) -> Any:
        return lambda: close_alert(alert, outcome=outcome, note=note, by=account_manager, at=NOON)

    assert refused(ask("watched", " ")) == "note_missing"
    assert refused(ask("ignored", "x")) == "outcome_unknown"
    assert not AlertClosure.objects.exists()


def test_an_alert_is_closed_once(alert: Alert, account_manager: User, teammate: User) -> None:
    close(alert, account_manager)
    assert refused(lambda: close(alert, teammate)) == "closed_already"
    assert refused(lambda: assign_alert(alert, to=teammate, by=teammate, at=NOON)) == (
        "closed_already"
    )


def test_what_is_over_can_still_be_closed_but_not_put_off(
    alert: Alert, account_manager: User
) -> None:
    read(alert.customer, at=NOON + DAY, max_dpd=10, exposure=900, tier="high")
    raise_alerts(at=NOON + DAY)
    assert refused(lambda: snooze(alert, account_manager)) == "cleared"
    close(alert, account_manager, "false_alarm")


# --- who may, and on what state -------------------------------------------------------------------


def test_every_act_needs_the_right_and_the_sight_of_the_customer(
    alert: Alert, outsider: User, auditor: User
) -> None:
    for by, code in ((auditor, "no_right"), (outsider, "not_visible")):
        acts: list[Callable[[], object]] = [
            lambda: assign_alert(alert, to=None, by=by, at=NOON),  # noqa: B023
            lambda: snooze(alert, by),  # noqa: B023
            lambda: wake_alert(alert, by=by, at=NOON),  # noqa: B023
            lambda: close(alert, by),  # noqa: B023
        ]
        assert [refused(act) for act in acts] == [code] * 4


def test_an_act_on_an_older_state_is_stale(alert: Alert, account_manager: User) -> None:
    seen = fresh(alert).version
    snooze(alert, account_manager)
    with pytest.raises(Stale):
        close(alert, account_manager, seen=seen)
    assert not AlertClosure.objects.exists()


# --- when somebody leaves -------------------------------------------------------------------------


def test_assigned_alerts_of_who_leaves_are_dealt_out_or_go_back(
    alert: Alert, account_manager: User, teammate: User, risk_officer: User, outsider: User
) -> None:
    assign_alert(alert, to=teammate, by=account_manager, at=NOON)
    for receiver, assignee in ((outsider, None), (risk_officer, risk_officer)):
        Alert.objects.filter(pk=alert.pk).update(assignee=teammate)
        act = Handover(teammate, (receiver,), account_manager, "Leaves.", NOON)
        assert give_alerts(act) == 1
        assert fresh(alert).assignee == assignee
