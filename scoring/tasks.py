"""The workers' doors into scoring. Each may run twice, or side by side, without harm."""

from __future__ import annotations

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from riskcrm.jobs.retry import RETRY
from scoring import columns, services

SECONDS_PER_TICK = 8  # a backlog is worked off in one tick, yet the next one never waits long
FEW = 1_000  # what came while a tick worked is the next tick's: alerts need the same workers
FIT_SECONDS = 1800  # a large book's history takes a while; it is read and learnt in one go


@shared_task(**RETRY)
def score_changed() -> None:
    deadline = time.monotonic() + SECONDS_PER_TICK
    while services.score_changed(at=timezone.now()) > FEW and time.monotonic() < deadline:
        pass


@shared_task(**RETRY)
def expire_overrides() -> None:
    services.expire_overrides(at=timezone.now())


@shared_task(**RETRY)
def follow_treatments() -> None:
    deadline = time.monotonic() + SECONDS_PER_TICK
    while services.follow_treatments(at=timezone.now()) and time.monotonic() < deadline:
        pass


@shared_task(**RETRY)
def work_on_runs() -> None:
    services.work_on_book_runs(at=timezone.now())


@shared_task(**RETRY)
def work_on_estimates() -> None:
    services.work_on_estimates(at=timezone.now())


@shared_task(**RETRY)
def request_nightly_run() -> None:
    # first what customers are compared with, so that the run finds it
    services.ensure_peers_of_yesterday(at=timezone.now())
    services.request_nightly_run(at=timezone.now())


@shared_task(soft_time_limit=FIT_SECONDS, time_limit=FIT_SECONDS + 60, **RETRY)
def work_on_fittings() -> None:
    services.work_on_fittings(at=timezone.now())


@shared_task(**RETRY)
def purge_tables() -> None:
    services.purge_tables(at=timezone.now(), keep_days=settings.KEEP_UPLOADS_DAYS)


@shared_task(**RETRY)
def work_on_snapshots() -> None:
    services.work_on_snapshots(at=timezone.now())


@shared_task(**RETRY)
def work_on_back_tests() -> None:
    services.work_on_back_tests(at=timezone.now())


@shared_task(**RETRY)
def request_month_snapshot() -> None:
    services.request_month_snapshot(at=timezone.now())


@shared_task(**RETRY)
def work_on_drift() -> None:
    services.work_on_drift(at=timezone.now())


@shared_task(**RETRY)
def renew_columns() -> None:
    columns.renew_copy(at=timezone.now())
    columns.renew_past()


@shared_task(**RETRY)
def number_credit_changes() -> None:
    services.number_changes(at=timezone.now())


@shared_task(**RETRY)
def purge_credit_changes() -> None:
    services.purge_changes(at=timezone.now())


@shared_task(**RETRY)
def add_up_sectors() -> None:
    services.add_up_sectors(at=timezone.now())
