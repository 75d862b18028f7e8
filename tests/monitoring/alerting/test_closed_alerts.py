"""What is told, counted, listed and sampled of alerts that people close, assign and snooze."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.book_days.counts import COUNTS
from monitoring.book_days.sums import whole_book
from monitoring.control.populations import POPULATIONS
from monitoring.models import Acknowledgement, Alert, AlertClosure, BookDay
from monitoring.notices.recipients import recipients_of
from monitoring.services.book_days import keep_day
from riskcrm.accounts.models import User
from tests.customers.follow_up import make_plan
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, make_alert
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db


def closed(alert: Alert, outcome: str, *, by: User, at: dt.datetime = NOON) -> AlertClosure:
    Acknowledgement.objects.create(alert=alert, by=by, at=at, note="Seen.")
    said = {"alert": alert, "outcome": outcome, "note": "Done.", "by": by, "at": at}
    if outcome == "plan":
        said["plan"] = make_plan(alert.customer, by=by)
    if outcome == "case":
        said["case"] = make_case(alert.customer, by=by)
    return AlertClosure.objects.create(**said)


@pytest.fixture
def alerts(account_manager: User) -> list[Alert]:
    """Four of one manager's customers."""
    return [make_alert(make_customer(manager=account_manager)) for _number in range(4)]


def test_the_assignee_is_told_beside_the_manager_unless_the_customer_is_out_of_their_sight(
    account_manager: User, risk_officer: User, outsider: User
) -> None:
    seen, hidden = (make_alert(make_customer(manager=account_manager)) for _number in range(2))
    Alert.objects.filter(pk=seen.pk).update(assignee=risk_officer)
    Alert.objects.filter(pk=hidden.pk).update(assignee=outsider)
    assert recipients_of([seen.pk, hidden.pk]) == {
        seen.pk: {account_manager.pk, risk_officer.pk},
        hidden.pk: {account_manager.pk},
    }


def test_a_day_counts_what_was_closed_in_its_month_and_what_led_to_action(
    alerts: list[Alert], account_manager: User
) -> None:
    for alert, outcome in zip(alerts, ("false_alarm", "plan", "case"), strict=False):
        closed(alert, outcome, by=account_manager)
    closed(alerts[3], "plan", by=account_manager, at=NOON - 30 * DAY)  # of the month before
    assert {"alerts_decided", "alerts_with_action"} <= COUNTS.keys()
    keep_day(NOON.date(), at=NOON)
    assert {"alerts_decided", "alerts_with_action"} <= set(BookDay.objects.get().counted)
    assert counted("alerts_decided") == 3
    assert counted("alerts_with_action") == 2


def counted(code: str) -> int:
    return int(whole_book(BookDay.objects.get()).count(code) or 0)


def test_false_alarms_of_a_period_are_a_population(
    alerts: list[Alert], account_manager: User
) -> None:
    closed(alerts[0], "false_alarm", by=account_manager)
    closed(alerts[1], "watched", by=account_manager)
    closed(alerts[2], "false_alarm", by=account_manager, at=NOON + 2 * DAY)
    rows = list(POPULATIONS["false_alarms"].rows((NOON, NOON + DAY)))
    customer = alerts[0].customer
    assert rows == [
        (alerts[0].pk, NOON, customer.number, customer.pk, account_manager.pk, alerts[0].pk)
    ]


def test_a_graver_alert_no_longer_sleeps(alerts: list[Alert]) -> None:
    alert = alerts[0]
    later = NOON + DAY
    Alert.objects.filter(pk=alert.pk).update(snoozed_until=later, snoozed_severity=alert.severity)
    assert list(Alert.objects.snoozed(NOON)) == [alert]
    assert alert not in Alert.objects.awake(NOON)
    Alert.objects.filter(pk=alert.pk).update(severity="critical")
    assert not Alert.objects.snoozed(NOON)
    assert alert in Alert.objects.awake(NOON)
