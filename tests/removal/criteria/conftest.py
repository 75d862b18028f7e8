"""Criteria that tests hold against books of their own."""

from __future__ import annotations

import pytest

from customers.models import Customer
from riskcrm.accounts.models import User
from tests.factories import make_customer


@pytest.fixture
def customer(account_manager: User) -> Customer:
    """One of the account manager's, and of nobody else's team."""
    return make_customer(
        name="Hua Steel", manager=account_manager, team=account_manager.team, status="active"
    )
