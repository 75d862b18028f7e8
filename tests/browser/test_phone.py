"""Lists and panels on a phone: rows become cards with what matters, and the rest a press away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from riskcrm.accounts.models import User
from scoring.models import Rating, Reading
from tests.browser.conftest import Visitor
from tests.factories import make_contact, make_customer, make_invoice, make_payment


@pytest.fixture
def customers(account_manager: User) -> list[Customer]:
    made = []
    for name, score in (("Firm A", "20.0"), ("Firm B", "79.9")):
        customer = make_customer(name=name, manager=account_manager)
        Rating.objects.filter(customer=customer).update(
            tier="high", score=score, points=score, change="-6.5"
        )
        Reading.objects.create(
            customer=customer,
            as_of=dt.date(2026, 6, 1),
            known_at=timezone.now(),
            exposure="12345.00",
            overdue="678.00",
        )
        made.append(customer)
    return made


@pytest.fixture
def phone(
    visitor_at: Callable[..., Visitor], account_manager: User, customers: list[Customer]
) -> Visitor:
    visitor = visitor_at(width=390)
    visitor.sign_in(account_manager)
    return visitor


def test_a_customers_card_shows_tier_name_score_with_its_change_and_exposure(
    phone: Visitor,
) -> None:
    card = phone.page.locator("[data-row]").first
    text = card.inner_text()
    for shown in ("high", "Firm B", "79.9", "▼", "6.5", "12,345"):
        assert shown in text
    assert "678" not in text
    assert phone.sideways() == 0


def test_cards_are_sorted_from_a_menu_and_show_what_sorts_them(phone: Visitor) -> None:
    phone.page.click(".sort-menu summary")
    phone.page.click(".sort-menu a:has-text('Overdue')")
    phone.page.wait_for_url("**sort=-overdue")
    assert "678" in phone.page.locator("[data-row]").first.inner_text()


def test_a_long_card_shows_key_facts_and_unfolds_the_rest(
    phone: Visitor, customers: list[Customer]
) -> None:
    invoice = make_invoice(customers[0], "1000", currency="CNY")
    make_payment(customers[0], "400", invoices=[invoice])
    phone.open(f"/customers/{customers[0].pk}/")
    phone.settle()
    card = phone.page.locator(f"#invoice-{invoice.pk}")
    assert "600.00" in card.inner_text()
    assert "1,000.00" not in card.inner_text()
    card.get_by_role("button", name="More").click()
    expect(card).to_contain_text("1,000.00")
    assert "Amount, CNY" in card.locator("td >> nth=2").get_attribute("data-label")


def test_a_card_says_nothing_of_what_is_not_known(
    phone: Visitor, customers: list[Customer]
) -> None:
    make_contact(customers[0], phone="0871", email="", wechat="")
    phone.open(f"/customers/{customers[0].pk}/?tab=contacts")
    phone.settle()
    shown = phone.page.locator("#contacts tbody td:visible")
    assert [cell.get_attribute("data-label") for cell in shown.all()] == ["Phone", None]
