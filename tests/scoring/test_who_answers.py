"""An API key for which no person answers writes nothing that a second person must decide on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from customers.models import Customer
from customers.named import Name
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import services
from scoring.models import CreditCheck, Override, ScorecardVersion, TreatmentPolicy
from tests.factories import make_customer, make_service_user
from tests.scoring.cards import first_version

pytestmark = pytest.mark.django_db


def draft_card(by: User, _customer: Customer) -> None:
    base = first_version()
    services.draft_version(base.scorecard, by=by, at=timezone.now(), based_on=base)


def draft_policy(by: User, _customer: Customer) -> None:
    services.draft_treatments(by=by, at=timezone.now())


def ask_for_override(by: User, customer: Customer) -> None:
    services.request_override(
        customer, tier="low", reason="support", text="The parent pays.", evidence="A letter.",
        expires_on=today() + dt.timedelta(days=30), by=by, at=timezone.now(),
    )  # fmt: skip


def check_credit(by: User, customer: Customer) -> None:
    asked = services.Ask(Name(customer.pk), Decimal(10), "USD")
    services.check_credit(asked, by=by, at=timezone.now())


@pytest.mark.parametrize("nobody_answers", [True, False])
@pytest.mark.parametrize(
    ("act", "scope", "model"),
    [
        (draft_card, "scorecards:write", ScorecardVersion),
        (draft_policy, "treatments:write", TreatmentPolicy),
        (ask_for_override, "overrides:write", Override),
        (check_credit, "credit-checks:ask", CreditCheck),
    ],
)
def test_an_api_key_without_a_responsible_person_is_refused(act, scope, model, nobody_answers):
    key, customer = make_service_user(scope), make_customer()
    before, events = model.objects.count(), Event.objects.count()
    if not nobody_answers:
        act(key, customer)
        assert model.objects.count() == before + 1
        return
    User.objects.filter(pk=key.pk).update(responsible=None)
    with pytest.raises(Refused) as refused:
        act(User.objects.get(pk=key.pk), customer)
    assert refused.value.code == "nobody_responsible"
    assert (model.objects.count(), Event.objects.count()) == (before, events)
