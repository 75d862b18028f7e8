from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from removal.models import RemovalCase, RemovalDecision
from removal.services import approve_case, reject_case, withdraw_case
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_person, make_service_user
from tests.removal.cases import NOON, make_case

pytestmark = pytest.mark.django_db

Act = Callable[..., Any]


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    return make_case(customer, by=account_manager)


def refusal(act: Act, case: RemovalCase, *, by: User, **more: Any) -> Refused:
    """The refusal of an act, which leaves the case as it was."""
    before = RemovalCase.objects.values().get(pk=case.pk)
    with pytest.raises(Refused) as caught:
        act(case, by=by, at=NOON, **{"reason": "Seen and weighed.", **more})
    assert RemovalCase.objects.values().get(pk=case.pk) == before
    return caught.value


def test_an_approved_case_names_its_decider_and_lets_the_customer_go(
    case: RemovalCase, risk_officer: User, account_manager: User
) -> None:
    decision = approve_case(case, by=risk_officer, reason="Exposure keeps growing.", at=NOON)
    assert (decision.outcome, decision.decided_by, decision.requested_by) == (
        "approved",
        risk_officer,
        account_manager,
    )
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.version) == ("approved", NOON, 2)
    assert Customer.objects.get(pk=case.customer_id).status == "exiting"
    event = Event.objects.get(verb="approve_case")
    assert (event.object_id, event.actor_id) == (str(case.pk), str(risk_officer.pk))
    assert "Exposure keeps growing." in event.payload.body


def test_a_rejected_case_keeps_the_customer(case: RemovalCase, risk_officer: User) -> None:
    reject_case(case, by=risk_officer, reason="They have a plan.", at=NOON)
    case.refresh_from_db()
    assert (case.state, case.decision.reason) == ("rejected", "They have a plan.")
    assert Customer.objects.get(pk=case.customer_id).status == "active"
    assert Event.objects.filter(verb="reject_case").exists()


def test_a_withdrawn_case_says_why(case: RemovalCase, account_manager: User) -> None:
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    case.refresh_from_db()
    assert (case.state, case.withdrawal.reason) == ("withdrawn", "They paid.")
    assert Event.objects.filter(verb="withdraw_case").exists()


@pytest.mark.parametrize("act", [approve_case, reject_case])
@pytest.mark.parametrize("role", list(roles.ROLES))
def test_a_proposer_never_decides_whatever_the_role(act: Act, role: str) -> None:
    person = make_person(role)
    # all the rights there are, so that only the rule itself can refuse
    person.user_permissions.set(Permission.objects.all())
    person = User.objects.get(pk=person.pk)
    case = make_case(make_customer(), by=person)
    assert refusal(act, case, by=person).code == "proposer_cannot_decide"


def test_the_service_refuses_a_proposer_before_it_asks_the_database(
    case: RemovalCase, account_manager: User
) -> None:
    with CaptureQueriesContext(connection) as context, pytest.raises(Refused):
        approve_case(case, by=account_manager, reason="I think so too.", at=NOON)
    assert len(context) == 0


def test_roles_without_the_right_cannot_decide(
    case: RemovalCase, teammate: User, auditor: User, administrator: User, legal_reviewer: User
) -> None:
    for person in (teammate, auditor, administrator, legal_reviewer):
        for act in (approve_case, reject_case):
            assert refusal(act, case, by=person).code == "no_right"


def test_a_key_never_decides_even_with_the_right(case: RemovalCase) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    service.user_permissions.add(*roles.permission_rows(frozenset({roles.DECIDE})))
    service = User.objects.get(pk=service.pk)
    assert refusal(approve_case, case, by=service).code == "people_decide"


