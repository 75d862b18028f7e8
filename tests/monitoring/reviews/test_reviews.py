"""Reviews open by the calendar or by an event, once, and are completed once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from monitoring.models import Review
from monitoring.services import complete_review, open_due_reviews, open_review
from riskcrm.audit.models import Event
from riskcrm.web.business_days import add_business_days
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date, today
from scoring.models import CustomerTreatment, Rating, Treatment
from tests.factories import make_customer
from tests.scoring.policies import publish_treatments

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager):
    return make_customer(manager=account_manager, team=account_manager.team)


@pytest.fixture
def held(customer):
    publish_treatments()
    treatment = Treatment.objects.get(policy__state="published", tier="medium")
    return CustomerTreatment.objects.create(
        customer=customer, treatment=treatment, review_date=today() + 10 * DAY,
        since=today() - 80 * DAY,
    )  # fmt: skip


def opened(customer, by=None, reason="Letter came back", kind="event"):
    return open_review(customer, reason=reason, kind=kind, by=by, at=timezone.now())


def refusal(call, **given):
    with pytest.raises(Refused) as caught:
        call(at=timezone.now(), **given)
    return caught.value.code


def test_a_second_reason_joins_the_open_review(customer, account_manager):
    first = opened(customer, account_manager)
    second = opened(customer, reason="Plan broken")
    assert second.pk == first.pk
    assert second.reasons == ["Letter came back", "Plan broken"]


def test_who_is_new_and_unrated_gets_a_first_review_once(customer):
    at = timezone.now()
    Rating.objects.get_or_create(customer=customer, defaults={"tier": "unrated"})
    assert open_due_reviews(at=at) == 0, "an import may still be scored"
    assert open_due_reviews(at=at + 2 * DAY) == 1
    review = Review.objects.get()
    assert (review.customer, review.kind) == (customer, "first")
    assert review.due_date == add_business_days(local_date(at + 2 * DAY), 10)
    assert open_due_reviews(at=at + 2 * DAY) == 0
    Review.objects.all().delete()
    assert open_due_reviews(at=at + 40 * DAY) == 0, "who was there before is nobody new"


def test_who_does_not_see_the_customer_opens_nothing(customer, outsider):
    given = {"customer": customer, "reason": "Look", "kind": "event", "by": outsider}
    assert refusal(open_review, **given) in {"no_right", "not_visible"}
    assert not Review.objects.exists()


def test_a_sweep_opens_what_falls_due_soon_and_once(held):
    assert open_due_reviews(at=timezone.now()) == 1
    assert open_due_reviews(at=timezone.now()) == 0
    review = Review.objects.get()
    assert (review.kind, review.due_date) == ("scheduled", held.review_date)
    assert Event.objects.filter(verb="open_reviews").count() == 1


def test_what_is_due_later_is_left_alone(held):
    CustomerTreatment.objects.update(review_date=today() + 15 * DAY)
    assert open_due_reviews(at=timezone.now()) == 0


def test_a_higher_tier_brings_a_review_forward_and_never_back(held):
    open_due_reviews(at=timezone.now())
    CustomerTreatment.objects.update(review_date=today() + 3 * DAY)
    assert open_due_reviews(at=timezone.now()) == 1
    CustomerTreatment.objects.update(review_date=today() + 9 * DAY)
    assert open_due_reviews(at=timezone.now()) == 0
    assert Review.objects.get().due_date == today() + 3 * DAY


def test_a_completed_review_sets_the_next_date_by_the_cadence(held, account_manager):
    review = opened(held.customer)
    given = {"by": account_manager, "result": "unchanged", "findings": "Pays."}
    complete_review(review, at=timezone.now(), **given)
    held.refresh_from_db()
    assert held.review_date == today() + held.treatment.review_days * DAY
    assert refusal(complete_review, review=review, **given) == "completed_already"
    assert opened(held.customer).pk != review.pk


def test_findings_and_a_result_are_asked_for(customer, account_manager):
    given = {"review": opened(customer), "by": account_manager}
    assert refusal(complete_review, result="plan", findings=" ", **given) == "findings_missing"
    assert refusal(complete_review, result="", findings="x", **given) == "no_result"


def test_an_auditor_completes_nothing(customer, auditor):
    given = {"review": opened(customer), "by": auditor, "result": "plan", "findings": "x"}
    assert refusal(complete_review, **given) == "no_right"
