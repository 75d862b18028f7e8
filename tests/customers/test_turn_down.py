"""A prospect is turned down with a reason; who asked for an admission can take that back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Admission, Customer, OnboardingCheck, OnboardingItem
from customers.services.turning_down import decline_prospect, withdraw_admission
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
AT = timezone.now()
WHY = {"reason": "the licence is forged"}
ClientFor = Callable[[User], Client]


@pytest.fixture
def prospect(account_manager: User) -> Customer:
    return make_customer(
        "P-1", name="Neu GmbH", status="prospect", manager=account_manager,
        team=account_manager.team,
    )  # fmt: skip


@pytest.fixture
def admission(prospect: Customer, account_manager: User) -> Admission:
    return Admission.objects.create(
        customer=prospect, requested_by=account_manager, answers=account_manager,
        requested_at=AT, checks=[], checkers=[account_manager.pk],
    )  # fmt: skip


def page(customer: Customer) -> str:
    return reverse("customers:onboarding", args=[customer.pk])


def decline_of(customer: Customer) -> str:
    return reverse("customers:prospect_decline", args=[customer.pk])


def withdraw_of(admission: Admission) -> str:
    return reverse("customers:admission_withdraw", args=[admission.pk])


def test_a_prospect_whose_line_failed_is_turned_down(
    prospect: Customer, account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    OnboardingCheck.objects.create(
        customer=prospect, item=OnboardingItem.objects.all()[0], state="failed", evidence="forged",
        checked_by=account_manager, checked_at=AT,
    )  # fmt: skip
    client = client_for(risk_officer)
    assert decline_of(prospect) in client.get(page(prospect)).content.decode()
    assert client.post(decline_of(prospect), {"reason": " "}).status_code == 409
    assert client.post(decline_of(prospect), WHY).status_code == 302
    prospect.refresh_from_db()
    assert prospect.status == "exited"
    event = Event.objects.get(verb="decline_prospect")
    assert (event.content["reason"], event.customer_id) == (WHY["reason"], prospect.pk)
    assert client.post(decline_of(prospect), WHY).status_code == 409
    assert decline_of(prospect) not in client.get(page(prospect)).content.decode()


def test_a_request_that_waits_is_decided_with_it(
    admission: Admission, risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)
    assert decline_of(admission.customer) in client.get(page(admission.customer)).content.decode()
    assert client.post(decline_of(admission.customer), WHY).status_code == 302
    admission.refresh_from_db()
    assert (admission.outcome, admission.decided_by, admission.reason) == (
        "declined", risk_officer, WHY["reason"],
    )  # fmt: skip
    assert Customer.objects.get(pk=admission.customer_id).status == "exited"


def test_nobody_turns_down_what_they_asked_for_or_checked(
    admission: Admission, risk_officer: User
) -> None:
    for change in ({"requested_by": risk_officer}, {"checkers": [risk_officer.pk]}):
        with transaction.atomic():
            Admission.objects.filter(pk=admission.pk).update(**change)
            with pytest.raises(Refused) as refused:
                decline_prospect(admission.customer, **WHY, by=risk_officer, at=AT)
            assert refused.value.code in ("own_request", "own_check")
            transaction.set_rollback(True)
    assert Customer.objects.get(pk=admission.customer_id).status == "prospect"


def test_who_may_turn_down(
    prospect: Customer,
    account_manager: User,
    outsider: User,
    auditor: User,
    client_for: ClientFor,
) -> None:
    for person in (account_manager, auditor, outsider):
        assert client_for(person).post(decline_of(prospect), WHY).status_code == 403
        assert (
            decline_of(prospect)
            not in client_for(account_manager).get(page(prospect)).content.decode()
        )
    for by in (account_manager, make_service_user("customers:write", "admissions:write")):
        with pytest.raises(Refused) as refused:
            decline_prospect(prospect, **WHY, by=by, at=AT)
        assert refused.value.code == "not_yours_to_decide"


def test_only_prospects_are_turned_down(risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        decline_prospect(make_customer(), **WHY, by=risk_officer, at=AT)
    assert refused.value.code == "not_a_prospect"


def test_who_asked_withdraws_and_may_check_again(
    admission: Admission, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    assert withdraw_of(admission) in client.get(page(admission.customer)).content.decode()
    assert client.post(withdraw_of(admission), {}).status_code == 409
    assert client.post(withdraw_of(admission), WHY).status_code == 302
    admission.refresh_from_db()
    assert (admission.outcome, admission.decided_by) == ("withdrawn", None)
    shown = client.get(page(admission.customer)).content.decode()
    assert "Withdrawn" in shown
    assert withdraw_of(admission) not in shown
    assert "Save the check" in shown
    assert client.post(withdraw_of(admission), WHY).status_code == 409
    assert Event.objects.get(verb="withdraw_admission").content["reason"] == WHY["reason"]


def test_nobody_else_withdraws(
    admission: Admission, teammate: User, outsider: User, auditor: User, client_for: ClientFor
) -> None:
    assert (
        withdraw_of(admission)
        not in client_for(teammate).get(page(admission.customer)).content.decode()
    )
    for person, code in ((teammate, 409), (auditor, 403), (outsider, 404)):
        assert client_for(person).post(withdraw_of(admission), WHY).status_code == code
    admission.refresh_from_db()
    assert admission.outcome == "waiting"


def test_who_took_it_over_withdraws(admission: Admission, teammate: User) -> None:
    Admission.objects.filter(pk=admission.pk).update(taken_over_by=teammate, taken_over_at=AT)
    admission.refresh_from_db()
    assert withdraw_admission(admission, **WHY, by=teammate, at=AT).outcome == "withdrawn"


@pytest.mark.parametrize("outcome", ["declined", "returned", "admitted"])
def test_the_database_asks_who_decided(admission: Admission, outcome: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(outcome=outcome, decided_at=AT)
