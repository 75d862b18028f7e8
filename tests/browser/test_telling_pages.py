"""Notices, absences and webhooks in a real browser: clean, accessible, no wider than a phone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

from django.utils import timezone

from monitoring.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from monitoring.services import notify
from riskcrm.accounts.models import User
from riskcrm.accounts.services import enter_absence
from riskcrm.web.today import today
from tests.browser.conftest import PHONE, Visitor
from tests.factories import make_customer, make_service_user


def _webhook(administrator: User) -> tuple[WebhookEndpoint, WebhookMessage]:
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        url="https://erp.example.com/a/rather/long/address/for/hooks?with=a&query=string",
        description="ERP", events=["alert.raised", "case.closed"], created_by=administrator,
        owner=make_service_user("alerts:read"), created_at=now, failing_since=now,
    )  # fmt: skip
    message = WebhookMessage.objects.create(
        message_id=f"msg_{'a' * 32}", endpoint=endpoint, event="alert.raised", key="alert:1",
        customer=make_customer(), payload='{"type":"alert.raised","data":{"id":1}}',
        created_at=now, failed_at=now, error="status", attempts=10,
    )  # fmt: skip
    WebhookAttempt.objects.create(
        message=message, at=now, status=503, milliseconds=120, error="status", answer="down " * 60
    )
    return endpoint, message


def test_pages_of_notices_and_webhooks_are_clean_accessible_and_fit(
    visitor_at: Callable[..., Visitor], administrator: User, account_manager: User
) -> None:
    endpoint, message = _webhook(administrator)
    day, now = today(), timezone.now()
    enter_absence(
        administrator, deputy=account_manager, from_date=day, until_date=day + dt.timedelta(days=3),
        by=administrator, at=now,
    )  # fmt: skip
    for number in range(3):
        notify(
            [administrator], kind="webhook_off", severity="high", link="/inbox/", key=str(number),
            at=now, parts={"webhook": "ERP", "why": {"en": "it failed", "zh": "连续失败"}},
        )  # fmt: skip
    root = "/settings/webhooks/"
    pages = [
        "/notices/", "/me/notices/", "/me/absence/", "/me/", root, f"{root}new/",
        f"{root}{endpoint.pk}/", f"{root}{endpoint.pk}/edit/", f"{root}messages/",
        f"{root}messages/{message.pk}/",
    ]  # fmt: skip
    visitor = visitor_at(PHONE)
    visitor.sign_in(administrator, "/me/")
    faults = {}
    for path in pages:
        visitor.open(path)
        if found := visitor.faults():
            faults[path] = found
        if folder := os.environ.get("SHOTS"):
            visitor.resize(1280)
            name = path.strip("/").replace("/", "-")
            visitor.page.screenshot(path=f"{folder}/{name}.png")
            visitor.resize(PHONE)
    assert faults == {}


def test_the_bell_counts_without_a_reload_and_reading_takes_it_down(
    visitor: Visitor, account_manager: User
) -> None:
    now = timezone.now()
    said = {"kind": "webhook_off", "severity": "high", "link": "/inbox/", "at": now,
            "parts": {"webhook": "ERP", "why": "it failed"}}  # fmt: skip
    notify([account_manager], key="one", **said)  # type: ignore[arg-type]
    notify([account_manager], key="two", **said)  # type: ignore[arg-type]
    visitor.sign_in(account_manager, "/notices/")
    bell = "document.querySelector('a[href=\"/notices/\"] .count').textContent"
    visitor.until(f"{bell} === '2'")
    visitor.press("main form[action$='/read/'][hx-post] button")
    visitor.until(f"{bell} === '1'")
    visitor.press("main .link-button")
    assert visitor.page.url.endswith("/inbox/")
    assert visitor.troubles == []
