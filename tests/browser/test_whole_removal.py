"""The whole way of two removals, in both languages: one customer makes good, one comes back.

Days that a customer has cannot be waited for: where a stage waits for a letter's time, the letter
is made older. Everything else is pressed, by the person whose turn it is.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect

from customers.models import Customer
from removal.checklists import items_of
from removal.effect import words as effect_words
from removal.models import EffectLook, Letter, ListEntry, RemovalCase, Suggestion
from removal.selectors.readmissions import checklist_in_force
from removal.services import suggestions
from removal.services.criteria_sweep import sweep_criteria
from removal.services.effect_studies import work_on_studies
from removal.services.readmission_checklists import decide_checklist, propose_checklist
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.browser.conftest import WIDE, Visitor
from tests.browser.walking import LOOKED_AT, Walk
from tests.database import as_owner
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to
from tests.removal.criteria.books import LATE, publish
from tests.removal.criteria.books import read as note_figures
from tests.removal.effect.book import paying_book

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What is written, and what has to be read, in one language."""

    locale: str
    letters: str
    names: tuple[str, str]
    reason: str
    notice: tuple[str, ...]
    cured: str
    closed: str
    upheld: str
    prospect: str


ENGLISH = Words(
    "en", "en", ("Hua Steel Ltd", "Mill & Sons"), "Three invoices stayed unpaid after demands.",
    ("Hua Steel Ltd", "Three invoices stayed unpaid", "Pay the overdue invoices", "500.00"),
    "cured", "closed", "upheld", "prospect",
)  # fmt: skip
CHINESE = Words(
    "zh-CN", "zh-hans", ("华钢有限公司", "昆明云岭机械有限公司"), "催告后三张发票仍未付款。",
    ("华钢有限公司", "催告后三张发票仍未付款", "付清逾期发票", "500.00"),
    "整改通过", "已关闭", "成立", "潜在客户",
)  # fmt: skip


class CaseWalk(Walk):
    """One window in which the people of a case take turns."""

    def __init__(self, visitor: Visitor, words: Words) -> None:
        super().__init__(visitor, words.locale)
        self.words = words

    def act(self, case: RemovalCase, slug: str, to: State) -> None:
        """The button of an act on the page of the case, with a reason."""
        self.visitor.open(reverse("removal:case_detail", args=[case.pk]))
        self.visitor.settle()
        self.fill(reason=self.words.reason)
        self.visitor.press(f"#decision button[formaction$='/{slug}/']")
        case.refresh_from_db()
        assert case.state == to, self.visitor.text()

    def open_case(self, case: RemovalCase) -> None:
        self.visitor.open(reverse("removal:case_detail", args=[case.pk]))
        self.visitor.settle()

    def answer_all(self, case: RemovalCase) -> None:
        """From the page of the case, to which each answer leads back."""
        for item in items_of(case.state):
            self.follow(f"/checklist/{item.code}/")
            self.choose(answer="yes")
            self.fill(note=self.words.reason)
            self.page.select_option("[name=evidence]", index=1)
            self.save()

    def serve(self, case: RemovalCase, kind: str, *, writer: User, releaser: User) -> Letter:
        """Drafted and sent by one person, released by another, and proven to have arrived."""
        self.by(writer, reverse("removal:case_detail", args=[case.pk]))
        self.follow("/letters/new/")
        self.choose(kind=kind, language=self.words.letters)
        self.visitor.press("main form[method=get] button")
        self.fill(recipient=case.customer.name, reasons=self.words.reason)
        self.picture(f"letter-{kind}-draft")
        self.save()
        self.visitor.press("main button[name=submit]")
        letter = case.letters.latest("number")
        assert letter.state == "waiting"
        self.by(releaser, reverse("removal:letter_detail", args=[letter.pk]))
        self.follow("/release/")
        self.picture(f"letter-{kind}-release")
        self.save()
        self.by(writer, reverse("removal:letter_detail", args=[letter.pk]))
        self.follow("/post/")
        self.choose(channel="courier")
        self.fill(tracking_number="SF 100200")
        self.save()
        self.follow("/arrive/")
        self.fill(note=self.words.reason)
        self.save()
        letter.refresh_from_db()
        assert letter.state == "arrived"
        self.look(f"letter-{kind}")
        return letter


