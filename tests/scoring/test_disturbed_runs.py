"""Runs over the book that others come between: no customer lost, none twice, the same digits."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.today import today
from scoring import selectors, services, tasks
from scoring.models import Rating, Reading, RiskScore
from tests.scoring.cards import changed, first_version, make_draft, publish, submit
from tests.scoring.test_score_customers import late_payer

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = today() - dt.timedelta(days=1)
DIGITS = ("points", "score", "tier", "coverage", "contributions", "knock_outs", "pd")


@pytest.fixture
def book(monkeypatch):
    """Six customers in three chunks of two, no two of them alike."""
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 2)
    customers = [late_payer(late=late) for late in (0, 3, 9, 20, 40, 70)]
    services.ensure_peers_of_yesterday(at=timezone.now())
    return [customer.pk for customer in customers]


def request(day=None):
    return services.request_book_run(as_of=day, by=SYSTEM, at=timezone.now())


def digits_of(run):
    """What a run wrote down of each customer; it wrote of none twice."""
    rows = list(RiskScore.objects.filter(run_id=run.pk).values("customer_id", *DIGITS))
    assert max(Counter(row["customer_id"] for row in rows).values(), default=1) == 1
    return {row.pop("customer_id"): row for row in rows}


def standing():
    """Where each customer stands, with all that its figures say."""
    readings = {row.pk: model_to_dict(row) for row in Reading.objects.all()}
    for row in readings.values():
        row.pop("known_at", None)
    ratings = Rating.objects.values_list("customer_id", "tier", "score", "points")
    return {customer: (*rest, readings.get(customer)) for customer, *rest in ratings}


def undisturbed(*acts, day=None):
    """What one run alone writes after these acts, and where everybody stands then; undone."""
    with transaction.atomic():
        for act in acts:
            act()
        run = Run.objects.order_by("-pk")[0] if acts else request(day)
        services.work_on_book_runs(at=timezone.now())
        found = digits_of(run), standing()
        transaction.set_rollback(True)
    return found


def work_on(run):
    jobs.work_on(services.BOOK_RUN, services.score_chunk, at=timezone.now(), run=run)


def start(work):
    def work_and_close():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=work_and_close)
    thread.start()
    return thread


@contextlib.contextmanager
def in_the_middle_of(run, customer):
    """A worker of this run stands in the chunk of this customer until the block is committed."""
    with transaction.atomic():
        Rating.objects.select_for_update().get(customer=customer)
        worker = start(lambda: work_on(run))
        give_up_at = time.monotonic() + 20
        while not waits_for_a_lock():
            assert time.monotonic() < give_up_at, "no worker came to this customer"
            time.sleep(0.01)
        yield
    worker.join(20)
    assert not worker.is_alive()


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def is_done(run):
    run.refresh_from_db()
    counts = run.state, run.done, run.result["customers"]
    return counts == (Run.State.DONE, run.total, run.total)


def test_two_runs_started_at_once_by_two_workers_score_each_customer_once_in_each(book):
    alone, alone_before = undisturbed(), undisturbed(day=YESTERDAY)
    ready, runs = threading.Barrier(4), []

    def ask_and_work(day):
        ready.wait(10)
        runs.append(request(day))
        tasks.work_on_runs()

    workers = [start(lambda day=day: ask_and_work(day)) for day in (None, YESTERDAY) * 2]
    for worker in workers:
        worker.join(40)
    assert len(runs) == 4
    before, now = sorted(set(runs), key=lambda run: run.params["as_of"])
    assert is_done(before)
    assert is_done(now)
    assert digits_of(before) == alone_before[0]
    # a score of today that is that of yesterday has no row of its own
    assert digits_of(now) == {customer: alone[0][customer] for customer in digits_of(now)}
    assert standing() == alone[1]


def test_a_run_cancelled_midway_keeps_what_is_scored_and_leaves_the_rest_as_it_was(book):
    digits, stand = undisturbed()
    never_scored = standing()
    run = request()
    with in_the_middle_of(run, book[2]):
        jobs.cancel_run(run, by=SYSTEM, at=timezone.now(), reason="The rates are wrong.")
    run.refresh_from_db()
    assert (run.state, run.done) == (Run.State.CANCELLED, 4)  # the chunk in hand came to its end
    assert digits_of(run) == {customer: digits[customer] for customer in book[:4]}
    seen = standing()
    assert {pk: seen[pk] for pk in book[:4]} == {pk: stand[pk] for pk in book[:4]}
    assert {pk: seen[pk] for pk in book[4:]} == {pk: never_scored[pk] for pk in book[4:]}
    assert tasks.work_on_runs() is None
    assert standing() == seen

    rest = request()
    tasks.work_on_runs()
    assert is_done(rest)
    assert digits_of(rest) == {customer: digits[customer] for customer in book[4:]}
    assert standing() == stand


KILLED = """
import os, signal
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from django.utils import timezone
from riskcrm.jobs import services as jobs
from scoring import services

