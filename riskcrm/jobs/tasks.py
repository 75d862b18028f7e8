"""Signs of life, and tidying up."""

from celery import shared_task
from django.utils import timezone

from riskcrm.jobs import services


@shared_task
def beat_heart(*, name: str) -> None:
    services.beat_heart(name, at=timezone.now())


@shared_task
def purge_slots() -> None:
    services.purge_slots(at=timezone.now())