def days_pass(letter: Letter, days: int) -> None:
    """The letter went out and arrived so much earlier, and names days so much earlier, as if it had
    been waited."""
    earlier, tables = dt.timedelta(days=days), ("removal_letter", "removal_letterdelivery")
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        given = letter.facts["given"]
        for name in ("deadline", "appeal_deadline", "end_date"):
            if given.get(name):
                given[name] = str(dt.date.fromisoformat(given[name]) - earlier)
        for rows in (Letter.objects.filter(pk=letter.pk), letter.deliveries.all()):
            rows.update(sent_at=F("sent_at") - earlier, arrived_on=F("arrived_on") - earlier)
        Letter.objects.filter(pk=letter.pk).update(facts=letter.facts)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def take_up(walk: CaseWalk, customer: Customer, person: User) -> RemovalCase:
    """What the criteria suggest is a proposal only once a person makes it one."""
    suggestion = Suggestion.objects.get(customer=customer)
    walk.by(person, reverse("removal:suggestion_list"))
    walk.look("suggestions")
    walk.follow(reverse("removal:suggestion_detail", args=[suggestion.pk]))
    walk.look("suggestion")
    walk.fill(summary=walk.words.reason)
    walk.visitor.press("form[action$='/take-up/'] button")
    return RemovalCase.objects.get(customer=customer)


def assess(walk: CaseWalk, case: RemovalCase, officer: User) -> None:
    walk.by(officer, reverse("removal:case_detail", args=[case.pk]))
    walk.look("case-proposed")
    walk.act(case, "start-assessment", State.ASSESSMENT)
    walk.follow("/revise/")
    walk.choose(ground="late_payment")
    walk.fill(clause="§ 7 (2)", facts=walk.words.reason, known_since=str(today()))
    walk.save()
    walk.follow("/evidence/add/")
    walk.fill(title=walk.words.reason, text="K-17")
    walk.save()
    walk.answer_all(case)
    walk.look("case-assessment")
    walk.act(case, "submit-to-legal", State.LEGAL_REVIEW)


def review_law(walk: CaseWalk, case: RemovalCase, reviewer: User) -> None:
    walk.by(reviewer, reverse("removal:case_detail", args=[case.pk]))
    walk.answer_all(case)
    walk.look("case-legal-review")
    walk.act(case, "pass-legal-review", State.WARNING)


def give_notice(walk: CaseWalk, case: RemovalCase, officer: User, reviewer: User) -> Letter:
    """The warning and what has to be made good, then the notice that names both."""
    warning = walk.serve(case, "warning", writer=officer, releaser=reviewer)
    days_pass(warning, 60)
    walk.open_case(case)
    walk.follow("/rectification-items/add/")
    walk.choose(kind="payment")
    what = "Pay the overdue invoices" if walk.words is ENGLISH else "付清逾期发票"
    walk.fill(what=what, amount="500")
    walk.save()
    walk.look("case-warning")
    walk.act(case, "issue-notice", State.NOTICE)
    notice = walk.serve(case, "notice", writer=officer, releaser=reviewer)
    walk.open_case(case)
    walk.look("case-notice")
    walk.act(case, "start-rectification", State.RECTIFICATION)
    return notice


def read_pdf(walk: CaseWalk, letter: Letter) -> str:
    """The text of the PDF that the page links to, which must be the kept one."""
    walk.visitor.open(reverse("removal:letter_detail", args=[letter.pk]))
    link = walk.page.locator("main .panel-head a[href$='/pdf/']")
    answer = walk.page.request.get(walk.visitor.address + link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    if LOOKED_AT:
        Path(LOOKED_AT, f"{walk.words.locale}-{letter.kind}.pdf").write_bytes(answer.body())
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.body())).pages)


