"""Background work of the book."""

import time

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customers.imports import pending_rates, purging, working
from customers.models import ImportFile
from customers.screening import sweep, versions
from customers.services import ageing, arrears, duplicates, match_runs, reminding
from customers.services.attachments import purge_attachments
from customers.services.contract_terms import contracts_over, roll_contracts
from customers.services.reminders import remind_of_contracts as remind
from riskcrm.jobs.retry import RETRY
from riskcrm.jobs.services import is_slot_taken, take_slot
from riskcrm.web.today import local_date

# a book that was imported anew comes in many sweeps; stop in time for the next tick
SCREENING_SECONDS = 20
SECONDS_OF_RECEIVABLES = 8  # the same for a whole book of arrears


# a large file takes longer than other tasks may
@shared_task(soft_time_limit=working.MOST_SECONDS, time_limit=working.MOST_SECONDS + 60, **RETRY)
def work_on_imports() -> None:
    working.work_on_imports(at=timezone.now(), states=working.READING)


@shared_task(soft_time_limit=working.MOST_SECONDS, time_limit=working.MOST_SECONDS + 60, **RETRY)
def work_on_undos() -> None:
    working.work_on_imports(at=timezone.now(), states=(ImportFile.State.UNDOING,))


@shared_task(**RETRY)
def apply_rates() -> None:
    pending_rates.apply_rates(at=timezone.now())


@shared_task(**RETRY)
def work_on_matching() -> None:
    match_runs.work_on_matching(at=timezone.now())


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


@shared_task(**RETRY)
def screen_due() -> None:
    sweep.outdate_daily(at=timezone.now())
    until = time.monotonic() + SCREENING_SECONDS
    while sweep.screen_due(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def work_on_list_versions() -> None:
    versions.work_on_versions(at=timezone.now())


@shared_task(**RETRY)
def remind_of_contracts() -> None:
    """Once a day, part by part, after those whose last day has passed were renewed or ended; the
    slot is taken when nothing is left."""
    now = timezone.now()
    slot = local_date(now).isoformat()
    if is_slot_taken("remind-of-contracts", slot):
        return
    while roll_contracts(at=now):
        pass
    while remind(at=now):
        pass
    if not contracts_over(today=local_date(now)).exists():  # an import may hold some
        take_slot("remind-of-contracts", slot, at=now)


@shared_task(**RETRY)
def follow_receivables() -> None:
    until = time.monotonic() + SECONDS_OF_RECEIVABLES
    while arrears.follow_receivables(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def refresh_ageing() -> None:
    ageing.refresh_ageing(at=timezone.now())


@shared_task(**RETRY)
def work_on_reminders() -> None:
    now = timezone.now()
    reminding.start_daily_reminders(at=now)
    reminding.work_on_reminders(at=now)
