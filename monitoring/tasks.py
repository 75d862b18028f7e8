"""The clock's calls; each does one thing through a service and survives running twice."""

from __future__ import annotations

import time

from celery import shared_task
from django.utils import timezone

from monitoring import services
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
def keep_days() -> None:
    """One day in one call."""
    services.keep_days(at=timezone.now())


@shared_task(**RETRY)
def make_month_reports() -> None:
    services.make_month_reports(at=timezone.now())
