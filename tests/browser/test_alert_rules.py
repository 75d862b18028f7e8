"""A rule is built and tried without code; what it raises is taken, goes up by time, and ends as a
removal case; a second person switches the rule off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from monitoring.models import Alert, AlertRule, RuleVersion
from monitoring.services import raise_alerts, work_on_dry_runs
from monitoring.services.escalations import escalate_alerts
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from tests.browser.conftest import WIDE, Visitor
from tests.browser.walking import Walk
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db(transaction=True)
TRY, SWITCH_ON = "#dry-run button[type=submit]", "#decision button[type=submit]"
SAID = {"en": "We lost some like this.", "zh-CN": "此类客户曾造成损失。"}
MONTH = dt.timedelta(days=30)


@pytest.fixture(params=["en", "zh-CN"])
def walk(request: pytest.FixtureRequest, visitor_at: Callable[..., Visitor]) -> Walk:
    return Walk(visitor_at(width=WIDE, language=request.param), request.param)


def build(walk: Walk) -> None:
    """A figure with its marks and one further condition."""
    walk.choose(kind="tier_rise")
    assert not walk.page.is_visible("[name=raise_at]")  # a rise of tiers has no marks
    walk.choose(kind="threshold", subject="exposure", severity="high")
    walk.choose(**{"lines-0-subject": "utilisation"})
    walk.fill(
        name_en="Owes much", name_zh="欠款较多", raise_at="1000", clear_at="800",
        **{"lines-0-value": "90"},
    )  # fmt: skip
    walk.look("rule-form")
    walk.visitor.press(".page-acts [type=submit]")
    walk.look("rule-draft")


def try_and_switch_on(walk: Walk) -> AlertRule:
    walk.visitor.press(TRY)
    assert walk.page.locator("#dry-run progress").count() == 1
    work_on_dry_runs(at=timezone.now())
    walk.page.wait_for_selector("#dry-run progress", state="detached")  # it asks for itself
    walk.look("rule-tried")
    walk.page.fill("#decision [name=reason]", SAID[walk.locale])
    walk.visitor.press(SWITCH_ON)
    rule = AlertRule.objects.get(code="owes_much")
    assert (rule.is_active, rule.also) == (
        True, {"subject": "utilisation", "compare": "at_least", "value": "90"},
    )  # fmt: skip
    return rule


def change_the_book(manager: User) -> Alert:
    customer: Customer = make_customer(manager=manager, team=manager.team)
    read(customer, at=timezone.now(), exposure=1500, utilisation=95, tier="high")
    raise_alerts(at=timezone.now())
    return Alert.objects.get(rule__code="owes_much", customer=customer)


def take(walk: Walk, alert: Alert, manager: User) -> None:
    walk.by(manager, "/inbox/")
    expect(walk.page.locator("main")).to_contain_text(alert.customer.name)
    walk.visitor.open(reverse("monitoring:alert_detail", args=[alert.pk]))
    walk.look("alert")
    walk.fill(note=SAID[walk.locale])
    walk.visitor.press("main form[action$='/acknowledge/'] [type=submit]")


def lead_to_a_case(walk: Walk, alert: Alert, manager: User) -> RemovalCase:
    """One click from the alert; the form leads back to it with the outcome filled in."""
    walk.visitor.open(reverse("monitoring:alert_detail", args=[alert.pk]))
    walk.look("alert-gone-up")
    walk.follow(reverse("removal:case_propose", args=[alert.customer_id]))
    walk.look("propose")
    walk.save()
    case = RemovalCase.objects.get(customer=alert.customer_id)
    walk.look("alert-close")
    assert walk.page.input_value("main [name=outcome]:checked, main select[name=outcome]") == "case"
    walk.fill(note=SAID[walk.locale])
    walk.save()
    alert.refresh_from_db()
    assert (alert.closure.outcome, alert.closure.case) == ("case", case)
    return case


def switch_off(walk: Walk, rule: AlertRule, officer: User, second: User) -> None:
    page = reverse("monitoring:alert_rule_detail", args=[rule.code])
    walk.by(officer, page)
    walk.page.fill("form[action$='/switch-off/'] [name=reason]", SAID[walk.locale])
    walk.visitor.press("form[action$='/switch-off/'] [type=submit]")
    rule.refresh_from_db()
    assert rule.is_active
    waiting = RuleVersion.objects.get(rule=rule, state="waiting")
    walk.by(second, page)
    walk.look("rule-waits")
    walk.page.fill("[name=decision]", SAID[walk.locale])
    walk.visitor.press("[name=approve][value=yes]")
    rule.refresh_from_db()
    waiting.refresh_from_db()
    assert (rule.is_active, waiting.decided_by) == (False, second)


def test_a_rule_leads_to_a_case_and_is_switched_off_by_two(
    walk: Walk, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    AlertRule.objects.update(is_active=False)
    walk.by(risk_officer, "/alerts/rules/new/")
    build(walk)
    rule = try_and_switch_on(walk)
    alert = change_the_book(account_manager)
    take(walk, alert, account_manager)
    assert alert.acknowledgement.by == account_manager
    assert escalate_alerts(at=timezone.now() + MONTH) == 1
    alert.refresh_from_db()
    assert alert.level == 2
    lead_to_a_case(walk, alert, account_manager)
    switch_off(walk, rule, risk_officer, second_officer)
    walk.is_well()
