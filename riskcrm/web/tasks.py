"""What pages and API leave to the workers: long files, long acts, tidying up."""

from celery import shared_task
from django.utils import timezone

from riskcrm.jobs.retry import RETRY
from riskcrm.web import idempotency
from riskcrm.web.services import bulk, exports


@shared_task(**RETRY)
def purge_answers() -> None:
    idempotency.purge_answers(at=timezone.now())


# a long list takes longer than other tasks may
@shared_task(soft_time_limit=exports.MOST_SECONDS, time_limit=exports.MOST_SECONDS + 60, **RETRY)
def work_on_exports() -> None:
    exports.work_on_exports(at=timezone.now())


@shared_task(**RETRY)
def purge_exports() -> None:
    exports.purge_exports(at=timezone.now())


@shared_task(**RETRY)
def work_on_bulk() -> None:
    bulk.work_on_bulk(at=timezone.now())
