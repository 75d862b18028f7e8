"""The clock: Celery's beat, which gives a sign of life of its own.

It is written by the process that sends what is due, right after it looked for it. A task would say
less: it would be late behind long work, and gone with a worker although the clock runs.
"""

from __future__ import annotations

import time
from typing import Any

from celery.beat import PersistentScheduler

from riskcrm.jobs.heartbeat import CLOCK, EVERY, give_sign


class Clock(PersistentScheduler):  # type: ignore[misc]
    """Sends what `riskcrm/celery.py` says is due, and gives a sign of life every few seconds."""

    next_sign = 0.0

    def setup_schedule(self) -> None:
        """Begin without the times of before where their file was torn, as by a kill while it was
        written. Celery sees that only of some files, and the clock would never start again."""
        try:
            super().setup_schedule()
        except Exception as error:  # what torn bytes raise depends on where they end
            self._store = self._destroy_open_corrupted_schedule(error)
            super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds until it should be asked again, as Celery wants to know."""
        pause: float = super().tick(*args, **kwargs)
        if time.monotonic() >= self.next_sign:
            give_sign([CLOCK])
            self.next_sign = time.monotonic() + EVERY
        return min(pause, EVERY)
