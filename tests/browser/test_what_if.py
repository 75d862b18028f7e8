"""A risk officer tries thresholds and points on the book, and follows a cell to its customers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from riskcrm.accounts.models import User
from scoring.models import ScorecardVersion
from tests.browser.conftest import WIDTHS, Visitor
from tests.scoring.book_of_readings import make_readings

pytestmark = pytest.mark.usefixtures("own_media")


@pytest.fixture
def address(risk_officer: User) -> str:
    make_readings(80)
    return reverse("scoring:what_if", args=[ScorecardVersion.objects.get().pk])


def test_a_trial_shows_who_moves_and_leads_to_them(
    visitor_at: Callable[..., Visitor], risk_officer: User, address: str
) -> None:
    visitor = visitor_at(width=1280)
    visitor.sign_in(risk_officer, then=address)
    page = visitor.page
    assert page.inner_text(".figures li:first-child .figure-value") == "0"
    page.fill("[name=medium]", "15")
    page.fill("[name=high]", "35")
    visitor.press("#trial [type=submit]")
    assert "medium=15&high=35" in page.url
    assert "changes on trial" in visitor.text()
    moved = int(page.inner_text(".figures li:first-child .figure-value"))
    assert moved > 0
    visitor.press(".figures li:first-child .figure-value")
    assert page.locator("tbody tr").count() == min(moved, 50)
    page.go_back()
    visitor.settle()
    assert page.input_value("[name=high]") == "35"
    visitor.press("text=As the version is")
    assert page.input_value("[name=high]") == "40"
    assert visitor.troubles == []


def test_the_pages_are_accessible_and_no_wider_than_a_phone(
    visitor_at: Callable[..., Visitor], risk_officer: User, address: str
) -> None:
    visitor = visitor_at(width=WIDTHS[0])
    visitor.sign_in(risk_officer, then=f"{address}?medium=15&high=35")
    listed = visitor.page.get_attribute(".figures li:first-child .figure-value", "href")
    for path in (f"{address}?medium=15&high=35", str(listed)):
        for width in WIDTHS:
            visitor.resize(width)
            visitor.open(path)
            if "customers" not in path:
                visitor.page.click("#trial details summary")
            assert visitor.accessibility_faults() == []
            assert visitor.sideways() == 0
