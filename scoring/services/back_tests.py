"""Back-tests: asked for, worked on in chunks, and measured when all rows are there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import selectors
from scoring.back_tests.pool import Pool, pool_of
from scoring.back_tests.result import result_of
from scoring.back_tests.rows import WHOLE_SAMPLE, Rows, indicators_of, read_rows
from scoring.batches import Counts, IdRange
from scoring.models import BackTest, BackTestPart, ScorecardVersion
from scoring.months import month_end, month_ends
from scoring.outcomes import mature
from scoring.services.snapshots import MOST_MONTHS, months_to_read, read_months

BACK_TEST_RUN = "back_test"
LONGEST_DAYS = 365
LONGEST_HORIZON = 1095

log = structlog.get_logger()


def request_back_test(
    card_version: ScorecardVersion,
    *,
    challenger: ScorecardVersion | None = None,
    first_month: dt.date,
    final_month: dt.date,
    days: int,
    horizon: int,
    again: bool = False,
    by: User,
    at: dt.datetime,
) -> BackTest:
    """Ask for a card to be held against what came after these month ends.

    Months that the book has no snapshots of are read on the way, all of them if `again`. Months
    whose horizon is not over are left out, and counted. Raises Refused, naming the field.
    """
    _check_label(days, horizon)
    if challenger == card_version:
        raise Refused(
            _("The challenger must be another version than the card."),
            code="same_card",
            field="challenger",
        )
    months = _mature_months(first_month, final_month, horizon)
    with transaction.atomic():
        run = _request_run(months, again=again, by=by, at=at)
        back_test = BackTest.objects.create(
            card_version=card_version,
            challenger=challenger,
            first_month=month_end(first_month),
            final_month=month_end(final_month),
            days=days,
            horizon=horizon,
            run=run,
            requested_by=by,
            requested_at=at,
        )
        record("request_back_test", by=by.as_actor(), obj=back_test, facts=_facts(back_test), at=at)
    return back_test


def _facts(back_test: BackTest) -> dict[str, Any]:
    """What the audit trail keeps of a back-test that was asked for."""
    return {
        "card_version": back_test.card_version_id,
        "challenger": back_test.challenger_id,
        "first_month": back_test.first_month.isoformat(),
        "final_month": back_test.final_month.isoformat(),
        "days": back_test.days,
        "horizon": back_test.horizon,
    }


def _check_label(days: int, horizon: int) -> None:
    if not 0 <= days <= LONGEST_DAYS:
        raise Refused(
            _("Days past due lie between 0 and %(most)s.") % {"most": LONGEST_DAYS},
            code="days",
            field="days",
        )
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise Refused(
            _("The horizon lies between 1 and %(most)s days.") % {"most": LONGEST_HORIZON},
            code="horizon",
            field="horizon",
        )


def _months(first: dt.date, final: dt.date) -> list[dt.date]:
    if month_end(first) > month_end(final):
        raise Refused(
            _("The first month lies after the last one."), code="months", field="first_month"
        )
    months = month_ends(first, final)
    if len(months) > MOST_MONTHS:
        raise Refused(
            _("Choose between 1 and %(most)s months.") % {"most": MOST_MONTHS},
            code="months",
            field="first_month",
        )
    return months


def _mature_months(first: dt.date, final: dt.date, horizon: int) -> list[dt.date]:
    months = mature(_months(first, final), horizon, today=today())
    if not months:
        raise Refused(
            _("The horizon of these months is not over yet. Choose earlier ones or fewer days."),
            code="immature",
            field="final_month",
        )
    return months


def _request_run(months: list[dt.date], *, again: bool, by: User, at: dt.datetime) -> Run:
    to_read = months if again else months_to_read(months)
    return jobs.request_run(
        BACK_TEST_RUN,
        params={
            "months": [end.isoformat() for end in months],
            "read_months": [end.isoformat() for end in to_read],
        },
        by=by.as_actor(),
        ranges=selectors.book_ranges(),
        at=at,
    )


def back_test_chunk(run: Run, chunk: Chunk) -> Counts:
    """Score some customers at all month ends and keep the rows until all are there."""
    back_test = BackTest.objects.select_related("card_version", "challenger").get(run=run)
    customers = IdRange(chunk.first_id, chunk.final_id)
    read = read_months(run, customers)
    card, challenger = _cards(back_test)
    rows = read_rows(card, challenger, customers, _label(back_test, run))
    many = len(set(rows.customer.tolist()))
    BackTestPart.objects.update_or_create(
        back_test=back_test,
        number=chunk.number,
        defaults={"customers": many, "rows": rows.packed()},
    )
    return {"customers": many, "rows_scored": len(rows.customer), **read}


def _cards(back_test: BackTest) -> tuple[Any, Any]:
    challenger = back_test.challenger
    card = selectors.card_of(back_test.card_version)
    return card, selectors.card_of(challenger) if challenger else None


def _label(back_test: BackTest, run: Run) -> dict[str, Any]:
    return {
        "months": _months_of(run),
        "days": back_test.days,
        "horizon": back_test.horizon,
        "today": today(),
        "zone": settings.TIME_ZONE,
        "everybody": run.total <= WHOLE_SAMPLE,
    }


def _months_of(run: Run) -> list[dt.date]:
    return [dt.date.fromisoformat(each) for each in run.params["months"]]


def work_on_back_tests(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open back-tests, then measure those that are complete; how many chunks."""
    done = jobs.work_on(BACK_TEST_RUN, back_test_chunk, at=at, seconds=seconds)
    while finish_back_test(at=at):
        pass
    return done


def finish_back_test(*, at: dt.datetime) -> BackTest | None:
    """Measure one back-test whose rows are all there; None where there is none."""
    with transaction.atomic():
        back_test = (
            BackTest.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(result__isnull=True, run__state=Run.State.DONE)
            .select_related("run", "card_version__scorecard", "challenger__scorecard")
            .order_by("pk")
            .first()
        )
        if back_test is None:
            return None
        back_test.result = _measure(back_test)
        back_test.finished_at = at
        back_test.save(update_fields=["result", "finished_at"])
        back_test.parts.all().delete()
    log.info("back_test_finished", back_test=back_test.pk)
    return back_test


def _measure(back_test: BackTest) -> dict[str, Any]:
    months = _months_of(back_test.run)
    asked = month_ends(back_test.first_month, back_test.final_month)
    card, challenger = _cards(back_test)
    return result_of(
        _pool(back_test, len(months)),
        months=months,
        immature=[end for end in asked if end not in months],
        card=card,
        challenger=challenger,
        indicators=indicators_of(card),
    )


def _pool(back_test: BackTest, months: int) -> Pool:
    parts = back_test.parts.order_by("number")
    customers = sum(parts.values_list("customers", flat=True))
    packed = parts.values_list("rows", flat=True).iterator(chunk_size=1)
    return pool_of(
        (Rows.unpacked(bytes(each)) for each in packed), customers=customers, months=months
    )
