"""A run that was asked for in the browser is watched there, without loading the page again."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from scoring import selectors, services, tasks
from scoring.models import BackTest, Rating
from tests.browser.conftest import Visitor
from tests.factories import make_customer
from tests.scoring.back_tests import customer_with_history
from tests.scoring.test_score_customers import late_payer

BAR = "main progress"


@pytest.fixture(autouse=True)
def _one_customer_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 1)


def do_one_chunk() -> None:
    """As a worker does that has no time for a second one."""
    while not services.work_on_book_runs(at=timezone.now(), seconds=0.005):
        pass


def stay(visitor: Visitor) -> None:
    """Write on the window what a page that is loaded again does not have."""
    visitor.page.evaluate("window.stayed = true")


def sees(visitor: Visitor, share: str, *words: str) -> None:
    """The page shows this much done, and these words, and is still the same page."""
    expect(visitor.page.locator(BAR)).to_have_attribute("value", share, timeout=10_000)
    for each in words:
        expect(visitor.page.locator("main")).to_contain_text(each)
    assert visitor.page.evaluate("window.stayed === true")


def score_the_book(visitor: Visitor) -> Run:
    visitor.open("/scorecards/")
    visitor.press("[data-row] a.first-line")
    visitor.page.click("button:has-text('Score the book now')")
    visitor.page.wait_for_url("**/runs/*/")
    stay(visitor)
    return Run.objects.get()


def test_the_bar_of_a_run_over_the_book_moves_as_parts_are_done_and_ends_with_the_run(
    visitor: Visitor, administrator: User
) -> None:
    late_payer()
    for _ in range(3):
        make_customer()
    visitor.sign_in(administrator)
    score_the_book(visitor)
    sees(visitor, "0.0000", "waiting", "A worker will start within seconds", "0 of 4")
    do_one_chunk()
    sees(visitor, "0.2500", "running", "1 of 4", "Time left")
    do_one_chunk()
    sees(visitor, "0.5000", "running", "2 of 4")
    tasks.work_on_runs()
    sees(visitor, "1.0000", "done", "4 of 4", "Finished")
    expect(visitor.page.locator("#run-progress[hx-get]")).to_have_count(0)  # it asks no more
    assert Rating.objects.filter(tier="high").count() == 1
    assert visitor.troubles == []


def test_a_run_is_stopped_midway_with_a_reason_that_its_page_keeps(
    visitor: Visitor, administrator: User
) -> None:
    for _ in range(2):
        late_payer()
    visitor.sign_in(administrator)
    run = score_the_book(visitor)
    do_one_chunk()
    sees(visitor, "0.5000", "running")
    visitor.page.fill("#reason", "The rates of today are missing.")
    do_not_lose = visitor.page.locator("#reason")
    visitor.page.wait_for_timeout(1500)  # the page is asked for again meanwhile
    expect(do_not_lose).to_have_value("The rates of today are missing.")
    visitor.page.click("button:has-text('Stop the run')")
    expect(visitor.page.locator(".notices")).to_contain_text("What was done stays done")
    tasks.work_on_runs()
    stay(visitor)
    sees(visitor, "0.5000", "cancelled", "Stopped because: The rates of today are missing.")
    run.refresh_from_db()
    assert (run.state, run.done) == (Run.State.CANCELLED, 1)
    assert visitor.troubles == []


def test_a_back_test_shows_how_far_it_is_and_then_its_result_by_itself(
    visitor: Visitor, risk_officer: User
) -> None:
    for late in (2, 20, 40):
        customer_with_history(late=late)
    page = visitor.page
    visitor.sign_in(risk_officer, "/back-tests/new/")
    page.fill("[name=first_month]", page.input_value("[name=final_month]"))
    page.click("button:has-text('Start')")
    page.wait_for_url(re.compile("/back-tests/[0-9]+/"))
    back_test = BackTest.objects.get()
    stay(visitor)
    sees(visitor, "0.0000", "waiting")
    while not services.work_on_back_tests(at=timezone.now(), seconds=0.005):
        pass
    sees(visitor, f"{1 / back_test.run.chunks.count():.4f}", "running")
    tasks.work_on_back_tests()
    expect(page.locator("main")).to_contain_text("Month by month", timeout=10_000)
    assert visitor.troubles == []
