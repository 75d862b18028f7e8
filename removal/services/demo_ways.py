"""How cases of the demo book go on after their proposal, by the services that people use.

A way yields the days that pass before its next act, so that the cases of a book move side by side
and every event is recorded when it happens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from removal.checklists import items_of
from removal.grounds import Ground
from removal.letters.kinds import SPECS, Kind
from removal.models import CaseEvidence, ImmediateReview, RemovalCase
from removal.selectors.case_dates import dates_in_letter, dates_of
from removal.selectors.letters import items_for, reasons_for
from removal.services import (
    appeals,
    cases,
    deciding,
    evidence,
    lessons,
    letter_arrivals,
    letter_deliveries,
    letters,
    rectifying,
    terminating,
)
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

People = dict[str, User]
Days = Iterator[int]  # how many pass before the next thing happens
AN_ADDRESS = "1 Harbour Road"
FOUND = "Looked at the ledger and the file; nothing speaks against it."


@dataclass
class Way:
    """A case on its way, who leads it, and the present moment, set by whoever tells the story."""

    case: RemovalCase
    people: People
    at: dt.datetime

    @property
    def officer(self) -> User:
        return self.people["officer"]

    @property
    def legal(self) -> User:
        return self.people["legal"]

    def answer_all(self, by: User) -> None:
        proof = self.proof(by)
        for item in items_of(self.case.state):
            evidence.answer_checklist(
                self.case, code=item.code, answer="yes", note=FOUND, evidence=proof, by=by,
                at=self.at,
            )  # fmt: skip

    def proof(self, by: User) -> CaseEvidence:
        found = self.case.evidence.order_by("pk").first()
        return found or evidence.add_evidence(
            self.case, title="Statement of account",
            text="Ledger of the customer, as of the day of the proposal.", by=by, at=self.at,
        )  # fmt: skip

    def assess(self, ground: Ground, facts: str) -> Days:
        yield 1
        cases.start_assessment(self.case, by=self.officer, reason="Taken on.", at=self.at)
        cases.revise_case(
            self.case, ground=ground, clause="§ 9 (2) of the framework contract", facts=facts,
            known_since=local_date(self.at), by=self.officer, at=self.at,
        )  # fmt: skip
        self.proof(self.officer)

    def serve(self, kind: Kind) -> Days:
        """A letter in the customer's language, released by a second person, brought by courier."""
        language = self.case.customer.letter_language
        day = local_date(self.at)
        given = {
            "reasons": reasons_for(self.case, language) or [self.case.facts],
            "cure_items": items_for(self.case),
            "appeal_channel": "appeals@riskcrm.example",
            **dates_in_letter(self.case, kind, on=day),
        }
        letter = letters.draft_letter(
            self.case, kind=kind, language=language, by=self.officer, at=self.at,
            recipient=[self.case.customer.name, self.case.customer.address or AN_ADDRESS],
            facts={name: value for name, value in given.items() if name in SPECS[kind].facts},
        )  # fmt: skip
        letters.release_letter(letter, by=self.legal, at=self.at)
        delivery = letter_deliveries.record_posted(
            letter, channel="courier", address=self.case.customer.address or AN_ADDRESS,
            source="customer", tracking_number=f"C{letter.pk:07}", by=self.officer, at=self.at,
        )  # fmt: skip
        yield 1
        letter_arrivals.record_arrival(
            delivery, arrived_on=local_date(self.at), note="signed for by the office",
            by=self.officer, at=self.at,
        )  # fmt: skip


def warn(way: Way) -> Days:
    """To the warning, which has arrived and is to be answered."""
    yield from way.assess(Ground.LATE_PAYMENT, "Several invoices are open after two reminders.")
    way.answer_all(way.officer)
    cases.submit_to_legal(way.case, by=way.officer, reason="The ground is borne out.", at=way.at)
    way.answer_all(way.legal)
    cases.pass_legal_review(way.case, by=way.legal, reason="The contract allows it.", at=way.at)
    yield 1
    yield from way.serve(Kind.WARNING)


