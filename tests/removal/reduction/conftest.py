from __future__ import annotations

import pytest

from customers.models import Customer
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from tests.removal.cases import make_case
from tests.scoring.credit.desk import NOON, make_buyer


@pytest.fixture
def buyer(account_manager: User) -> Customer:
    return make_buyer(manager=account_manager, team=account_manager.team, name="Hua Steel")


@pytest.fixture
def case(buyer: Customer, account_manager: User) -> RemovalCase:
    return make_case(buyer, by=account_manager, at=NOON)
