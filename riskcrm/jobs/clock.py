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

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds until it should be asked again, as Celery wants to know."""
        pause: float = super().tick(*args, **kwargs)
        if time.monotonic() >= self.next_sign:
            give_sign([CLOCK])
            self.next_sign = time.monotonic() + EVERY
        return min(pause, EVERY)
