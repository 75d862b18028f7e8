"""The inbox by keyboard: each act hands on to the next line."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import make_customer
from tests.monitoring.readings import read


def test_an_acknowledged_line_hands_on_to_the_next_and_counts_down(
    visitor: Visitor, account_manager: User
) -> None:
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    now = timezone.now()
    for exposure in (300, 200, 100):
        customer = make_customer(manager=account_manager)
        read(customer, at=now, max_dpd=70, exposure=exposure)
    raise_alerts(at=now)
    visitor.sign_in(account_manager, "/inbox/")
    expect(visitor.page.locator("#inbox-waiting")).to_have_text("3 wait for you.")
    visitor.page.locator(".work input[type=text]").first.fill("Called.")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#inbox-waiting")).to_have_text("2 wait for you.")
    expect(visitor.page.locator(".work input[type=text]").first).to_be_focused()
    visitor.page.keyboard.type("Called too.")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#inbox-waiting")).to_have_text("1 waits for you.")
    assert Alert.objects.open().count() == 1
    assert visitor.troubles == []
