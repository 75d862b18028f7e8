from __future__ import annotations

import datetime as dt

import pytest

from monitoring.models import Control, ControlTest
from monitoring.services.control import Sampling, draw_sample
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.monitoring.control.books import FINAL, FIRST, NOW, decided_overrides


@pytest.fixture
def second_auditor(db: None) -> User:
    return make_person(roles.AUDITOR, username="auditor2", name="Bela Novak")


@pytest.fixture
def control(db: None, head_of_risk: User) -> Control:
    """Overrides, owned by the head of risk."""
    control = Control.objects.get(code="override")
    control.owner = head_of_risk
    control.save()
    return control


@pytest.fixture
def drawn(
    control: Control, auditor: User, risk_officer: User, account_manager: User
) -> ControlTest:
    """A sample of 3 of 5 overrides."""
    decided_overrides(5, by=account_manager, second=risk_officer)
    return draw_sample(
        control, first_date=FIRST, final_date=FINAL, how=Sampling("judgement", size=3), by=auditor,
        at=NOW,
    )  # fmt: skip


@pytest.fixture
def later() -> dt.datetime:
    return NOW + dt.timedelta(days=1)
