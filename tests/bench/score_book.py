"""score-book: the whole book scored for the first time by one process.

The floor is what any as-of reading must do (`floor`), once, with all rows that the run has written.
"""

from __future__ import annotations

import time

from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.today import today
from scoring import services
from scoring.models import RiskScore
from tests.bench.floor import floor_seconds
from tests.bench.measure import Measure
from tests.bench.memory import watched_memory

NAME = "score-book"
WRITTEN = ("riskscore", "reading", "rating", "ratinghistory", "ratingchange", "treatmentdue")


def is_scored() -> bool:
    return RiskScore.objects.exists()


def measure(size: int) -> Measure:
    with watched_memory() as notes:
        started = time.monotonic()
        run = services.request_book_run(by=SYSTEM, at=timezone.now())
        while run.state in Run.OPEN:
            services.work_on_book_runs(at=timezone.now(), seconds=3600)
            run.refresh_from_db()
        seconds = time.monotonic() - started
    assert run.state == Run.State.DONE, run.error
    floor = floor_seconds([today()], WRITTEN)
    return Measure(NAME, size, seconds, floor, goal=2, notes=notes)
