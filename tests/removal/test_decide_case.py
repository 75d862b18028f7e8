from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from removal.grounds import Ground
from removal.models import CaseStep, RemovalCase, RemovalDecision
from removal.services import approve_case, reject_case, withdraw_case
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring.models import Reading
from tests.factories import make_customer, make_person, make_service_user
from tests.removal import cases
from tests.removal.cases import NOON, Crew, lead_to, make_case
from tests.removal.packs.people import adapted, changed

pytestmark = pytest.mark.django_db

Act = Callable[..., Any]


def refusal(act: Act, case: RemovalCase, *, by: User, **more: Any) -> Refused:
    return cases.refusal(act, case, by=by, **{"reason": "Seen and weighed.", **more})


@pytest.fixture
def waiting(case: RemovalCase, crew: Crew) -> RemovalCase:
    """The case of the account manager, where it waits for its decision."""
    return lead_to(case, State.DECISION, crew=crew)


def decidable(crew: Crew, *, by: User, manager: User | None = None) -> RemovalCase:
    return lead_to(make_case(make_customer(manager=manager), by=by), State.DECISION, crew=crew)


def test_an_approved_case_names_its_decider_and_begins_the_reduction(
    waiting: RemovalCase, second_officer: User, account_manager: User
) -> None:
    before = waiting.version
    decision = approve_case(waiting, by=second_officer, reason="Exposure keeps growing.", at=NOON)
    assert (decision.outcome, decision.decided_by, decision.requested_by) == (
        "approved",
        second_officer,
        account_manager,
    )
    assert (waiting.state, waiting.closed_at, waiting.version) == ("reduction", None, before + 1)
    assert Customer.objects.get(pk=waiting.customer_id).status == "active"
    event = Event.objects.get(verb="approve_case")
    assert (event.object_id, event.actor_id) == (str(waiting.pk), str(second_officer.pk))
    assert "Exposure keeps growing." in event.payload.body


@pytest.mark.parametrize(
    "state", [State.PROPOSED, State.ASSESSMENT, State.LEGAL_REVIEW, State.DECISION]
)
def test_a_rejected_case_keeps_the_customer(
    case: RemovalCase, crew: Crew, second_officer: User, state: State
) -> None:
    lead_to(case, state, crew=crew)
    reject_case(case, by=second_officer, reason="They have a plan.", at=NOON)
    assert (case.state, case.closed_at, case.due_date) == ("rejected", NOON, None)
    assert case.decisions.get().reason == "They have a plan."
    assert Customer.objects.get(pk=case.customer_id).status == "active"
    assert Event.objects.filter(verb="reject_case").exists()


def test_a_case_in_its_warning_is_not_rejected_but_cured_or_withdrawn(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.WARNING, crew=crew)
    assert refusal(reject_case, case, by=second_officer).code == "not_in_this_stage"