def test_whoever_answers_for_a_key_does_not_decide_what_it_proposed(
    risk_officer: User, second_officer: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    case = make_case(make_customer(), by=key)
    for act in (approve_case, reject_case):
        assert refusal(act, case, by=risk_officer).code == "responsible_cannot_decide"
    assert case not in RemovalCase.objects.decidable_by(risk_officer)
    assert case in RemovalCase.objects.decidable_by(second_officer)
    approve_case(case, by=second_officer, reason="Seen and weighed.", at=NOON)


def test_the_account_manager_of_the_customer_does_not_decide(
    risk_officer: User, second_officer: User
) -> None:
    case = make_case(make_customer(manager=second_officer), by=risk_officer)
    assert refusal(approve_case, case, by=second_officer).code == "own_customer"


def test_a_decider_who_does_not_see_the_customer_is_refused(
    case: RemovalCase, outsider: User
) -> None:
    outsider.user_permissions.add(*roles.permission_rows(frozenset({roles.DECIDE})))
    outsider = User.objects.get(pk=outsider.pk)
    assert refusal(approve_case, case, by=outsider).code == "not_visible"


@pytest.mark.parametrize("act", [approve_case, reject_case])
def test_a_decision_needs_a_reason(act: Act, case: RemovalCase, risk_officer: User) -> None:
    refused = refusal(act, case, by=risk_officer, reason=" \n")
    assert (refused.code, refused.field) == ("reason_missing", "reason")


def test_the_second_decider_learns_who_was_first(
    case: RemovalCase, risk_officer: User, second_officer: User
) -> None:
    stale = RemovalCase.objects.get(pk=case.pk)
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    for seen in (case, stale):
        refused = refusal(reject_case, seen, by=second_officer)
        assert refused.code == "case_closed"
        assert str(risk_officer) in refused.message
    assert RemovalDecision.objects.get().decided_by == risk_officer


def test_a_case_that_changed_meanwhile_is_not_decided(
    case: RemovalCase, risk_officer: User
) -> None:
    RemovalCase.objects.filter(pk=case.pk).update(version=2)
    assert refusal(approve_case, case, by=risk_officer, version=1).code == "stale"
    approve_case(case, by=risk_officer, reason="Seen again.", at=NOON, version=2)


def test_only_the_proposer_withdraws(
    case: RemovalCase, teammate: User, risk_officer: User, account_manager: User
) -> None:
    for person in (teammate, risk_officer):
        assert refusal(withdraw_case, case, by=person).code == "not_the_proposer"
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    assert refusal(withdraw_case, case, by=account_manager).code == "case_closed"
    assert refusal(approve_case, case, by=risk_officer).code == "case_closed"


def test_what_waits_for_a_person_is_what_they_may_decide(
    case: RemovalCase, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    own = make_case(make_customer(), by=risk_officer)
    managed = make_case(make_customer(manager=risk_officer), by=second_officer)
    waiting = RemovalCase.objects.decidable_by(risk_officer)
    assert set(waiting) == {case}
    assert set(RemovalCase.objects.decidable_by(second_officer)) == {case, own}
    assert not RemovalCase.objects.decidable_by(account_manager).exists()
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    assert set(RemovalCase.objects.decidable_by(second_officer)) == {own}
    assert managed.state == "proposed"


@pytest.mark.django_db(transaction=True)
def test_sixteen_approvers_and_the_proposer_at_once_give_exactly_one_decision(
    risk_officer: User,
) -> None:
    case = make_case(make_customer(), by=risk_officer)
    officers = [make_person(roles.RISK_OFFICER) for _ in range(16)] + [risk_officer] * 4
    codes: list[str] = []
    barrier = threading.Barrier(len(officers))

    def decide(number: int, officer: User) -> None:
        seen = RemovalCase.objects.get(pk=case.pk)
        officer = User.objects.get(pk=officer.pk)
        act = approve_case if number % 2 else reject_case
        try:
            barrier.wait()
            act(seen, by=officer, reason="At the same moment.", at=NOON)
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
    assert sorted(codes) == ["case_closed"] * 15 + ["done"] + ["proposer_cannot_decide"] * 4
    decision = RemovalDecision.objects.get()
    case.refresh_from_db()
    assert (case.state, case.version) == (decision.outcome, 2)
    closing = Event.objects.filter(verb__in=["approve_case", "reject_case"])
    assert closing.get().actor_id == str(decision.decided_by_id)
