"""Background work of the book."""

from celery import shared_task
from django.utils import timezone

from customers.imports import services
from riskcrm.jobs.retry import RETRY


@shared_task(**RETRY)
def work_on_imports() -> None:
    services.work_on_imports(at=timezone.now())
