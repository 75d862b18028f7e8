from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.models import DryRun, RuleVersion
from monitoring.services.demo_rules import seed_demo_rules
from riskcrm.accounts.demo import make_demo_people

pytestmark = pytest.mark.django_db


def test_a_tried_rule_and_a_change_that_waits_are_seeded_once() -> None:
    make_demo_people(at=timezone.now())
    assert seed_demo_rules(at=timezone.now()) == 2
    assert seed_demo_rules(at=timezone.now()) == 0
    run = DryRun.objects.get()
    assert (run.failed, run.done_at is None) == ("", False)
    assert RuleVersion.objects.filter(state="waiting").count() == 1


def test_without_people_of_the_demonstration_nothing_is_seeded() -> None:
    assert seed_demo_rules(at=timezone.now()) == 0
