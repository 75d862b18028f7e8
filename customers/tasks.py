"""Background work of the book."""

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customers.imports import purging, services
from customers.services import duplicates
from customers.services.attachments import purge_attachments
from riskcrm.jobs.retry import RETRY
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date


# a large file takes longer than other tasks may, and ends before Redis sends the task again
@shared_task(soft_time_limit=services.MOST_SECONDS, time_limit=services.MOST_SECONDS + 60, **RETRY)
def work_on_imports() -> None:
    services.work_on_imports(at=timezone.now())


@shared_task(**RETRY)
def purge_uploads() -> None:
    """Once a day: the slot is taken with the work, so one that was cut short is done again."""
    now = timezone.now()
    with transaction.atomic():
        if take_slot("purge-uploads", local_date(now).isoformat(), at=now):
            purging.purge_uploads(at=now, keep_days=settings.KEEP_UPLOADS_DAYS)
            purge_attachments(at=now)


@shared_task(**RETRY)
def fill_name_keys() -> None:
    duplicates.fill_name_keys()


@shared_task(**RETRY)
def find_duplicates() -> None:
    """Work on what somebody has asked for, the clock once a night."""
    now = timezone.now()
    duplicates.request_nightly_search(at=now)
    duplicates.work_on_searches(at=now)
