"""The whole way of a case by its services, from proposal to its end and back."""

from __future__ import annotations

import datetime as dt

import pytest

from customers.models import Customer
from removal import services
from removal.grounds import Ground
from removal.models import CaseStep, ImmediateReview, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer
from tests.removal.cases import (
    ENDED,
    NOON,
    NOTICE_OVER,
    Crew,
    add_evidence,
    answer_all,
    lead_to,
    make_case,
    make_good,
    serve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(risk_officer: User, legal_reviewer: User) -> Crew:
    return Crew(risk_officer, legal_reviewer)


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    return make_case(customer, by=account_manager)


def refused(act: object, *args: object, **kwargs: object) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **{"reason": "Seen.", "at": NOON, **kwargs})  # type: ignore[operator]
    return caught.value


def test_a_case_goes_from_proposal_to_closed(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
    assert case.state == State.REDUCTION
    assert Customer.objects.get(pk=case.customer_id).status == "active"
    assert refused(services.start_termination, case, by=crew.officer).code == "not_ready"
    services.start_termination(case, by=crew.officer, reason="It is over.", at=NOTICE_OVER)
    assert refused(services.start_settlement, case, by=crew.officer, at=ENDED).code == "not_ready"
    serve(case, "termination", crew=crew)
    early = refused(services.start_settlement, case, by=crew.officer, at=NOTICE_OVER)
    assert "as the letter says" in early.message
    services.start_settlement(case, by=crew.officer, reason="The letter arrived.", at=ENDED)
    assert Customer.objects.get(pk=case.customer_id).status == "exited"
    answer_all(case, by=crew.officer, at=ENDED)
    assert "lesson" in refused(services.close_case, case, by=crew.officer).message
    services.write_lesson(
        case, result="Two thirds were collected.", lesson="Ask for a deposit earlier.",
        signal="earlier", by=crew.officer, at=ENDED,
    )  # fmt: skip
    services.close_case(case, by=crew.officer, reason="All is settled.", at=ENDED)
    assert (case.state, case.closed_at, case.due_date) == (State.CLOSED, ENDED, None)
    acts = list(CaseStep.objects.filter(case=case).order_by("number").values_list("act", flat=True))
    assert acts == [
        "propose_removal", "start_assessment", "submit_to_legal", "pass_legal_review",
        "issue_notice", "start_rectification", "submit_for_decision", "approve_case",
        "start_termination", "start_settlement", "close_case",
    ]  # fmt: skip
    for act in acts:
        assert Event.objects.filter(verb=act, object_id=str(case.pk)).count() == 1


def test_a_customer_who_makes_good_stays(
    case: RemovalCase, crew: Crew, account_manager: User
) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    item = case.cure_items.get()
    assert refused(services.accept_cure, case, by=crew.officer).code == "not_ready"
    evidence = add_evidence(case, by=account_manager)
    services.submit_cure(item, evidence=evidence, by=account_manager, at=NOON)
    services.check_cure(item, met=True, finding="On the account.", by=crew.officer, at=NOON)
    services.accept_cure(case, by=crew.officer, reason="Paid in full.", at=NOON)
    assert case.state == State.CURED
    assert Customer.objects.get(pk=case.customer_id).status == "active"


def test_who_hands_evidence_in_does_not_check_it(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    item = case.cure_items.get()
    evidence = add_evidence(case, by=crew.officer)
    services.submit_cure(item, evidence=evidence, by=crew.officer, at=NOON)
    with pytest.raises(Refused, match="another person has to check"):
        services.check_cure(item, met=True, finding="Paid.", by=crew.officer, at=NOON)


def test_an_immediate_ground_needs_no_warning_but_a_review_afterwards(
    case: RemovalCase, crew: Crew, head_of_risk: User, second_officer: User
) -> None:
    services.start_assessment(case, by=crew.officer, reason="Taken on.", at=NOON)
    assert refused(services.escalate_case, case, by=crew.officer).code == "not_ready"
    services.revise_case(
        case, ground=Ground.SANCTIONS, clause="EU 269/2014", facts="On the list since today.",
        known_since=NOON.date(), by=crew.officer, at=NOON,
    )  # fmt: skip
    add_evidence(case, by=crew.officer)
    services.escalate_case(case, by=crew.officer, reason="They are listed.", at=NOON)
    officer = refused(services.approve_case, case, by=second_officer)
    assert officer.code == "not_an_immediate_approver"
    services.approve_case(case, by=head_of_risk, reason="Listed.", at=NOON)
    assert case.state == State.TERMINATION
    review = ImmediateReview.objects.get(case=case)
    assert review.due_date == dt.date(2026, 5, 11)
    for part in (crew.officer, head_of_risk):
        with pytest.raises(Refused, match="had a part"):
            services.review_immediate(review, confirmed=True, by=part, reason="Right.", at=NOON)
    services.review_immediate(
        review, confirmed=False, by=second_officer, reason="Another firm of that name.", at=NOON
    )
    case.refresh_from_db()
    assert case.state == State.OVERTURNED
    assert Customer.objects.get(pk=case.customer_id).status == "active"


def test_every_other_ground_needs_a_warning(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.ASSESSMENT, crew=crew)
    services.revise_case(
        case, ground=Ground.LATE_PAYMENT, clause="§ 7", facts="Late.", known_since=NOON.date(),
        by=crew.officer, at=NOON,
    )  # fmt: skip
    add_evidence(case, by=crew.officer)
    assert refused(services.escalate_case, case, by=crew.officer).code == "not_ready"


def test_legal_review_needs_all_nine_answers_with_evidence(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.LEGAL_REVIEW, crew=crew)
    said = refused(services.pass_legal_review, case, by=crew.legal).message
    names = (
        "Contract", "Competition", "Discrimination", "Retaliation", "Insolvency",
        "Data protection", "Set-off and security", "Dependency", "notice",
    )  # fmt: skip
    for name in names:
        assert name in said
    with pytest.raises(Refused, match="Name the evidence"):
        services.answer_checklist(
            case, code="contract", answer="yes", note="Fine.", by=crew.legal, at=NOON
        )
    answer_all(case, by=crew.legal)
    services.answer_checklist(
        case, code="dependency", answer="no", note="They sell nothing but ours.",
        evidence=case.evidence.first(), by=crew.legal, at=NOON,
    )  # fmt: skip
    assert "Dependency" in refused(services.pass_legal_review, case, by=crew.legal).message


def test_a_returned_case_begins_another_round(
    case: RemovalCase, crew: Crew, second_officer: User, account_manager: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    services.return_case(case, by=second_officer, reason="The facts are thin.", at=NOON)
    assert (case.state, case.round, case.owner) == (State.PROPOSED, 2, account_manager)
    services.revise_case(case, facts="Three invoices, dunned twice.", by=account_manager, at=NOON)
    assert case.owner is None
    assert case.answers.filter(round=2, stage="assessment").count() == 5
    assert not case.answers.filter(round=2, stage="legal_review").exists()


def test_a_reopened_case_goes_on_where_it_was_assessed(
    case: RemovalCase, crew: Crew, account_manager: User
) -> None:
    services.withdraw_case(case, by=account_manager, reason="They promise to pay.", at=NOON)
    services.reopen_case(case, by=crew.officer, reason="They did not.", at=NOON)
    assert (case.state, case.round, case.owner) == (State.ASSESSMENT, 2, crew.officer)


def test_who_reopens_a_case_stands_on_the_proposing_side(
    case: RemovalCase, crew: Crew, second_officer: User, account_manager: User
) -> None:
    services.withdraw_case(case, by=account_manager, reason="They promise to pay.", at=NOON)
    services.reopen_case(case, by=second_officer, reason="They did not.", at=NOON)
    lead_to(case, State.DECISION, crew=crew)
    said = refused(services.approve_case, case, by=second_officer)
    assert said.code == "successor_cannot_decide"


def test_who_took_it_over_and_withdrew_it_does_not_decide_when_another_reopens_it(
    case: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User
) -> None:
    RemovalCase.objects.filter(pk=case.pk).update(taken_over_by=second_officer)
    case.refresh_from_db()
    services.withdraw_case(case, by=second_officer, reason="They promise to pay.", at=NOON)
    services.reopen_case(case, by=crew.officer, reason="They did not.", at=NOON)
    lead_to(case, State.DECISION, crew=crew)
    for act in (services.approve_case, services.reject_case):
        assert refused(act, case, by=second_officer).code == "former_side_cannot_decide"
    waiting = RemovalCase.objects.decidable_by
    assert (case in waiting(second_officer), case in waiting(head_of_risk)) == (False, True)


def test_what_is_reopened_stands_beside_no_other_open_case(
    case: RemovalCase, crew: Crew, account_manager: User
) -> None:
    services.withdraw_case(case, by=account_manager, reason="Too early.", at=NOON)
    make_case(case.customer, by=account_manager)
    assert refused(services.reopen_case, case, by=crew.officer).code == "case_open"


def test_a_notice_waits_for_the_warning_to_arrive_and_have_its_time(
    case: RemovalCase, crew: Crew
) -> None:
    lead_to(case, State.WARNING, crew=crew)
    assert "has gone out" in refused(services.issue_notice, case, by=crew.officer).message
    serve(case, "warning", crew=crew)
    assert "time to answer" in refused(services.issue_notice, case, by=crew.officer).message
    later = NOON + dt.timedelta(days=60)
    services.issue_notice(case, by=crew.officer, reason="No answer came.", at=later)


def test_termination_waits_for_the_end_of_the_notice_period(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
    said = refused(services.start_termination, case, by=crew.officer).message
    assert "notice period runs until" in said


def test_nothing_is_made_good_unseen(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.WARNING, crew=crew)
    assert "have it checked" in refused(services.accept_cure, case, by=crew.officer).message
    make_good(case, crew=crew)
    services.accept_cure(case, by=crew.officer, reason="Done.", at=NOON)


def test_no_item_of_the_legal_review_is_left_out(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.LEGAL_REVIEW, crew=crew)
    evidence = case.evidence.first()
    with pytest.raises(Refused, match="left out"):
        services.answer_checklist(
            case, code="contract", answer="n/a", note="None.", evidence=evidence, by=crew.legal,
            at=NOON,
        )  # fmt: skip


def test_an_upheld_appeal_brings_the_customer_back(
    case: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User, account_manager: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
    appeal = services.file_appeal(
        case, received_date=NOON.date(), channel="letter", from_whom="Their lawyer",
        text="We paid in April.", by=account_manager, at=NOON,
    )  # fmt: skip
    blocked = refused(services.start_termination, case, by=crew.officer)
    assert blocked.code == "blocked"
    for part in (crew.officer, second_officer, crew.legal):
        with pytest.raises(Refused):
            services.uphold_appeal(appeal, by=part, reason="They are right.", at=NOON)
    services.acknowledge_appeal(appeal, by=account_manager, at=NOON)
    services.uphold_appeal(appeal, by=head_of_risk, reason="The payment was misposted.", at=NOON)
    case.refresh_from_db()
    assert case.state == State.OVERTURNED
    assert Customer.objects.get(pk=case.customer_id).status == "active"


def test_after_a_dismissed_appeal_the_case_moves_again(
    case: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User, account_manager: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
    appeal = services.file_appeal(
        case, received_date=NOON.date(), channel="email", from_whom="The owner",
        text="Unfair.", by=account_manager, at=NOON,
    )  # fmt: skip
    services.dismiss_appeal(appeal, by=head_of_risk, reason="Nothing new.", at=NOON)
    services.start_termination(case, by=crew.officer, reason="It is over.", at=NOTICE_OVER)
    assert case.state == State.TERMINATION


@pytest.mark.parametrize("kind", ["insolvency", "legal_hold", "keep_open"])
def test_nothing_moves_while_a_block_stands_and_only_its_role_lifts_it(
    case: RemovalCase, crew: Crew, account_manager: User, head_of_risk: User, kind: str
) -> None:
    lead_to(case, State.ASSESSMENT, crew=crew)
    block = services.set_block(
        case.customer, kind=kind, by=crew.legal, reason="Court file 12.", at=NOON
    )
    for act, by in (
        (services.withdraw_case, account_manager),
        (services.reject_case, head_of_risk),
        (services.return_case, crew.officer),
    ):
        assert refused(act, case, by=by).code == "blocked"
    with pytest.raises(Refused):
        services.lift_block(block, by=head_of_risk, reason="I want to go on.", at=NOON)
    services.lift_block(block, by=crew.legal, reason="Proceedings ended.", at=NOON)
    services.withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)


def test_time_to_make_good_runs_out_by_itself(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    assert case.due_date is not None
    assert services.expire_rectifications(today=case.due_date, at=NOON) == 0
    later = case.due_date + dt.timedelta(days=1)
    assert services.expire_rectifications(today=later, at=NOON) == 1
    assert services.expire_rectifications(today=later, at=NOON) == 0
    case.refresh_from_db()
    step = case.steps.get(act="expire_rectification")
    assert (case.state, step.by) == (State.DECISION, None)


def test_passed_deadlines_are_noticed_once(case: RemovalCase, crew: Crew) -> None:
    assert case.due_date is not None
    later = case.due_date + dt.timedelta(days=1)
    assert services.note_deadlines(today=later, at=NOON)["stage_late"] == 1
    assert services.note_deadlines(today=later, at=NOON)["stage_late"] == 0
    assert case.notices.get().kind == "stage_late"
