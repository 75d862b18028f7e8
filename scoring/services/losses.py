"""Loss rates estimated from the ledger: asked for, counted by workers, adopted by another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.receivables.buckets import NO_DUE_DATE
from customers.services.loss_rates import set_loss_rates
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date, today
from scoring import selectors
from scoring.batches import Counts, IdRange
from scoring.losses.rates import bucket_rates
from scoring.losses.transitions import count_transitions
from scoring.models import ProvisionMatrix
from scoring.months import ONE_DAY, month_end, month_ends, past_month_end
from scoring.services.snapshots import MOST_MONTHS

MATRIX_RUN = "estimate_losses"
ADOPT = "scoring.adopt_provisionmatrix"


def request_estimate(
    *,
    by: User,
    at: dt.datetime,
    first_month: dt.date | None = None,
    final_month: dt.date | None = None,
) -> Run:
    """Ask for loss rates from how invoices moved between the ends of these months.

    Without them it is the last twelve months that are over. Raises Refused, naming the field.
    """
    days = _window(first_month, final_month, day=local_date(at))
    params = {"days": [day.isoformat() for day in days]}
    return jobs.request_run(
        MATRIX_RUN, params=params, by=by.as_actor(), ranges=selectors.book_ranges(), at=at,
        key=f"{days[0]}_{days[-1]}",
    )  # fmt: skip


def _window(first: dt.date | None, final: dt.date | None, *, day: dt.date) -> list[dt.date]:
    over = past_month_end(day + ONE_DAY)  # a month is over at the end of its last day
    end = over if final is None else month_end(final)
    if end > over:
        raise Refused(
            _("That month is not over yet. The last one that is over is %(month)s.")
            % {"month": f"{over:%Y-%m}"},
            code="not_over",
            field="final_month",
        )
    a_year_before = end.replace(day=1, year=max(end.year - 1, dt.MINYEAR))
    days = month_ends(first or a_year_before, end)
    if not 2 <= len(days) <= MOST_MONTHS:
        raise Refused(
            _("Choose two months, the first before the last, at most %(most)s months in all.")
            % {"most": MOST_MONTHS},
            code="no_window",
            field="first_month",
        )
    return days


def estimate_chunk(run: Run, chunk: Chunk) -> Counts:
    """Count how the invoices of a chunk's customers moved."""
    days = [dt.date.fromisoformat(day) for day in run.params["days"]]
    return count_transitions(IdRange(chunk.first_id, chunk.final_id), days)


def work_on_estimates(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open estimates, and make the matrix of each that is done; how many chunks."""
    done = jobs.work_on(MATRIX_RUN, estimate_chunk, at=at, seconds=seconds)
    waiting = Run.objects.filter(kind=MATRIX_RUN, state=Run.State.DONE)
    for run in waiting.exclude(pk__in=ProvisionMatrix.objects.values("run")):
        make_matrix(run, at=at)
    return done


def make_matrix(run: Run, *, at: dt.datetime) -> ProvisionMatrix:
    """The matrix of a run that has counted all; the same one when asked again."""
    totals = selectors.totals_of(run)
    policy = selectors.policy()
    counts = _of(totals, "n")
    found = bucket_rates(_of(totals, "cents"), counts, loss_given_default=policy.loss_given_default)
    days = run.params["days"]
    matrix, _is_new = ProvisionMatrix.objects.get_or_create(
        run=run,
        defaults={
            "first_day": days[0],
            "final_day": days[-1],
            "loss_given_default": policy.loss_given_default,
            "rates": [
                {
                    "bucket": each.bucket,
                    "count": each.count,
                    "moves": {now: n for (was, now), n in counts.items() if was == each.bucket},
                    "rolls": each.rolls,
                    "share": None if each.share is None else str(each.share),
                }
                for each in found
            ],
            "requested_by_id": int(run.requested_by) if run.requested_by else None,
            "made_at": at,
        },
    )
    return matrix


def _of(totals: Any, what: str) -> dict[tuple[str, str], int]:
    found = {}
    for key, number in totals.items():
        kind, *states = key.split(":")
        if kind == what:
            found[(states[0], states[1])] = number
    return found


def adopt_matrix(matrix: ProvisionMatrix, *, by: User, at: dt.datetime) -> ProvisionMatrix:
    """Let the estimated rates hold from today on; those that were not estimated stay as they are.

    Refused for who asked for the estimate, and twice.
    """
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can adopt loss rates."), code="people_decide")
    check_right(by, ADOPT)
    if matrix.requested_by_id == by.pk:
        raise OwnWork(
            _("You asked for this estimate, so another person has to adopt it."),
            code="own_request",
            about=matrix,
        )
    rates = _rates_of(matrix)
    if not rates:
        raise Refused(
            _("Too few invoices have moved for any rate, so there is nothing to adopt."),
            code="nothing_estimated",
        )
    with transaction.atomic():
        claimed = ProvisionMatrix.objects.filter(pk=matrix.pk, adopted_by__isnull=True)
        if not claimed.update(adopted_by=by, adopted_at=at):
            raise Refused(_("These rates were adopted already."), code="adopted")
        matrix.refresh_from_db()
        set_loss_rates(rates, effective_date=today(), at=at)
        shown = {bucket: str(share) for bucket, share in rates.items()}
        record("adopt_matrix", by=by.as_actor(), obj=matrix, after={"rates": shown}, at=at)
    return matrix


def _rates_of(matrix: ProvisionMatrix) -> dict[str, Decimal]:
    rates = {
        each["bucket"]: Decimal(each["share"]) for each in matrix.rates if each["share"] is not None
    }
    if not rates:
        return {}
    if "not_due" in rates:
        rates[NO_DUE_DATE] = rates["not_due"]
    rates["due_over_365"] = matrix.loss_given_default / 100
    return rates
