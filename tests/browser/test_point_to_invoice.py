"""From the points of a customer's score, through its figures, down to single invoices."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from customers.models import Customer, Invoice
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.scoring.test_score_customers import late_payer, score

ROWS = "section[aria-label='Rows behind the figure'] tbody tr"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    """Eight invoices, each paid 30 days late."""
    customer = late_payer(late=30)
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    score(customer)
    return customer


def open_score(visitor: Visitor, customer: Customer) -> None:
    visitor.open(f"/customers/{customer.pk}/")
    expect(visitor.page.locator("#score")).to_contain_text("Reasons", timeout=10_000)


def points_of_fact(visitor: Visitor) -> str:
    return str(visitor.page.inner_text("dt:text-is('Points') + dd")).split()[0]


def open_first_invoice(visitor: Visitor) -> Invoice:
    number = visitor.page.inner_text(f"{ROWS} a[href*='/invoices/'] >> nth=0")
    visitor.press(f"{ROWS} a[href*='/invoices/'] >> nth=0")
    invoice = Invoice.objects.get(number=number)
    expect(visitor.page.locator("h1")).to_contain_text(number)
    assert visitor.page.url.endswith(f"/invoices/{invoice.pk}/")
    return invoice


def test_each_reason_leads_to_rows_that_lead_to_invoices_of_the_customer(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    visitor.sign_in(account_manager)
    open_score(visitor, customer)
    reasons = visitor.page.locator("#score ol li")
    assert reasons.count() == 4
    for place in range(reasons.count()):
        text, points = reasons.nth(place).inner_text().rsplit(" +", 1)
        visitor.press(f"#score ol li:nth-child({place + 1}) a")
        expect(visitor.page.locator("main")).to_contain_text(text)
        assert points_of_fact(visitor) == points.strip()
        assert open_first_invoice(visitor).customer_id == customer.pk
        open_score(visitor, customer)
    assert visitor.troubles == []


def test_an_invoice_shows_the_lateness_that_made_the_points(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    page = visitor.page
    visitor.sign_in(account_manager)
    open_score(visitor, customer)
    page.click("#score summary:has-text('All indicators')")
    line = page.locator("#score tbody:has(th[scope=rowgroup]) tr", has_text="Late frequency")
    value, _sub_score, _weight, points = line.locator("td.end").all_inner_texts()
    assert re.match("100", value)
    line.locator("a").click()
    visitor.settle()
    assert points_of_fact(visitor) == points
    late = page.locator(f"{ROWS}:has(a)")
    assert late.count() == 8
    expect(late.first.locator("td.end").last).to_have_text("30")
    invoice = open_first_invoice(visitor)
    facts = page.locator("section[aria-label='What is known']")
    expect(facts.locator("dt:text-is('Days late') + dd")).to_contain_text("30")
    paid_by = (
        f"section[aria-label='Settled by'] a[href*='/{invoice.allocations.get().payment_id}/']"
    )
    expect(page.locator(paid_by).first).to_be_visible()
    visitor.press(f"main a[href='/customers/{customer.pk}/']")
    expect(page.locator("h1")).to_contain_text(customer.name)
    assert visitor.troubles == []
