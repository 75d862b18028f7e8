from __future__ import annotations

import pytest

from customers.models import Customer
from removal.models import Letter, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to, make_case
from tests.removal.letters.cases import drafted, released


@pytest.fixture(autouse=True)
def _own_media(own_media: None) -> None:
    """Letters are files."""


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        manager=account_manager, team=account_manager.team, name="Hua Steel", address="1 Mill Lane",
        city="Leeds",
    )  # fmt: skip


@pytest.fixture
def case(customer: Customer, account_manager: User, crew: Crew) -> RemovalCase:
    """A case in the stage of its warning."""
    return lead_to(make_case(customer, by=account_manager), State.WARNING, crew=crew)


@pytest.fixture
def waiting(case: RemovalCase, account_manager: User) -> Letter:
    return drafted(case, by=account_manager)


@pytest.fixture
def out(case: RemovalCase, account_manager: User, risk_officer: User) -> Letter:
    return released(case, by=account_manager, second=risk_officer)
