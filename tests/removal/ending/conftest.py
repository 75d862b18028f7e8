from __future__ import annotations

import pytest

from customers.models import Customer
from removal import services
from removal.models import RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from tests.removal.cases import LONG_AGO, Crew, lead_to, make_case
from tests.scoring.credit.desk import NOON, make_buyer


@pytest.fixture
def buyer(account_manager: User) -> Customer:
    return make_buyer(manager=account_manager, team=account_manager.team, name="Hua Steel")


@pytest.fixture
def case(
    buyer: Customer, account_manager: User, risk_officer: User, second_officer: User,
    legal_reviewer: User,
) -> RemovalCase:  # fmt: skip
    """A case at its termination."""
    case = make_case(buyer, by=account_manager, at=NOON)
    case = lead_to(case, State.DECISION, crew=Crew(risk_officer, legal_reviewer), at=NOON)
    services.approve_case(case, by=second_officer, reason="Enough.", at=NOON)
    services.start_termination(case, by=risk_officer, reason="It is over.", at=NOON + LONG_AGO)
    case.refresh_from_db()
    return case
