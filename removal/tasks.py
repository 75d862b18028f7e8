"""What removal does by the clock."""

from celery import shared_task
from django.utils import timezone

from removal.services.letter_deliveries import follow_mailed_letters as follow
from riskcrm.jobs.retry import RETRY


@shared_task(**RETRY)
def follow_mailed_letters() -> None:
    follow(at=timezone.now())
