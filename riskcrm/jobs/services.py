"""Long work in chunks: requested, claimed, done or parked, cancelled. The rows are the queue.

A worker first commits that it tries a chunk (`attempts`), then works inside a transaction that
holds the chunk's row. What the chunk wrote and that it is done become true together, and the lock
of a killed worker goes with its connection: the chunk is simply taken again. One that fails
`MAX_ATTEMPTS` times is parked and shown; the rest of its run goes on.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from riskcrm.audit.services import Actor, record
from riskcrm.jobs.claims import claim, free
from riskcrm.jobs.models import Chunk, Heartbeat, Run, Slot

MAX_ATTEMPTS = 5
CLAIM = dt.timedelta(seconds=30)  # from "I try it" until the row's lock speaks for itself
KEEP_SLOTS = dt.timedelta(days=90)
SET_UP = "set-up"  # the job whose slot the first start takes when the book is there: once

Range = tuple[int, int, int]  # first customer id, final customer id, number of things in it
Work = Callable[[Run, Chunk], dict[str, int]]  # the counts of what it did

log = structlog.get_logger()


class RunClosed(Exception):
    """The run has already ended; the message says how."""


def request_run(
    kind: str,
    *,
    params: dict[str, Any],
    by: Actor,
    ranges: Iterable[Range],
    at: dt.datetime,
    key: str = "",
) -> Run:
    """Write down a piece of long work. The workers find it; nothing is enqueued.

    Of a kind there is one open run per `key` (empty = as many as are asked for): who asks while
    it is open, even at the same moment, gets that one, with the params it was asked for with.
    """
    new: dict[str, Any] = {
        "params": params,
        "requested_by": "" if by.kind == "system" else by.id,
        "created_at": at,
    }
    with transaction.atomic():
        if key:
            run, is_new = Run.objects.get_or_create(
                kind=kind, key=key, state__in=Run.OPEN, defaults=new
            )
            if not is_new:
                return run
        else:
            run = Run.objects.create(kind=kind, **new)
        chunks = [
            Chunk(run=run, number=number, first_id=first_id, final_id=final_id, size=size)
            for number, (first_id, final_id, size) in enumerate(ranges, start=1)
        ]
        Chunk.objects.bulk_create(chunks, batch_size=1000)
        run.total = sum(chunk.size for chunk in chunks)
        run.save(update_fields=["total"])
        record(
            "request_run",
            by=by,
            obj=run,
            facts={"kind": kind, "params": params, "total": run.total, "chunks": len(chunks)},
            at=at,
        )
    return run


def work_on(
    kind: str, do_chunk: Work, *, at: dt.datetime, seconds: float = 20, run: Run | None = None
) -> int:
    """Do chunks of this kind's open runs until none is left or the time is up; how many were done.

    With `run` those of this one alone.

    `do_chunk(run, chunk)` runs inside a transaction and returns its counts, which the run adds up.
    Workers may call this side by side: each chunk is held by one of them.
    """
    begun = time.monotonic()

    def now() -> dt.datetime:
        return at + dt.timedelta(seconds=time.monotonic() - begun)

    done = 0
    while time.monotonic() < begun + seconds and (chunk := _claim(kind, at=now(), run=run)):
        done += _work_on_chunk(chunk, do_chunk, now=now)
        finish_runs(kind, at=now())
    _park_exhausted(kind, at=now())
    finish_runs(kind, at=now())
    return done


def _pending(kind: str) -> QuerySet[Chunk]:
    rows = Chunk.objects.filter(run__kind=kind, run__state__in=Run.OPEN, state=Chunk.State.PENDING)
    return rows.order_by("run_id", "number")


def _claim(kind: str, *, at: dt.datetime, run: Run | None = None) -> Chunk | None:
    """Take the next chunk and commit that it is being tried."""
    with transaction.atomic():
        rows = _pending(kind).filter(attempts__lt=MAX_ATTEMPTS).select_related("run")
        chunk = claim(rows.filter(run=run) if run else rows, at=at, lasting=CLAIM)
        if chunk is None:
            return None
        Run.objects.filter(pk=chunk.run_id, state=Run.State.PENDING).update(
            state=Run.State.RUNNING, started_at=at
        )
    return chunk


def _work_on_chunk(claimed: Chunk, do_chunk: Work, *, now: Callable[[], dt.datetime]) -> bool:
    """Do one claimed chunk; false if it failed or somebody else has it after all."""
    try:
        with transaction.atomic():
            chunk = (
                # waits: another worker's look for work may hold the row for a moment
                Chunk.objects.select_for_update(of=("self",))
                .filter(state=Chunk.State.PENDING, attempts=claimed.attempts)
                .select_related("run")
                .filter(pk=claimed.pk, run__state__in=Run.OPEN)
                .first()
            )
            if chunk is None:
                return False
            result = do_chunk(chunk.run, chunk)
            chunk.state, chunk.result, chunk.done_at = Chunk.State.DONE, result, now()
            chunk.error = ""
            chunk.save(update_fields=["state", "result", "done_at", "error"])
            Run.objects.filter(pk=chunk.run_id).update(done=F("done") + chunk.size)
    except Exception as error:  # whatever it is, it is written down and tried again
        log.exception("chunk_failed", run=claimed.run_id, chunk=claimed.number)
        _note_failure(claimed, error, at=now())
        return False
    return True


def _note_failure(claimed: Chunk, error: Exception, *, at: dt.datetime) -> None:
    """Let the chunk rest a little longer each time, and park it after the final attempt."""
    parked = claimed.attempts >= MAX_ATTEMPTS
    Chunk.objects.filter(
        pk=claimed.pk, state=Chunk.State.PENDING, attempts=claimed.attempts
    ).update(
        state=Chunk.State.PARKED if parked else Chunk.State.PENDING,
        error=f"{type(error).__name__}: {error}"[:2000],
        claimed_until=at + dt.timedelta(seconds=2**claimed.attempts),
    )


def _park_exhausted(kind: str, *, at: dt.datetime) -> None:
    """Park what killed its worker at every attempt: nobody was left to write the error down."""
    with transaction.atomic():
        rows = _pending(kind).select_for_update(skip_locked=True, of=("self",))
        worn_out = list(rows.filter(free(at), attempts__gte=MAX_ATTEMPTS)[:1000])
        Chunk.objects.filter(pk__in=[chunk.pk for chunk in worn_out]).update(
            state=Chunk.State.PARKED,
            error=_("The worker died without an error message at every attempt."),
        )


def finish_runs(kind: str, *, at: dt.datetime) -> int:
    """Close the runs of this kind that have nothing left to do; how many.

    A run with parked chunks has failed; its other chunks are done all the same.
    """
    pending = Chunk.objects.filter(run=OuterRef("pk"), state=Chunk.State.PENDING)
    with transaction.atomic():
        runs = (
            Run.objects.select_for_update(skip_locked=True)
            .filter(~Exists(pending), kind=kind, state__in=Run.OPEN)
            .order_by("pk")
        )
        for run in runs:
            chunks = list(run.chunks.only("state", "result", "error").order_by("number"))
            parked = [chunk for chunk in chunks if chunk.state == Chunk.State.PARKED]
            run.state = Run.State.FAILED if parked else Run.State.DONE
            run.error = parked[0].error if parked else ""
            run.result = _add_up(chunk.result for chunk in chunks)
            run.started_at = run.started_at or at
            run.finished_at = at
            run.save(update_fields=["state", "error", "result", "started_at", "finished_at"])
        return len(runs)


def _add_up(results: Iterable[dict[str, int]]) -> dict[str, int]:
    """The counts of all chunks, by name."""
    total: Counter[str] = Counter()
    for result in results:
        total.update(result)
    return dict(total)


def cancel_run(run: Run, *, by: Actor, at: dt.datetime, reason: str = "") -> Run:
    """Stop an open run. What is done stays done; a chunk being worked on may still finish.

    Raises `RunClosed` if it has already ended.
    """
    with transaction.atomic():
        changed = Run.objects.filter(pk=run.pk, state__in=Run.OPEN).update(
            state=Run.State.CANCELLED, finished_at=at, error=reason
        )
        run.refresh_from_db()
        if not changed:
            raise RunClosed(_("This run has already ended: %(state)s.") % _state_of(run))
        record(
            "cancel_run",
            by=by,
            obj=run,
            reason=reason,
            facts={"kind": run.kind, "done": run.done, "total": run.total},
            at=at,
        )
    return run


def retry_chunk(chunk: Chunk, *, by: Actor, at: dt.datetime) -> Run:
    """Try a parked chunk again; its run is open again. Raises `RunClosed` if it is not parked."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=chunk.run_id)
        changed = 0
        if run.state != Run.State.CANCELLED:
            changed = Chunk.objects.filter(pk=chunk.pk, state=Chunk.State.PARKED).update(
                state=Chunk.State.PENDING, attempts=0, claimed_until=None
            )
        if not changed:
            raise RunClosed(_("This part is not parked, so there is nothing to try again."))
        if run.key and not run.is_open and _open_runs_like(run).exists():
            raise RunClosed(_("A newer run of the same work is under way; it does this part too."))
        run.state, run.finished_at, run.error = Run.State.RUNNING, None, ""
        run.save(update_fields=["state", "finished_at", "error"])
        record(
            "retry_chunk",
            by=by,
            obj=run,
            facts={"kind": run.kind, "chunk": chunk.number, "error": chunk.error},
            at=at,
        )
    return run


