"""The pages of reviews: who sees which, what changed, and how one is completed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from monitoring.control.exceptions import REPORTS
from monitoring.control.populations import POPULATIONS
from monitoring.models import Alert, AlertRule, Review
from monitoring.reviews.selectors import risen_before, since_last
from monitoring.services import open_due_reviews, open_review
from monitoring.services.reviews import complete_review, end_review_of
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import today
from scoring.models import CustomerTreatment, Rating, Treatment
from scoring.services import review_treatment
from tests.factories import make_customer, make_person
from tests.inboxes import waiting_rows
from tests.monitoring.readings import read
from tests.scoring.policies import publish_treatments

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DONE = {"result": "override", "findings": "Their bank has cut the line."}


@pytest.fixture
def customer(account_manager):
    return make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")


@pytest.fixture
def review(customer):
    return opened(customer)


@pytest.fixture
def head():
    return make_person(roles.HEAD_OF_RISK, username="head")


def opened(customer, reason="Letter came back", **more):
    return open_review(customer, reason=reason, kind="event", by=None, at=timezone.now(), **more)


def alert_of(customer):
    at = timezone.now()
    return Alert.objects.create(
        customer=customer, rule=AlertRule.objects.get(code="max_dpd"), episode=1, severity="high",
        raised_at=at, latest_at=at, due_at=at,
    )  # fmt: skip


def page(review, name="review_detail"):
    return reverse(f"monitoring:{name}", args=[review.pk])


def waits_for(user):
    return [row.customer_id for row in waiting_rows(user, "reviews")]


def test_a_review_of_a_managers_customer_who_left_waits_for_who_sees_all(
    customer, account_manager, teammate, risk_officer
):
    open_review(customer, reason="Letter came back", kind="event", by=None, at=timezone.now())
    assert waits_for(account_manager) == [customer.pk]
    assert waits_for(risk_officer) == []
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    assert waits_for(risk_officer) == [customer.pk]
    assert waits_for(teammate) == []


def test_the_list_shows_reviews_of_customers_one_sees(review, client_for, account_manager):
    strange = opened(make_customer("N-1"))
    shown = client_for(account_manager).get(reverse("monitoring:review_list")).content.decode()
    assert page(review) in shown
    assert page(strange) not in shown


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("mine=1", True), ("state=open", True), ("state=completed", False), ("overdue=1", True),
        ("kind=event", True), ("kind=first", False), ("tier=high", True), ("tier=low", False),
        ("q=Hua", True),
    ],
)  # fmt: skip
def test_the_list_is_filtered(review, client_for, account_manager, query, is_found):
    Review.objects.update(due_date=today() - DAY)
    Rating.objects.filter(customer=review.customer).update(tier="high")
    answer = client_for(account_manager).get(f"{reverse('monitoring:review_list')}?{query}")
    assert (page(review) in answer.content.decode()) is is_found


def test_a_review_opened_from_an_alert_names_it(customer, client_for, account_manager):
    alert = alert_of(customer)
    url = reverse("monitoring:review_open", args=[customer.pk])
    answer = client_for(account_manager).post(url, {"alert": alert.pk}, follow=True)
    review = Review.objects.get()
    assert (review.kind, review.alert, review.reasons) == ("alert", alert, [alert.rule.name])
    assert reverse("monitoring:alert_detail", args=[alert.pk]) in answer.content.decode()


def test_a_review_without_a_reason_is_not_opened(customer, client_for, account_manager):
    url = reverse("monitoring:review_open", args=[customer.pk])
    answer = client_for(account_manager).post(url, {"reason": " "}, follow=True)
    assert "Say why this customer is reviewed." in answer.content.decode()
    assert not Review.objects.exists()


def test_completing_leads_on_to_the_act_of_the_result(review, client_for, account_manager):
    url = page(review, "review_complete")
    answer = client_for(account_manager).post(url, DONE, follow=True)
    shown = answer.content.decode()
    assert reverse("scoring:override_request", args=[review.customer_id]) in shown
    assert "Their bank has cut the line." in shown
    answer = client_for(account_manager).post(url, DONE)
    assert answer.status_code == 409


def test_nothing_found_is_no_review(review, client_for, account_manager):
    answer = client_for(account_manager).post(page(review, "review_complete"), {"result": "plan"})
    assert answer.status_code == 422
    assert Review.objects.open().exists()


def test_nobody_ends_a_review_by_hand(review, client_for, account_manager):
    words = {"result": "ended", "findings": "x"}
    answer = client_for(account_manager).post(page(review, "review_complete"), words)
    assert answer.status_code == 422


def test_a_colleague_who_does_not_manage_the_customer_reads_why_not(review, client_for):
    colleague = make_person(roles.ACCOUNT_MANAGER, username="colleague", team=review.customer.team)
    shown = client_for(colleague).get(page(review)).content.decode()
    assert page(review, "review_complete") not in shown
    assert "Another person manages this customer" in shown


def test_figures_are_compared_with_those_of_the_review_before(review, account_manager):
    customer = review.customer
    read(customer, exposure=500, overdue=0)
    complete_review(review, by=account_manager, at=timezone.now(), **DONE)
    read(customer, exposure=900, overdue=0)
    alert = alert_of(customer)
    since = since_last(opened(customer), account_manager)
    changes = {change.name: change for change in since.changes}
    assert since.former == review
    assert (changes["exposure"].then, changes["exposure"].now) == (Decimal(500), Decimal(900))
    assert changes["exposure"].differs
    assert not changes["overdue"].differs
    assert changes["credit_limit"].then is None  # not known is not zero
    assert since.alerts == [alert]


def test_a_first_review_says_that_nothing_was_known_before(review, client_for, account_manager):
    shown = client_for(account_manager).get(page(review)).content.decode()
    assert "No review was completed before" in shown


def test_reviews_wait_for_the_manager_and_long_overdue_ones_for_the_head_of_risk(
    review, account_manager, head
):
    assert waits_for(account_manager) == [review.customer_id]
    assert waits_for(head) == []
    Review.objects.update(due_date=risen_before(today()))
    assert waits_for(head) == []
    Review.objects.update(due_date=risen_before(today()) - DAY)
    assert waits_for(head) == [review.customer_id]


def test_a_review_rises_after_five_business_days():
    day = today()
    last = risen_before(day) - DAY
    assert add_business_days(last, 5) < day
    assert add_business_days(last + DAY, 5) >= day


def test_the_customers_page_shows_its_reviews_and_opens_one(review, client_for, account_manager):
    shown = client_for(account_manager).get(
        reverse("monitoring:review_panel", args=[review.customer_id])
    )
    assert page(review) in shown.content.decode()
    assert "Add the reason to the open review" in shown.content.decode()


def test_who_has_left_or_was_merged_is_not_reviewed(review):
    Customer.objects.filter(pk=review.customer_id).update(status="exited")
    assert open_due_reviews(at=timezone.now()) == 1
    assert open_due_reviews(at=timezone.now()) == 0
    assert Review.objects.get().result == "ended"
    merged = opened(make_customer("N-1"))
    end_review_of(merged.customer, at=timezone.now())
    assert not Review.objects.open().exists()


def test_a_look_at_the_treatment_completes_the_open_review(review, account_manager):
    publish_treatments()
    treatment = Treatment.objects.get(policy__state="published", tier="medium")
    held = CustomerTreatment.objects.create(
        customer=review.customer, treatment=treatment, review_date=today(), since=today()
    )
    review_treatment(held, note="Pays.", by=account_manager, at=timezone.now())
    review.refresh_from_db()
    assert (review.result, review.findings) == ("unchanged", "Pays.")
    assert review.completed_by == account_manager


def test_late_reviews_are_exceptions_and_completed_ones_a_population(review, auditor, head):
    assert list(REPORTS["late_reviews"].rows(auditor)) == []
    Review.objects.update(due_date=today() - DAY)
    assert list(REPORTS["late_reviews"].rows(auditor)) == [review]
    complete_review(review, by=head, at=timezone.now(), **DONE)
    assert list(REPORTS["late_reviews"].rows(auditor)) == []
    period = (timezone.now() - DAY, timezone.now() + DAY)
    assert [row[0] for row in POPULATIONS["customer_reviews"].rows(period)] == [review.pk]
