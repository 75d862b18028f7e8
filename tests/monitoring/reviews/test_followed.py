"""What a completed review shows of what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import CreditTerms, Plan
from monitoring.reviews.followed import followed
from monitoring.services import open_review
from monitoring.services.reviews import complete_review
from riskcrm.accounts import roles
from riskcrm.web.today import today
from scoring.services import request_override
from tests.factories import make_customer, make_person
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def review(account_manager):
    return opened(make_customer(manager=account_manager, team=account_manager.team))


def opened(customer):
    at = timezone.now()
    return open_review(customer, reason="Letter came back", kind="event", by=None, at=at)


def page(review):
    return reverse("monitoring:review_detail", args=[review.pk])


def shown(client, review):
    return client.get(page(review)).content.decode().partition('id="followed"')[2]


def planned(customer, at=None):
    at = at or timezone.now()
    return Plan.objects.create(
        customer=customer, source_key=f"P-{at}", effective_date=at.date(), recorded_at=at,
        problem="Pays late",
    )  # fmt: skip


def completed(review, by, result):
    return complete_review(review, by=by, result=result, findings="Late.", at=timezone.now())


def test_a_completed_review_shows_what_was_made_since_or_the_act_that_is_due(
    review, client_for, account_manager
):
    client = client_for(account_manager)
    completed(review, account_manager, "plan")
    new_plan = reverse("customers:plan_create", args=[review.customer_id])
    assert "still to be made" in shown(client, review)
    assert new_plan in shown(client, review)
    case = make_case(review.customer, by=account_manager, at=timezone.now())
    assert f"/cases/{case.pk}/" in shown(client, review)
    assert new_plan in shown(client, review)  # a case is no plan
    plan = planned(review.customer)
    found = shown(client, review)
    assert f"/plans/{plan.pk}/" in found
    assert "still to be made" not in found
    assert new_plan not in found


@pytest.mark.parametrize("result", ["override", "removal", "terms"])
def test_what_a_result_calls_for_is_due_until_it_is_made(
    review, client_for, account_manager, result
):
    completed(review, account_manager, result)
    client, at = client_for(account_manager), timezone.now()
    assert "still to be made" in shown(client, review)
    if result == "terms":
        said = {"credit_limit": 5, "recorded_at": at}
        CreditTerms.objects.create(customer=review.customer, effective_date=today(), **said)
    elif result == "removal":
        make_case(review.customer, by=account_manager, at=timezone.now())
    else:
        request_override(
            review.customer, tier="high", reason="knowledge", text="They lose.", evidence="K-1",
            expires_on=today() + DAY, by=account_manager, at=at,
        )  # fmt: skip
    found = shown(client, review)
    assert "still to be made" not in found
    assert "second-line" in found


def test_what_was_made_belongs_to_the_review_of_its_time(review, account_manager, client_for):
    early = planned(review.customer, at=review.opened_at - DAY)
    during = planned(review.customer)
    completed(review, account_manager, "plan")
    later = opened(review.customer)
    after = planned(review.customer)
    completed(later, account_manager, "plan")
    client = client_for(account_manager)
    for each, plans in ((review, {during}), (later, {after})):
        text = shown(client, each)
        assert {row for row in (early, during, after) if f"/plans/{row.pk}/" in text} == plans


def test_what_came_of_it_is_shown_to_who_may_see_it(review, account_manager):
    completed(review, account_manager, "removal")
    make_case(review.customer, by=account_manager, at=timezone.now())
    assert [each.result for each in followed(review, account_manager)] == ["removal"]
    stranger = make_person(roles.ACCOUNT_MANAGER, username="stranger")
    assert followed(review, stranger) == []


def test_a_review_that_changed_nothing_asks_for_nothing(review, client_for, account_manager):
    completed(review, account_manager, "unchanged")
    assert shown(client_for(account_manager), review) == ""
