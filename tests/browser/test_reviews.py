"""A review in a real browser: opened from an alert, what changed, completed; in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.utils import timezone

from monitoring.models import Alert, AlertRule, Review
from monitoring.services import open_review
from monitoring.services.reviews import complete_review
from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, Visitor
from tests.factories import make_customer
from tests.monitoring.readings import read


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_review_is_opened_from_an_alert_and_completed(
    visitor_at: Callable[..., Visitor], account_manager: User, language: str
) -> None:
    now = timezone.now()
    customer = make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")
    read(customer, exposure=500)
    earlier = open_review(customer, reason="First", kind="first", by=account_manager, at=now)
    done = {"result": "unchanged", "findings": "Pays.", "by": account_manager}
    complete_review(earlier, at=now, **done)
    read(customer, exposure=900)
    alert = Alert.objects.create(
        customer=customer, rule=AlertRule.objects.get(code="max_dpd"), episode=1, severity="high",
        raised_at=now, latest_at=now, due_at=now,
    )  # fmt: skip
    visitor = visitor_at(PHONE, language)
    visitor.sign_in(account_manager, f"/alerts/{alert.pk}/")
    visitor.press("form[action$='/review/'] button")
    review = Review.objects.open().get()
    assert "900" in visitor.text()
    faults = {visitor.page.url: visitor.faults()}
    _shot(visitor, f"review-{language}")
    visitor.page.check("[name=result][value=plan]")
    visitor.page.fill("[name=findings]", "They pay by instalments from now on.")
    visitor.press("form[action$='/complete/'] button")
    assert "They pay by instalments" in visitor.text()
    assert visitor.page.locator(f"a[href='/customers/{customer.pk}/plans/new/']").count() == 1
    review.refresh_from_db()
    assert review.result == "plan"
    for path in ("/reviews/", f"/customers/{customer.pk}/?tab=reviews"):
        visitor.open(path)
        visitor.settle()
        faults[path] = visitor.faults()
        _shot(visitor, f"reviews-{len(faults)}-{language}")
    assert {path: found for path, found in faults.items() if found} == {}


def _shot(visitor: Visitor, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
