"""The columnar copy of the readings: what is in it, when it is made again, and never half."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from decimal import Decimal

import duckdb
import pytest
from django.db import connection
from django.utils import timezone

from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import tasks
from scoring.columns import copies, current_copy, engine, files, find_copy, make_copy, renew_copy
from scoring.indicators import SCORABLE
from scoring.models import Rating, RatingHistory, Reading
from tests.factories import make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
D = Decimal


@pytest.fixture
def large(monkeypatch):
    """Let any book be a large one, which nobody copies while somebody waits."""
    monkeypatch.setattr(copies, "SMALL", 0)


def make_reading(known_at=None, **figures):
    customer = make_customer()
    return Reading.objects.create(
        customer=customer, as_of=today(), known_at=known_at or timezone.now(), **figures
    )


def rows_of(copy, columns="*"):
    with engine(copy.path.parent) as duck:
        return duck.execute(f"SELECT {columns} FROM {copy.source} ORDER BY customer_id").fetchall()


def test_a_copy_holds_what_was_read_and_the_rating_in_force():
    first = make_reading(exposure=D("1234.56"), max_dpd=D("12.3456"), credit_limit=D("99.90"))
    second = make_reading(exposure=D("99999999999999999999.99"))
    Rating.objects.filter(customer=first.customer).update(
        tier="high", score=D("61.5"), pd=D("3.1416")
    )
    copy = make_copy()
    columns = "customer_id, exposure, max_dpd, credit_limit, tier, score, pd"
    assert rows_of(copy, columns) == [
        (first.pk, D("1234.56"), D("12.3456"), D("99.90"), 3, 615, 31416),
        (second.pk, D("99999999999999999999.99"), None, None, 0, None, None),
    ]
    assert (copy.customers, copy.first_day, copy.final_day) == (2, today(), today())
    assert set(SCORABLE) <= set(copies.COLUMNS)


def test_an_empty_book_has_a_copy_too():
    copy = make_copy()
    assert (copy.customers, copy.first_day) == (0, None)


def test_a_small_book_is_copied_again_when_somebody_asks():
    make_reading()
    assert current_copy().customers == 1
    make_reading()
    assert current_copy().customers == 2


def test_who_asks_of_a_large_book_waits_for_the_sweep(large):
    make_reading()
    with pytest.raises(Refused) as refused:
        current_copy()
    assert refused.value.code == "figures_not_ready"
    assert renew_copy(at=timezone.now())
    make_reading()
    assert current_copy().customers == 1


def test_the_sweep_leaves_a_small_book_alone():
    make_reading()
    assert not renew_copy(at=timezone.now())
    assert find_copy() is None


def test_the_sweep_runs_twice_and_copies_once(large):
    make_reading()
    assert renew_copy(at=timezone.now())
    assert not renew_copy(at=timezone.now())


def test_a_finished_run_over_the_book_renews_the_copy_at_once(large):
    make_reading()
    first = make_copy()
    now = timezone.now()
    run = Run.objects.create(kind="score_book", created_at=now, state=Run.State.RUNNING)
    assert not renew_copy(at=now)
    run.state, run.finished_at = Run.State.DONE, now
    run.save()
    assert renew_copy(at=now)
    assert find_copy().moment > first.moment
    assert not renew_copy(at=timezone.now())


def test_a_change_renews_a_copy_that_is_old(large):
    make_reading()
    make_copy()
    later = timezone.now() + copies.OLD + dt.timedelta(seconds=1)
    assert not renew_copy(at=later)  # nothing has changed
    make_reading()
    assert not renew_copy(at=timezone.now())  # it was looked at just now
    assert renew_copy(at=later + copies.OLD)
    assert find_copy().customers == 2


def test_an_override_renews_a_copy_that_is_old_though_no_reading_changed(large):
    reading = make_reading()
    first = make_copy()
    Rating.objects.filter(customer=reading.customer).update(tier="high")
    RatingHistory.objects.create(
        customer_id=reading.pk, as_of=today(), tier="high", card_tier="low",
        recorded_at=timezone.now(),
    )  # fmt: skip
    assert renew_copy(at=timezone.now() + copies.OLD + dt.timedelta(seconds=1))
    assert find_copy().moment > first.moment
    assert rows_of(find_copy(), "tier") == [(3,)]


def test_a_file_that_was_cut_off_is_made_again(large):
    make_reading()
    path = make_copy().path
    path.write_bytes(path.read_bytes()[:100])
    assert find_copy() is None
    assert renew_copy(at=timezone.now())
    assert find_copy().customers == 1


def test_a_builder_that_was_killed_leaves_the_copy_as_it_was(large, monkeypatch):
    make_reading()
    before = make_copy()
    make_reading()

    class Killed(BaseException):
        pass

    def killed(*_args, **_words):
        raise Killed

    monkeypatch.setattr(files.os, "fsync", killed)
    with pytest.raises(Killed):
        make_copy()
    assert find_copy() == before


def test_what_killed_builders_left_is_removed_after_a_while():
    left = files.folder() / "building-left"
    fresh = files.folder() / "building-fresh"
    for each in (left, fresh):
        each.mkdir()
        (each / "rows.csv").write_bytes(b"1,2")
    long_ago = time.time() - files.ABANDONED_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    make_copy()
    assert not left.exists()
    assert fresh.exists()


def test_a_copy_is_removed_once_nobody_can_be_reading_it_any_more():
    first, second = make_copy(), make_copy()
    third = make_copy()
    assert first.path.exists()  # its successor is young, so somebody may read on
    long_ago = time.time() - files.READ_SECONDS - 1
    os.utime(second.path, (long_ago, long_ago))
    make_copy()
    assert not first.path.exists()
    assert second.path.exists()
    assert third.path.exists()


def test_copies_of_other_columns_are_not_taken(large, monkeypatch):
    make_reading()
    make_copy()
    monkeypatch.setitem(copies.COLUMNS, "further", ("r.oldest_days", "INTEGER"))
    assert find_copy() is None


@pytest.mark.django_db(transaction=True)
def test_two_builders_at_once_leave_two_whole_copies():
    make_reading()
    made, wrong = [], []

    def build():
        try:
            made.append(make_copy())
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    builders = [threading.Thread(target=build) for _ in range(4)]
    for each in builders:
        each.start()
    for each in builders:
        each.join()
    assert wrong == []
    assert {len(rows_of(copy)) for copy in made} == {1}
    assert find_copy().moment == max(copy.moment for copy in made)


def test_the_engine_reaches_no_other_file_and_keeps_its_bounds(tmp_path):
    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1\n")
    with engine(files.folder()) as duck:
        for forbidden in (
            f"FROM read_csv('{outside}')",
            f"COPY (SELECT 1) TO '{outside}'",
            "SET memory_limit = '10GB'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                duck.execute(forbidden)


def test_the_workers_task_makes_the_copy_and_may_run_twice(large):
    make_reading()
    tasks.renew_columns()
    tasks.renew_columns()
    assert find_copy().customers == 1
    assert len(list(files.folder().glob("*.parquet"))) == 1
