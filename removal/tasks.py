"""What removal does by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from removal.services.deadlines import expire_rectifications, note_deadlines
from removal.services.letter_arrivals import deem_arrivals
from removal.services.letter_deliveries import follow_mailed_letters as follow
from riskcrm.jobs.retry import RETRY
from riskcrm.jobs.services import is_slot_taken, take_slot
from riskcrm.web.today import local_date


@shared_task(**RETRY)
def follow_mailed_letters() -> None:
    follow(at=timezone.now())


@shared_task(**RETRY)
def follow_deadlines() -> None:
    """Once a day: letters that count as arrived, time that is over, deadlines that have passed.

    The slot is taken when all is done, so a sweep that was cut short is made again; each part
    changes nothing the second time.
    """
    now = timezone.now()
    today = local_date(now)
    if is_slot_taken("follow-deadlines", today.isoformat()):
        return
    deem_arrivals(today=today, at=now)
    expire_rectifications(today=today, at=now)
    note_deadlines(today=today, at=now)
    take_slot("follow-deadlines", today.isoformat(), at=now)
