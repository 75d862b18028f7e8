"""What removal does by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from removal.services import (
    criteria_past,
    criteria_sweep,
    effect_studies,
    erasing,
    list_reviews,
    sealed_log,
)
from removal.services.deadlines import expire_rectifications, note_deadlines
from removal.services.letter_arrivals import deem_arrivals
from removal.services.letter_deliveries import dispatch_letters
from removal.services.letter_deliveries import follow_mailed_letters as follow
from riskcrm.jobs.retry import RETRY
from riskcrm.jobs.services import is_slot_taken, take_slot
from riskcrm.web.today import local_date, today


@shared_task(**RETRY)
def follow_mailed_letters() -> None:
    dispatch_letters(at=timezone.now())
    follow(at=timezone.now())


@shared_task(**RETRY)
def follow_deadlines() -> None:
    """Once a day: letters that count as arrived, time that is over, deadlines that have passed.

    The slot is taken when all is done, so a sweep that was cut short is made again; each part
    changes nothing the second time.
    """
    now = timezone.now()
    day = local_date(now)
    if is_slot_taken("follow-deadlines", day.isoformat()):
        return
    deem_arrivals(today=day, at=now)
    expire_rectifications(today=day, at=now)
    note_deadlines(today=day, at=now)
    take_slot("follow-deadlines", day.isoformat(), at=now)


@shared_task(**RETRY)
def sweep_list_entries() -> None:
    list_reviews.sweep_entries(at=timezone.now())


@shared_task(**RETRY)
def work_on_studies() -> None:
    effect_studies.work_on_studies(at=timezone.now())


@shared_task(**RETRY)
def request_standing_look() -> None:
    effect_studies.request_standing_look(at=timezone.now())


@shared_task(**RETRY)
def sweep_criteria() -> None:
    criteria_sweep.sweep_due(at=timezone.now())


@shared_task(**RETRY)
def count_outcomes() -> None:
    criteria_past.renew_outcomes(today=today(), at=timezone.now())


@shared_task(**RETRY)
def note_sealed_log() -> None:
    sealed_log.note_sealed_head(at=timezone.now())


@shared_task(**RETRY)
def work_on_erasures() -> None:
    erasing.work_on_erasures(at=timezone.now())
