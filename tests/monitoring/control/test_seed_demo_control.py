"""The demonstration shows a signed test with a finding, and one that runs; once."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.models import Acknowledgement, Alert, AlertRule, ControlTest, Finding
from monitoring.services.demo_control import seed_demo_control
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.control.books import NOW


def acknowledged(days_ago: int, *, by: User) -> None:
    at = NOW - dt.timedelta(days=days_ago)
    alert = Alert.objects.create(
        customer=make_customer(), rule=AlertRule.objects.get(code="max_dpd"), episode=1,
        severity="high", raised_at=at, latest_at=at, due_at=at,
    )  # fmt: skip
    Acknowledgement.objects.create(alert=alert, by=by, at=at, note="Seen.")


@pytest.mark.django_db
def test_it_is_seeded_once() -> None:
    make_demo_people(at=NOW)
    officer = User.objects.get(username="officer")
    for days_ago in (60, 59, 30, 29):
        acknowledged(days_ago, by=officer)
    assert seed_demo_control(at=NOW) == 2
    assert seed_demo_control(at=NOW) == 0
    assert set(ControlTest.objects.values_list("state", flat=True)) == {"signed", "running"}
    assert Finding.objects.get().state == "answered"


@pytest.mark.django_db
def test_a_book_without_work_has_no_test() -> None:
    make_demo_people(at=NOW)
    assert seed_demo_control(at=NOW) == 0