def make_good(
    walk: CaseWalk, case: RemovalCase, manager: User, checker: User, officer: User
) -> None:
    """The customer pays; one hands in the evidence, a second looks, and the case is cured."""
    check(walk, case, manager, checker, said="met")
    walk.by(officer, reverse("removal:case_detail", args=[case.pk]))
    walk.look("case-rectification")
    walk.act(case, "accept-cure", State.CURED)
    walk.look("case-cured")
    expect(walk.page.locator("#decision")).to_contain_text(walk.words.cured)


def check(walk: CaseWalk, case: RemovalCase, manager: User, checker: User, *, said: str) -> None:
    """One hands in what shows it, a second says what it shows."""
    walk.by(manager, reverse("removal:case_detail", args=[case.pk]))
    walk.follow("/submit/")
    walk.page.select_option("[name=evidence]", index=1)
    walk.save()
    walk.by(checker, reverse("removal:case_detail", args=[case.pk]))
    walk.follow("/check/")
    walk.choose(said=said)
    walk.fill(finding=walk.words.reason)
    walk.save()


def decide(walk: CaseWalk, case: RemovalCase, officer: User, decider: User) -> None:
    """The decision is asked for by one, and made by another."""
    walk.by(officer, reverse("removal:case_detail", args=[case.pk]))
    walk.act(case, "submit-for-decision", State.DECISION)
    walk.look("case-asked")
    walk.by(decider, reverse("removal:case_detail", args=[case.pk]))
    walk.look("case-decision")
    walk.act(case, "approve", State.REDUCTION)


def reduce(walk: CaseWalk, case: RemovalCase, planner: User, releaser: User) -> None:
    """Prepayment, agreed with the customer; planned by one person, released by another."""
    walk.by(planner, reverse("removal:case_detail", args=[case.pk]))
    walk.follow("/reduction/plan/")
    walk.choose(kind="prepayment", ground="agreement")
    walk.fill(value="100", evidence=walk.words.reason, notice_days="0", effective_date=str(today()))
    walk.picture("reduction-plan")
    walk.save()
    step = case.reduction_steps.get()
    walk.by(releaser, reverse("removal:step_detail", args=[step.pk]))
    walk.visitor.press("#release button")
    walk.look("reduction-step")
    step.refresh_from_db()
    assert step.state == "released"


def end(walk: CaseWalk, case: RemovalCase, officer: User, reviewer: User) -> None:
    """The notice has run, the termination arrives, everything is settled, and a lesson is kept."""
    walk.by(officer, reverse("removal:case_detail", args=[case.pk]))
    walk.look("case-reduction")
    days_pass(case.letters.get(kind="notice"), 400)
    walk.act(case, "start-termination", State.TERMINATION)
    termination = walk.serve(case, "termination", writer=officer, releaser=reviewer)
    walk.open_case(case)
    walk.look("case-termination")
    days_pass(termination, 100)
    walk.act(case, "start-settlement", State.SETTLEMENT)
    walk.answer_all(case)
    walk.follow("/lesson/")
    walk.fill(result=walk.words.reason, lesson=walk.words.reason)
    walk.page.select_option("[name=signal]", index=1)
    walk.save()
    walk.follow("/ending/")
    walk.look("ending")
    walk.act(case, "close", State.CLOSED)
    walk.look("case-closed")
    expect(walk.page.locator("#decision")).to_contain_text(walk.words.closed)


