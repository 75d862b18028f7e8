"""An alert rule is built, tried on the past and switched on in a browser, without code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from monitoring.models import AlertRule, RuleVersion
from monitoring.services import work_on_dry_runs
from riskcrm.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
TRY, SWITCH_ON = "#dry-run button[type=submit]", "#decision button[type=submit]"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_an_officer_builds_tries_and_switches_on_a_rule(
    visitor_at: Callable[..., Any], risk_officer: User, language: str
) -> None:
    visitor = visitor_at(language=language)
    visitor.sign_in(risk_officer, then="/alerts/rules/new/")
    page = visitor.page
    page.select_option("[name=kind]", "tier_rise")
    assert not page.is_visible("[name=raise_at]")  # a rise of tiers has no marks
    page.select_option("[name=kind]", "threshold")
    for name, value in {
        "name_en": "Owes much", "name_zh": "欠款较多", "raise_at": "1000", "clear_at": "800",
        "lines-0-value": "90",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=subject]", "exposure")
    page.select_option("[name=lines-0-subject]", "utilisation")
    visitor.press(".page-acts [type=submit]")
    assert visitor.faults() == []
    visitor.press(TRY)
    assert page.locator("#dry-run progress").count() == 1
    work_on_dry_runs(at=timezone.now())
    page.wait_for_selector("#dry-run progress", state="detached")  # it asks for itself
    page.fill("#decision [name=reason]", "We lost some.")
    visitor.press(SWITCH_ON)
    rule = AlertRule.objects.get(code="owes_much")
    assert (rule.is_active, rule.also["subject"]) == (True, "utilisation")
    assert RuleVersion.objects.get(rule=rule).state == "in_force"
    assert visitor.faults() == []
