"""What removal does by the clock. Each may run twice, or side by side, without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from removal.services import effect_studies
from removal.services.letter_deliveries import follow_mailed_letters as follow
from riskcrm.jobs.retry import RETRY


@shared_task(**RETRY)
def follow_mailed_letters() -> None:
    follow(at=timezone.now())


@shared_task(**RETRY)
def work_on_studies() -> None:
    effect_studies.work_on_studies(at=timezone.now())


@shared_task(**RETRY)
def request_standing_look() -> None:
    effect_studies.request_standing_look(at=timezone.now())