def enter_in_list(walk: CaseWalk, case: RemovalCase, proposer: User, approver: User) -> ListEntry:
    walk.by(proposer, reverse("removal:case_detail", args=[case.pk]))
    walk.follow("/propose-listing/")
    walk.fill(
        reason=walk.words.reason, evidence=walk.words.reason,
        review_date=str(today() + 300 * DAY), expires_on=str(today() + 600 * DAY),
    )  # fmt: skip
    walk.page.check("[name=bars][value=all_trade]")
    walk.look("list-propose")
    walk.save()
    entry = ListEntry.objects.get()
    walk.by(approver, reverse("removal:list_entry_detail", args=[entry.pk]))
    walk.fill(reason=walk.words.reason)
    walk.save()
    entry.refresh_from_db()
    assert entry.state == "active"
    walk.look("list-entry")
    walk.visitor.open(reverse("removal:list_entry_list"))
    walk.look("list")
    return entry


def hear_appeal(walk: CaseWalk, entry: ListEntry, manager: User, reviewer: User) -> None:
    """The customer objects to the entry; somebody who had no part in it finds that it is right."""
    walk.by(manager, reverse("removal:list_entry_detail", args=[entry.pk]))
    walk.follow("/appeals/new/")
    walk.fill(appellant=walk.words.names[1], statement=walk.words.reason, identity_check="K-17")
    walk.save()
    walk.visitor.press("form[action$='/acknowledge/'] button")
    appeal = entry.appeals.get()
    walk.by(reviewer, reverse("removal:list_appeal_detail", args=[appeal.pk]))
    walk.page.check("[name=outcome][value=upheld]")
    walk.fill(answer=walk.words.reason)
    walk.look("list-appeal")
    walk.visitor.press("#decision button.btn-primary")
    expect(walk.page.locator("#decision")).to_contain_text(walk.words.upheld)
    entry.refresh_from_db()
    assert entry.state != "active"


def readmit(walk: CaseWalk, customer: Customer, manager: User, decider: User) -> None:
    """Asked for by one person, decided by another: the customer is a prospect again."""
    note_figures(customer, exposure=0, overdue=0)
    walk.by(manager, reverse("monitoring:customer_detail", args=[customer.pk]))
    walk.look("customer-left")
    walk.visitor.open(reverse("removal:readmission_request", args=[customer.pk]))
    walk.fill(summary=walk.words.reason)
    for answer in walk.page.locator("main textarea[name^=answer_]").all():
        answer.fill(walk.words.reason)
    walk.look("readmission-request")
    walk.save()
    row = customer.readmissions.get()
    walk.by(decider, reverse("removal:readmission_detail", args=[row.pk]))
    walk.page.check("[name=decision][value=approve]")
    walk.fill(reason=walk.words.reason)
    walk.look("readmission")
    walk.visitor.press("#decision form[action$='/decide/'] button")
    expect(walk.page.locator(".page-head, main").first).to_contain_text(walk.words.prospect)
    customer.refresh_from_db()
    assert customer.status == "prospect"


def study(walk: CaseWalk, officer: User, decider: User) -> None:
    """Whether removals helped: of those of long ago, asked for, measured, and shown."""
    long_ago = today() - 500 * DAY
    paying_book(
        removed=12, kept=36, day=long_ago, today=today(), by=officer, decided_by=decider
    )  # fmt: skip
    walk.by(officer, reverse("removal:effect_list"))
    walk.look("effects")
    walk.follow(reverse("removal:effect_add"))
    walk.fill(first_day=str(long_ago - 30 * DAY), final_day=str(long_ago + 30 * DAY))
    walk.look("effect-new")
    walk.save()
    work_on_studies(at=timezone.now())
    walk.page.reload()
    walk.visitor.settle()
    walk.look("effect")
    shows_an_estimate(walk, EffectLook.objects.get())


