"""Background work of the book."""

from celery import shared_task
from django.utils import timezone

from customers.imports import services


@shared_task
def work_on_imports() -> None:
    services.work_on_imports(at=timezone.now())
