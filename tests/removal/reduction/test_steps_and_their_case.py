"""Steps live and end with their case."""

from __future__ import annotations

import datetime as dt

import pytest

from customers.models import Contract, CreditRestriction, Customer
from removal import services
from removal.models import PolicyPack, RemovalCase
from removal.selectors.case_dates import reduction_notice
from removal.selectors.reduction import open_steps
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.removal.cases import Crew, lead_to, make_good
from tests.removal.reduction.steps import in_force, later, plan
from tests.scoring.credit.desk import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(risk_officer: User, legal_reviewer: User) -> Crew:
    return Crew(risk_officer, legal_reviewer)


def reduced(case: RemovalCase, crew: Crew, approver: User) -> RemovalCase:
    """The same case, decided: its reduction has begun."""
    case = lead_to(case, State.DECISION, crew=crew, at=NOON)
    services.approve_case(case, by=approver, reason="Enough.", at=NOON)
    case.refresh_from_db()
    return case


def test_a_decided_case_carries_steps_by_right_of_the_contract(
    case: RemovalCase, crew: Crew, account_manager: User, second_officer: User
) -> None:
    case = reduced(case, crew, second_officer)
    step = in_force(case, account_manager, second_officer, "limit", value="1", ground="contract")
    assert step.state == "released"


def test_less_notice_than_the_contract_agrees_on_is_refused(
    case: RemovalCase, buyer: Customer, crew: Crew, account_manager: User, second_officer: User
) -> None:
    Contract.objects.create(
        customer=buyer, source_key="C1", title="Frame", state="in_force", notice_days=45,
        effective_date=NOON.date(), recorded_at=NOON,
    )  # fmt: skip
    case = reduced(case, crew, second_officer)
    with pytest.raises(Refused, match="45 days of notice"):
        plan(case, account_manager, "limit", value="1", ground="contract", notice_days=30,
             effective_date=later(60))  # fmt: skip
    plan(case, account_manager, "limit", value="1", ground="contract", notice_days=45,
         effective_date=later(60))  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "days"), [("FR-lender", 60), ("FR-seller", 0), ("CN-seller", 0), ("EU-lender", 0)]
)
def test_nobody_goes_below_the_days_of_a_law_that_asks_for_them(
    case: RemovalCase, pack: str, days: int
) -> None:
    case.pack = PolicyPack.objects.get(code=pack, state="in_force")
    assert reduction_notice(case, on=NOON.date()).least == days


def test_months_of_a_former_law_are_counted_in_days(
    case: RemovalCase, buyer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Contract.objects.create(
        customer=buyer, source_key="C1", title="Frame", state="in_force",
        effective_date=dt.date(2020, 1, 1), recorded_at=NOON,
    )  # fmt: skip
    case.pack = PolicyPack.objects.get(code="GB-lender", state="in_force")
    assert reduction_notice(case, on=NOON.date()).least == 0, "there it is house policy"
    law = dict(case.pack.parameters)
    law["reduction_needs_notice"] = law["reduction_needs_notice"] | {"verified": False}
    case.pack.parameters = law
    assert reduction_notice(case, on=dt.date(2026, 5, 4)).least == 61


@pytest.mark.parametrize("stage", [State.WARNING, State.NOTICE])
def test_a_cure_reverses_every_step_in_the_same_act(
    case: RemovalCase, buyer: Customer, crew: Crew, account_manager: User, second_officer: User,
    stage: State,
) -> None:  # fmt: skip
    case = lead_to(case, stage, crew=crew, at=NOON)
    in_force(case, account_manager, second_officer)
    plan(case, account_manager, "identity")
    make_good(case, crew=crew)
    services.accept_cure(case, by=second_officer, reason="All is paid.", at=NOON)
    assert not open_steps(case).exists()
    assert not CreditRestriction.objects.in_force(NOON.date()).filter(customer=buyer).exists()
    states = case.reduction_steps.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["reversed", "dropped"]


def test_a_withdrawal_and_a_rejection_reverse_steps_as_well(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    services.withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    step.refresh_from_db()
    assert (step.state, step.ending, step.awaits) == ("reversed", "They paid.", "lift")
