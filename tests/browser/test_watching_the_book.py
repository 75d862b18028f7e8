"""Watching the book, pressed from end to end in both languages, by the people whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from monitoring.control.sampling import draw
from monitoring.kris.limits import limits_now
from monitoring.models import (
    Activation,
    Control,
    ControlTest,
    Drill,
    EmergencyPlan,
    Finding,
    KriLimit,
    Review,
)
from monitoring.services import keep_day, open_review
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring import tasks
from scoring.models import Override, Rating
from tests.browser.conftest import WIDE, Visitor
from tests.browser.walking import Walk
from tests.factories import make_person
from tests.monitoring.control.books import FINAL, FIRST, decided_overrides
from tests.monitoring.emergency.plans import in_force
from tests.monitoring.readings import read
from tests.scoring.test_score_customers import late_payer, score

DAY = dt.timedelta(days=1)
SAID = {"en": "Seen and agreed with the customer.", "zh-CN": "已查看并与客户商定。"}
SEND = """(path) => fetch(path, {
    method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({decision: "approve"}),
}).then((answer) => answer.text())"""


@pytest.fixture(params=["en", "zh-CN"])
def walk(request: pytest.FixtureRequest, visitor_at: Callable[..., Visitor]) -> Walk:
    return Walk(visitor_at(width=WIDE, language=request.param), request.param)


@pytest.fixture
def second_auditor(db: None) -> User:
    return make_person(roles.AUDITOR, username="auditor2", name="Bela Novak")


def page_of(route: str, *args: object) -> str:
    return reverse(f"monitoring:{route}", args=args)


# --- a review ---


@pytest.fixture
def customer(account_manager: User) -> Customer:
    """High by the card, and due for a review."""
    customer = late_payer()
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    score(customer)
    open_review(customer, reason="K-17", kind="scheduled", by=None, at=timezone.now())
    return customer


def test_a_review_leads_from_the_inbox_to_another_tier(
    walk: Walk, customer: Customer, account_manager: User, risk_officer: User
) -> None:
    review, said = Review.objects.get(), SAID[walk.locale]
    walk.by(account_manager, "/inbox/")
    walk.look("inbox")
    walk.follow(page_of("review_detail", review.pk))
    walk.look("review")
    walk.page.check("[name=result][value=override]")
    walk.fill(findings=said)
    walk.save()
    expect(walk.page.locator("main")).to_contain_text(said)
    walk.look("review-completed")
    walk.follow("/override")
    walk.choose(tier="low", reason="support")
    walk.fill(text=said, evidence="K-17", expires_on=str(today() + 60 * DAY))
    walk.save()
    override = Override.objects.get()
    walk.by(risk_officer, "/inbox/")
    walk.follow(f"/overrides/{override.pk}/")
    walk.page.fill("#decision textarea", said)
    walk.visitor.press("#decision button.btn-primary")
    tasks.score_changed()
    assert Rating.objects.get(customer=customer).tier == "low"
    review.refresh_from_db()
    assert (review.result, review.completed_by) == ("override", account_manager)
    walk.is_well()


# --- an emergency plan ---


@pytest.fixture
def plan(account_manager: User, risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("complaints", account_manager, by=risk_officer, approver=head_of_risk)


def run_the_first_hour(walk: Walk, plan: EmergencyPlan, person: User, starter: User) -> None:
    """One sets the plan going; who has a part in it ticks the steps; the first one ends it."""
    said = SAID[walk.locale]
    walk.by(starter, page_of("emergency_plan", plan.pk))
    walk.look("plan")
    walk.follow("/activate/")
    walk.fill(because=said)
    walk.look("activate")
    walk.save()
    running = Activation.objects.get()
    walk.by(person, "/inbox/")
    walk.follow(page_of("activation_detail", running.pk))
    walk.look("emergency")
    steps = running.version.steps.count()
    for _step in range(steps):
        walk.visitor.press("#checklist + ol form button >> nth=0")
    assert running.entries.count() == steps
    walk.by(starter, page_of("activation_detail", running.pk))
    walk.page.fill("form[action$='/end/'] textarea", said)
    walk.visitor.press("form[action$='/end/'] button")
    walk.look("emergency-over")
    running.refresh_from_db()
    assert running.stood_down_by == starter


def drill(walk: Walk, plan: EmergencyPlan, *, minute: int, repeats: Drill | None = None) -> Drill:
    """Written down on the page of the plan, with the minute in which each step was done."""
    walk.visitor.open(page_of("emergency_plan", plan.pk))
    walk.follow("/drills/new/")
    walk.choose(kind="tabletop")
    walk.fill(scenario=SAID[walk.locale])
    for field in walk.page.locator("main [name^=minute_]").all():
        field.fill(str(minute))
    if repeats:
        walk.choose(retest_of=str(repeats.pk))
    else:
        walk.look("drill-new")
    walk.save()
    return Drill.objects.latest("pk")


def test_an_emergency_is_worked_off_and_a_drill_of_it_mended_and_repeated(
    walk: Walk, plan: EmergencyPlan, account_manager: User, risk_officer: User
) -> None:
    said = SAID[walk.locale]
    run_the_first_hour(walk, plan, account_manager, risk_officer)
    held = drill(walk, plan, minute=99)
    assert walk.page.locator("main .badge-failed").count() == held.version.steps.count()
    walk.follow("/findings/new/")
    walk.fill(observation=said, root_cause=said, action=said, due_date=str(today() + 10 * DAY))
    walk.choose(owner=str(account_manager.pk))
    walk.look("drill-finding")
    walk.save()
    walk.look("drill")
    finding = held.findings.get()
    walk.by(account_manager, "/inbox/")
    walk.follow(page_of("drill_detail", held.pk))
    walk.follow(page_of("finding_finish", finding.pk))
    walk.fill(note=said)
    walk.save()
    finding.refresh_from_db()
    assert finding.done_by == account_manager
    walk.by(risk_officer, page_of("drill_detail", held.pk))
    again = drill(walk, plan, minute=0, repeats=held)
    assert walk.page.locator("main .badge-failed").count() == 0
    walk.follow(page_of("drill_detail", held.pk))
    expect(walk.page.locator(f"main a[href$='/drills/{again.pk}/']")).to_be_visible()
    walk.is_well()


# --- an audit sample ---


@pytest.fixture
def control(account_manager: User, risk_officer: User, head_of_risk: User) -> Control:
    """Six overrides of October, controlled by the head of risk."""
    decided_overrides(6, by=account_manager, second=risk_officer)
    control = Control.objects.get(code="override")
    control.owner = head_of_risk
    control.save()
    return control


def test_items(walk: Walk, test: ControlTest) -> None:
    """The first deviates, the others pass."""
    for place in range(1, test.sample_size + 1):
        is_wrong = place == 1
        walk.visitor.open(page_of("control_test_item", test.pk, place))
        for code in test.control.attribute_names:
            fails = is_wrong and code == "evidence"
            walk.page.check(f"[name=attribute_{code}][value={'fail' if fails else 'pass'}]")
        if is_wrong:
            walk.fill(note=SAID[walk.locale])
            walk.look("item")
        walk.save()


test_items.__test__ = False  # type: ignore[attr-defined]


def test_a_sample_is_drawn_tested_signed_and_its_finding_closed(
    walk: Walk, control: Control, auditor: User, second_auditor: User, head_of_risk: User
) -> None:
    walk.by(auditor, page_of("control_list"))
    walk.look("controls")
    walk.follow(page_of("control_detail", control.pk))
    walk.follow(page_of("control_draw", control.pk))
    walk.fill(first_date=str(FIRST), final_date=str(FINAL), size="3")
    walk.choose(method="judgement")
    walk.look("draw")
    walk.save()
    test = ControlTest.objects.get()
    shows_how_it_was_drawn(walk, test)
    test_items(walk, test)
    walk.visitor.open(page_of("control_test_detail", test.pk))
    walk.follow(page_of("control_test_finish", test.pk))
    walk.fill(conclusion=SAID[walk.locale])
    walk.save()
    finding = raise_finding(walk, test)
    answer(walk, finding, head_of_risk)
    walk.by(second_auditor, "/inbox/")
    walk.look("inbox-of-auditor")
    walk.follow(page_of("control_test_detail", test.pk))
    walk.visitor.press("form[action$='/sign/'] button")
    close(walk, finding)
    test.refresh_from_db()
    assert (test.state, test.signed_by) == ("signed", second_auditor)
    walk.is_well()


def shows_how_it_was_drawn(walk: Walk, test: ControlTest) -> None:
    """Seed and hash stand on the page; with them anybody draws the same items."""
    facts = walk.page.locator("section[aria-labelledby=draw]")
    expect(facts).to_contain_text(test.seed)
    expect(facts).to_contain_text(test.population_hash)
    walk.look("sample")
    items = list(test.population.values_list("kind", "row_id"))
    drawn = draw(items, size=3, seed=test.seed, population=test.population_hash)
    rows = test.items.order_by("place").values_list("rank", "row__kind", "row__row_id")
    assert [(rank, (kind, key)) for rank, kind, key in rows] == drawn
    assert (len(items), len(drawn)) == (6, 3)


def raise_finding(walk: Walk, test: ControlTest) -> Finding:
    walk.look("test-finished")
    walk.follow("/findings/raise/?item=")
    walk.fill(title="K-17", action=SAID[walk.locale])
    walk.look("finding-new")
    walk.save()
    return Finding.objects.get()


def answer(walk: Walk, finding: Finding, owner: User) -> None:
    walk.by(owner, "/inbox/")
    walk.follow(page_of("finding_detail", finding.pk))
    walk.fill(evidence="K-18", text=SAID[walk.locale], cause=SAID[walk.locale])
    walk.look("finding")
    walk.save()


def close(walk: Walk, finding: Finding) -> None:
    walk.visitor.open(page_of("finding_list"))
    walk.look("findings")
    walk.follow(page_of("finding_detail", finding.pk))
    walk.look("finding-answered")
    walk.page.fill("form[action$='/close/'] textarea", SAID[walk.locale])
    walk.visitor.press("form[action$='/close/'] button")
    finding.refresh_from_db()
    assert finding.state == "closed"
    walk.look("finding-closed")


# --- limits, and what the reports of exceptions show ---


@pytest.fixture
def kept(account_manager: User) -> None:
    """A book whose figures of today are kept."""
    from tests.factories import make_customer

    for exposure in (900, 300):
        customer = make_customer(manager=account_manager, team=account_manager.team)
        read(customer, at=timezone.now(), exposure=exposure, overdue=100, tier="high", score=80)
    keep_day(today(), at=timezone.now())


def test_looser_limits_wait_for_another_and_trying_alone_is_reported(
    walk: Walk, kept: None, head_of_risk: User, risk_officer: User, auditor: User
) -> None:
    walk.by(head_of_risk, page_of("kri_list"))
    walk.look("indicators")
    walk.follow(page_of("kri_limits", "overdue_ratio"))
    walk.fill(amber="30", red="40", reason=SAID[walk.locale])
    walk.look("limits")
    walk.save()
    asked = KriLimit.objects.get(code="overdue_ratio", in_force_at__isnull=True)
    decide = page_of("kri_decide", asked.pk)
    assert walk.page.locator(f"form[action='{decide}']").count() == 0
    walk.page.evaluate(SEND, decide)  # what no button offers is refused, and noted
    asked.refresh_from_db()
    assert asked.in_force_at is None
    walk.by(risk_officer, page_of("kri_list"))
    walk.look("indicators-to-decide")
    walk.visitor.press(f"form[action='{decide}'] button[value=approve]")
    assert limits_now()["overdue_ratio"].red == 40
    finds_the_attempt(walk, auditor)
    walk.is_well()


def finds_the_attempt(walk: Walk, auditor: User) -> None:
    """The overview counts one attempt on own work; the figure leads to it, and to a finding."""
    walk.by(auditor, page_of("exceptions"))
    walk.look("exceptions")
    own_work = page_of("exception_own_work")
    figure = walk.page.locator(f"main td a[href^='{own_work}']")
    expect(figure).to_have_text("1")
    walk.follow(own_work)
    rows = walk.page.locator("main [data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Hua Lin")
    walk.look("own-work")
    walk.follow("/findings/raise/?source=")
    assert walk.page.input_value("main [name=source]").startswith(own_work)
