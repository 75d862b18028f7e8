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


def give_sign(queues: list[str]) -> None:
    """Say that a worker of these queues is alive; a database that is away must not end it."""
    from riskcrm.jobs import services  # the step is known before Django's models are

    try:
        for queue in queues:
            services.record_heartbeat(queue, at=timezone.now())
    except DatabaseError:
        log.warning("no_sign_of_life_written", queues=queues)
    finally:
        connection.close()  # nothing to share with the children, and no restart to stumble over
