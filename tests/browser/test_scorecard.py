"""A scorecard from a draft to the book that is scored by it, by two people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM
from scoring import services, tasks
from scoring.models import Rating, RiskScore, ScorecardVersion
from tests.browser.conftest import Visitor
from tests.scoring.cards import first_version, make_draft, make_review
from tests.scoring.test_score_customers import late_payer

OPEN = "details.card-factor:has(#groups-0-factors-0)"


@pytest.fixture
def customer(db: None) -> Customer:
    customer = late_payer()
    services.request_book_run(by=SYSTEM, at=timezone.now())
    tasks.work_on_runs()
    return customer


def begin_draft(visitor: Visitor) -> ScorecardVersion:
    visitor.open("/scorecards/")
    visitor.press("[data-row] a.first-line")
    visitor.press("button:has-text('Draft a new version')")
    return ScorecardVersion.objects.get(number=2)


def test_a_draft_is_changed_submitted_and_published_by_another_and_the_book_is_scored_anew(
    visitor: Visitor, customer: Customer, risk_officer: User, second_officer: User
) -> None:
    page = visitor.page
    visitor.sign_in(risk_officer, "/scorecards/")
    draft = begin_draft(visitor)
    page.fill("#preview-customer", customer.number)
    expect(page.locator("#preview-result")).to_contain_text(customer.name, timeout=10_000)
    page.click("#groups-0-factors-0")
    page.fill("#groups-0-factors-0-weight", "36")
    expect(page.locator("[data-weight-total]")).to_have_text("126")
    page.fill("#tiers-medium", "1")
    page.fill("#tiers-high", "2")
    expect(page.locator("#preview-result")).to_contain_text("high", timeout=10_000)
    visitor.press("button:has-text('Save draft') >> nth=0")
    expect(page.locator(".notices")).to_contain_text("The draft is saved")
    draft.refresh_from_db()
    assert draft.definition["groups"][0]["factors"][0]["weight"] == "36"
    page.fill("[name=note]", "Habits count for more.")
    visitor.press("button:has-text('Send for review')")
    expect(page.locator("#decision")).to_contain_text("another person has to publish it")
    expect(page.locator("button:has-text('Publish')")).to_have_count(0)

    visitor.sign_in(second_officer, "/inbox/")
    visitor.press("[data-list] a:has-text('version 2')")
    expect(page.locator("main")).to_contain_text("Habits count for more.")
    expect(page.locator("ins").first).to_be_visible()
    page.fill("#decision textarea", "The back-test agrees.")
    visitor.press("button:has-text('Publish')")
    expect(page.locator(".notices")).to_contain_text("The book is being scored by it")
    tasks.work_on_runs()
    row = RiskScore.objects.get(pk=Rating.objects.get(customer=customer).score_row)
    assert row.card_version_id == draft.pk
    first = first_version()
    assert first.state == "retired"
    assert visitor.troubles == []


def test_bins_are_added_moved_and_removed_by_the_keyboard_alone(
    visitor: Visitor, customer: Customer, risk_officer: User
) -> None:
    draft = make_draft(risk_officer)
    page = visitor.page
    visitor.sign_in(risk_officer, f"/scorecards/{draft.pk}/edit/")
    page.focus("#groups-0-factors-0")
    page.keyboard.press("Enter")
    rows = page.locator(f"{OPEN} .card-bins tbody tr")
    before = rows.count()
    page.focus("#add-groups-0-factors-0-bins")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 1)
    new = f"#groups-0-factors-0-bins-{before - 1}-upper"
    expect(page.locator(new)).to_be_focused()
    page.keyboard.type("95")
    expect(rows.last.locator("[data-card-lower]")).to_have_text("95")
    page.focus(f"#remove-groups-0-factors-0-bins-{before - 1}")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before)
    second = page.locator("#groups-0-factors-1").inner_text()
    page.focus("#groups-0-factors-1")
    page.keyboard.press("Enter")
    page.focus("#up-groups-0-factors-1")
    page.keyboard.press("Enter")
    expect(page.locator("#groups-0-factors-0")).to_have_text(second, use_inner_text=True)
    expect(page.locator("#up-groups-0-factors-0")).to_be_focused()
    visitor.press("button:has-text('Save draft') >> nth=0")
    expect(page.locator(".notices")).to_contain_text("The draft is saved")
    assert visitor.troubles == []


def test_a_group_and_an_indicator_are_added_and_what_is_wrong_is_shown_beside_it(
    visitor: Visitor, customer: Customer, risk_officer: User
) -> None:
    draft = make_draft(risk_officer)
    page = visitor.page
    visitor.sign_in(risk_officer, f"/scorecards/{draft.pk}/edit/")
    visitor.press("#add-groups")
    expect(page.locator("#groups-6-name-en")).to_be_focused()
    page.fill("#groups-6-name-en", "More")
    visitor.press("button:has-text('Save draft') >> nth=0")
    expect(page.locator("[role=alert]")).to_contain_text("something has to be mended")
    expect(page.locator("#groups-6-name-zh-problem")).to_be_visible()
    visitor.troubles.clear()  # the browser notes the 422
    page.fill("#groups-6-name-zh", "其他")
    visitor.press("#remove-groups-6")
    expect(page.locator("#groups-6-name-en")).to_have_count(0)
    page.click("#groups-0-factors-0")
    visitor.press("#remove-groups-0-factors-0")
    taken = page.locator("#new-groups-3 option").first.get_attribute("value")
    new = len(draft.definition["groups"][3]["factors"])
    visitor.press("#add-groups-3")
    added = page.locator(f"[name='groups.3.factors.{new}.indicator'][value={taken}]")
    expect(added).to_have_count(1)
    page.fill(f"#groups-3-factors-{new}-bins-0-upper", "10")
    visitor.press("button:has-text('Save draft') >> nth=0")
    expect(page.locator(".notices")).to_contain_text("The draft is saved")
    assert visitor.troubles == []


def test_scorecards_are_read_and_edited_on_a_phone(
    visitor_at: Callable[..., Visitor], customer: Customer, risk_officer: User, second_officer: User
) -> None:
    draft, review = make_draft(risk_officer), make_review(risk_officer)
    visitor = visitor_at(width=390)
    visitor.sign_in(second_officer, "/scorecards/")
    found = {}
    for path in (
        f"{draft.pk}/edit/", f"{draft.pk}/", f"{review.pk}/review/", f"{draft.pk}/compare/", "new/",
    ):  # fmt: skip
        visitor.open(f"/scorecards/{path}")
        for summary in visitor.page.locator("main details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        found[path] = visitor.faults()
    assert {path: faults for path, faults in found.items() if faults} == {}
