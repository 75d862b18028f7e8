"""Tidying up, and the chain's clock: audit lies below jobs, so its tasks are here."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from riskcrm.audit import chain
from riskcrm.audit import services as audit
from riskcrm.jobs import mail, services
from riskcrm.jobs.retry import RETRY

BLOCK = 10_000
VERIFY_SECONDS = 1500  # a long chain takes its time


@shared_task(**RETRY)
def purge_slots() -> None:
    services.purge_slots(at=timezone.now())


@shared_task(**RETRY)
def send_mails() -> None:
    mail.send_mails()


@shared_task(**RETRY)
def seal_audit() -> None:
    while audit.seal(at=timezone.now(), limit=BLOCK) == BLOCK:
        pass


@shared_task(**RETRY)
def note_audit_head() -> None:
    audit.note_head(at=timezone.now())


@shared_task(soft_time_limit=VERIFY_SECONDS, time_limit=VERIFY_SECONDS + 120, **RETRY)
def verify_audit() -> None:
    """Once a night: the slot is taken with the result, so one that was cut short is done again."""
    now = timezone.now()
    slot = timezone.localdate(now).isoformat()
    if services.is_slot_taken("verify-audit", slot):
        return
    verdict = chain.verify()
    with transaction.atomic():
        if services.take_slot("verify-audit", slot, at=now):
            audit.note_verification(verdict, at=now)
