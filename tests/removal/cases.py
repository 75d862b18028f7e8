"""Cases as tests need them, led through their stages by the services themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer
from removal import services
from removal.checklists import items_of
from removal.grounds import Ground
from removal.letters.kinds import SPECS
from removal.models import Appeal, CaseEvidence, Letter, RemovalCase
from removal.selectors.case_dates import dates_in_letter
from removal.selectors.letters import items_for
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from scoring.models import Reading
from tests.factories import make_person

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
LONG_AGO = dt.timedelta(days=60)
NOTICE_OVER = NOON + LONG_AGO  # when the notice of `lead_to` has run
ENDED = NOTICE_OVER + dt.timedelta(days=15)  # and the last day of `serve`'s termination is over


def make_case(
    customer: Customer,
    *,
    by: User,
    at: dt.datetime = NOON,
    exposure: Decimal | None = Decimal(1000),
) -> RemovalCase:
    """An open case, proposed through the service, of a customer whose exposure is known."""
    if exposure is not None and not Reading.objects.filter(customer=customer).exists():
        Reading.objects.create(customer=customer, as_of=at.date(), known_at=at, exposure=exposure)
    return services.propose_removal(
        customer, by=by, summary="Pays later and later.", reasons=[], at=at
    )


class Crew:
    """Those who lead a case, made where a test did not bring them."""

    def __init__(self, officer: User | None = None, legal: User | None = None) -> None:
        self.officer = officer or make_person(roles.RISK_OFFICER)
        self.legal = legal or make_person(roles.LEGAL_REVIEWER)


def lead_to(
    case: RemovalCase,
    state: State,
    *,
    crew: Crew,
    at: dt.datetime = NOON,
    ground: Ground = Ground.LATE_PAYMENT,
) -> RemovalCase:
    """Bring a proposed case to this stage, the way people do."""
    case.refresh_from_db()
    while case.state != state:
        _WAY[State(case.state)](case, crew, at, ground)
        case.refresh_from_db()
    return case


def lead_to_immediate_decision(
    case: RemovalCase, *, crew: Crew, ground: Ground = Ground.FRAUD, at: dt.datetime = NOON
) -> RemovalCase:
    """Bring a proposed case to its decision without warning, on an immediate ground."""
    services.start_assessment(case, by=crew.officer, reason="Taken on.", at=at)
    services.revise_case(
        case, ground=ground, clause="§ 314", facts="Forged orders.", known_since=at.date(),
        by=crew.officer, at=at,
    )  # fmt: skip
    add_evidence(case, by=crew.officer, at=at)
    services.escalate_case(case, by=crew.officer, reason="At once.", at=at)
    return case


def file_appeal(case: RemovalCase, *, by: User, at: dt.datetime = NOON) -> Appeal:
    return services.file_appeal(
        case, received_date=at.date(), channel="letter", from_whom="Their lawyer",
        text="We paid in April.", by=by, at=at,
    )  # fmt: skip


def refusal(act: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    """The refusal of an act, which leaves every case as it was."""
    before = list(RemovalCase.objects.order_by("pk").values())
    with pytest.raises(Refused) as caught:
        act(*args, **{"at": NOON, **more})
    assert list(RemovalCase.objects.order_by("pk").values()) == before
    assert caught.value.message
    return caught.value


def serve(case: RemovalCase, kind: str, *, crew: Crew, at: dt.datetime = NOON) -> Letter:
    """A letter that one person drafted, another released, and its customer received that day."""
    if kind == "termination":  # the notice has run by then
        at += LONG_AGO
    facts: dict[str, Any] = {
        "reasons": ["Three invoices are open."], "appeal_channel": "appeals@seller.example",
        "cure_items": items_for(case), **dates_in_letter(case, kind, on=at.date()),
    }  # fmt: skip
    letter = services.draft_letter(
        case, kind=kind, language="en", by=crew.officer, at=at, recipient=["Mill Ltd"],
        facts={name: value for name, value in facts.items() if name in SPECS[kind].facts},
    )  # fmt: skip
    services.release_letter(letter, by=crew.legal, at=at)
    delivery = services.record_posted(
        letter, channel="courier", address="1 Mill Lane", source="customer", by=crew.officer, at=at,
        sent_at=at,
    )  # fmt: skip
    services.record_arrival(delivery, arrived_on=at.date(), note="signed", by=crew.officer, at=at)
    return letter


def end(case: RemovalCase, *, crew: Crew, approver: User) -> RemovalCase:
    """Bring an open case to its end, so late that every period is over."""
    lead_to(case, State.DECISION, crew=crew)
    later, last = NOON + dt.timedelta(days=100), NOON + dt.timedelta(days=200)
    services.approve_case(case, by=approver, reason="Nothing helped.", at=NOON)
    services.start_termination(case, by=crew.officer, reason="The notice is over.", at=later)
    serve(case, "termination", crew=crew, at=later)
    services.start_settlement(case, by=crew.officer, reason="It arrived.", at=last)
    answer_all(case, by=crew.officer, at=last)
    services.write_lesson(
        case, result="All was paid.", lesson="Ask earlier.", signal="earlier", by=crew.officer,
        at=last,
    )  # fmt: skip
    services.close_case(case, by=crew.officer, reason="All is settled.", at=last)
    return case


def add_evidence(case: RemovalCase, *, by: User, at: dt.datetime = NOON) -> CaseEvidence:
    return services.add_evidence(case, title="Ledger", text="Statement of May.", by=by, at=at)


def make_good(case: RemovalCase, *, crew: Crew, at: dt.datetime = NOON) -> None:
    """Let the customer have done what they had to, handed in and checked by different people."""
    if not case.cure_items.filter(round=case.round).exists():
        services.add_cure_item(case, kind="conduct", what="Answer us", by=crew.officer, at=at)
    proof = add_evidence(case, by=crew.officer, at=at)
    for item in case.cure_items.filter(round=case.round).exclude(state="verified"):
        services.submit_cure(item, evidence=proof, by=crew.officer, at=at)
        services.check_cure(item, met=True, finding="Done.", by=crew.legal, at=at)


def answer_all(case: RemovalCase, *, by: User, at: dt.datetime = NOON) -> None:
    """Answer every item of the present stage with yes."""
    evidence = case.evidence.first() or add_evidence(case, by=by, at=at)
    for item in items_of(case.state):
        services.answer_checklist(
            case,
            code=item.code,
            answer="yes",
            note="Looked at it.",
            evidence=evidence,
            by=by,
            at=at,
        )


def _assess(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    services.start_assessment(case, by=crew.officer, reason="Taken on.", at=at)


def _to_legal(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    services.revise_case(
        case, ground=ground, clause="§ 7 (2)", facts="Three invoices are open.",
        known_since=at.date(), by=crew.officer, at=at,
    )  # fmt: skip
    answer_all(case, by=crew.officer, at=at)
    case.refresh_from_db()
    services.submit_to_legal(case, by=crew.officer, reason="Assessed.", at=at)


def _pass(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    answer_all(case, by=crew.legal, at=at)
    services.pass_legal_review(case, by=crew.legal, reason="The law allows it.", at=at)


def _notice(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    serve(case, "warning", crew=crew, at=at - LONG_AGO)
    services.issue_notice(case, by=crew.officer, reason="No answer came.", at=at)


def _rectify(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    services.add_cure_item(
        case, kind="payment", what="Pay the overdue invoices", amount=Decimal(500),
        by=crew.officer, at=at,
    )  # fmt: skip
    serve(case, "notice", crew=crew, at=at)
    services.start_rectification(case, by=crew.officer, reason="The notice arrived.", at=at)


def _fail(case: RemovalCase, crew: Crew, at: dt.datetime, ground: Ground) -> None:
    for item in case.cure_items.filter(round=case.round, state="open"):
        proof = add_evidence(case, by=crew.officer, at=at)
        services.submit_cure(item, evidence=proof, by=crew.officer, at=at)
        services.check_cure(
            item, met=False, is_refusal=True, finding="They refuse.", by=crew.legal, at=at
        )
    services.submit_for_decision(case, by=crew.officer, reason="Not made good.", at=at)


_WAY = {
    State.PROPOSED: _assess,
    State.ASSESSMENT: _to_legal,
    State.LEGAL_REVIEW: _pass,
    State.WARNING: _notice,
    State.NOTICE: _rectify,
    State.RECTIFICATION: _fail,
}
