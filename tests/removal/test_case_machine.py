"""Random people do random things to a case at random times; the rules hold whatever they do.

The table of allowed steps is written here a second time, by hand, so that a wrong entry in
`removal.transitions` shows. Deleting a guard of the services or a rule of the database makes this
fail: see the last tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from customers.models import Customer
from removal import services
from removal.acts import WORDS
from removal.checklists import items_of
from removal.models import Appeal, CaseBlock, CaseStep, DeadlineNotice, RemovalCase
from removal.services import rights
from removal.states import OPEN, State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from tests.factories import make_customer, make_person, make_service_user
from tests.removal.cases import LONG_AGO, NOON, Crew, add_evidence, lead_to, make_case, serve

pytestmark = pytest.mark.django_db

UNDECIDED = [
    "proposed",
    "assessment",
    "legal_review",
    "warning",
    "notice",
    "rectification",
    "decision",
]
DECIDED = ["reduction", "termination", "settlement"]
ALLOWED: dict[str, tuple[list[str], set[str]]] = {
    "start_assessment": (["proposed"], {"assessment"}),
    "return_case": (["assessment", "legal_review", "decision"], {"proposed"}),
    "submit_to_legal": (["assessment"], {"legal_review"}),
    "escalate_case": (["assessment"], {"decision"}),
    "pass_legal_review": (["legal_review"], {"warning"}),
    "issue_notice": (["warning"], {"notice"}),
    "start_rectification": (["notice"], {"rectification"}),
    "submit_for_decision": (["rectification"], {"decision"}),
    "expire_rectification": (["rectification"], {"decision"}),
    "accept_cure": (["warning", "notice", "rectification", "decision", "reduction"], {"cured"}),
    "approve_case": (["decision"], {"decision", "reduction", "termination"}),
    "reject_case": (["proposed", "assessment", "legal_review", "decision"], {"rejected"}),
    "withdraw_case": (UNDECIDED, {"withdrawn"}),
    "start_termination": (["reduction"], {"termination"}),
    "start_settlement": (["termination"], {"settlement"}),
    "close_case": (["settlement"], {"closed"}),
    "reopen_case": (["cured", "withdrawn", "rejected"], {"assessment"}),
    "overturn_case": (
        ["notice", "rectification", "decision", *DECIDED, "closed"],
        {"overturned"},
    ),
}
ROLES = (
    roles.ACCOUNT_MANAGER, roles.RISK_OFFICER, roles.HEAD_OF_RISK, roles.LEGAL_REVIEWER,
    roles.AUDITOR, roles.ADMINISTRATOR,
)  # fmt: skip
people_of_all_roles = st.integers(min_value=0, max_value=len(ROLES) + 3)
ONWARDS = {
    "proposed": "start_assessment", "assessment": "submit_to_legal",
    "legal_review": "pass_legal_review", "warning": "issue_notice",
    "notice": "start_rectification", "rectification": "submit_for_decision",
    "decision": "approve_case", "reduction": "start_termination",
    "termination": "start_settlement", "settlement": "close_case",
}  # fmt: skip
WAITED_FOR = ("issue_notice", "start_termination", "start_settlement")  # a letter's time
LETTERS = {"warning": "warning", "notice": "notice", "termination": "termination"}


class CaseMachine(RuleBasedStateMachine):
    """One customer's case, a crowd of people, and a clock that only goes forward."""

    people: list[User]  # made once for all walks
    reached: set[str]  # the acts that were done in any walk of a run
    case: RemovalCase

    @initialize(
        proposer=st.sampled_from([0, 1, 2]),
        exposure=st.sampled_from([Decimal(1000), Decimal(700_000), Decimal(2_000_000), None]),
        stage=st.sampled_from([*OPEN, State.RECTIFICATION, State.RECTIFICATION]),
    )
    def open_a_case(self, proposer: int, exposure: Decimal | None, stage: State) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = NOON
        self.travel = time_machine.travel(self.clock, tick=False)
        self.travel.start()
        customer = make_customer(manager=self.people[0])
        self.case = make_case(customer, by=self.people[proposer], exposure=exposure)
        start = stage if stage in UNDECIDED else State.DECISION
        crew = Crew(self.people[1], self.people[3])
        self.case = lead_to(self.case, start, crew=crew)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            self.travel.stop()
            if hasattr(self, "case"):
                self.reached.update(self.case.steps.values_list("act", flat=True))
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def attempt(self, verb: str, act: Callable[[], Any]) -> bool:
        """Do an act: it is refused and changes nothing, or is done and leaves exactly one event."""
        before = RemovalCase.objects.get(pk=self.case.pk)
        steps, events = self.count(verb)
        blocked = CaseBlock.objects.standing().filter(customer=before.customer_id).exists()
        try:
            with transaction.atomic():
                act()
        except Refused:
            after = RemovalCase.objects.get(pk=self.case.pk)
            assert (after.state, after.version) == (before.state, before.version)
            assert self.count(verb) == (steps, events)
            return False
        after = RemovalCase.objects.get(pk=self.case.pk)
        if verb in ALLOWED:
            sources, targets = ALLOWED[verb]
            assert before.state in sources
            assert after.state in targets
            assert not blocked or verb == "overturn_case"
            moved = after.state != before.state or verb == "return_case"
            assert self.count(verb) == (steps + moved, events + moved)
        else:
            assert self.count(verb)[1] == events + 1
        self.case = after
        return True

    def count(self, verb: str) -> tuple[int, int]:
        about = Event.objects.filter(verb=verb)
        return CaseStep.objects.filter(case=self.case).count(), about.count()

    @rule(act=st.sampled_from(sorted(WORDS)), who=people_of_all_roles)
    def anybody_does_anything(self, act: str, who: int) -> None:
        by = self.people[who]
        service = getattr(services, act)
        self.attempt(act, lambda: service(self.case, by=by, reason="So.", at=self.clock))

    @rule(
        customer=st.sampled_from(["makes good", "refuses", "is silent"]),
        days=st.sampled_from([0, 20, 40, 40]),
    )
    def the_case_goes_on(self, customer: str, days: int) -> None:
        """Everybody does their part, time passes, and the act that leads onwards is tried by each
        who might: so the late stages are reached often."""
        self.prepare(customer)
        self.time_passes(days)
        items = self.case.cure_items.filter(round=self.case.round)
        onwards = ONWARDS.get(self.case.state)
        if self.case.state == "rectification" and items.exists() and self.all_met():
            onwards = "accept_cure"
        if onwards:
            self.each_tries(onwards)

    @rule(dice=st.integers(min_value=0, max_value=9))
    def the_case_takes_another_way(self, dice: int) -> None:
        """One of the acts that the table allows here, tried by each who might."""
        asked = sorted(WORDS.keys() & ALLOWED.keys())
        here = [act for act in asked if self.case.state in ALLOWED[act][0]]
        if dice < len(here):  # mostly not, or few walks would come to their end
            self.each_tries(here[dice])

    def follow(self, step: str) -> None:
        """A step of a way that is laid out."""
        if step in ALLOWED:
            self.prepare("refuses")
            self.time_passes(200 if step in WAITED_FOR else 0)
            self.each_tries(step)
        elif step == "appeals":
            assert self.appeals(self.people[1])
            self.decide_appeal(self.people[8], upheld=True)
        elif step == "time passes":
            self.time_passes(40)
        elif step == "fraud":
            add_evidence(self.case, by=self.people[1], at=self.clock)
            self.name_the_ground(immediate=True)
        else:
            self.prepare(step)

    def each_tries(self, act: str) -> None:
        former = self.case.state
        for who in (1, 3, 6, 2, 7, 0):
            self.anybody_does_anything(act, who)
            if self.case.state != former:
                return

    @rule(immediate=st.booleans())
    @precondition(lambda self: self.case.state == "assessment")
    def name_the_ground(self, immediate: bool) -> None:
        ground = "fraud" if immediate else "late_payment"
        self.try_quietly(
            lambda: services.revise_case(
                self.case, ground=ground, clause="§ 7", facts="Late.", known_since=NOON.date(),
                by=self.people[1], at=self.clock,
            )
        )  # fmt: skip

    @rule(
        kind=st.sampled_from(["insolvency", "legal_hold", "keep_open", "appeal", "appeal"]),
        who=people_of_all_roles,
    )
    def somebody_stands_in_the_way(self, kind: str, who: int) -> None:
        by = self.people[who]
        if kind == "appeal":
            if not self.appeals(by):
                self.appeals(self.people[1])
        else:
            self.attempt(
                "set_block",
                lambda: services.set_block(
                    self.case.customer, kind=kind, by=by, reason="Why.", at=self.clock
                ),
            )

    def appeals(self, by: User) -> bool:
        said = {"channel": "letter", "from_whom": "The owner", "text": "Unfair."}
        return self.attempt(
            "file_appeal",
            lambda: services.file_appeal(
                self.case, received_date=local_date(self.clock), by=by, at=self.clock, **said
            ),
        )

    @rule(who=people_of_all_roles, upheld=st.booleans())
    def somebody_clears_the_way(self, who: int, upheld: bool) -> None:
        block = CaseBlock.objects.standing().filter(customer=self.case.customer_id).first()
        if block and block.kind == "appeal":
            for one in {who, 3, 7, 8}:
                if Appeal.objects.filter(case=self.case, state="open").exists():
                    self.decide_appeal(self.people[one], upheld=upheld)
        elif block:
            by = self.people[who]
            done = self.attempt(
                "lift_block",
                lambda: services.lift_block(block, by=by, reason="Over.", at=self.clock),
            )
            assert not done or by.groups.filter(name=block.role).exists()

    def decide_appeal(self, by: User, *, upheld: bool) -> None:
        appeal = Appeal.objects.get(case=self.case, state="open")
        act = services.uphold_appeal if upheld else services.dismiss_appeal
        verb = "uphold_appeal" if upheld else "dismiss_appeal"
        if self.attempt(verb, lambda: act(appeal, by=by, reason="So.", at=self.clock)):
            assert not self.case.decisions.filter(decided_by=by).exists()
            assert by.pk != self.case.proposed_by_id

    @rule(days=st.integers(min_value=0, max_value=40))
    def time_passes(self, days: int) -> None:
        self.clock += dt.timedelta(days=days)
        self.travel.stop()
        self.travel = time_machine.travel(self.clock, tick=False)
        self.travel.start()
        today = local_date(self.clock)
        blocked = CaseBlock.objects.standing().filter(customer=self.case.customer_id).exists()
        services.expire_rectifications(today=today, at=self.clock)
        services.note_deadlines(today=today, at=self.clock)
        self.case = RemovalCase.objects.get(pk=self.case.pk)
        case = self.case
        if case.due_date and case.due_date < today:
            notices = DeadlineNotice.objects.filter(case=case, due_date=case.due_date)
            assert notices.filter(kind="stage_late").count() == 1
            assert case.state != "rectification" or blocked or self.all_met()

    @invariant()
    def the_database_agrees(self) -> None:
        if not hasattr(self, "case"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def nobody_decided_what_they_proposed(self) -> None:
        if not hasattr(self, "case"):
            return
        sides = {self.case.proposed_by_id, self.case.responsible_id}
        assert not self.case.decisions.filter(decided_by__in=sides).exists()
        manager = Customer.objects.get(pk=self.case.customer_id).manager_id
        assert not self.case.decisions.filter(decided_by=manager, outcome="approved").exists()

    @invariant()
    def an_open_case_has_a_day_it_is_due(self) -> None:
        if hasattr(self, "case"):
            case = RemovalCase.objects.get(pk=self.case.pk)
            assert case.is_open == (case.due_date is not None) == (case.closed_at is None)

    def all_met(self) -> bool:
        items = self.case.cure_items.filter(round=self.case.round)
        return not items.exclude(state="verified").exists()

    def prepare(self, customer: str) -> None:
        """What the stage asks for, done by those who may; what the customer does is handed in."""
        officer, legal = self.people[1], self.people[3]
        case, at = self.case, self.clock
        if case.state == "assessment" and not case.ground:
            self.name_the_ground(immediate=False)
        by = legal if case.state == "legal_review" else officer
        for item in items_of(case.state):
            self.try_quietly(lambda item=item: services.answer_checklist(
                case, code=item.code, answer="yes", note="Seen.", by=by, at=at,
                evidence=case.evidence.first() or add_evidence(case, by=by, at=at)))  # fmt: skip
        if case.state == "notice" and not case.cure_items.filter(round=case.round).exists():
            self.try_quietly(lambda: services.add_cure_item(
                case, kind="conduct", what="Answer us", by=officer, at=at))  # fmt: skip
        for item in case.cure_items.filter(round=case.round, state="open"):
            if case.state == "rectification" and customer != "is silent":
                self.try_quietly(
                    lambda item=item: services.submit_cure(
                        item, evidence=add_evidence(case, by=officer, at=at), by=officer, at=at
                    )
                )
                met = customer == "makes good"
                said = {"met": met, "is_refusal": not met, "finding": "Seen."}
                self.try_quietly(
                    lambda item=item, said=said: services.check_cure(item, **said, by=legal, at=at)
                )
        self.serve_what_is_due(Crew(officer, legal))
        if case.state == "settlement":
            said = {"result": "Paid.", "lesson": "Ask earlier.", "signal": "earlier"}
            self.try_quietly(lambda: services.write_lesson(case, **said, by=officer, at=at))
        self.case = RemovalCase.objects.get(pk=case.pk)

    def serve_what_is_due(self, crew: Crew) -> None:
        kind = LETTERS.get(self.case.state)
        there = self.case.letters.filter(round=self.case.round, kind=kind).exclude(
            state="cancelled"
        )
        if kind and not there.exists():
            # this letter goes out when the notice has run: `serve` lets that time pass
            at = self.clock - LONG_AGO if kind == "termination" else self.clock
            self.try_quietly(lambda: serve(self.case, kind, crew=crew, at=at))

    def try_quietly(self, act: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                act()
        except Refused:
            pass
        self.case = RemovalCase.objects.get(pk=self.case.pk)


def crowd() -> list[User]:
    """One of each role, a second one of those who decide and review, and a key."""
    second = (roles.RISK_OFFICER, roles.HEAD_OF_RISK, roles.LEGAL_REVIEWER)
    people = [make_person(role) for role in (*ROLES, *second)]
    return [*people, make_service_user("removal-cases:write", responsible=people[1])]


def walk(examples: int, steps: int) -> set[str]:
    """The acts that were done."""
    CaseMachine.people, CaseMachine.reached = crowd(), set()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        CaseMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            derandomize=True,
            database=None,
        ),
    )
    return CaseMachine.reached


