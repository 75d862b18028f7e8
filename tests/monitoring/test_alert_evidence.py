"""What an episode keeps of the figures it went through."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.models import Alert, AlertEvidence
from riskcrm.audit.models import Event
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_two_rules")]


def test_the_same_reading_swept_twice_changes_nothing() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=70)
    sweep(customer, max_dpd=70)
    assert Alert.objects.get().hits == 1
    assert AlertEvidence.objects.count() == 1
    assert Event.objects.filter(verb="raise_alerts").count() == 1


def test_a_figure_worse_by_a_step_that_matters_adds_evidence_to_the_running_alert() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=61)
    sweep(customer, at=NOON + DAY, max_dpd=73)  # by the 12 days between 60 and 48
    alert = Alert.objects.get()
    assert (alert.hits, alert.latest_at, alert.raised_at) == (2, NOON + DAY, NOON)
    assert list(alert.evidence.order_by("as_of").values_list("value", flat=True)) == [61, 73]


def test_a_figure_that_grows_every_night_adds_evidence_now_and_then() -> None:
    customer = make_customer()
    for night in range(40):
        sweep(customer, at=NOON + night * DAY, max_dpd=60 + night)
    evidence = Alert.objects.get().evidence.order_by("as_of")
    # each twelfth day, and on day 90 it turned critical
    assert list(evidence.values_list("value", flat=True)) == [60, 72, 84, 90]


def test_a_figure_that_is_better_than_the_worst_adds_no_evidence() -> None:
    customer = make_customer()
    for day, figure in enumerate([60, 85, 62, 80, 96]):
        sweep(customer, at=NOON + day * DAY, max_dpd=figure)
    evidence = Alert.objects.get().evidence.order_by("as_of")
    assert list(evidence.values_list("value", flat=True)) == [60, 85, 96]


def test_a_graver_hit_raises_severity_and_shortens_the_deadline() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=70)
    later = NOON + dt.timedelta(hours=1)
    sweep(customer, at=later, max_dpd=90)
    alert = Alert.objects.get()
    assert alert.severity == "critical"
    assert alert.due_at == later + dt.timedelta(hours=4)
    sweep(customer, at=NOON + DAY, max_dpd=80)
    assert Alert.objects.get().severity == "critical"


def test_a_figure_that_wavers_around_the_threshold_is_one_episode() -> None:
    customer = make_customer()
    for day, figure in enumerate([60, 59, 61, 49, 60]):
        sweep(customer, at=NOON + day * DAY, max_dpd=figure)
    alert = Alert.objects.get()
    assert alert.cleared_at is None
    assert alert.hits == 1
