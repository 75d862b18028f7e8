from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection

from customers.models import Customer
from removal.models import RemovalCase
from removal.services import propose_removal, withdraw_case
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring.models import Tier
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import read
from tests.removal.cases import NOON, make_case

pytestmark = pytest.mark.django_db


def refusal(customer: Customer, *, by: User, summary: str = "Late again.") -> str:
    before = RemovalCase.objects.count()
    with pytest.raises(Refused) as caught:
        propose_removal(customer, by=by, summary=summary, reasons=[], at=NOON)
    assert caught.value.message
    assert RemovalCase.objects.count() == before
    return caught.value.code


def test_a_proposal_keeps_how_the_customer_stood(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    read(customer, score="71.5", tier="high", exposure="1250.40", overdue="900.10")
    case = make_case(customer, by=account_manager)
    read(customer, score="12.0", tier="low", exposure="0", overdue="0")
    case.refresh_from_db()
    assert (case.score, case.tier) == (Decimal("71.5"), Tier.HIGH)
    assert (case.exposure, case.overdue) == (Decimal("1250.40"), Decimal("900.10"))
    assert (case.state, case.proposed_by, case.version) == ("proposed", account_manager, 1)


def test_a_proposal_is_taken_on_within_five_business_days(account_manager: User) -> None:
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    assert (case.due_date, case.stage_since) == (dt.date(2026, 5, 11), NOON)


def test_a_proposal_is_the_first_step_of_its_way(account_manager: User) -> None:
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    [step] = case.steps.all()
    assert (step.number, step.act, step.from_state, step.to_state, step.round, step.by) == (
        1, "propose_removal", "", "proposed", 1, account_manager,
    )  # fmt: skip


def test_a_proposal_may_name_its_ground(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    case = propose_removal(
        customer, by=account_manager, summary="Late.", reasons=[], at=NOON, ground="breach"
    )
    assert (case.ground, case.is_immediate) == ("breach", False)


def test_a_customer_never_scored_can_be_proposed_with_its_exposure_unknown(
    account_manager: User,
) -> None:
    customer = make_customer(manager=account_manager)
    case = make_case(customer, by=account_manager, exposure=None)
    assert (case.exposure, case.overdue, case.score, case.tier) == (None, None, None, "unrated")


def test_a_proposal_writes_its_event(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    case = make_case(customer, by=account_manager)
    event = Event.objects.get(verb="propose_removal")
    assert (event.object_id, event.customer_id) == (str(case.pk), customer.pk)
    assert event.actor_id == str(account_manager.pk)
    assert "Pays later and later." in event.payload.body


def test_a_proposal_says_why(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    assert refusal(customer, by=account_manager, summary="  ") == "reason_missing"


def test_a_reason_that_the_score_does_not_give_is_refused(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    with pytest.raises(Refused) as caught:
        propose_removal(
            customer, by=account_manager, summary="Late.", reasons=["moon_phase"], at=NOON
        )
    assert (caught.value.code, caught.value.field) == ("reason_unknown", "reasons")


def test_roles_that_may_not_propose_are_refused(
    auditor: User, administrator: User, legal_reviewer: User
) -> None:
    customer = make_customer()
    for person in (auditor, administrator, legal_reviewer):
        assert refusal(customer, by=person) == "no_right"


def test_an_outsider_cannot_propose_a_customer_out_of_sight(
    account_manager: User, outsider: User
) -> None:
    assert refusal(make_customer(manager=account_manager), by=outsider) == "not_visible"


def test_a_teammate_may_propose(account_manager: User, teammate: User) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    assert make_case(customer, by=teammate).proposed_by == teammate


def test_a_key_with_the_scope_may_propose() -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    assert make_case(make_customer(), by=service).proposed_by == service


def test_a_key_that_nobody_answers_for_may_not() -> None:
    service = make_service_user("removal-cases:write")
    service.responsible = None
    service.save()
    with pytest.raises(Refused) as caught:
        make_case(make_customer(), by=service)
    assert caught.value.code == "nobody_responsible"


def test_a_customer_has_one_open_case(account_manager: User, risk_officer: User) -> None:
    customer = make_customer(manager=account_manager)
    case = make_case(customer, by=account_manager)
    assert refusal(customer, by=risk_officer) == "case_open"
    withdraw_case(case, by=account_manager, reason="A mix-up.", at=NOON)
    assert make_case(customer, by=risk_officer).state == "proposed"


@pytest.mark.parametrize("status", ["exiting", "exited"])
def test_a_customer_who_leaves_already_is_not_proposed(account_manager: User, status: str) -> None:
    customer = make_customer(manager=account_manager, status=status)
    assert refusal(customer, by=account_manager) == "already_leaving"


@pytest.mark.django_db(transaction=True)
def test_many_proposals_at_once_open_one_case(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    codes: list[str] = []
    barrier = threading.Barrier(8)

    def propose() -> None:
        try:
            barrier.wait()
            make_case(customer, by=account_manager, exposure=None)
            codes.append("done")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=propose) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["case_open"] * 7 + ["done"]
    assert RemovalCase.objects.get().state == "proposed"
