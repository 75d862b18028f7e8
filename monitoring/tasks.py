"""The clock's calls; each does one thing through a service and survives running twice."""

from __future__ import annotations

import time

from celery import shared_task
from django.utils import timezone

from monitoring import services
from monitoring.services import emergency_plans, training
from riskcrm.jobs.retry import RETRY

# a whole book that was scored anew comes in many sweeps; stop in time for the next tick
SECONDS = 20


@shared_task(**RETRY)
def raise_alerts() -> None:
    until = time.monotonic() + SECONDS
    while services.raise_alerts(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def refresh_book() -> None:
    services.refresh_book(at=timezone.now())


@shared_task(**RETRY)
def keep_month() -> None:
    """One month in one call: a large book takes a while for each."""
    services.keep_month(at=timezone.now())


@shared_task(**RETRY)
def activate_plans() -> None:
    emergency_plans.activate_by_alerts(at=timezone.now())


@shared_task(**RETRY)
def follow_training() -> None:
    training.follow_training(at=timezone.now())
