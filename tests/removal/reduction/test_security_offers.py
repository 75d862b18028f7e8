"""The way back: security that the customer offers, accepted or refused by a second person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import Customer, Security
from removal.models import RemovalCase, SecurityOffer
from removal.services.reduction import reverse_step
from removal.services.security_offers import accept_security, offer_security, refuse_security
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.removal.reduction.steps import in_force, later
from tests.scoring.credit.desk import NOON, TODAY, ask, codes

pytestmark = pytest.mark.django_db


def offer(step: Any, by: User, **said: Any) -> SecurityOffer:
    said = {"kind": "guarantee", "amount": Decimal(900), "text": "A bank stands for it."} | said
    return offer_security(step, offered_date=TODAY, by=by, at=NOON, **said)


def test_accepted_security_is_recorded_and_ends_the_step_at_once(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    made = offer(step, account_manager, given_by="Bank of North", valid_until=later(300))
    held = accept_security(made, by=risk_officer, reason="It covers all.", at=NOON)
    security = Security.objects.get()
    assert (security.customer, security.kind, security.amount) == (buyer, "guarantee", 900)
    assert (security.given_by, security.valid_until) == ("Bank of North", later(300))
    assert (held.security_id, held.state) == (security.pk, "accepted")
    step.refresh_from_db()
    assert (step.state, step.awaits) == ("reversed", "lift")
    assert "shipment_hold" not in codes(ask(buyer, "1", by=account_manager))


def test_refused_security_leaves_the_step_and_another_may_be_offered(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    made = offer(step, account_manager)
    refuse_security(made, by=risk_officer, reason="Too little.", at=NOON)
    step.refresh_from_db()
    assert step.state == "released"
    assert not Security.objects.exists()
    assert offer(step, account_manager, amount=Decimal(2000)).state == "offered"


def test_one_offer_waits_at_a_time(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    offer(step, account_manager)
    with pytest.raises(Refused) as error:
        offer(step, account_manager)
    assert error.value.code == "offer_waits"


def test_who_wrote_it_down_does_not_decide(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    made = offer(step, risk_officer)
    with pytest.raises(Refused) as error:
        accept_security(made, by=risk_officer, reason="Fine.", at=NOON)
    assert error.value.code == "own_offer"
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityOffer.objects.filter(pk=made.pk).update(
            state="refused", decided_by=risk_officer, decided_at=NOON, decision="No."
        )


def test_an_offer_is_decided_once(
    case: RemovalCase, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    made = offer(step, account_manager)
    accept_security(made, by=risk_officer, reason="Fine.", at=NOON)
    with pytest.raises(Refused) as error:
        refuse_security(made, by=second_officer, reason="No.", at=NOON)
    assert error.value.code == "offer_closed"
    assert Security.objects.count() == 1


def test_nothing_is_offered_for_a_step_that_has_ended(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    reverse_step(step, by=risk_officer, reason="Paid.", at=NOON)
    with pytest.raises(Refused) as error:
        offer(step, account_manager)
    assert error.value.code == "step_closed"


def test_security_for_a_step_reversed_meanwhile_is_still_recorded(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    made = offer(step, account_manager)
    reverse_step(step, by=risk_officer, reason="Paid.", at=NOON)
    assert accept_security(made, by=risk_officer, reason="Even so.", at=NOON).state == "accepted"
