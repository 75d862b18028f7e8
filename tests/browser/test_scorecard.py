"""A scorecard from a draft to the book that is scored by it, by two people."""

from __future__ import annotations

import re
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

pytestmark = pytest.mark.usefixtures("own_media")  # the what-if keeps its copy there
OPEN = "details.card-factor:has(#groups-0-factors-0)"


@pytest.fixture
def customer(db: None) -> Customer:
    """One who pays a little late, which the published card calls low."""
    customer = late_payer(late=4)
    services.request_book_run(by=SYSTEM, at=timezone.now())
    tasks.work_on_runs()
    return customer


def begin_draft(visitor: Visitor) -> ScorecardVersion:
    visitor.open("/scorecards/")
    visitor.press("[data-row] a.first-line")
    visitor.press("button:has-text('Draft a new version')")
    return ScorecardVersion.objects.get(number=2)


def change_points(visitor: Visitor, draft: ScorecardVersion, customer: Customer) -> None:
    """In the editor, where one customer shows at once what would become of it."""
    page = visitor.page
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


def see_who_moves(visitor: Visitor, draft: ScorecardVersion, customer: Customer) -> None:
    """The what-if of the saved draft, down to the customer by name; nothing is scored by it."""
    page = visitor.page
    visitor.open(f"/scorecards/{draft.pk}/")
    visitor.press("a:has-text('What if')")
    assert page.inner_text(".figures li:first-child .figure-value") == "1"
    visitor.press(".figures li:first-child .figure-value")
    line = page.locator("tbody tr", has_text=customer.name)
    expect(line.locator("[data-label='Tier']")).to_have_text(re.compile("low.*→.*high", re.DOTALL))
    assert Rating.objects.get(customer=customer).tier == "low"


def send_for_review(visitor: Visitor, draft: ScorecardVersion) -> None:
    page = visitor.page
    visitor.open(f"/scorecards/{draft.pk}/")
    page.fill("[name=note]", "Habits count for more.")
    visitor.press("button:has-text('Send for review')")
    expect(page.locator("#decision")).to_contain_text("another person has to publish it")
    expect(page.locator("button:has-text('Publish')")).to_have_count(0)


PUBLISH_ANYWAY = """([path, version]) => fetch(path, {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({reason: "because", version: version}),
}).then((answer) => answer.status)"""


def cannot_publish(visitor: Visitor, draft: ScorecardVersion) -> None:
    """Not by sending what the button would send either."""
    draft.refresh_from_db()
    asked = [f"/scorecards/{draft.pk}/publish/", str(draft.version)]
    assert visitor.page.evaluate(PUBLISH_ANYWAY, asked) in (403, 409, 422)
    visitor.troubles.clear()
    draft.refresh_from_db()
    assert draft.state == ScorecardVersion.State.REVIEW


def publish(visitor: Visitor) -> None:
    page = visitor.page
    visitor.press("[data-list] a:has-text('version 2')")
    expect(page.locator("main")).to_contain_text("Habits count for more.")
    expect(page.locator("ins").first).to_be_visible()
    page.fill("#decision textarea", "The back-test agrees.")
    visitor.press("button:has-text('Publish')")
    expect(page.locator(".notices")).to_contain_text("The book is being scored by it")


def is_scored_by(visitor: Visitor, customer: Customer, draft: ScorecardVersion) -> None:
    visitor.open(f"/customers/{customer.pk}/")
    score = visitor.page.locator("#score")
    expect(score.locator(".panel-head")).to_contain_text("high", timeout=10_000)
    expect(score.locator(f"a[href='/scorecards/{draft.pk}/']")).to_have_text("scorecard")
    row = RiskScore.objects.get(pk=Rating.objects.get(customer=customer).score_row)
    assert row.card_version_id == draft.pk


def test_a_draft_is_changed_tried_submitted_and_published_by_another_and_the_book_scored_anew(
    visitor: Visitor, customer: Customer, risk_officer: User, second_officer: User
) -> None:
    visitor.sign_in(risk_officer, "/scorecards/")
    draft = begin_draft(visitor)
    change_points(visitor, draft, customer)
    see_who_moves(visitor, draft, customer)
    send_for_review(visitor, draft)
    assert visitor.troubles == []
    cannot_publish(visitor, draft)

    visitor.sign_in(second_officer, "/inbox/")
    publish(visitor)
    tasks.work_on_runs()
    is_scored_by(visitor, customer, draft)
    assert first_version().state == "retired"
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
