"""The reviews of the demonstration."""

from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.models import Alert, AlertRule, Review
from monitoring.services.demo_reviews import seed_demo_reviews
from riskcrm.web.today import today
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_reviews_that_are_late_that_wait_and_that_are_done(account_manager):
    account_manager.is_demo = True
    account_manager.save()
    at = timezone.now()
    rule = AlertRule.objects.get(code="max_dpd")
    for number in range(14):
        customer = make_customer(f"D-{number}", manager=account_manager, team=account_manager.team)
        Alert.objects.create(
            customer=customer, rule=rule, episode=1, severity="high", raised_at=at, latest_at=at,
            due_at=at,
        )  # fmt: skip
    assert seed_demo_reviews(at=at) == 12
    assert seed_demo_reviews(at=at) == 0
    assert Review.objects.overdue(today()).count() == 3
    assert Review.objects.open().count() == 8
    assert set(Review.objects.exclude(result="").values_list("result", flat=True)) == {
        "unchanged", "plan", "terms",
    }  # fmt: skip
