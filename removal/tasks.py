"""The clock's calls; each does one thing through a service and survives running twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from removal.services import criteria_past, criteria_sweep
from riskcrm.jobs.retry import RETRY
from riskcrm.web.today import today


@shared_task(**RETRY)
def sweep_criteria() -> None:
    criteria_sweep.sweep_due(at=timezone.now())


@shared_task(**RETRY)
def count_outcomes() -> None:
    criteria_past.renew_outcomes(today=today(), at=timezone.now())
