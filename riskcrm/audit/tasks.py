"""Sealing, and the nightly check of the whole chain."""

from celery import shared_task
from django.utils import timezone

from riskcrm.audit import chain, services

BLOCK = 10_000


@shared_task
def seal() -> None:
    while services.seal(at=timezone.now(), limit=BLOCK) == BLOCK:
        pass


@shared_task
def verify() -> None:
    services.note_verification(chain.verify(), at=timezone.now())
