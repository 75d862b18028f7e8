"""What many tests of the book begin with; a test that needs another one makes its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from customers.models import Customer
from riskcrm.accounts.models import User
from tests.factories import make_customer


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"
