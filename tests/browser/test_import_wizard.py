"""A file through the wizard: columns, both sides of a row, mistakes mended on the page, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.imports import working
from customers.models import Customer, ImportFile
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import make_customer

ROWS = """编号;客户名称;城市;信用额度
A;昆明云岭机械有限公司;昆明;5000
B;Beta Ltd;Leeds;lots
C;Gamma;;7
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(ROWS, encoding="gb18030")
    return path


def tick() -> None:
    working.work_on_imports(at=timezone.now())


def bring(visitor: Visitor, file: Path, kind: str = "customers") -> None:
    visitor.open("/imports/new/")
    visitor.page.select_option("[name=kind]", kind)
    visitor.page.set_input_files("[name=file]", file)
    visitor.press("main button[type=submit]")


def look(visitor: Visitor, *, is_wide: bool) -> None:
    """The page fits the window, and is accessible."""
    assert visitor.sideways() == 0
    if is_wide:
        assert visitor.accessibility_faults() == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_brought_mended_imported_and_undone(
    visitor_at: Callable[..., Visitor], risk_officer: User, file: Path, width: int
) -> None:
    make_customer("A", name="昆明云岭机械", city="昆明")
    visitor = visitor_at(width=width)
    page = visitor.page
    visitor.sign_in(risk_officer)
    bring(visitor, file)
    expect(page.locator("#import")).to_contain_text("semicolons")
    expect(page.locator("#import")).to_contain_text("gb18030")
    assert page.input_value("[name=column-3]") == "credit_limit"
    page.fill("[name=save_as]", "Our ledger")
    look(visitor, is_wide=width == 1280)
    visitor.press("button:has-text('Check the file')")
    expect(page.locator("button:has-text('Stop')")).to_be_visible()
    tick()

    # what is wrong comes first, in place
    rows = page.locator("#rows")
    expect(rows).to_contain_text("“lots” is not an amount", timeout=10_000)
    look(visitor, is_wide=width == 1280)
    visitor.press("nav.tabs a:has-text('Changed')")
    expect(rows.locator("del")).to_have_text("昆明云岭机械")
    expect(rows.locator("ins").first).to_have_text("昆明云岭机械有限公司")
    look(visitor, is_wide=width == 1280)
    visitor.press("nav.tabs a:has-text('New')")
    expect(rows).to_contain_text("Gamma")

    visitor.press("button:has-text('Import the good rows')")
    tick()
    expect(page.locator("#import")).to_contain_text("The import is done", timeout=10_000)
    assert Customer.objects.count() == 2
    first = page.url

    # the refused row is mended where it stands, and sent again
    page.fill("input.is-invalid", "900")
    visitor.press("button:has-text('Send the corrected rows again')")
    tick()
    expect(page.locator("#import")).to_contain_text("Import the good rows", timeout=10_000)
    expect(page.locator("#import")).to_contain_text("Refused rows of customers.csv, corrected")
    visitor.press("button:has-text('Import the good rows')")
    tick()
    expect(page.locator("#import")).to_contain_text("The import is done", timeout=10_000)
    beta = Customer.objects.get(number="B")
    assert beta.credit_terms.get().credit_limit == 900

    # the first file is taken back; the second stays
    page.goto(first)
    page.fill("[name=reason]", "It was last year's list.")
    visitor.press("button:has-text('Undo the import')")
    tick()
    expect(page.locator("#import")).to_contain_text("The import is undone", timeout=10_000)
    assert set(Customer.objects.values_list("number", "name")) == {
        ("A", "昆明云岭机械"),
        ("B", "Beta Ltd"),
    }
    look(visitor, is_wide=width == 1280)
    assert visitor.troubles == []

    # the next file of that kind is read as this one was
    bring(visitor, file)
    expect(page.locator(".chip[aria-current]")).to_contain_text("Our ledger")
    assert ImportFile.objects.count() == 3
