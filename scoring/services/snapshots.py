"""Readings at the ends of months: taken by a run, from what was known at the end of that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from riskcrm.audit.services import SYSTEM, Actor
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day, today
from scoring import selectors
from scoring.batches import Batch, Counts, IdRange, score_apart
from scoring.indicators import BY_LIST, BY_RANGE, READING_STEPS
from scoring.indicators.base import AS_OF, KNOWN_AT, with_steps
from scoring.months import month_end, past_month_end
from scoring.statement import READING_COLUMNS

SNAPSHOT_RUN = "take_snapshots"
MOST_MONTHS = 60

COLUMNS = ", ".join(READING_COLUMNS)
KEPT = ", ".join(f"s.{name}" for name in READING_COLUMNS)
READ_ANEW = ", ".join(f"excluded.{name}" for name in READING_COLUMNS)
# the ledger's past may have been mended since a month was read: what it says now of that day holds
TAKEN = f"""
    INSERT INTO scoring_snapshot AS s (customer_id, as_of, known_at, {COLUMNS})
    SELECT customer_id, {AS_OF}, {KNOWN_AT}, {COLUMNS} FROM reading WHERE is_known
    ON CONFLICT (as_of, customer_id) DO UPDATE SET known_at = excluded.known_at,
      {", ".join(f"{name} = excluded.{name}" for name in READING_COLUMNS)}
    WHERE ({KEPT}) IS DISTINCT FROM ({READ_ANEW})
    RETURNING 1"""
FORGOTTEN = f"""
    DELETE FROM scoring_snapshot s WHERE s.{{customers}} AND s.as_of = {AS_OF}
      AND NOT EXISTS (SELECT FROM reading r WHERE r.customer_id = s.customer_id AND r.is_known)
    RETURNING 1"""
STEPS = (*READING_STEPS, ("taken", TAKEN), ("forgotten", FORGOTTEN))
END = """
    SELECT (SELECT count(*) FROM reading WHERE is_known),
      (SELECT count(*) FROM taken) + (SELECT count(*) FROM forgotten)"""


def take_snapshots(customers: Batch, *, as_of: dt.date) -> Counts:
    """Keep what was known of these customers at the end of a day; done again it writes nothing.

    A customer whose figures the database refuses has no snapshot, and holds nobody else up.
    """
    with transaction.atomic():
        counts, culprits = score_apart(customers, lambda batch: _take(batch, as_of))
    return {"snapshots": 0, "rows_written": 0} | counts | {"unscorable": len(culprits)}


def _take(batch: Batch, as_of: dt.date) -> Counts:
    named_by = BY_RANGE if isinstance(batch, IdRange) else BY_LIST
    named: dict[str, Any] = (
        batch._asdict() if isinstance(batch, IdRange) else {"customer_ids": batch}
    )
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(
            f"{with_steps(STEPS, named_by)}\n{END}",
            {"as_of": as_of, "known_at": end_of_day(as_of), **named},
        )
        snapshots, written = cursor.fetchone() or (0, 0)
    return {"snapshots": snapshots, "rows_written": written}


def request_snapshots(months: Sequence[dt.date], *, by: Actor, at: dt.datetime) -> Run:
    """Ask for the book as it stood at these month ends. Raises Refused for one that is not over."""
    ends = sorted({month_end(day) for day in months})
    if not ends or len(ends) > MOST_MONTHS:
        raise Refused(
            _("Choose between 1 and %(most)s months.") % {"most": MOST_MONTHS},
            code="months",
            field="first_month",
        )
    if ends[-1] >= today():
        raise Refused(
            _("A month can be read once it is over. Choose an earlier month."),
            code="month_not_over",
            field="final_month",
        )
    told = [end.isoformat() for end in ends]
    return jobs.request_run(
        SNAPSHOT_RUN,
        params={"read_months": told},
        by=by,
        ranges=selectors.book_ranges(),
        at=at,
        key=f"{told[0]} {told[-1]} {len(told)}",
    )


def runs_that_read(ends: Sequence[dt.date]) -> list[Run]:
    """Runs over the book that read any of these month ends to its end."""
    said = Q(pk__in=[])
    for end in ends:
        said |= Q(params__read_months__contains=[end.isoformat()])
    return list(Run.objects.filter(said, state=Run.State.DONE).order_by("pk"))


def months_to_read(ends: Sequence[dt.date]) -> list[dt.date]:
    """Of these month ends, those that no run over the book has read to its end yet."""
    read = {month for run in runs_that_read(ends) for month in run.params["read_months"]}
    return [end for end in ends if end.isoformat() not in read]


def snapshot_chunk(run: Run, chunk: Chunk) -> Counts:
    """The months of a run for the customers of a chunk."""
    return read_months(run, IdRange(chunk.first_id, chunk.final_id))


def read_months(run: Run, customers: IdRange) -> Counts:
    """Take the snapshots that a run owes of these customers."""
    counts: Counts = {}
    for month in run.params["read_months"]:
        found = take_snapshots(customers, as_of=dt.date.fromisoformat(month))
        counts = {name: counts.get(name, 0) + found[name] for name in found}
    return counts


def work_on_snapshots(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open snapshot runs; how many."""
    return jobs.work_on(SNAPSHOT_RUN, snapshot_chunk, at=at, seconds=seconds)


def request_month_snapshot(*, at: dt.datetime) -> Run | None:
    """The past month's snapshot, asked for once however many clocks strike."""
    end = past_month_end(today())
    with transaction.atomic():
        if jobs.take_slot(SNAPSHOT_RUN, end.isoformat(), at=at):
            return request_snapshots([end], by=SYSTEM, at=at)
        return None
