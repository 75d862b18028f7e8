"""A prospect is checked by one person and admitted by another."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from customers.models import Customer, OnboardingItem, ScreeningDue
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.customers.screening import make_list
from tests.factories import make_customer, make_terms


def test_a_manager_checks_a_prospect_and_an_officer_admits_it(
    visitor_at: Callable[..., Visitor], account_manager: User, risk_officer: User
) -> None:
    team = account_manager.team
    prospect = make_customer(
        "P-1", name="Neu GmbH", status="prospect", manager=account_manager, team=team
    )
    make_terms(prospect)
    make_list("un")
    ScreeningDue.objects.all().delete()  # as the sweep does that has screened

    manager = visitor_at()
    manager.sign_in(account_manager, f"/customers/{prospect.pk}/")
    manager.press("a.btn-primary:has-text('Onboarding')")
    page = manager.page
    expect(page.locator("button:has-text('Request admission')")).to_be_disabled()
    for item in OnboardingItem.objects.all():
        line = page.locator(f"#item-{item.pk}")
        line.locator("summary").click()
        line.locator("textarea").fill("Register extract of today, nothing unusual.")
        manager.press(f"#item-{item.pk} button[type=submit]")
        expect(line).to_contain_text("nothing unusual")
    manager.press("button:has-text('Request admission')")
    expect(page.locator("main")).to_contain_text("waits for a second person")
    assert manager.accessibility_faults() == []

    officer = visitor_at()
    officer.sign_in(risk_officer, "/inbox/")
    officer.press("a:has-text('Neu GmbH')")
    officer.page.fill("#reason", "Register and owners are in order.")
    officer.press("button:has-text('Admit as a customer')")
    expect(officer.page).to_have_url(re.compile(rf"/customers/{prospect.pk}/$"))
    assert Customer.objects.get(pk=prospect.pk).status == "active"


def test_a_prospect_can_be_checked_on_a_phone(
    visitor_at: Callable[..., Visitor], account_manager: User
) -> None:
    prospect = make_customer(
        "P-1",
        name="Neu GmbH",
        status="prospect",
        manager=account_manager,
        team=account_manager.team,
    )
    phone = visitor_at(390)
    phone.sign_in(account_manager)
    phone.open(f"/customers/{prospect.pk}/onboarding/")
    lines = phone.page.locator(".checklist-line").all()
    assert lines
    for line in lines:
        for part in line.locator("h3, p, summary").all():
            box = part.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 390
