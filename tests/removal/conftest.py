"""Who leads cases here, and a case as most tests need it."""

from __future__ import annotations

import pytest

from removal.models import RemovalCase
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.removal.cases import Crew, make_case


@pytest.fixture
def crew(risk_officer: User, legal_reviewer: User) -> Crew:
    return Crew(risk_officer, legal_reviewer)


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    """A proposed case of the account manager's own customer."""
    customer = make_customer(
        manager=account_manager, team=account_manager.team, name="Hua Steel", number="C-77"
    )
    return make_case(customer, by=account_manager)


@pytest.fixture(autouse=True)
def _own_media(own_media: None) -> None:
    """Letters and documents are files."""
