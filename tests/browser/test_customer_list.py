"""The customer list by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import Any

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
    at_list.until("scrollY === 0")


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


def test_more_filters_are_fetched_when_opened_and_stay_open(at_list: Visitor) -> None:
    more = at_list.page.locator(".filter-more")
    expect(more.locator("select")).to_have_count(0)
    more.locator("summary").click()
    more.locator("[name=score_min]").fill("85")
    more.locator("[name=score_min]").press("Tab")
    at_list.page.wait_for_url("**/customers/?score_min=85")
    expect_rows(at_list, "Firm B")
    expect(more.locator("[name=score_min]")).to_be_visible()
    more.locator("[name=industry]").select_option("C")
    expect(at_list.page.locator(".chip")).to_have_count(2)
    expect_rows(at_list)


def test_a_filter_in_a_closed_menu_stays_in_force(at_list: Visitor) -> None:
    at_list.open("/customers/?score_min=75")
    expect_rows(at_list, "Firm B", "Firm C")
    at_list.page.locator("[name=q]").last.press_sequentially("firm b")
    at_list.page.wait_for_url("**/customers/?q=firm+b&score_min=75")
    expect_rows(at_list, "Firm B")


def test_several_columns_are_chosen_in_a_row(at_list: Visitor) -> None:
    at_list.page.click(".columns-menu summary")
    for label in ("City", "Country"):
        at_list.page.click(f".columns-menu a:has-text('{label}')")
        expect(at_list.page.locator("thead")).to_contain_text(label)
        expect(at_list.page.locator(".columns-menu a").first).to_be_visible()


def test_without_a_script_the_menus_are_filled_by_links(
    browser: Any, live_server: Any, at_list: Visitor
) -> None:
    cookies = at_list.page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/customers/?status=active")
    page.click(".filter-more summary")
    page.click("text=Show all filters")
    page.fill("[name=score_min]", "85")
    page.click(".filter-bar [type=submit]")
    assert "score_min=85" in page.url
    expect(page.locator("[data-row] .first-line")).to_have_text(["Firm B"])
    page.click(".columns-menu summary")
    page.click("text=Show all columns")
    page.click(".columns-menu a:has-text('City')")
    expect(page.locator("thead")).to_contain_text("City")
    context.close()
