from __future__ import annotations

import threading

import pytest
from django.db import connection

from monitoring.models import Acknowledgement, Alert, AlertRule
from monitoring.services import acknowledge_alert
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(account_manager: User) -> Alert:
    return Alert.objects.create(
        customer=make_customer(manager=account_manager, team=account_manager.team),
        rule=AlertRule.objects.get(code="max_dpd"),
        episode=1,
        severity="high",
        raised_at=NOON,
        latest_at=NOON,
        due_at=NOON + DAY,
    )


def refusal(alert: Alert, *, by: User, note: str = "Seen.") -> Refused:
    before = Acknowledgement.objects.count()
    with pytest.raises(Refused) as caught:
        acknowledge_alert(alert, by=by, note=note, at=NOON)
    assert Acknowledgement.objects.count() == before
    return caught.value


def test_an_acknowledged_alert_waits_for_nobody(alert: Alert, teammate: User) -> None:
    assert set(Alert.objects.open()) == {alert}
    acknowledgement = acknowledge_alert(alert, by=teammate, note=" Called them. ", at=NOON)
    assert (acknowledgement.by, acknowledgement.note) == (teammate, "Called them.")
    assert not Alert.objects.open().exists()
    event = Event.objects.get(verb="acknowledge_alert")
    assert (event.object_id, event.customer_id) == (str(alert.pk), alert.customer_id)
    assert "Called them." in event.payload.body


def test_the_second_person_learns_who_was_first(
    alert: Alert, teammate: User, risk_officer: User
) -> None:
    acknowledge_alert(alert, by=teammate, note="Called them.", at=NOON)
    refused = refusal(alert, by=risk_officer)
    assert refused.code == "acknowledged_already"
    assert str(teammate) in refused.message
    assert "Called them." in refused.message


def test_a_note_is_needed(alert: Alert, teammate: User) -> None:
    refused = refusal(alert, by=teammate, note=" ")
    assert (refused.code, refused.field) == ("note_missing", "note")


def test_roles_without_the_right_are_refused(
    alert: Alert, auditor: User, administrator: User, legal_reviewer: User
) -> None:
    for person in (auditor, administrator, legal_reviewer):
        assert refusal(alert, by=person).code == "no_right"


def test_an_outsider_is_refused(alert: Alert, outsider: User) -> None:
    assert refusal(alert, by=outsider).code == "not_visible"


@pytest.mark.django_db(transaction=True)
def test_of_several_persons_at_once_one_acknowledges(alert: Alert, teammate: User) -> None:
    codes: list[str] = []
    barrier = threading.Barrier(8)

    def acknowledge() -> None:
        try:
            barrier.wait()
            acknowledge_alert(alert, by=teammate, note="Mine.", at=NOON)
            codes.append("done")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=acknowledge) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["acknowledged_already"] * 7 + ["done"]
    assert Event.objects.filter(verb="acknowledge_alert").count() == 1