def shows_an_estimate(walk: CaseWalk, look: EffectLook) -> None:
    """The page says its figure, its interval, and the check that must show nothing."""
    effect, outcome = (look.result or {})["effect"], look.study.outcome
    assert (effect["treated"], effect["why"]) == (12, "")
    assert effect["range"]["low"] < effect["range"]["from"] < 0
    (fake,) = [each for each in effect["checks"] if each["code"] == "fake_date"]
    assert fake["estimate"]
    text = " ".join(walk.visitor.text().split())
    with translation.override(walk.words.letters):
        lines = [
            effect_words.range_text(effect["range"], outcome),
            effect_words.estimate_text(effect["difference"], outcome),
            f"{effect_words.CHECKS['fake_date']}: "
            f"{effect_words.estimate_text(fake['estimate'], outcome)}",
            effect_words.verdict(look.result or {}, look.study.event)[1],
        ]
    assert [each for each in lines if each not in text] == []


def without_waiting(proposer: User, decider: User) -> None:
    """A readmission checklist of what a day can show, put in force by two."""
    standing = checklist_in_force()
    assert standing is not None
    lines = [line for line in standing.criteria if line["proof"] in ("none", "nothing_owed")]
    now = timezone.now()
    row = propose_checklist(lines, note="Waiting helps nobody here.", by=proposer, at=now)
    decide_checklist(row, approve=True, by=decider, at=now)


@pytest.fixture
def customers(
    request: pytest.FixtureRequest, own_media: None, account_manager: User, risk_officer: User,
    second_officer: User,
) -> list[Customer]:  # fmt: skip
    """Two customers who pay late, and criteria in force that point at them."""
    words: Words = request.getfixturevalue("words")
    made = []
    for number, name in enumerate(words.names):
        customer = make_customer(
            f"C-{number + 1}", name=name, manager=account_manager, team=account_manager.team,
            status="active", country="CN",
        )  # fmt: skip
        note_figures(customer, oldest_days=90, exposure=12000, overdue=9000, tier="high", score=82)
        made.append(customer)
    now = timezone.now()
    publish(LATE, by=risk_officer, second=second_officer, at=now)
    sweep_criteria(at=now)
    without_waiting(risk_officer, second_officer)
    return made


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_customer_who_makes_good_after_the_notice_stays(
    visitor_at: Callable[..., Visitor],
    words: Words,
    customers: list[Customer],
    account_manager: User,
    risk_officer: User,
    legal_reviewer: User,
) -> None:
    walk = CaseWalk(visitor_at(width=WIDE, language=words.locale), words)
    case = take_up(walk, customers[0], account_manager)
    assess(walk, case, risk_officer)
    review_law(walk, case, legal_reviewer)
    notice = give_notice(walk, case, risk_officer, legal_reviewer)
    text = read_pdf(walk, notice)
    assert [each for each in words.notice if each not in text] == []
    make_good(walk, case, account_manager, legal_reviewer, risk_officer)
    walk.is_well()


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_customer_who_does_not_make_good_leaves_is_listed_and_comes_back_after_an_appeal(
    visitor_at: Callable[..., Visitor],
    words: Words,
    customers: list[Customer],
    account_manager: User,
    risk_officer: User,
    second_officer: User,
    legal_reviewer: User,
    head_of_risk: User,
) -> None:
    """Up to the notice by the services: the other customer's way was pressed."""
    walk = CaseWalk(visitor_at(width=WIDE, language=words.locale), words)
    leaves, now, crew = customers[1], timezone.now(), Crew(risk_officer, legal_reviewer)
    suggestion = Suggestion.objects.get(customer=leaves)
    case = suggestions.take_up(suggestion, by=account_manager, summary=words.reason, at=now)
    lead_to(case, State.RECTIFICATION, crew=crew, at=now)
    check(walk, case, account_manager, legal_reviewer, said="refused")
    decide(walk, case, risk_officer, second_officer)
    reduce(walk, case, account_manager, risk_officer)
    end(walk, case, risk_officer, legal_reviewer)
    entry = enter_in_list(walk, case, account_manager, second_officer)
    hear_appeal(walk, entry, account_manager, legal_reviewer)
    readmit(walk, leaves, account_manager, head_of_risk)
    study(walk, risk_officer, head_of_risk)
    walk.is_well()
