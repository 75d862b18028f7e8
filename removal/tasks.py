"""Background work of removal."""

from celery import shared_task
from django.utils import timezone

from removal.services import list_reviews
from riskcrm.jobs.retry import RETRY


@shared_task(**RETRY)
def sweep_list_entries() -> None:
    list_reviews.sweep_entries(at=timezone.now())
