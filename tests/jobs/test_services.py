"""Runs are done once, whatever happens to the workers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Any

import pytest
from django.db import connection, connections, transaction

from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs import services
from riskcrm.jobs.models import Chunk, Heartbeat, Run, Slot

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)


def a_run(chunks: int = 3, *, kind: str = "count") -> Run:
    ranges = [(n * 10, n * 10 + 9, 10) for n in range(chunks)]
    return services.request_run(kind, params={"step": 1}, by=SYSTEM, ranges=ranges, at=NOW)


def count(run: Run, chunk: Chunk) -> dict[str, Any]:
    return {"scored": chunk.size, "by": run.params["step"]}


@pytest.mark.django_db
class TestOneWorker:
    def test_a_requested_run_waits_with_its_chunks_and_an_event(self) -> None:
        run = a_run()
        assert (run.state, run.total, run.chunks.count()) == (Run.State.PENDING, 30, 3)
        assert Event.objects.get(verb="request_run").object_id == str(run.pk)

    def test_a_worker_does_all_chunks_and_adds_up_their_counts(self) -> None:
        run = a_run()
        assert services.work_on("count", count, at=NOW) == 3
        run.refresh_from_db()
        assert (run.state, run.done, run.result) == ("done", 30, {"scored": 30, "by": 3})
        assert run.started_at is not None
        assert run.finished_at is not None
        assert NOW <= run.started_at < run.finished_at < NOW + dt.timedelta(seconds=30)

    def test_working_again_on_a_finished_run_does_nothing(self) -> None:
        run = a_run()
        services.work_on("count", count, at=NOW)
        assert services.work_on("count", count, at=LATER) == 0
        run.refresh_from_db()
        assert run.done == 30
        assert run.finished_at is not None
        assert run.finished_at < LATER

    def test_other_kinds_of_run_are_left_alone(self) -> None:
        run = a_run(kind="import")
        assert services.work_on("count", count, at=NOW) == 0
        run.refresh_from_db()
        assert run.state == Run.State.PENDING

    def test_a_run_without_chunks_is_done_at_the_next_look(self) -> None:
        run = a_run(chunks=0)
        services.work_on("count", count, at=NOW)
        run.refresh_from_db()
        assert run.state == Run.State.DONE

    def test_no_chunk_is_begun_when_the_time_is_up(self) -> None:
        a_run()
        assert services.work_on("count", count, at=NOW, seconds=0) == 0

    def test_a_chunk_that_failed_rests_and_is_tried_again(self) -> None:
        run = a_run(chunks=1)
        assert services.work_on("count", fail, at=NOW) == 0
        chunk = run.chunks.get()
        assert (chunk.attempts, chunk.error) == (1, "ValueError: no rate")
        assert services.work_on("count", count, at=NOW) == 0, "it is still resting"
        assert services.work_on("count", count, at=LATER) == 1
        chunk.refresh_from_db()
        assert (chunk.state, chunk.error) == ("done", "")

    def test_what_a_failed_chunk_wrote_is_gone(self) -> None:
        a_run(chunks=1)

        def write_and_fail(run: Run, chunk: Chunk) -> dict[str, Any]:
            Slot.objects.create(job="half", slot="done", taken_at=NOW)
            return fail(run, chunk)

        services.work_on("count", write_and_fail, at=NOW)
        assert not Slot.objects.exists()

    def test_after_five_attempts_a_chunk_is_parked_and_the_rest_goes_on(self) -> None:
        run = a_run(chunks=2)

        def fail_on_first(run: Run, chunk: Chunk) -> dict[str, Any]:
            return fail(run, chunk) if chunk.number == 1 else count(run, chunk)

        for minutes in range(7):
            services.work_on("count", fail_on_first, at=NOW + dt.timedelta(minutes=minutes))
        run.refresh_from_db()
        assert (run.state, run.done, run.error) == ("failed", 10, "ValueError: no rate")
        parked = run.chunks.get(state=Chunk.State.PARKED)
        assert (parked.number, parked.attempts) == (1, 5)

    def test_a_chunk_that_kills_its_worker_each_time_is_parked(self) -> None:
        run = a_run(chunks=1)
        run.chunks.update(attempts=5, claimed_until=NOW)
        assert services.work_on("count", count, at=LATER) == 0
        run.refresh_from_db()
        assert run.state == Run.State.FAILED
        assert "without an error message" in run.error

    def test_a_parked_chunk_can_be_tried_again(self) -> None:
        run = a_run(chunks=1)
        run.chunks.update(attempts=5, claimed_until=NOW)
        services.work_on("count", count, at=LATER)
        services.retry_chunk(run.chunks.get(), by=SYSTEM, at=LATER)
        assert services.work_on("count", count, at=LATER) == 1
        run.refresh_from_db()
        assert (run.state, run.done, run.error) == ("done", 10, "")
        with pytest.raises(services.RunClosed):
            services.retry_chunk(run.chunks.get(), by=SYSTEM, at=LATER)

    def test_a_parked_chunk_is_not_tried_again_beside_a_newer_run_of_the_same(self) -> None:
        def keyed() -> Run:
            return services.request_run(
                "count", params={}, by=SYSTEM, ranges=[(0, 9, 10)], at=NOW, key="today"
            )

        run = keyed()
        assert keyed() == run
        run.chunks.update(attempts=5, claimed_until=NOW)
        services.work_on("count", count, at=LATER)
        assert keyed() != run
        with pytest.raises(services.RunClosed, match="newer run"):
            services.retry_chunk(run.chunks.get(), by=SYSTEM, at=LATER)
        assert run.chunks.get().state == Chunk.State.PARKED

    def test_a_cancelled_run_is_worked_on_no_further(self) -> None:
        run = a_run()

        def cancel_after_first(run: Run, chunk: Chunk) -> dict[str, Any]:
            services.cancel_run(run, by=SYSTEM, at=NOW, reason="wrong date")
            return count(run, chunk)

        assert services.work_on("count", cancel_after_first, at=NOW) == 1
        run.refresh_from_db()
        assert (run.state, run.done, run.error) == ("cancelled", 10, "wrong date")
        assert Event.objects.filter(verb="cancel_run").count() == 1

    def test_an_ended_run_cannot_be_cancelled(self) -> None:
        run = a_run(chunks=1)
        services.work_on("count", count, at=NOW)
        with pytest.raises(services.RunClosed, match="done"):
            services.cancel_run(run, by=SYSTEM, at=NOW)

    def test_a_slot_is_taken_once_and_forgotten_later(self) -> None:
        assert services.take_slot("nightly", "2026-11-22", at=NOW)
        assert not services.take_slot("nightly", "2026-11-22", at=LATER)
        assert services.purge_slots(at=LATER) == 0
        assert services.purge_slots(at=NOW + dt.timedelta(days=91)) == 1

    def test_that_a_copy_was_set_up_is_never_forgotten(self) -> None:
        services.take_slot(services.SET_UP, "demo", at=NOW)
        assert services.purge_slots(at=NOW + dt.timedelta(days=9999)) == 0

    def test_a_heart_beats_in_one_row(self) -> None:
        services.record_heartbeat("fast", at=NOW)
        services.record_heartbeat("fast", at=LATER)
        assert Heartbeat.objects.get().beat_at == LATER


@pytest.mark.django_db(transaction=True)
class TestWorkersSideBySide:
    def test_two_workers_share_the_chunks_and_do_none_twice(self) -> None:
        run = a_run(chunks=12)
        done: list[tuple[str, int]] = []

        def slowly(run: Run, chunk: Chunk) -> dict[str, Any]:
            time.sleep(0.02)
            done.append((threading.current_thread().name, chunk.number))
            return count(run, chunk)

        in_threads(2, lambda: services.work_on("count", slowly, at=NOW))
        run.refresh_from_db()
        assert (run.state, run.done, run.result["scored"]) == ("done", 120, 120)
        assert sorted(number for _name, number in done) == list(range(1, 13))
        assert len({name for name, _number in done}) == 2

    def test_a_claimed_chunk_is_done_though_its_row_is_locked_for_a_moment(self) -> None:
        a_run(chunks=1)
        claimed = services._claim("count", at=NOW)
        assert claimed is not None
        held = threading.Event()

        def look_for_work() -> None:
            """With a snapshot from before the claim, SKIP LOCKED locks the row and rejects it."""
            with transaction.atomic():
                Chunk.objects.select_for_update().get(pk=claimed.pk)
                held.set()
                time.sleep(0.2)

        looking = start(look_for_work)
        assert held.wait(10)
        assert services._work_on_chunk(claimed, count, now=lambda: NOW)
        looking.join(10)

    def test_a_chunk_outlives_the_worker_that_was_killed_in_the_middle(self) -> None:
        run = a_run(chunks=1)
        in_threads(1, lambda: services.work_on("count", lose_connection, at=NOW))
        chunk = run.chunks.get()
        assert (chunk.state, chunk.attempts) == ("pending", 1)
        assert not Slot.objects.exists(), "what it wrote went with it"
        assert services.work_on("count", count, at=NOW) == 0, "its claim has not run out"
        assert services.work_on("count", count, at=LATER) == 1

    def test_a_chunk_that_outlasts_its_claim_is_not_begun_a_second_time(self) -> None:
        run = a_run(chunks=1)
        begun, may_end = threading.Event(), threading.Event()

        def long_work(run: Run, chunk: Chunk) -> dict[str, Any]:
            begun.set()
            may_end.wait(10)
            return count(run, chunk)

        worker = start(lambda: services.work_on("count", long_work, at=NOW))
        assert begun.wait(10)
        assert services.work_on("count", count, at=LATER) == 0
        may_end.set()
        worker.join(10)
        run.refresh_from_db()
        assert (run.state, run.done, run.chunks.get().attempts) == ("done", 10, 1)


def fail(run: Run, chunk: Chunk) -> dict[str, Any]:
    raise ValueError("no rate")


def lose_connection(run: Run, chunk: Chunk) -> dict[str, Any]:
    """What the database sees of a kill -9: the connection is gone in the middle of the work."""
    Slot.objects.create(job="half", slot="done", taken_at=NOW)
    assert transaction.get_connection().in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return {}


def start(work: Any) -> threading.Thread:
    def run_and_close() -> None:
        try:
            work()
        except Exception:  # a killed worker says nothing either
            pass
        finally:
            connections.close_all()

    thread = threading.Thread(target=run_and_close)
    thread.start()
    return thread


def in_threads(number: int, work: Any) -> None:
    for thread in [start(work) for _ in range(number)]:
        thread.join(30)
