"""The customer page: its panels keep their address, its charts speak the reader's language."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from customers.services import mark_changed
from riskcrm.accounts.models import User
from scoring import services as scoring
from tests.browser.conftest import Visitor
from tests.factories import make_customer, make_invoice, make_payment


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(manager=account_manager)
    make_payment(customer, invoices=[make_invoice(customer, "50000", number="PAID")])
    make_invoice(customer, "250000", number="OPEN")
    now = timezone.now()
    mark_changed([customer.pk], cause="test", at=now)
    scoring.score_changed(at=now)
    return customer


@pytest.fixture
def at_page(visitor: Visitor, customer: Customer, account_manager: User) -> Visitor:
    visitor.sign_in(account_manager, f"/customers/{customer.pk}/")
    visitor.settle()
    return visitor


def test_a_reload_keeps_the_panels_filter(at_page: Visitor) -> None:
    invoices = at_page.page.locator("#invoices tbody th")
    expect(invoices).to_have_count(2)
    at_page.page.click("#invoices .tabs a:has-text('Open')")
    at_page.page.wait_for_url("**?tab=invoices&show=open")
    expect(invoices).to_have_text(["OPEN"])
    at_page.page.reload()
    expect(invoices).to_have_text(["OPEN"])


def test_the_timeline_leads_to_the_invoice(at_page: Visitor) -> None:
    at_page.page.click("[data-tabs] a:has-text('Timeline')")
    at_page.page.click("#timeline a:has-text('PAID')")
    at_page.settle()
    expect(at_page.page.locator("#invoices tbody th")).to_have_text(["PAID"])


def test_axes_count_in_the_readers_language(at_page: Visitor, account_manager: User) -> None:
    axis = at_page.page.locator("[data-source=ageing] svg")
    expect(axis).to_contain_text("100K")
    at_page.page.click(".topbar .language [value=zh-hans]")
    expect(at_page.page.locator("[data-source=ageing] svg")).to_contain_text("10万")
