"""The demonstration's plans, drill, queue, courses and studied cases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.models import (
    Activation,
    Completion,
    DeskTake,
    Drill,
    Enrolment,
    PlanVersion,
    StudiedCase,
)
from monitoring.services.demo_emergency import seed_demo_emergency
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.web.errors import Refused
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db


def test_the_demo_is_told_once_and_shows_each_page_something() -> None:
    now = timezone.now()
    make_demo_people(at=now)
    read(make_customer(), tier="high", score=90, exposure=900)
    assert seed_demo_emergency(at=now) == 3
    assert seed_demo_emergency(at=now) == 0
    assert PlanVersion.objects.filter(state="approved").count() == 3
    assert PlanVersion.objects.filter(state="draft", offered_at__isnull=False).count() == 1
    row = Activation.objects.get()
    assert (row.is_running, row.entries.filter(step__isnull=False).count()) == (False, 5)
    assert Drill.objects.get().findings.filter(done_at__isnull=True).count() == 1
    assert DeskTake.objects.count() == 1
    assert StudiedCase.objects.count() == 4
    assert Completion.objects.exists()
    lapsed = Enrolment.objects.filter(until__lte=now, course__code="fairness")
    assert [each.person.username for each in lapsed] == ["officer2"]
    with pytest.raises(Refused, match="Fair decisions"):
        check_right(User.objects.get(username="officer2"), "removal.approve_listentry")


def test_without_demo_people_nothing_is_told() -> None:
    assert seed_demo_emergency(at=timezone.now()) == 0
