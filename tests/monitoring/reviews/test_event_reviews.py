"""What happens to a customer opens a review by itself, once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from customers.models import Customer
from customers.services.events import confirm_event, dismiss_event
from monitoring.models import Review, ReviewCause
from monitoring.services import open_review
from monitoring.services.event_reviews import open_event_reviews
from monitoring.services.reviews import complete_review
from riskcrm.audit.models import Event
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import today
from tests.customers.follow_up import make_event
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager):
    return make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")


def swept():
    """The reasons of open reviews, after what happened was taken."""
    open_event_reviews(at=timezone.now())
    assert not ReviewCause.objects.exists()
    return sorted(reason for row in Review.objects.open() for reason in row.reasons)


def test_a_tier_that_rose_to_high_opens_a_review_in_five_business_days(customer):
    read(customer, tier="low")
    assert swept() == [], "a first rating is no rise"
    read(customer, tier="high")
    assert swept() == ["tier_high"]
    review = Review.objects.get()
    assert (review.kind, review.due_date) == ("event", add_business_days(today(), 5))
    assert Event.objects.filter(verb="open_event_reviews").count() == 1


@pytest.mark.parametrize("tiers", [("high",), ("high", "high"), ("high", "medium"), ("low",)])
def test_no_other_rating_does(customer, tiers):
    for tier in tiers:
        read(customer, tier=tier)
    assert swept() == []


@pytest.mark.parametrize("kind", ["insolvency", "litigation", "enforcement", "news"])
def test_a_market_event_opens_one_once_it_is_confirmed(
    customer, account_manager, risk_officer, kind
):
    event = make_event(customer, by=account_manager, kind=kind)
    assert swept() == []
    confirm_event(event, reason="File 2026-14.", by=risk_officer, at=timezone.now())
    assert swept() == [f"event:{kind}"]


def test_an_event_that_is_dismissed_opens_none(customer, account_manager, risk_officer):
    event = make_event(customer, by=account_manager)
    dismiss_event(event, reason="Namesake.", by=risk_officer, at=timezone.now())
    assert swept() == []


@pytest.mark.parametrize(
    ("change", "is_one"),
    [
        ({"name": "Hua Copper"}, True), ({"name": "HUA  Steel"}, False), ({"city": "Wuhu"}, False),
        ({"registration_number": "CN-7"}, True), ({"registration_number": "CN 6"}, False),
    ],
)  # fmt: skip
def test_another_identity_opens_one_and_another_way_to_write_it_none(customer, change, is_one):
    Customer.objects.update(registration_number="CN-6")
    assert swept() == [], "a first number is no other number"
    Customer.objects.update(**change)
    assert swept() == ["identity"] * is_one


def test_events_join_the_open_review_once_and_bring_it_forward(customer, account_manager):
    open_review(customer, reason="Look", kind="first", by=None, at=timezone.now())
    read(customer, tier="low")
    for _again in range(2):
        read(customer, tier="high")
        read(customer, tier="low")
        assert swept() == ["Look", "tier_high"]
    review = Review.objects.get()
    assert (review.kind, review.due_date) == ("first", add_business_days(today(), 5))
    complete_review(review, by=account_manager, result="plan", findings="x", at=timezone.now())
    assert swept() == [], "what was looked at does not come again"


def test_who_has_left_is_not_looked_at(customer):
    Customer.objects.update(status="exited", name="Other")
    assert swept() == []


def test_many_customers_are_one_statement():
    asked = []
    for many in (1, 5):
        for number in range(many):
            make_customer(f"M-{many}-{number}")
        Customer.objects.filter(number__startswith=f"M-{many}-").update(name="Other")
        with CaptureQueriesContext(connection) as context:
            assert open_event_reviews(at=timezone.now()) == many
        asked.append(len(context))
    assert asked[0] == asked[1]


def test_the_reason_is_said_in_the_readers_language(customer, client_for, account_manager):
    for kind in ("tier_high", "event:insolvency"):
        ReviewCause.objects.create(customer=customer, kind=kind)
    open_event_reviews(at=timezone.now())
    page = reverse("monitoring:review_detail", args=[Review.objects.get().pk])
    shown = client_for(account_manager).get(page).content.decode()
    assert "the tier rose to high" in shown
    assert "confirmed: insolvency" in shown
    with translation.override("zh-hans"):
        assert "破产" in Review.objects.get().said_reasons[0]
