"""A treatment is looked at again when its cadence says so."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from riskcrm.web.today import today
from scoring import services
from scoring.models import CustomerTreatment, Rating, Treatment, TreatmentDue, TreatmentProposal
from tests.factories import make_customer, make_person
from tests.scoring.policies import publish_treatments
from tests.scoring.refused import code_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def held(account_manager):
    """A customer of medium risk, to be looked at every ninety days, whose review is due."""
    customer = make_customer(manager=account_manager, team=account_manager.team)
    return treated(customer, due=today())


def treated(customer, *, due, tier="medium"):
    Rating.objects.filter(customer=customer).update(tier=tier, as_of=today())
    treatment = Treatment.objects.get(policy__state="published", tier=tier)
    return CustomerTreatment.objects.create(
        customer=customer, treatment=treatment, review_date=due,
        since=due - treatment.review_days * DAY,
    )  # fmt: skip


def follow(customer):
    TreatmentDue.objects.create(customer_id=customer.pk)
    while services.follow_treatments(at=timezone.now()):
        pass


def review(held, by, **more):
    return services.review_treatment(held, note="Pays.", by=by, at=timezone.now(), **more)


def test_a_review_counts_on_by_the_cadence_and_is_kept(held, account_manager):
    review(held, account_manager)
    held.refresh_from_db()
    assert held.review_date == today() + 90 * DAY
    assert (held.reviewed_by, held.review_note) == (account_manager, "Pays.")
    event = Event.objects.get(verb="review_treatment")
    assert event.customer_id == held.customer_id
    assert json.loads(event.payload.body)["reason"] == "Pays."


def test_two_presses_of_one_page_are_one_review(held, account_manager):
    review(held, account_manager, version=1)
    with pytest.raises(Stale):
        review(CustomerTreatment.objects.get(), account_manager, version=1)
    assert Event.objects.filter(verb="review_treatment").count() == 1


def test_a_review_needs_a_note_and_a_person_who_may(held, account_manager, auditor):
    at = timezone.now()
    empty = {"note": " ", "by": account_manager, "at": at}
    assert code_of(lambda: services.review_treatment(held, **empty)) == "note_missing"
    colleague = make_person(roles.ACCOUNT_MANAGER, username="colleague", team=account_manager.team)
    assert code_of(lambda: review(held, colleague)) == "not_your_customer"
    outsider = make_person(roles.ACCOUNT_MANAGER, username="elsewhere")
    assert code_of(lambda: review(held, outsider)) == "not_visible"
    assert code_of(lambda: review(held, auditor)) == "no_right"
    assert not Event.objects.filter(verb="review_treatment").exists()


def test_the_database_keeps_no_half_a_review(held, account_manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerTreatment.objects.update(reviewed_by=account_manager)


def test_the_same_terms_of_a_newer_policy_undo_no_review(held, account_manager):
    review(held, account_manager)
    publish_treatments()
    follow(held.customer)
    before = held.treatment_id
    held.refresh_from_db()
    assert held.treatment_id != before
    assert held.review_date == today() + 90 * DAY


def test_another_cadence_counts_from_the_latest_look(held, account_manager):
    review(held, account_manager)
    publish_treatments(tiers={"medium": {"review_days": 30}})
    follow(held.customer)
    held.refresh_from_db()
    assert held.review_date == today() + 30 * DAY


def test_what_the_system_applies_puts_no_review_off(held):
    Rating.objects.update(tier="high")
    follow(held.customer)
    held.refresh_from_db()
    assert (held.treatment.tier, held.review_date) == ("high", today())


def test_accepting_a_proposal_is_a_look_and_makes_the_page_that_was_open_stale(
    held, account_manager
):
    Rating.objects.update(tier="low")
    follow(held.customer)
    proposal = TreatmentProposal.objects.open().get()
    services.accept_treatment(proposal, by=account_manager, at=timezone.now())
    now = CustomerTreatment.objects.get()
    assert now.review_date == today() + now.treatment.review_days * DAY
    with pytest.raises(Stale):
        review(held, account_manager, version=1)


def test_the_page_says_that_it_is_due_and_takes_the_review(held, client_for, account_manager):
    client = client_for(account_manager)
    panel = reverse("scoring:treatment_panel", args=[held.pk])
    url = reverse("scoring:treatment_review", args=[held.pk])
    shown = client.get(panel).content.decode()
    assert url in shown
    assert ">due<" in shown
    answer = client.post(url, {"note": "Pays again.", "version": 1}, follow=True)
    assert "The review is noted." in answer.content.decode()
    shown = client.get(panel).content.decode()
    assert "Pays again." in shown
    assert ">due<" not in shown
    answer = client.post(url, {"note": "Twice.", "version": 1}, follow=True)
    assert "It was changed while you looked at it" in answer.content.decode()
    answer = client.post(url, {"note": "", "version": 2}, follow=True)
    assert "Say what you found" in answer.content.decode()
    assert Event.objects.filter(verb="review_treatment").count() == 1


def test_who_may_not_review_is_shown_no_form(held, client_for, auditor):
    shown = client_for(auditor).get(reverse("scoring:treatment_panel", args=[held.pk]))
    assert shown.status_code == 200
    assert reverse("scoring:treatment_review", args=[held.pk]) not in shown.content.decode()


def test_the_api_reviews_what_was_seen(held, client_for, account_manager):
    client = client_for(account_manager)
    url = f"/api/v1/treatments/{held.pk}/"
    seen = client.get(url)
    assert seen.json()["reviewed_by"] is None
    tag, words = seen.headers["ETag"], {"note": "Pays."}
    post = {"content_type": "application/json"}
    assert client.post(f"{url}review/", words, **post).status_code == 428
    answer = client.post(f"{url}review/", words, headers={"If-Match": tag}, **post)
    assert answer.status_code == 200
    assert answer.json()["reviewed_by"] == account_manager.username
    assert answer.json()["review_date"] == str(today() + 90 * DAY)
    assert answer.headers["ETag"] == client.get(url).headers["ETag"] != tag
    assert client.post(f"{url}review/", words, headers={"If-Match": tag}, **post).status_code == 412


def test_without_a_treatment_of_its_own_the_policys_terms_are_told(client_for, account_manager):
    customer = make_customer(manager=account_manager)
    answer = client_for(account_manager).get(f"/api/v1/treatments/{customer.pk}/")
    assert answer.json()["treatment"]["tier"] == "unrated"
    assert (answer.json()["since"], answer.json()["review_date"]) == (None, None)
    assert "ETag" not in answer.headers


def test_the_customer_list_finds_due_reviews(held, client_for, account_manager):
    treated(make_customer("N-1", manager=account_manager), due=today() + DAY)
    treated(make_customer("N-2", manager=account_manager, status="exited"), due=today())
    answer = client_for(account_manager).get("/api/v1/customers/?review=due")
    assert [each["id"] for each in answer.json()["results"]] == [held.pk]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_review(account_manager):
    held = treated(make_customer(manager=account_manager), due=today())
    start, stale = threading.Barrier(2), []

    def press():
        mine = CustomerTreatment.objects.get(pk=held.pk)
        start.wait()
        try:
            review(mine, account_manager, version=1)
        except Stale as error:
            stale.append(error)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert len(stale) == 1
    assert Event.objects.filter(verb="review_treatment").count() == 1
