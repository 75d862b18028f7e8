"""Counting what became of customers after past month ends, once for all criteria."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from removal.models import CriterionSet, PastMonth
from removal.selectors.criteria_past import HORIZON
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.planning import PLANNING
from scoring import selectors
from scoring.batches import IdRange
from scoring.columns.copies import is_small
from scoring.indicators import BY_RANGE
from scoring.indicators.base import with_steps
from scoring.months import month_ends
from scoring.outcomes import OUTCOME_STEPS, USUAL_DAYS, mature
from scoring.services import MOST_MONTHS, runs_that_read

LOCK = "removal.criteria.past"
MOST_ENDS = 4
KEPT = dt.timedelta(days=7)
EACH = 3  # months from one to the next: neighbours tell nearly the same
COUNTED = f"""
    {with_steps(OUTCOME_STEPS, BY_RANGE)}
    INSERT INTO removal_pastoutcome (customer_id, month_id, was_bad, is_bad)
    SELECT customer_id, as_of, coalesce(was_bad, false), coalesce(is_bad, false)
    FROM outcome WHERE was_bad OR is_bad"""


def months_to_tell(today: dt.date) -> list[dt.date]:
    """The newest month end that was read and whose year is over, and every third one before it."""
    first = today.replace(year=today.year - MOST_MONTHS // 12, day=1)
    ripe = mature(month_ends(first, today), HORIZON, today=today)
    read = {month for run in runs_that_read(ripe) for month in run.params["read_months"]}
    known = [end for end in ripe if end.isoformat() in read]
    return known[::-EACH][:MOST_ENDS]


def count_outcomes(*, today: dt.date, at: dt.datetime) -> int:
    """Count the month ends that should be told and are not counted yet; how many.

    Those that should no longer be told go, and old counts: the ledger's past may have been mended.
    A book without month ends counts nothing.
    """
    with transaction.atomic():
        wanted = months_to_tell(today)
        gone = ~Q(as_of__in=wanted) | Q(counted_at__lt=at - KEPT)
        PastMonth.objects.filter(gone).delete()
        missing = set(wanted) - set(PastMonth.objects.values_list("as_of", flat=True))
        if not missing or not try_lock(LOCK):
            return 0
        PastMonth.objects.bulk_create(
            PastMonth(as_of=end, days=USUAL_DAYS, horizon=HORIZON, counted_at=at) for end in missing
        )
        _fill(sorted(missing), today)
    return len(missing)


def _fill(months: list[dt.date], today: dt.date) -> None:
    """Part by part: the ledger of the whole book is never held at once."""
    label: dict[str, Any] = {
        "months": months, "days": USUAL_DAYS, "horizon": HORIZON, "today": today,
        "zone": settings.TIME_ZONE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        for first_id, final_id, _customers in selectors.book_ranges():
            cursor.execute(COUNTED, label | IdRange(first_id, final_id)._asdict())


def renew_outcomes(*, today: dt.date, at: dt.datetime) -> int:
    """Called by the clock: only where there are criteria that somebody may ask about."""
    return count_outcomes(today=today, at=at) if CriterionSet.objects.exists() else 0


def outcomes_while_waiting(*, today: dt.date, at: dt.datetime) -> None:
    """For who asks now: of a small book the outcomes are counted at once."""
    if is_small():
        count_outcomes(today=today, at=at)
