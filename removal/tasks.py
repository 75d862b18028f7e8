"""Background work of removal."""

from celery import shared_task
from django.utils import timezone

from removal.services import sealed_log
from riskcrm.jobs.retry import RETRY


@shared_task(**RETRY)
def note_sealed_log() -> None:
    sealed_log.note_sealed_head(at=timezone.now())
