"""Tidying up what pages and API keep."""

from celery import shared_task
from django.utils import timezone

from riskcrm.jobs.retry import RETRY
from riskcrm.web import idempotency


@shared_task(**RETRY)
def purge_answers() -> None:
    idempotency.purge_answers(at=timezone.now())