def rectify(way: Way) -> Days:
    """To the time in which the customer makes good."""
    yield from warn(way)
    until = dates_of(way.case)["warning_answer"].date
    yield (until - local_date(way.at)).days + 1
    cases.issue_notice(way.case, by=way.officer, reason="The warning stayed unanswered.", at=way.at)
    rectifying.add_cure_item(
        way.case, kind="payment", what="Pay what is more than 30 days overdue",
        amount=max(way.case.overdue or Decimal(0), Decimal(1000)), by=way.officer, at=way.at,
    )  # fmt: skip
    yield from way.serve(Kind.NOTICE)
    rectifying.start_rectification(
        way.case, by=way.officer, reason="The notice has arrived.", at=way.at
    )


def cure(way: Way) -> Days:
    """The customer paid, and stays."""
    yield from rectify(way)
    yield 1
    item = way.case.cure_items.get()
    proof = evidence.add_evidence(
        way.case, title="Bank statement", text="The amount came in this morning.",
        by=way.people["manager"], at=way.at,
    )  # fmt: skip
    rectifying.submit_cure(item, evidence=proof, by=way.people["manager"], at=way.at)
    rectifying.check_cure(item, met=True, finding="On the account.", by=way.officer, at=way.at)
    rectifying.accept_cure(way.case, by=way.officer, reason="Paid in full.", at=way.at)
    lessons.write_lesson(
        way.case, result="They paid what was overdue and asked for shorter terms themselves.",
        lesson="The notice did what three reminders had not: send it sooner.", signal="in_time",
        by=way.officer, at=way.at,
    )  # fmt: skip


def decide(way: Way) -> Days:
    """Not made good: the decision is waited for."""
    yield from rectify(way)
    yield 1
    item = way.case.cure_items.get()
    refusal = evidence.add_evidence(
        way.case, title="Their letter", text="They write that they will not pay.",
        by=way.people["manager"], at=way.at,
    )  # fmt: skip
    rectifying.submit_cure(item, evidence=refusal, by=way.people["manager"], at=way.at)
    rectifying.check_cure(
        item, met=False, is_refusal=True, finding="A clear refusal.", by=way.legal, at=way.at
    )
    deciding.submit_for_decision(way.case, by=way.officer, reason="They refused.", at=way.at)


def remove(way: Way) -> Days:
    """Approved, and being reduced."""
    yield from decide(way)
    for name in ("head", "officer2"):
        if way.case.state == "decision":
            deciding.approve_case(
                way.case, by=way.people[name], reason="Nothing else helped.", at=way.at
            )


def end_at_once(way: Way) -> Days:
    """Proven fraud: decided at once, ended, settled, closed, and reviewed afterwards."""
    yield from way.assess(
        Ground.FRAUD, "Two delivery notes were forged; the carrier confirmed it in writing."
    )
    deciding.escalate_case(way.case, by=way.officer, reason="The forgery is proven.", at=way.at)
    for name in ("head", "officer2"):
        if way.case.state == "decision":
            deciding.approve_case(
                way.case, by=way.people[name], reason="The proof leaves no doubt.", at=way.at
            )
    yield 1
    yield from way.serve(Kind.TERMINATION)
    terminating.start_settlement(way.case, by=way.officer, reason="It has arrived.", at=way.at)
    yield 2
    review = ImmediateReview.objects.get(case=way.case)
    appeals.review_immediate(
        review, confirmed=True, by=way.legal, reason="The papers bear it out.",
        at=way.at,
    )  # fmt: skip
    yield 9
    way.answer_all(way.officer)
    lessons.write_lesson(
        way.case, result="Goods were taken back; what was left is with the court.",
        lesson="Compare delivery notes with the carrier's before the limit is raised.",
        signal="earlier", by=way.officer, at=way.at,
    )  # fmt: skip
    terminating.close_case(way.case, by=way.officer, reason="All is settled.", at=way.at)


WAYS: dict[str, Callable[[Way], Days]] = {
    "warn": warn,
    "rectify": rectify,
    "cure": cure,
    "decide": decide,
    "remove": remove,
    "end_at_once": end_at_once,
}
