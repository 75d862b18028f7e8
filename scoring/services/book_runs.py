"""Runs that score the whole book."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.audit.services import SYSTEM, Actor
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day, today
from scoring import selectors
from scoring.batches import Counts, IdRange
from scoring.models import ScorecardVersion
from scoring.services.peers import ensure_peers
from scoring.services.scores import score_customers

BOOK_RUN = "score_book"


def request_book_run(
    *, as_of: dt.date | None = None, by: Actor, at: dt.datetime, is_current: bool = False
) -> Run:
    """Ask for the whole book to be scored; a run of that day that is still open is returned.

    A past day is scored from what was known at its end, and for history alone unless it
    `is_current`: so a new copy can live through days that are over. Raises Refused for a day to
    come.
    """
    day = as_of or today()
    if day > today():
        raise Refused(
            _("The book cannot be scored for a future date. Choose today or an earlier day."),
            code="date_to_come",
            field="as_of",
        )
    version = selectors.champion()
    known_at = at if day == today() else end_of_day(day)
    params = {
        "as_of": day.isoformat(),
        "known_at": known_at.isoformat(),
        "card_version": version.pk,
        "is_current": is_current or day == today(),
    }
    key = f"{day.isoformat()} by {version.pk}" + (" current" if params["is_current"] else "")
    return jobs.request_run(
        BOOK_RUN, params=params, by=by, ranges=selectors.book_ranges(), at=at, key=key
    )


def rescore_book(*, by: Actor, at: dt.datetime) -> Run:
    """Another version scores the book from now on: stop runs of others, ask for one of its own.

    A chunk that a stopped run is at moves no rating any more, see `score_customers`.
    """
    version = selectors.champion()
    others = Run.objects.filter(kind=BOOK_RUN, state__in=Run.OPEN, params__is_current=True)
    for run in others.exclude(params__card_version=version.pk):
        with suppress(jobs.RunClosed):
            reason = _("Another scorecard scores the book by now.")
            jobs.cancel_run(run, by=by, at=at, reason=reason)
    return request_book_run(by=by, at=at)


def score_chunk(run: Run, chunk: Chunk) -> Counts:
    """One chunk of a book run. The first one of a past day computes what the book was then."""
    as_of = dt.date.fromisoformat(run.params["as_of"])
    if as_of < today():
        ensure_peers(as_of=as_of, at=timezone.now())
    return score_customers(
        IdRange(chunk.first_id, chunk.final_id),
        as_of=as_of,
        known_at=dt.datetime.fromisoformat(run.params["known_at"]),
        card_version=ScorecardVersion.objects.get(pk=run.params["card_version"]),
        run_id=run.pk,
        at=timezone.now(),
        is_current=run.params.get("is_current", False),
    )


def work_on_book_runs(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open book runs; how many."""
    return jobs.work_on(BOOK_RUN, score_chunk, at=at, seconds=seconds)


def request_nightly_run(*, at: dt.datetime) -> Run | None:
    """Today's scheduled run, asked for once however many clocks strike."""
    with transaction.atomic():
        if jobs.take_slot(BOOK_RUN, today().isoformat(), at=at):
            return request_book_run(by=SYSTEM, at=at)
        return None
