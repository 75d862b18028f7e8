"""The clock's calls; each does one thing through a service and survives running twice."""

from __future__ import annotations

import time

from celery import shared_task
from django.utils import timezone

from monitoring import services
from monitoring.services import (
    alert_news,
    alert_quality,
    digests,
    emergency_plans,
    escalations,
    event_reviews,
    notices,
    training,
    webhook_deliveries,
)
from monitoring.services.webhook_messages import tell_acts, tell_credit_changes
from riskcrm.jobs.retry import RETRY

# a whole book that was scored anew comes in many sweeps; stop in time for the next tick
SECONDS = 20


@shared_task(**RETRY)
def raise_alerts() -> None:
    until = time.monotonic() + SECONDS
    while services.raise_alerts(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def escalate_alerts() -> None:
    until = time.monotonic() + SECONDS
    while escalations.escalate_alerts(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def read_alert_quality() -> None:
    alert_quality.renew_quality(at=timezone.now())


@shared_task(**RETRY)
def work_on_dry_runs() -> None:
    services.work_on_dry_runs(at=timezone.now())


@shared_task(**RETRY)
def refresh_book() -> None:
    services.refresh_book(at=timezone.now())


@shared_task(**RETRY)
def keep_month() -> None:
    """One month in one call: a large book takes a while for each."""
    services.keep_month(at=timezone.now())


@shared_task(**RETRY)
def open_due_reviews() -> None:
    services.open_due_reviews(at=timezone.now())


@shared_task(**RETRY)
def open_event_reviews() -> None:
    while event_reviews.open_event_reviews(at=timezone.now()):
        pass


@shared_task(**RETRY)
def activate_plans() -> None:
    emergency_plans.activate_by_alerts(at=timezone.now())


@shared_task(**RETRY)
def follow_training() -> None:
    training.follow_training(at=timezone.now())


@shared_task(**RETRY)
def tell_alert_news() -> None:
    until = time.monotonic() + SECONDS
    while alert_news.tell_alert_news(at=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(**RETRY)
def tell_other_systems() -> None:
    """Acts and credit changes, in the order they were committed."""
    until = time.monotonic() + SECONDS
    for tell in (tell_acts, tell_credit_changes):
        while tell(at=timezone.now()) and time.monotonic() < until:
            pass


@shared_task(**RETRY)
def deliver_webhooks() -> None:
    webhook_deliveries.deliver_webhooks()


@shared_task(**RETRY)
def mail_notices() -> None:
    digests.mail_notices(at=timezone.now())


@shared_task(**RETRY)
def send_digests() -> None:
    digests.send_digests(at=timezone.now())


@shared_task(**RETRY)
def purge_webhooks() -> None:
    webhook_deliveries.purge_webhooks(at=timezone.now())


@shared_task(**RETRY)
def purge_notices() -> None:
    notices.purge_notices(at=timezone.now())


@shared_task(**RETRY)
def keep_days() -> None:
    """One day in one call."""
    services.keep_days(at=timezone.now())


@shared_task(**RETRY)
def make_month_reports() -> None:
    services.make_month_reports(at=timezone.now())