def test_the_rules_hold_whatever_people_do() -> None:
    walk(examples=20, steps=30)


# from which stage, and what happens then: an act, or what the customer does meanwhile
WAYS: tuple[tuple[State, tuple[str, ...]], ...] = (
    (State.PROPOSED, ("start_assessment", "return_case", "withdraw_case", "reopen_case")),
    (State.PROPOSED, ("start_assessment", "fraud", "escalate_case", "approve_case")),
    (State.RECTIFICATION, ("makes good", "accept_cure")),
    (State.RECTIFICATION, ("time passes", "reject_case")),
    (State.RECTIFICATION, ("refuses", "submit_for_decision", "appeals")),
    (State.ASSESSMENT, tuple(ONWARDS.values())[1:]),
)


def test_every_act_is_done_on_some_walk() -> None:
    """What chance seldom finds, in an order that leads there, with the same rules looked at."""
    CaseMachine.people, CaseMachine.reached = crowd(), set()
    for stage, way in WAYS:
        machine = CaseMachine()
        machine.open_a_case(proposer=0, exposure=Decimal(1000), stage=stage)
        for step in way:
            machine.follow(step)
            machine.the_database_agrees()
            machine.nobody_decided_what_they_proposed()
            machine.an_open_case_has_a_day_it_is_due()
        machine.teardown()
    assert CaseMachine.reached >= ALLOWED.keys()


def test_without_the_service_against_self_decision_the_walk_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rights, "check_other_side", lambda *_args, **_kwargs: None)
    with pytest.raises(BaseException) as caught:
        walk(examples=20, steps=30)
    assert isinstance(caught.value, AssertionError | IntegrityError | ExceptionGroup)


def test_without_the_service_against_blocks_the_walk_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (rights, services.appeals, services.cases, services.rectifying):
        monkeypatch.setattr(module, "check_blocks", lambda *_args, **_kwargs: None)
    with pytest.raises(BaseException) as caught:
        walk(examples=20, steps=30)
    assert isinstance(caught.value, AssertionError | IntegrityError | ExceptionGroup)
