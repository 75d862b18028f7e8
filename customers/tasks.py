"""Background work of the book."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from customers.imports import purging, services
from riskcrm.jobs.retry import RETRY


# a large file takes longer than other tasks may, and ends before Redis sends the task again
@shared_task(soft_time_limit=services.MOST_SECONDS, time_limit=services.MOST_SECONDS + 60, **RETRY)
def work_on_imports() -> None:
    services.work_on_imports(at=timezone.now())


@shared_task(**RETRY)
def purge_uploads() -> None:
    purging.purge_uploads(at=timezone.now(), keep_days=settings.KEEP_UPLOADS_DAYS)