def _open_runs_like(run: Run) -> QuerySet[Run]:
    return Run.objects.filter(kind=run.kind, key=run.key, state__in=Run.OPEN)


def _state_of(run: Run) -> dict[str, str]:
    return {"state": str(run.get_state_display())}


def take_slot(job: str, slot: str, *, at: dt.datetime) -> bool:
    """Whether the caller may do the job for this moment: true once, however many beats ask."""
    _slot, taken = Slot.objects.get_or_create(job=job, slot=slot, defaults={"taken_at": at})
    return taken


def is_slot_taken(job: str, slot: str) -> bool:
    """Whether the job for this moment is done, for work that takes the slot with its result."""
    return Slot.objects.filter(job=job, slot=slot).exists()


def purge_slots(*, at: dt.datetime) -> int:
    """Forget moments so old that no beat will ask for them again."""
    old = Slot.objects.filter(taken_at__lt=at - KEEP_SLOTS)
    return old.exclude(job=SET_UP).delete()[0]


def record_heartbeat(name: str, *, at: dt.datetime) -> None:
    """Write a sign of life of a worker queue, or of the clock."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": at})


def clear_heartbeats() -> None:
    """At the start of a copy: signs of life of its predecessor say nothing about its workers."""
    Heartbeat.objects.all().delete()
