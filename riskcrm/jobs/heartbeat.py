"""Signs of life of a worker, from the process that takes the tasks: busy children do not mute it.

A step of the worker that starts with its connection to Redis and ends with it, so a worker that is
cut off falls silent. Its timer runs in the loop that takes tasks, so one that hangs does as well.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery import bootsteps
from django.db import DatabaseError, connection
from django.utils import timezone

EVERY = 5.0  # seconds
CLOCK = "clock"  # beat's own sign of life; a worker's are named after its queues
log = structlog.get_logger()


class HeartbeatStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """Writes one sign of life for each queue that the worker takes tasks from."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **_options: Any) -> None:
        self.timer: Any = None

    def start(self, consumer: Any) -> None:
        queues = list(consumer.app.amqp.queues.consume_from)
        give_sign(queues)
        self.timer = consumer.timer.call_repeatedly(EVERY, give_sign, (queues,))

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    shutdown = stop


def give_sign(names: list[str]) -> None:
    """Say that a worker of these queues, or the clock, lives; no database away must end it."""
    from riskcrm.jobs import services  # the step is known before Django's models are

    try:
        for name in names:
            services.record_heartbeat(name, at=timezone.now())
    except DatabaseError:
        log.warning("no_sign_of_life_written", names=names)
    finally:
        connection.close()  # nothing to share with the children, and no restart to stumble over
