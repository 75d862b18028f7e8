"""Alerts go up the chain when a deadline in business hours passes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring.models import Alert, AlertBreach, AlertEscalation, Notice
from monitoring.services import acknowledge_alert
from monitoring.services.alert_life import close_alert, snooze_alert
from monitoring.services.escalations import escalate_alerts, name_risk_lead
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.models import Holiday
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON

pytestmark = pytest.mark.django_db
TUESDAY_SIX = dt.datetime(2026, 5, 5, 18, tzinfo=dt.UTC)  # to acknowledge by
MINUTE = dt.timedelta(minutes=1)


def steps(alert: Alert) -> list[tuple[int, str]]:
    rows = AlertEscalation.objects.filter(alert=alert).order_by("level")
    return [(row.level, row.because) for row in rows]


def breaches(alert: Alert) -> set[str]:
    return set(AlertBreach.objects.filter(alert=alert).values_list("deadline", flat=True))


def waits_for(user: User, alert: Alert, at: dt.datetime) -> bool:
    return Alert.objects.waiting_for(user, at=at).filter(pk=alert.pk).exists()


def test_nothing_moves_before_its_deadline(alert: Alert) -> None:
    assert escalate_alerts(at=TUESDAY_SIX - MINUTE) == 0
    assert (steps(alert), breaches(alert)) == ([], set())


def test_what_nobody_took_goes_to_the_risk_lead_and_then_to_the_head_of_risk(
    alert: Alert, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    assert not waits_for(risk_officer, alert, TUESDAY_SIX)
    assert escalate_alerts(at=TUESDAY_SIX) == 1
    alert.refresh_from_db()
    assert (alert.level, steps(alert)) == (2, [(2, "not_taken")])
    assert breaches(alert) == {"acknowledge"}
    assert waits_for(risk_officer, alert, TUESDAY_SIX)
    assert waits_for(account_manager, alert, TUESDAY_SIX)  # who may still take it
    assert not waits_for(head_of_risk, alert, TUESDAY_SIX)
    wednesday = TUESDAY_SIX + DAY
    assert escalate_alerts(at=wednesday - MINUTE) == 0
    escalate_alerts(at=wednesday)
    assert steps(alert) == [(2, "not_taken"), (3, "not_taken")]
    assert waits_for(head_of_risk, alert, wednesday)
    assert breaches(alert) == {"acknowledge"}
    escalate_alerts(at=TUESDAY_SIX + 2 * DAY)  # the deadline to decide
    assert breaches(alert) == {"acknowledge", "decide"}
    assert escalate_alerts(at=TUESDAY_SIX + 30 * DAY) == 0


def test_a_second_run_changes_nothing(alert: Alert, risk_officer: User) -> None:
    escalate_alerts(at=TUESDAY_SIX)
    former = Alert.objects.get(pk=alert.pk)
    assert escalate_alerts(at=TUESDAY_SIX) == 0
    assert Alert.objects.get(pk=alert.pk).version == former.version
    assert len(steps(alert)) == 1
    assert Event.objects.filter(verb="escalate_alerts").count() == 1
    assert Notice.objects.filter(kind="alert_escalated", person=risk_officer).count() == 1


def test_it_does_not_move_over_a_weekend_or_a_holiday(alert: Alert, settings: object) -> None:
    settings.COUNTRY = "CN"  # type: ignore[attr-defined]
    Holiday.objects.create(calendar="CN", date=dt.date(2026, 5, 11), name="A day off")
    friday = dt.datetime(2026, 5, 8, 18, tzinfo=dt.UTC)
    escalate_alerts(at=friday)  # nobody looked at it before: to the risk lead
    escalate_alerts(at=friday + 3 * DAY + 5 * MINUTE)  # Monday is a holiday
    assert len(steps(alert)) == 1
    escalate_alerts(at=friday + 4 * DAY)
    assert len(steps(alert)) == 2


def test_what_was_taken_and_not_closed_goes_up_by_its_decision(
    alert: Alert, account_manager: User, risk_officer: User
) -> None:
    acknowledge_alert(alert, by=account_manager, note="On it.", at=NOON)
    decision = TUESDAY_SIX + 2 * DAY
    assert escalate_alerts(at=decision - MINUTE) == 0
    escalate_alerts(at=decision)
    assert steps(alert) == [(2, "not_decided")]
    assert breaches(alert) == {"decide"}
    escalate_alerts(at=decision + DAY)
    assert steps(alert) == [(2, "not_decided"), (3, "not_decided")]


def test_what_is_closed_or_snoozed_does_not_go_up(alert: Alert, account_manager: User) -> None:
    snooze_alert(alert, until=NOON + 7 * DAY, reason="Paid on Friday.", by=account_manager, at=NOON)
    assert escalate_alerts(at=NOON + 7 * DAY) == 0
    close_alert(alert, outcome="watched", note="Paid.", by=account_manager, at=NOON + 7 * DAY)
    assert escalate_alerts(at=NOON + 90 * DAY) == 0


def test_a_team_with_a_risk_lead_bothers_nobody_else(
    alert: Alert, risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    team = alert.customer.team
    assert team is not None
    name_risk_lead(team, person=second_officer, by=head_of_risk, at=NOON)
    escalate_alerts(at=TUESDAY_SIX)
    assert AlertEscalation.objects.get().to == second_officer
    assert waits_for(second_officer, alert, TUESDAY_SIX)
    assert not waits_for(risk_officer, alert, TUESDAY_SIX)
    told = Notice.objects.filter(kind="alert_escalated").values_list("person", flat=True)
    assert set(told) == {second_officer.pk}


def test_only_the_head_of_risk_names_leads_and_only_who_may_lead(
    alert: Alert, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    team = alert.customer.team
    assert team is not None
    for by, person, code in (
        (risk_officer, risk_officer, "no_right"),
        (head_of_risk, account_manager, "cannot_lead"),
    ):
        with pytest.raises(Refused) as caught:
            name_risk_lead(team, person=person, by=by, at=NOON)
        assert caught.value.code == code


def test_many_cost_as_many_queries_as_one(
    alert: Alert, account_manager: User, risk_officer: User
) -> None:
    with CaptureQueriesContext(connection) as one:
        escalate_alerts(at=TUESDAY_SIX)
    for _number in range(4):
        customer = make_customer(manager=account_manager)
        Alert.objects.create(
            customer=customer, rule=alert.rule, episode=1, severity="high", raised_at=NOON,
            latest_at=NOON, due_at=TUESDAY_SIX, next_due_at=TUESDAY_SIX,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as four:
        assert escalate_alerts(at=TUESDAY_SIX) == 4
    assert len(four) == len(one)