def test_nothing_is_approved_before_it_waits_for_its_decision(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    for state in (State.PROPOSED, State.ASSESSMENT, State.LEGAL_REVIEW, State.WARNING,
                  State.NOTICE, State.RECTIFICATION):  # fmt: skip
        lead_to(case, state, crew=crew)
        assert refusal(approve_case, case, by=second_officer).code == "not_in_this_stage"


def test_a_withdrawn_case_says_why(case: RemovalCase, account_manager: User) -> None:
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    assert (case.state, case.closed_at) == ("withdrawn", NOON)
    step = case.steps.get(act="withdraw_case")
    assert (step.reason, step.by, step.from_state) == ("They paid.", account_manager, "proposed")
    assert Event.objects.filter(verb="withdraw_case").exists()


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_a_proposer_never_decides_whatever_the_role(role: str, crew: Crew) -> None:
    person = make_person(role)
    # all the rights there are, so that only the rule itself can refuse
    person.user_permissions.set(Permission.objects.all())
    person = User.objects.get(pk=person.pk)
    case = decidable(crew, by=person)
    for act in (approve_case, reject_case):
        assert refusal(act, case, by=person).code == "proposer_cannot_decide"


def test_the_service_refuses_a_proposer_before_it_asks_the_database(
    waiting: RemovalCase, account_manager: User
) -> None:
    with CaptureQueriesContext(connection) as context, pytest.raises(Refused):
        approve_case(waiting, by=account_manager, reason="I think so too.", at=NOON)
    assert [each["sql"] for each in context if "SAVEPOINT" not in each["sql"]] == []


def test_roles_without_the_right_cannot_decide(
    waiting: RemovalCase,
    teammate: User,
    auditor: User,
    administrator: User,
    legal_reviewer: User,
) -> None:
    for person in (teammate, auditor, administrator, legal_reviewer):
        for act in (approve_case, reject_case):
            assert refusal(act, waiting, by=person).code == "no_right"


def test_a_key_never_decides_even_with_the_right(waiting: RemovalCase) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    service.user_permissions.add(*roles.permission_rows(frozenset({roles.DECIDE})))
    service = User.objects.get(pk=service.pk)
    for act in (approve_case, reject_case):
        assert refusal(act, waiting, by=service).code == "people_decide"
    assert not RemovalCase.objects.decidable_by(service).exists()


def test_whoever_answers_for_a_key_does_not_decide_what_it_proposed(
    crew: Crew, second_officer: User, head_of_risk: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=second_officer)
    case = decidable(crew, by=key)
    for act in (approve_case, reject_case):
        assert refusal(act, case, by=second_officer).code == "responsible_cannot_decide"
    assert case not in RemovalCase.objects.decidable_by(second_officer)
    assert case in RemovalCase.objects.decidable_by(head_of_risk)
    approve_case(case, by=head_of_risk, reason="Seen and weighed.", at=NOON)


def test_the_account_manager_of_the_customer_does_not_approve(
    crew: Crew, second_officer: User, account_manager: User
) -> None:
    case = decidable(crew, by=account_manager, manager=account_manager)
    Customer.objects.filter(pk=case.customer_id).update(manager=second_officer)
    case = RemovalCase.objects.get(pk=case.pk)
    assert refusal(approve_case, case, by=second_officer).code == "own_customer"
    assert case not in RemovalCase.objects.decidable_by(second_officer)


def test_a_decider_who_does_not_see_the_customer_is_refused(
    waiting: RemovalCase, outsider: User
) -> None:
    outsider.user_permissions.add(*roles.permission_rows(frozenset({roles.DECIDE})))
    outsider = User.objects.get(pk=outsider.pk)
    assert refusal(approve_case, waiting, by=outsider).code == "not_visible"


@pytest.mark.parametrize("act", [approve_case, reject_case])
def test_a_decision_needs_a_reason(act: Act, waiting: RemovalCase, second_officer: User) -> None:
    refused = refusal(act, waiting, by=second_officer, reason=" \n")
    assert (refused.code, refused.field) == ("reason_missing", "reason")


def test_the_second_decider_learns_who_was_first(
    waiting: RemovalCase, second_officer: User, head_of_risk: User
) -> None:
    stale = RemovalCase.objects.get(pk=waiting.pk)
    approve_case(waiting, by=second_officer, reason="Enough.", at=NOON)
    for seen in (waiting, stale):
        refused = refusal(reject_case, seen, by=head_of_risk)
        assert refused.code == "not_in_this_stage"
        assert str(second_officer) in refused.message
    assert RemovalDecision.objects.get().decided_by == second_officer


def test_a_case_that_changed_meanwhile_is_not_decided(
    waiting: RemovalCase, second_officer: User
) -> None:
    seen = waiting.version
    RemovalCase.objects.filter(pk=waiting.pk).update(version=seen + 1)
    assert refusal(approve_case, waiting, by=second_officer, version=seen).code == "stale"
    approve_case(waiting, by=second_officer, reason="Seen again.", at=NOON, version=seen + 1)


def test_only_the_proposer_withdraws(
    case: RemovalCase, teammate: User, risk_officer: User, account_manager: User
) -> None:
    for person in (teammate, risk_officer):
        assert refusal(withdraw_case, case, by=person).code == "not_the_proposer"
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    assert refusal(withdraw_case, case, by=account_manager).code == "case_closed"
    assert refusal(approve_case, case, by=risk_officer).code == "case_closed"
    assert refusal(reject_case, case, by=risk_officer).code == "case_closed"


def test_what_waits_for_a_person_is_what_they_may_decide(
    waiting: RemovalCase, crew: Crew, account_manager: User, second_officer: User
) -> None:
    own = decidable(crew, by=second_officer)
    managed = decidable(crew, by=account_manager, manager=account_manager)
    Customer.objects.filter(pk=managed.customer_id).update(manager=second_officer)
    proposed = make_case(make_customer(manager=account_manager), by=account_manager)
    assert set(RemovalCase.objects.decidable_by(second_officer)) == {waiting}
    assert set(RemovalCase.objects.decidable_by(crew.officer)) == {waiting, own, managed}
    assert not RemovalCase.objects.decidable_by(account_manager).exists()
    approve_case(waiting, by=second_officer, reason="Enough.", at=NOON)
    assert set(RemovalCase.objects.decidable_by(crew.officer)) == {own, managed}
    assert proposed.state == "proposed"


class TestAmounts:
    """Above 500,000 the head of risk must be among them, above 1,000,000 there are two."""

    @pytest.fixture
    def worth(self, account_manager: User, crew: Crew) -> Callable[..., RemovalCase]:
        def made(exposure: int | None) -> RemovalCase:
            customer = make_customer(manager=account_manager, team=account_manager.team)
            amount = None if exposure is None else Decimal(exposure)
            case = make_case(customer, by=account_manager, exposure=amount)
            return lead_to(case, State.DECISION, crew=crew)

        return made

    def test_an_officer_decides_up_to_the_limit(
        self, worth: Callable[..., RemovalCase], second_officer: User
    ) -> None:
        case = worth(500_000)
        assert (case.approvals_needed, case.needs_higher_role) == (1, False)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert case.state == "reduction"

    def test_above_it_the_head_of_risk_does(
        self, worth: Callable[..., RemovalCase], second_officer: User, head_of_risk: User
    ) -> None:
        case = worth(500_001)
        assert (case.approvals_needed, case.needs_higher_role) == (1, True)
        refused = refusal(approve_case, case, by=second_officer)
        assert refused.code == "above_your_limit"
        assert "500,001.00" in refused.message
        assert case not in RemovalCase.objects.decidable_by(second_officer)
        approve_case(case, by=head_of_risk, reason="Enough.", at=NOON)
        assert case.state == "reduction"

    @pytest.mark.parametrize("exposure", [1_000_001, None])
    def test_two_people_decide_on_much_and_on_what_nobody_knows(
        self,
        worth: Callable[..., RemovalCase],
        second_officer: User,
        head_of_risk: User,
        exposure: int | None,
    ) -> None:
        case = worth(exposure)
        assert (case.approvals_needed, case.needs_higher_role) == (2, True)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert case.state == "decision"
        assert Event.objects.filter(verb="give_approval").count() == 1
        assert not Event.objects.filter(verb="approve_case").exists()
        again = refusal(approve_case, case, by=second_officer)
        assert again.code == "approved_already"
        assert case not in RemovalCase.objects.decidable_by(second_officer)
        approve_case(case, by=head_of_risk, reason="Me too.", at=NOON)
        assert case.state == "reduction"
        assert case.decisions.count() == 2
        assert Customer.objects.get(pk=case.customer_id).status == "active"

    def test_two_officers_are_not_enough_where_the_head_of_risk_must_be_among_them(
        self,
        worth: Callable[..., RemovalCase],
        crew: Crew,
        second_officer: User,
        head_of_risk: User,
    ) -> None:
        case = worth(2_000_000)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert refusal(approve_case, case, by=crew.officer).code == "above_your_limit"
        approve_case(case, by=head_of_risk, reason="Yes.", at=NOON)
        assert case.state == "reduction"

    def test_the_second_person_may_say_no(
        self, worth: Callable[..., RemovalCase], second_officer: User, head_of_risk: User
    ) -> None:
        case = worth(2_000_000)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert refusal(reject_case, case, by=second_officer).code == "decided_already"
        reject_case(case, by=head_of_risk, reason="Not yet.", at=NOON)
        assert case.state == "rejected"
        assert Customer.objects.get(pk=case.customer_id).status == "active"

    def test_an_approval_of_the_round_before_does_not_count(
        self,
        worth: Callable[..., RemovalCase],
        crew: Crew,
        second_officer: User,
        head_of_risk: User,
    ) -> None:
        from removal.services import return_case

        case = worth(2_000_000)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        return_case(case, by=head_of_risk, reason="Thin.", at=NOON)
        lead_to(case, State.DECISION, crew=crew)
        approve_case(case, by=head_of_risk, reason="Better now.", at=NOON)
        assert (case.state, case.round) == ("decision", 2)
        approve_case(case, by=second_officer, reason="Still.", at=NOON)
        assert case.state == "reduction"

    def test_what_counts_is_the_exposure_at_the_moment_of_the_decision(
        self, worth: Callable[..., RemovalCase], second_officer: User, head_of_risk: User
    ) -> None:
        case = worth(1000)
        Reading.objects.filter(customer=case.customer_id).update(exposure=1_500_000)
        approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert (case.state, case.approvals_needed) == ("decision", 2)
        decision = approve_case(case, by=head_of_risk, reason="Yes.", at=NOON)
        assert (case.state, decision.exposure) == ("reduction", Decimal("1500000"))


class TestImmediate:
    @pytest.fixture
    def immediate(self, case: RemovalCase, crew: Crew) -> RemovalCase:
        return cases.lead_to_immediate_decision(case, crew=crew)

    def test_it_has_approvers_of_its_own(
        self, immediate: RemovalCase, second_officer: User, head_of_risk: User
    ) -> None:
        refused = refusal(approve_case, immediate, by=second_officer)
        assert refused.code == "not_an_immediate_approver"
        assert immediate not in RemovalCase.objects.decidable_by(second_officer)
        assert immediate in RemovalCase.objects.decidable_by(head_of_risk)
        approve_case(immediate, by=head_of_risk, reason="Fraud.", at=NOON)
        assert immediate.state == "termination"
        assert Customer.objects.get(pk=immediate.customer_id).status == "exiting"

    def test_insolvency_goes_the_normal_way_where_the_pack_bars_it(
        self, case: RemovalCase, crew: Crew, second_officer: User
    ) -> None:
        assert case.pack
        assert case.pack.value("insolvency_bars_termination")
        lead_to(case, State.DECISION, crew=crew, ground=Ground.INSOLVENCY)
        assert case in RemovalCase.objects.decidable_by(second_officer)
        approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
        assert (case.state, case.is_immediate) == ("reduction", False)

    @pytest.mark.parametrize(
        ("exceptions", "bars", "immediate"),
        [
            (["insolvency"], False, True),
            (["insolvency"], True, False),
            (["sanctions"], False, False),
        ],
    )
    def test_insolvency_ends_at_once_only_where_the_pack_lets_it(
        self,
        case: RemovalCase,
        crew: Crew,
        administrator: User,
        head_of_risk: User,
        second_officer: User,
        exceptions: list[str],
        bars: bool,
        immediate: bool,
    ) -> None:
        pack = adapted(administrator)
        changed(pack, administrator, "notice_exceptions", value=exceptions)
        pack.refresh_from_db()
        changed(pack, administrator, "insolvency_bars_termination", value=bars)
        RemovalCase.objects.filter(pk=case.pk).update(pack=pack)
        case.refresh_from_db()
        if not immediate:
            with pytest.raises(Refused, match="lets no relationship end at once"):
                cases.lead_to_immediate_decision(case, crew=crew, ground=Ground.INSOLVENCY)
            return
        cases.lead_to_immediate_decision(case, crew=crew, ground=Ground.INSOLVENCY)
        assert case not in RemovalCase.objects.decidable_by(second_officer)
        assert case in RemovalCase.objects.decidable_by(head_of_risk)
        approve_case(case, by=head_of_risk, reason="Insolvent.", at=NOON)
        assert case.state == "termination"

    def test_what_came_without_legal_review_needs_a_ground_that_its_pack_lets_end_at_once(
        self, immediate: RemovalCase, administrator: User, head_of_risk: User
    ) -> None:
        pack = changed(adapted(administrator), administrator, "notice_exceptions", value=[])
        RemovalCase.objects.filter(pk=immediate.pk).update(pack=pack)
        refused = refusal(approve_case, immediate, by=head_of_risk)
        assert refused.code == "not_ready"

    def test_an_officer_may_still_reject_it(
        self, immediate: RemovalCase, second_officer: User
    ) -> None:
        reject_case(immediate, by=second_officer, reason="No fraud.", at=NOON)
        assert immediate.state == "rejected"


def at_once(case: RemovalCase, officers: list[User], *, acts: tuple[Act, ...]) -> list[str]:
    """What becomes of the acts of many people at the same moment, each on its own connection."""
    codes: list[str] = []
    barrier = threading.Barrier(len(officers))

    def decide(number: int, officer: User) -> None:
        seen = RemovalCase.objects.get(pk=case.pk)
        officer = User.objects.get(pk=officer.pk)
        try:
            barrier.wait()
            acts[number % len(acts)](seen, by=officer, reason="At the same moment.", at=NOON)
            codes.append("done")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(number, officer))
        for number, officer in enumerate(officers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


@pytest.mark.django_db(transaction=True)
def test_sixteen_approvers_and_the_proposer_at_once_give_exactly_one_decision(
    risk_officer: User,
) -> None:
    case = lead_to(make_case(make_customer(), by=risk_officer), State.DECISION, crew=Crew())
    version = case.version
    officers = [make_person(roles.RISK_OFFICER) for _ in range(16)] + [risk_officer] * 4
    codes = at_once(case, officers, acts=(reject_case, approve_case))
    case.refresh_from_db()
    late = "case_closed" if case.state == "rejected" else "not_in_this_stage"
    assert codes == sorted([late] * 15 + ["done"] + ["proposer_cannot_decide"] * 4)
    decision = RemovalDecision.objects.get()
    expected = {"approved": "reduction", "rejected": "rejected"}[decision.outcome]
    assert (case.state, case.version) == (expected, version + 1)
    closing = Event.objects.filter(verb__in=["approve_case", "reject_case"])
    assert closing.get().actor_id == str(decision.decided_by_id)
    steps = CaseStep.objects.filter(act__in=["approve_case", "reject_case"])
    assert steps.get().by == decision.decided_by


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_on_what_needs_two_give_exactly_two_approvals(
    account_manager: User,
) -> None:
    customer = make_customer(manager=account_manager)
    case = make_case(customer, by=account_manager, exposure=Decimal(2_000_000))
    lead_to(case, State.DECISION, crew=Crew())
    heads = [make_person(roles.HEAD_OF_RISK) for _ in range(16)]
    codes = at_once(case, heads, acts=(approve_case,))
    assert codes == ["done"] * 2 + ["not_in_this_stage"] * 14
    assert RemovalDecision.objects.count() == 2
    assert CaseStep.objects.filter(act="approve_case").count() == 1
    assert Event.objects.filter(verb="approve_case").count() == 1
    case.refresh_from_db()
    assert case.state == "reduction"
