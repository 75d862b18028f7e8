"""The queue of changed customers: taken, scored, and emptied of exactly what was read."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from customers.models import CustomerChange
from riskcrm.web.today import today
from scoring import services, tasks
from scoring.models import Rating, Reading, RiskScore
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_customers import late_payer, score


def mark(*customers, at=None):
    now = at or timezone.now()
    return CustomerChange.objects.bulk_create(
        CustomerChange(customer=customer, cause="test", recorded_at=now) for customer in customers
    )


@pytest.mark.django_db
def test_changed_customers_are_scored_and_their_rows_are_gone():
    first, second, third = late_payer(), late_payer(late=0), late_payer()
    mark(first, second, first)
    assert services.score_changed(at=timezone.now()) == 2
    assert not CustomerChange.objects.exists()
    assert set(RiskScore.objects.values_list("customer_id", flat=True)) == {first.pk, second.pk}
    assert Rating.objects.get(customer=third).tier == "unrated"


@pytest.mark.django_db
def test_a_row_without_its_customer_is_thrown_away():
    mark(late_payer())
    CustomerChange.objects.create(customer_id=10**12, cause="test", recorded_at=timezone.now())
    services.score_changed(at=timezone.now())
    assert not CustomerChange.objects.exists()
    assert RiskScore.objects.count() == 1


@pytest.mark.django_db
def test_the_task_may_run_twice():
    mark(late_payer())
    tasks.score_changed()
    tasks.score_changed()
    assert RiskScore.objects.count() == 1


@pytest.mark.django_db
def test_a_tick_takes_no_more_than_its_share(monkeypatch):
    monkeypatch.setattr(services.scores, "TICK_CUSTOMERS", 2)
    mark(*(make_customer() for _ in range(3)))
    assert services.score_changed(at=timezone.now()) == 2
    assert CustomerChange.objects.count() == 1


@pytest.mark.django_db
def test_a_fact_from_a_clock_that_runs_ahead_is_not_missed():
    customer = late_payer()
    ahead = timezone.now() + dt.timedelta(seconds=30)
    customer.invoices.update(recorded_at=ahead)
    mark(customer, at=ahead)
    services.score_changed(at=timezone.now())
    assert Rating.objects.get(customer=customer).tier == "high"


def exposure_of(customer):
    return Reading.objects.get(customer=customer).exposure


@pytest.mark.django_db
def test_a_change_is_not_lost_to_a_reading_that_a_clock_running_ahead_has_dated():
    customer, now = make_customer(), timezone.now()
    for seconds_ahead, amount in ((5, 100), (3, 900), (1, 50)):
        at = now + dt.timedelta(seconds=seconds_ahead)
        make_invoice(customer, amount, invoice_date=today(), recorded_at=at)
        mark(customer, at=at)
        before = Reading.objects.filter(customer=customer).first()
        assert services.score_changed(at=now) == 1
        assert exposure_of(customer) == amount + (before.exposure if before else 0)
    assert not CustomerChange.objects.exists()


@pytest.mark.django_db
def test_the_night_passes_nobody_over_whose_reading_a_clock_running_ahead_has_dated(on_day):
    customer, now = make_customer(), timezone.now()
    day = today()
    make_invoice(customer, 100, invoice_date=day - dt.timedelta(days=30), due_date=day)
    score(customer, known_at=now + dt.timedelta(seconds=5))
    assert Reading.objects.get(customer=customer).max_dpd == 0
    score(customer, day=on_day(day + dt.timedelta(days=1)), known_at=now)
    assert Reading.objects.get(customer=customer).max_dpd == 1


@pytest.mark.django_db
def test_a_change_is_not_lost_where_another_host_has_begun_the_next_day(on_day):
    customer, day, now = late_payer(), today(), timezone.now()
    score(customer, day=on_day(day + dt.timedelta(days=1)), known_at=now)
    on_day(day)
    make_invoice(customer, 900, invoice_date=day, recorded_at=now)
    mark(customer, at=now)
    services.score_changed(at=now)
    assert exposure_of(customer) == 900


@pytest.mark.django_db
def test_a_change_is_not_lost_where_midnight_passes_meanwhile(monkeypatch):
    customer, day = late_payer(), today()
    mark(customer)
    clock = iter([day, *[day + dt.timedelta(days=1)] * 9])
    monkeypatch.setattr(services.scores, "today", lambda: next(clock))
    services.score_changed(at=timezone.now())
    assert Rating.objects.get(customer=customer).tier == "high"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_waited_for_another_takes_nothing_back_and_loses_nothing():
    customer, now = make_customer(), timezone.now()
    make_invoice(customer, 100, invoice_date=today(), recorded_at=now)
    scored = []

    def other_worker():
        try:
            make_invoice(customer, 900, invoice_date=today(), recorded_at=now)
            mark(customer, at=now)
            scored.append(services.score_changed(at=now))
        finally:
            connection.close()

    thread = threading.Thread(target=other_worker)
    with transaction.atomic():
        score(customer, known_at=now + dt.timedelta(seconds=5))
        thread.start()
        give_up_at = time.monotonic() + 20
        while not waits_for_a_lock() and time.monotonic() < give_up_at:
            time.sleep(0.01)
    thread.join(20)
    assert scored == [1]
    assert exposure_of(customer) == 1000


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db
def test_rows_stay_when_scoring_fails(monkeypatch):
    mark(late_payer())

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr(services.scores, "score_customers", fail)
    with pytest.raises(RuntimeError):
        services.score_changed(at=timezone.now())
    assert CustomerChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rows_held_by_another_worker_and_rows_that_come_later_are_left():
    held, free, later = late_payer(), late_payer(), late_payer()
    (row,) = mark(held)
    mark(free)
    scored = []

    def other_worker():
        try:
            scored.append(services.score_changed(at=timezone.now()))
            mark(later)
        finally:
            connection.close()

    with transaction.atomic():
        CustomerChange.objects.select_for_update().get(pk=row.pk)
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(20)
    assert scored == [1]
    assert set(CustomerChange.objects.values_list("customer_id", flat=True)) == {
        held.pk,
        later.pk,
    }


@pytest.mark.django_db(transaction=True)
def test_many_workers_score_each_customer_once():
    customers = [late_payer() for _ in range(12)]
    mark(*customers, *customers)
    failures = []

    def worker():
        try:
            while services.score_changed(at=timezone.now()):
                pass
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert not CustomerChange.objects.exists()
    assert Rating.objects.filter(tier="high").count() == len(customers)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_half_way_leaves_everything_to_the_next(monkeypatch):
    customer = late_payer()
    mark(customer)
    score_customers = services.score_customers

    def die_after_scoring(*args, **kwargs):
        score_customers(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(services.scores, "score_customers", die_after_scoring)
    with pytest.raises(OperationalError):
        services.score_changed(at=timezone.now())
    connection.close()
    assert not RiskScore.objects.exists()
    assert CustomerChange.objects.count() == 1
    monkeypatch.setattr(services.scores, "score_customers", score_customers)
    assert services.score_changed(at=timezone.now()) == 1
    assert Rating.objects.get(customer=customer).tier == "high"
