"""Overrides: asked for by one, decided by another, for a while, above the card's tier."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from customers.models import CustomerChange
from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import today
from scoring import services
from scoring.models import Override, Rating, RatingChange
from tests.factories import make_customer, make_invoice, make_person, make_service_user
from tests.scoring.refused import code_of
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager):
    customer = late_payer()
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    score(customer)
    return customer


def asked(customer, by, **changed):
    words = {"tier": "low", "reason": "support", "text": "The parent pays.", "evidence": "Letter."}
    return services.request_override(
        customer, by=by, at=timezone.now(), **{**words, "expires_on": today() + 30 * DAY, **changed}
    )


def approved(override, by):
    return services.approve_override(override, by=by, reason="Seen.", at=timezone.now())


def rating(customer):
    return Rating.objects.get(customer=customer)


def test_an_approved_override_holds_above_the_cards_tier_which_goes_on_being_computed(
    customer, account_manager, risk_officer
):
    override = asked(customer, account_manager)
    assert rating(customer).tier == "high"  # asking changes nothing
    approved(override, risk_officer)
    assert CustomerChange.objects.filter(customer=customer, cause="override").exists()
    score(customer)
    now = rating(customer)
    assert (now.tier, now.card_tier, now.computed_tier) == ("low", "high", "high")
    assert now.tier_since == today()
    moved = RatingChange.objects.order_by("pk").last()
    assert (moved.from_tier, moved.to_tier) == ("high", "low")


def test_the_cards_tier_holds_again_after_the_last_day(customer, account_manager, risk_officer):
    approved(asked(customer, account_manager, expires_on=today()), risk_officer)
    score(customer)
    assert rating(customer).tier == "low"
    score(customer, day=today() + DAY)
    assert rating(customer).tier == "high"
    services.expire_overrides(at=timezone.now() + DAY)
    assert Override.objects.get().state == "expired"
    assert Event.objects.filter(verb="expire_override").count() == 1


def test_lifting_ends_an_override_at_once(customer, account_manager, risk_officer):
    override = approved(asked(customer, account_manager), risk_officer)
    score(customer)
    services.lift_override(override, by=risk_officer, reason="Parent sold.", at=timezone.now())
    score(customer)
    assert (rating(customer).tier, Override.objects.get().state) == ("high", "lifted")


def test_a_new_override_takes_the_place_of_the_one_in_force(
    customer, account_manager, risk_officer
):
    approved(asked(customer, account_manager), risk_officer)
    approved(asked(customer, account_manager, tier="medium"), risk_officer)
    score(customer)
    assert rating(customer).tier == "medium"
    assert sorted(Override.objects.values_list("state", flat=True)) == ["in_force", "lifted"]


def test_a_knock_out_cannot_be_undercut(customer, account_manager, risk_officer):
    make_invoice(
        customer, invoice_date=today() - 400 * DAY, due_date=today() - 300 * DAY,
        recorded_at=timezone.now(),
    )  # fmt: skip
    score(customer)
    approved(asked(customer, account_manager, tier="medium"), risk_officer)
    score(customer)
    assert rating(customer).tier == "high"


@pytest.mark.parametrize("field", ["text", "evidence"])
def test_reason_and_evidence_are_asked_for(customer, account_manager, field):
    assert code_of(lambda: asked(customer, account_manager, **{field: " "})) == "words_missing"


@pytest.mark.parametrize("days", [-1, 91])
def test_the_last_day_lies_within_ninety_days(customer, account_manager, days):
    last = today() + days * DAY
    assert code_of(lambda: asked(customer, account_manager, expires_on=last)) == "bad_expiry"
    assert asked(customer, account_manager, expires_on=today() + 90 * DAY).pk


def test_what_the_card_says_anyway_and_a_second_request_are_refused(customer, account_manager):
    assert code_of(lambda: asked(customer, account_manager, tier="high")) == "same_tier"
    asked(customer, account_manager)
    assert code_of(lambda: asked(customer, account_manager)) == "waiting"


def test_nobody_decides_what_they_asked_for_or_manage(customer, account_manager, risk_officer):
    override = asked(customer, risk_officer)
    assert code_of(lambda: approved(override, risk_officer)) == "own_request"
    assert code_of(lambda: approved(override, account_manager)) == "no_right"
    head = make_person(roles.HEAD_OF_RISK, username="head-manager")
    customer.manager = head
    customer.save()
    override = Override.objects.get()
    assert code_of(lambda: approved(override, head)) == "own_customer"


def test_who_answers_for_the_key_that_asked_cannot_decide(customer, risk_officer):
    key = make_service_user("overrides:write", team=customer.team, responsible=risk_officer)
    override = asked(customer, key)
    assert code_of(lambda: approved(override, risk_officer)) == "own_request"


def test_the_database_refuses_the_asker_as_decider(customer, risk_officer):
    override = asked(customer, risk_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=override.pk).update(
            state="in_force", decided_by=risk_officer, decided_at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=override.pk).update(expires_on=today() + 91 * DAY)


def test_who_looks_at_an_older_state_is_told(customer, account_manager, risk_officer):
    override = asked(customer, account_manager)
    with pytest.raises(Stale):
        services.approve_override(
            override, by=risk_officer, reason="Yes", at=timezone.now(), version=9
        )
    services.reject_override(override, by=risk_officer, reason="No", at=timezone.now())
    assert code_of(lambda: approved(override, risk_officer)) == "override_closed"


def test_only_the_asker_withdraws(customer, account_manager, risk_officer):
    override = asked(customer, account_manager)

    def withdraw(by):
        services.withdraw_override(override, by=by, reason="Mistaken.", at=timezone.now())

    assert code_of(lambda: withdraw(risk_officer)) == "not_the_requester"
    withdraw(account_manager)
    assert Override.objects.get().state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_sixteen_deciders_at_once_give_one_decision():
    manager = make_person(roles.ACCOUNT_MANAGER)
    customer = make_customer(manager=manager, team=manager.team)
    override = asked(customer, manager)
    officers = [make_person(roles.RISK_OFFICER, username=f"officer-{n}") for n in range(16)]
    outcomes, barrier = [], threading.Barrier(16)

    def decide(officer):
        barrier.wait()
        try:
            approved(Override.objects.get(pk=override.pk), officer)
            outcomes.append("approved")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", *["override_closed"] * 15]
    assert Event.objects.filter(verb="approve_override").count() == 1
