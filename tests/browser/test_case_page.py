"""A case is read and decided on a phone as well as at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from customers.models import Customer
from removal.models import RemovalCase
from removal.services import propose_removal
from removal.states import State
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import make_customer, make_invoice
from tests.monitoring.readings import read
from tests.removal.cases import Crew, lead_to


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    customer: Customer = make_customer(manager=account_manager)
    for _ in range(12):
        make_invoice(customer)
    read(customer, score=80, tier="high", exposure=12000, overdue=12000)
    now = timezone.now()
    case = propose_removal(customer, by=account_manager, summary="No money.", reasons=[], at=now)
    return lead_to(case, State.DECISION, crew=Crew(), at=now)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_inbox_leads_to_the_decision_and_stays_there(
    visitor_at: Callable[..., Visitor], case: RemovalCase, risk_officer: User, width: int
) -> None:
    visitor = visitor_at(width=width)
    visitor.sign_in(risk_officer, "/inbox/")
    visitor.press(".work-act a:has-text('Decide')")
    visitor.settle()  # the invoices and alerts have come
    box = visitor.page.locator("#decision").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400
    visitor.page.fill("#decision textarea", "It is enough.")
    visitor.press("#decision button:has-text('Approve removal')")
    assert RemovalCase.objects.get(pk=case.pk).state == "reduction"
    assert visitor.troubles == []
