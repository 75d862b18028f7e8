"""What every list can do, by hand: palette, keys, selection, saved views, files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.web.models import SavedView
from riskcrm.web.services import exports
from scoring.models import Rating
from tests.browser.conftest import Visitor
from tests.factories import make_customer

pytestmark = pytest.mark.usefixtures("own_media")


@pytest.fixture
def at_list(visitor: Visitor, account_manager: User, teammate: User) -> Visitor:
    for letter, tier, points in (("A", "low", 10), ("B", "high", 90), ("C", "high", 80)):
        customer = make_customer(
            name=f"Firm {letter}", manager=account_manager, team=account_manager.team
        )
        Rating.objects.filter(customer=customer).update(tier=tier, points=points, score=points)
    visitor.sign_in(account_manager)
    return visitor


# --- the palette ---


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_a_customer_is_opened_by_keys_alone(at_list: Visitor, key: str) -> None:
    page = at_list.page
    page.keyboard.press(key)
    expect(page.locator("#palette")).to_be_visible()
    expect(page.locator("#palette-list [role=option]").first).to_be_visible()
    page.keyboard.type("firm")
    labels = page.locator("#palette-list .palette-label")
    expect(labels).to_have_text(["Firm A", "Firm B", "Firm C"])
    assert at_list.accessibility_faults() == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette-list [aria-selected=true]")
    expect(chosen).to_contain_text("Firm B")
    active = page.get_attribute("#palette-input", "aria-activedescendant")
    assert active == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Firm B")


def test_who_types_faster_than_the_answer_comes_still_opens_the_right_one(
    at_list: Visitor,
) -> None:
    at_list.page.keyboard.press("Control+k")
    at_list.page.keyboard.type("firm b")
    at_list.page.keyboard.press("Enter")
    expect(at_list.page.locator("h1")).to_contain_text("Firm B")


def test_escape_closes_the_palette_and_the_search_button_opens_it(at_list: Visitor) -> None:
    at_list.page.click("[data-palette-open]")
    expect(at_list.page.locator("#palette")).to_be_visible()
    at_list.page.keyboard.press("Escape")
    expect(at_list.page.locator("#palette")).to_be_hidden()
    assert at_list.troubles == []


def test_the_sheet_of_keys_shows_those_of_the_page(at_list: Visitor) -> None:
    page = at_list.page
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Select the row")
    expect(page.get_by_text("Next row of the list")).to_be_hidden()
    assert at_list.accessibility_faults() == []
    page.keyboard.press("Escape")
    page.click("[data-row] .first-line")
    page.wait_for_url("**/customers/*/?from=**")
    page.keyboard.press("?")
    expect(page.get_by_text("Next row of the list")).to_be_visible()
    expect(page.get_by_text("Select the row, or no longer")).to_be_hidden()


# --- neighbours ---


def test_brackets_walk_through_the_list_and_u_leads_back(at_list: Visitor) -> None:
    at_list.open("/customers/?tier=high&sort=name")
    at_list.page.click("[data-row] .first-line")
    heading = at_list.page.locator("h1")
    expect(heading).to_contain_text("Firm B")
    at_list.page.keyboard.press("]")
    expect(heading).to_contain_text("Firm C")
    at_list.page.keyboard.press("[")
    expect(heading).to_contain_text("Firm B")
    at_list.page.click("[data-tabs] a:has-text('Payments')")
    at_list.settle()
    at_list.page.keyboard.press("u")
    at_list.page.wait_for_url("**/customers/?tier=high&sort=name")


# --- selection and acts ---


def test_rows_are_selected_by_keys_and_assigned(
    at_list: Visitor, teammate: User, account_manager: User
) -> None:
    page = at_list.page
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected]")).to_have_text("Selected: 2")
    assert at_list.accessibility_faults() == []
    page.click("[data-selection] button:has-text('Assign')")
    expect(page.locator("main")).to_contain_text("This is for 2 rows")
    page.select_option("[name=manager]", label="Tao Sun")
    page.click("main button:has-text('Assign')")
    expect(page.locator(".outcomes")).to_contain_text("done 2")
    expect(page.locator("[data-row]")).to_have_count(2)
    assert set(Customer.objects.filter(manager=teammate).values_list("name", flat=True)) == {
        "Firm B",
        "Firm C",
    }
    assert at_list.troubles == []
    page.click("text=Back to the list")
    page.wait_for_url("**/customers/")


def test_everything_that_is_filtered_can_be_selected(
    at_list: Visitor, account_manager: User, teammate: User
) -> None:
    for number in range(30):
        make_customer(name=f"More {number}", manager=account_manager, team=account_manager.team)
    at_list.open("/customers/?q=more")
    page = at_list.page
    page.click("[data-select-page]")
    expect(page.locator("[data-selected]")).to_have_text("Selected: 25")
    page.click("button:has-text('Select all 30')")
    expect(page.locator("[data-selected]")).to_contain_text("All rows")
    page.click("[data-selection] button:has-text('Assign')")
    expect(page.locator("main")).to_contain_text("This is for 30 rows")
    page.select_option("[name=manager]", label="Tao Sun")
    page.click("main button:has-text('Assign')")
    expect(page.locator(".outcomes")).to_contain_text("done 30")
    assert Customer.objects.filter(manager=teammate).count() == 30


def test_a_box_unticked_after_all_selects_those_of_the_page_alone(
    at_list: Visitor, account_manager: User
) -> None:
    for number in range(30):
        make_customer(name=f"More {number}", manager=account_manager)
    at_list.open("/customers/?q=more")
    at_list.page.click("[data-select-page]")
    at_list.page.click("[data-select-everything]")
    at_list.page.locator("[data-select]").first.click()
    expect(at_list.page.locator("[data-selected]")).to_have_text("Selected: 24")
    assert at_list.page.input_value("[data-everything]") == ""


# --- saved views ---


def test_a_view_is_saved_opened_with_and_deleted(at_list: Visitor) -> None:
    page = at_list.page
    at_list.open("/customers/?tier=low")
    page.click("details[data-keep=views] summary")
    assert at_list.accessibility_faults() == []
    page.fill("#new-view-name", "Quiet ones")
    page.check(".view-form [name=is_default]")
    page.click("text=Save view")
    expect(page.locator(".tabs [aria-current]")).to_have_text("Quiet ones")
    at_list.open("/customers/")
    page.wait_for_url("**/customers/?tier=low")
    page.click(".tabs a:has-text('All')")
    page.wait_for_url("**/customers/?all=1")
    expect(page.locator("[data-row]")).to_have_count(3)
    page.click(".tabs a:has-text('Quiet ones')")
    page.wait_for_url("**/customers/?tier=low")
    at_list.settle()
    page.click("details[data-keep=views] summary")
    page.click("text=Delete this view")
    expect(page.locator(".notices")).to_contain_text("deleted")
    assert not SavedView.objects.exists()


# --- files ---


def test_a_short_list_comes_at_once(at_list: Visitor, tmp_path: Path) -> None:
    page = at_list.page
    at_list.open("/customers/?tier=high&columns=name")
    page.click("details[data-keep=export] summary")
    with page.expect_download() as waiting:
        page.click("button:has-text('CSV')")
    waiting.value.save_as(tmp_path / "list.csv")
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["Customer", "Firm B", "Firm C"]
    assert at_list.troubles == []


def test_a_long_list_is_told_of_wherever_one_is_by_then(
    at_list: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from riskcrm.web import tasks

    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    page = at_list.page
    page.click("details[data-keep=export] summary")
    page.click("button:has-text('Excel')")
    page.wait_for_url("**/exports/*/")
    assert at_list.accessibility_faults() == []
    at_list.open("/alerts/")
    tasks.work_on_exports()
    expect(page.locator("#news")).to_contain_text("is ready", timeout=15_000)
    with page.expect_download() as waiting:
        page.click("#news a")
    assert waiting.value.suggested_filename.endswith(".xlsx")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_phone_shows_lists_tools_and_palette_without_sideways_scrolling(
    visitor_at: Any, at_list: Visitor, account_manager: User, language: str
) -> None:
    account_manager.language = language
    account_manager.save()
    phone = visitor_at(width=390, language=language)
    phone.sign_in(account_manager)
    assert phone.sideways() == 0
    for menu in ("views", "export"):
        phone.page.click(f"details[data-keep={menu}] summary")
        assert phone.sideways() == 0
    phone.page.keyboard.press("Escape")
    phone.page.locator("[data-select]").first.click()
    assert phone.sideways() == 0
    phone.page.click("[data-palette-open]")
    expect(phone.page.locator("#palette-list [role=option]").first).to_be_visible()
    assert phone.sideways() == 0
    assert phone.troubles == []