def score_and_die(run, chunk):
    counts = services.score_chunk(run, chunk)
    if chunk.number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return counts

jobs.work_on(services.BOOK_RUN, score_and_die, at=timezone.now())
"""


def kill_a_worker_in_its_second_chunk():
    """A process of its own, which has written the scores of the chunk and not yet committed."""
    ended = subprocess.run(
        [sys.executable, "-c", KILLED.format(name=connection.settings_dict["NAME"])],
        cwd=Path(__file__).resolve().parents[2],
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "riskcrm.settings"},
    )
    assert ended.returncode == -signal.SIGKILL


def test_what_a_worker_left_that_was_killed_in_a_chunk_is_done_by_another(book):
    digits, stand = undisturbed()
    run = request()
    kill_a_worker_in_its_second_chunk()
    run.refresh_from_db()
    assert (run.state, run.done) == (Run.State.RUNNING, 2)
    assert set(digits_of(run)) == set(book[:2])
    assert Reading.objects.count() == 2
    later = timezone.now() + jobs.CLAIM + dt.timedelta(seconds=1)
    for _time in range(600):  # until the server has noticed that the connection is gone
        if services.work_on_book_runs(at=later) and is_done(run):
            break
        time.sleep(0.05)
    assert is_done(run)
    assert list(run.chunks.order_by("number").values_list("attempts", flat=True)) == [1, 2, 1]
    assert digits_of(run) == digits
    assert standing() == stand


def test_a_card_published_during_a_run_scores_all_and_no_run_mixes_cards(
    book, risk_officer, second_officer
):
    definition = changed(first_version().definition, medium="1", high="2")
    review = submit(make_draft(risk_officer, definition=definition), risk_officer)
    by_the_former, _stand = undisturbed()
    by_the_new, stand = undisturbed(lambda: publish(review, second_officer))
    assert by_the_new != by_the_former
    review.refresh_from_db()

    former = request()
    with in_the_middle_of(former, book[2]):
        publish(review, second_officer)
    former.refresh_from_db()
    new = Run.objects.get(params__card_version=review.pk)
    assert former.state == Run.State.CANCELLED
    # the chunk in hand came to its end by its own card, for history alone; the next was not begun
    assert digits_of(former) == {customer: by_the_former[customer] for customer in book[:4]}
    assert Chunk.objects.filter(run=former, state=Chunk.State.DONE).count() == 2
    assert not Rating.objects.filter(customer__in=book[2:], score_row__isnull=False).exists()

    tasks.work_on_runs()
    assert is_done(new)
    assert digits_of(new) == by_the_new
    assert standing() == stand
    for run, version in ((former, first_version()), (new, review)):
        cards = RiskScore.objects.filter(run_id=run.pk).values_list("card_version_id", flat=True)
        assert set(cards) == {version.pk}
    latest = RiskScore.objects.filter(pk__in=Rating.objects.values("score_row"))
    assert set(latest.values_list("run_id", flat=True)) == {new.pk}
