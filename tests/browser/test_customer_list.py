"""The customer list by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from riskcrm.accounts.models import User
from scoring.models import Rating
from tests.browser.conftest import Visitor
from tests.factories import make_customer


@pytest.fixture
def book(account_manager: User) -> None:
    for letter, tier, points in (("A", "low", 10), ("B", "high", 90), ("C", "high", 80)):
        customer = make_customer(name=f"Firm {letter}", manager=account_manager)
        Rating.objects.filter(customer=customer).update(tier=tier, points=points, score=points)


def expect_rows(visitor: Visitor, *names: str) -> None:
    expect(visitor.page.locator("[data-row] .first-line")).to_have_text(list(names))


@pytest.fixture
def at_list(visitor: Visitor, book: None, account_manager: User) -> Visitor:
    visitor.sign_in(account_manager)
    return visitor


def test_filtering_swaps_the_rows_and_the_address(at_list: Visitor) -> None:
    expect_rows(at_list, "Firm B", "Firm C", "Firm A")
    at_list.page.select_option("[name=tier]", "low")
    at_list.page.wait_for_url("**/customers/?tier=low")
    expect_rows(at_list, "Firm A")
    at_list.page.click(".chip")
    at_list.page.wait_for_url("**/customers/")
    expect_rows(at_list, "Firm B", "Firm C", "Firm A")


def test_typing_searches_and_keeps_the_cursor_in_the_box(at_list: Visitor) -> None:
    at_list.page.locator("[name=q]").last.press_sequentially("firm b")
    at_list.page.wait_for_url("**/customers/?q=firm+b")
    expect_rows(at_list, "Firm B")
    assert at_list.page.evaluate("document.activeElement.name") == "q"


def test_a_header_sorts_and_back_undoes_it(at_list: Visitor) -> None:
    at_list.page.click("th >> text=Customer")
    at_list.page.wait_for_url("**sort=name")
    expect_rows(at_list, "Firm A", "Firm B", "Firm C")
    at_list.page.go_back()
    at_list.settle()
    expect_rows(at_list, "Firm B", "Firm C", "Firm A")


def test_a_sort_right_after_a_filter_keeps_the_filter(at_list: Visitor) -> None:
    slow = re.compile(r"^(?!.*sort=).*tier=high")
    at_list.page.route(slow, lambda _route: None)  # the filter's own answer never comes
    at_list.page.select_option("[name=tier]", "high")
    at_list.page.click("th >> text=Customer")
    at_list.page.wait_for_url("**/customers/?sort=name&tier=high")
    expect_rows(at_list, "Firm B", "Firm C")


def test_a_wrong_filter_in_the_address_is_shown_where_it_can_be_mended(at_list: Visitor) -> None:
    at_list.open("/customers/?overdue_min=abc")
    expect(at_list.page.locator("[role=alert]")).to_contain_text("Overdue at least")
    expect(at_list.page.locator(".filter-more .field-error")).to_be_visible()
    assert "will be here" not in at_list.text()
    at_list.page.click("text=Clear all filters")
    expect_rows(at_list, "Firm B", "Firm C", "Firm A")


def test_after_turning_the_page_the_keyboard_stands_on_the_rows(
    at_list: Visitor, account_manager: User
) -> None:
    for _ in range(60):
        make_customer(manager=account_manager)
    at_list.open("/customers/")
    expect(at_list.page.locator(".pager")).to_contain_text("63 in all")
    at_list.page.click("[rel=next]")
    at_list.page.wait_for_url("**after=**")
    at_list.settle()
    assert at_list.page.evaluate("document.activeElement.matches('[data-list]')")
    assert at_list.page.evaluate("scrollY") == 0


def test_a_column_is_taken_away(at_list: Visitor) -> None:
    at_list.page.click(".columns-menu summary")
    at_list.page.click(".columns-menu a:has-text('Manager')")
    at_list.page.wait_for_url("**columns=**")
    expect(at_list.page.locator("thead")).not_to_contain_text("Manager")


def test_keys_walk_the_rows_and_open_one(at_list: Visitor) -> None:
    for key in ("j", "j", "k", "j", "Enter"):
        at_list.page.keyboard.press(key)
    at_list.page.wait_for_url("**/customers/*/?from=**")
    at_list.settle()
    assert "Firm C" in at_list.page.inner_text("h1")
    at_list.page.keyboard.press("n")
    expect(at_list.page.locator("h1")).to_contain_text("Firm A")
    at_list.page.keyboard.press("p")
    expect(at_list.page.locator("h1")).to_contain_text("Firm C")


def test_the_list_works_without_scripts(at_list: Visitor) -> None:
    context = at_list.page.context.browser.new_context(java_script_enabled=False)
    context.add_cookies(at_list.page.context.cookies())
    page = context.new_page()
    page.goto(f"{at_list.address}/customers/")
    page.select_option("[name=tier]", "low")
    page.click("text=Apply")
    assert "Firm A" in page.inner_text("main")
    assert "Firm B" not in page.inner_text("main")
    context.close()
