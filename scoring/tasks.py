"""The workers' doors into scoring. Each may run twice, or side by side, without harm."""

from __future__ import annotations

import time

from celery import shared_task
from django.utils import timezone

from riskcrm.jobs.retry import RETRY
from scoring import services

SECONDS_PER_TICK = 8  # a backlog is worked off in one tick, yet the next one never waits long


@shared_task(**RETRY)
def score_changed() -> None:
    deadline = time.monotonic() + SECONDS_PER_TICK
    while services.score_changed(at=timezone.now()) and time.monotonic() < deadline:
        pass


@shared_task(**RETRY)
def work_on_runs() -> None:
    services.work_on_book_runs(at=timezone.now())


@shared_task(**RETRY)
def request_nightly_run() -> None:
    services.request_nightly_run(at=timezone.now())


@shared_task(**RETRY)
def number_credit_changes() -> None:
    services.number_changes(at=timezone.now())


@shared_task(**RETRY)
def purge_credit_changes() -> None:
    services.purge_changes(at=timezone.now())


@shared_task(**RETRY)
def add_up_sectors() -> None:
    services.add_up_sectors(at=timezone.now())
