"""A customer whose figures the database refuses is found, shown and tried again; others go on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from customers.models import CustomerChange, Invoice
from monitoring.services import raise_alerts, refresh_book
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.metrics import exposition
from riskcrm.web.today import today
from scoring import services, tasks
from scoring.models import Rating, Reading, Unscorable
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_changed import mark
from tests.scoring.test_score_customers import late_payer

pytestmark = pytest.mark.django_db

LONGEST = Decimal("9999999999999999.99")


def open_invoices(customer, count):
    """So many open invoices of the longest amount there is."""
    now = timezone.now()
    Invoice.objects.bulk_create(
        Invoice(customer=customer, number=f"{n}", amount=LONGEST, base_amount=LONGEST,
                currency="USD", invoice_date=today() - dt.timedelta(days=60),
                due_date=today() - dt.timedelta(days=30), recorded_at=now)
        for n in range(count)
    )  # fmt: skip


def unscorable_customer(**fields):
    """More is open than the column of sums holds."""
    customer = make_customer(**fields)
    open_invoices(customer, 10_001)
    return customer


def tier_of(customer):
    return Rating.objects.get(customer=customer).tier


def test_a_sum_may_be_longer_than_the_longest_amount():
    customer = make_customer()
    open_invoices(customer, 2)
    mark(customer)
    services.score_changed(at=timezone.now())
    assert Reading.objects.get(customer=customer).exposure == 2 * LONGEST
    assert not Unscorable.objects.exists()
    raise_alerts(at=timezone.now())
    assert refresh_book(at=timezone.now(), force=True)


def test_who_cannot_be_scored_leaves_the_queue_and_holds_nobody_up():
    before, culprit, after = late_payer(), unscorable_customer(), late_payer()
    mark(before, culprit, after, culprit)
    assert services.score_changed(at=timezone.now()) == 3
    assert (tier_of(before), tier_of(after), tier_of(culprit)) == ("high", "high", "unrated")
    assert not CustomerChange.objects.exists()
    kept = Unscorable.objects.get()
    assert (kept.customer_id, kept.attempts) == (culprit.pk, 1)
    assert "overflow" in kept.error
    assert b"riskcrm_unscorable_customers 1.0" in exposition(at=timezone.now())


def test_a_later_change_tries_again_and_a_success_forgets():
    culprit = unscorable_customer()
    mark(culprit)
    services.score_changed(at=timezone.now())
    since = Unscorable.objects.get().since
    mark(culprit)
    services.score_changed(at=timezone.now())
    kept = Unscorable.objects.get()
    assert (kept.attempts, kept.since) == (2, since)
    assert kept.tried_at > since
    culprit.invoices.exclude(number="0").delete()
    mark(culprit)
    services.score_changed(at=timezone.now())
    assert not Unscorable.objects.exists()
    assert Reading.objects.get(customer=culprit).exposure == LONGEST


def test_a_run_scores_the_others_and_counts_who_cannot_be_scored():
    before, culprit, after = late_payer(), unscorable_customer(), late_payer()
    run = services.request_book_run(by=SYSTEM, at=timezone.now())
    tasks.work_on_runs()
    run.refresh_from_db()
    assert (run.state, run.done) == (Run.State.DONE, 3)
    assert (run.result["customers"], run.result["unscorable"]) == (3, 1)
    assert (tier_of(before), tier_of(after)) == ("high", "high")
    assert Unscorable.objects.get().customer == culprit


def test_a_wrong_statement_is_nobodys_fault_and_the_queue_stays(monkeypatch):
    mark(late_payer(), late_payer())
    monkeypatch.setattr(
        services.scores.statement, "score_sql", lambda *_, **__: "SELECT no_such_column"
    )
    services.scores._sql.cache_clear()
    with pytest.raises(ProgrammingError):
        services.score_changed(at=timezone.now())
    services.scores._sql.cache_clear()
    assert CustomerChange.objects.count() == 2
    assert not Unscorable.objects.exists()


# --- the page ---


@pytest.fixture
def culprit(account_manager):
    customer = unscorable_customer(manager=account_manager)
    mark(customer)
    services.score_changed(at=timezone.now())
    return customer


def test_the_page_says_why_and_offers_another_try(client, culprit, risk_officer, account_manager):
    panel, retry = (
        reverse(f"scoring:{name}", args=[culprit.pk]) for name in ("score_panel", "score_retry")
    )
    client.force_login(account_manager)
    page = client.get(panel).content.decode()
    assert "numeric field overflow" in page
    assert retry not in page
    assert client.post(retry).status_code == 403
    client.force_login(risk_officer)
    assert retry in client.get(panel).content.decode()
    assert client.post(retry).status_code == 302
    assert CustomerChange.objects.get().customer == culprit
    assert Event.objects.get(verb="retry_scoring").actor_id == str(risk_officer.pk)


def test_who_was_scored_is_not_tried_again():
    with pytest.raises(Refused) as refusal:
        services.retry_scoring(make_customer(), by=SYSTEM, at=timezone.now())
    assert refusal.value.code == "not_unscorable"
    assert not CustomerChange.objects.exists()


def test_the_list_shows_who_cannot_be_scored(client, culprit, risk_officer):
    fine = make_customer()
    make_invoice(fine)
    client.force_login(risk_officer)
    page = client.get(reverse("monitoring:customer_list"), {"unscorable": "1"}).content.decode()
    assert culprit.number in page
    assert fine.number not in page
