"""back-test: the card in force held against twelve month ends that were never read before.

As workers do it: each month is read as it was known at its end and its snapshots are kept; then the
card scores them, and outcomes and measures follow. The floor is what any as-of reading must do
(`floor`), twelve times, and the snapshots written. No goal was set for it: score-book's is shown.
"""

from __future__ import annotations

import datetime as dt
import time

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.models import BackTest, Snapshot
from scoring.months import month_ends
from tests.bench.book import as_owner
from tests.bench.floor import floor_seconds
from tests.bench.measure import Measure
from tests.bench.memory import watched_memory

NAME = "back-test"
MONTHS, DAYS, HORIZON = 12, 30, 90


def measure(size: int) -> Measure:
    with as_owner() as cursor:  # of a book that was measured before
        cursor.execute("TRUNCATE scoring_snapshot")
    final = today() - relativedelta(months=5)
    ends = month_ends(final - relativedelta(months=MONTHS - 1), final)
    with watched_memory() as notes:
        started = time.monotonic()
        services.request_snapshots(ends, by=SYSTEM, at=timezone.now())
        while services.work_on_snapshots(at=timezone.now(), seconds=3600):
            pass
        read = time.monotonic()
        back_test = _back_test(ends)
        ended = time.monotonic()
    assert back_test.result, back_test.run.error
    notes += [
        f"{Snapshot.objects.count()} snapshots of {MONTHS} month ends read in {read - started:.1f}"
        f" s; card, outcomes and measures {ended - read:.1f} s"
    ]
    floor = floor_seconds(ends, ["snapshot"])
    return Measure(NAME, size, ended - started, floor, goal=2, notes=notes)


def _back_test(ends: list[dt.date]) -> BackTest:
    back_test = services.request_back_test(
        selectors.champion(), first_month=ends[0], final_month=ends[-1], days=DAYS,
        horizon=HORIZON, by=User.objects.get(username="officer"), at=timezone.now(),
    )  # fmt: skip
    while services.work_on_back_tests(at=timezone.now(), seconds=3600):
        pass
    back_test.refresh_from_db()
    return back_test
