"""Pages of alerts' lives and of rules' quality in a real browser: clean, accessible, no wider than
a phone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

from django.utils import timezone

from monitoring.models import Alert, AlertBreach, AlertEscalation, BadCustomer
from monitoring.services import acknowledge_alert
from monitoring.services.alert_life import close_alert, snooze_alert
from monitoring.services.alert_quality import read_quality
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.browser.conftest import PHONE, Visitor
from tests.factories import make_customer
from tests.monitoring.readings import make_alert


def _alerts(manager: User, head: User) -> tuple[Alert, Alert]:
    """One that went up and sleeps, and one that is closed."""
    now = timezone.now()
    day = dt.timedelta(days=1)
    went_up, closed = (
        make_alert(make_customer(manager=manager, team=manager.team), at=now - day)
        for _number in range(2)
    )
    AlertEscalation.objects.create(alert=went_up, level=2, at=now, because="not_taken", to=head)
    AlertBreach.objects.create(alert=went_up, deadline="acknowledge", due_at=now, noticed_at=now)
    snooze_alert(went_up, until=now + 5 * day, reason="Paid on Friday.", by=manager, at=now)
    acknowledge_alert(closed, by=manager, note="On it.", at=now)
    close_alert(closed, outcome="watched", note="Paid in part.", by=manager, at=now)
    read_quality(at=now)
    first = today().replace(month=(today().month - 1) // 3 * 3 + 1, day=1)
    BadCustomer.objects.create(customer=closed.customer, quarter=first, bad_date=first)
    return went_up, closed


def test_pages_of_alerts_lives_are_clean_accessible_and_fit(
    visitor_at: Callable[..., Visitor], account_manager: User, head_of_risk: User
) -> None:
    went_up, closed = _alerts(account_manager, head_of_risk)
    pages = [
        "/alerts/", "/alerts/?snoozed=1", "/alerts/customers/", "/alerts/leads/",
        "/alerts/quality/", "/alerts/quality/all/", "/alerts/quality/max_dpd/",
        f"/alerts/{went_up.pk}/", f"/alerts/{closed.pk}/", f"/alerts/{went_up.pk}/assign/",
        f"/alerts/{went_up.pk}/snooze/", f"/alerts/{went_up.pk}/close/",
        f"/alerts/leads/{account_manager.team_id}/",
    ]  # fmt: skip
    visitor = visitor_at(PHONE)
    visitor.sign_in(head_of_risk, "/alerts/")
    faults = {}
    for path in pages:
        visitor.open(path)
        if found := visitor.faults():
            faults[path] = found
        if folder := os.environ.get("SHOTS"):
            visitor.resize(1280)
            name = path.strip("/").replace("/", "-").replace("?", "-")
            visitor.page.screenshot(path=f"{folder}/{name}.png")
            visitor.resize(PHONE)
    assert faults == {}
