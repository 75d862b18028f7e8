"""Another tier than the card's: asked for by one person, decided by a second one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring import tasks
from scoring.models import Override
from tests.browser.conftest import Visitor
from tests.scoring.test_score_customers import late_payer, score

COMPUTED = re.compile(r"the scorecard says \W*high")
APPROVE_ANYWAY = """(path) => fetch(path, {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({reason: "because", version: "1"}),
}).then((answer) => answer.status)"""


@pytest.fixture
def customer(risk_officer: User, account_manager: User) -> Customer:
    customer = late_payer()
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    score(customer)
    return customer


def open_score(visitor: Visitor, customer: Customer, words: str) -> None:
    visitor.open(f"/customers/{customer.pk}/")
    expect(visitor.page.locator("#score")).to_contain_text(words, timeout=10_000)


def ask(visitor: Visitor, customer: Customer) -> Override:
    page = visitor.page
    open_score(visitor, customer, "ask for an override")
    visitor.press("#score a:has-text('ask for an override')")
    page.select_option("[name=tier]", "low")
    page.select_option("[name=reason]", "support")
    page.fill("[name=text]", "The parent pays from now on.")
    page.fill("[name=evidence]", "Guarantee of 2 March, contract file 17.")
    page.fill("[name=expires_on]", str(today() + dt.timedelta(days=60)))
    visitor.press("button:has-text('Ask for the override')")
    expect(page.locator(".notices")).to_contain_text("waits for the decision of another person")
    return Override.objects.get()


def cannot_decide(visitor: Visitor, override: Override) -> None:
    """Neither by a button, for there is none, nor by sending what the button would send."""
    visitor.open(f"/overrides/{override.pk}/")
    expect(visitor.page.locator("#decision")).to_contain_text("another person has to decide")
    expect(visitor.page.locator("button:has-text('Approve the override')")).to_have_count(0)
    assert visitor.troubles == []
    path = f"/overrides/{override.pk}/approve/"
    assert visitor.page.evaluate(APPROVE_ANYWAY, path) in (403, 409, 422)
    visitor.troubles.clear()
    override.refresh_from_db()
    assert override.state == Override.State.WAITING


def approve(visitor: Visitor) -> None:
    """By the inbox, with what was asked, why and what proves it before one's eyes."""
    page = visitor.page
    visitor.press("[data-list] a:has-text('Decide')")
    for words in ("The parent pays from now on.", "Guarantee of 2 March", "high"):
        expect(page.locator("section[aria-label='Request']")).to_contain_text(words)
    page.fill("#decision textarea", "The guarantee is in the file.")
    visitor.press("button:has-text('Approve the override')")
    expect(page.locator(".notices")).to_contain_text("The override holds within seconds")


def test_an_override_is_asked_for_by_one_and_decided_by_another_and_the_computed_tier_stays_shown(
    visitor: Visitor, customer: Customer, risk_officer: User, second_officer: User
) -> None:
    page = visitor.page
    visitor.sign_in(risk_officer)
    override = ask(visitor, customer)
    cannot_decide(visitor, override)

    visitor.sign_in(second_officer, "/inbox/")
    approve(visitor)
    tasks.score_changed()
    open_score(visitor, customer, "by an override until")
    expect(page.locator("#score")).to_contain_text(COMPUTED)
    tile = page.locator(".figures li", has_text="Tier")
    expect(tile.locator(".figure-value")).to_contain_text("low")
    expect(tile).to_contain_text(re.compile("by an override.*" + COMPUTED.pattern))
    visitor.press("#score a:has-text('by an override until')")
    expect(page.locator("#decision")).to_contain_text(second_officer.name)
    assert visitor.troubles == []
