"""The workers' application and every schedule. Rows are the queues; these are only the clocks."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.schedules import crontab
from celery.signals import task_prerun
from django.db import close_old_connections

from riskcrm.jobs.heartbeat import HeartbeatStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")

# README.md says what runs as whom; a block of lines at each start would hide what is new
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("riskcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(HeartbeatStep)
# so many tasks share a connection: a new one learns all tables and statements anew, which takes as
# long as the work on a few changes; renewed, it gives back what a large piece of work had taken
app.conf["CELERY_DB_REUSE_MAX"] = 100


@task_prerun.connect  # type: ignore[untyped-decorator]
def _leave_lost_connection(**_said: Any) -> None:
    close_old_connections()


# queue "fast" has a worker of its own, so that long work never delays a changed customer's score;
# what takes seconds and is due within the minute belongs there as well. Queue "calls" has one too:
# a receiver of another system that hangs holds up nothing of ours
app.conf.beat_schedule = {
    "score-changed": {
        "task": "scoring.tasks.score_changed",
        "schedule": 1.0,
        "options": {"queue": "fast", "expires": 10},
    },
    "number-credit-changes": {
        "task": "scoring.tasks.number_credit_changes",
        "schedule": 1.0,
        "options": {"queue": "fast", "expires": 10},
    },
    "add-up-sectors": {
        "task": "scoring.tasks.add_up_sectors",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "purge-credit-changes": {
        "task": "scoring.tasks.purge_credit_changes",
        "schedule": crontab(hour=3, minute=40),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "raise-alerts": {
        "task": "monitoring.tasks.raise_alerts",
        "schedule": 1.0,
        "options": {"queue": "fast", "expires": 10},
    },
    "work-on-dry-runs": {
        "task": "monitoring.tasks.work_on_dry_runs",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "open-due-reviews": {
        "task": "monitoring.tasks.open_due_reviews",
        "schedule": 3600.0,
        "options": {"queue": "bulk", "expires": 3600},
    },
    "open-event-reviews": {
        "task": "monitoring.tasks.open_event_reviews",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "activate-plans": {
        "task": "monitoring.tasks.activate_plans",
        "schedule": 5.0,
        "options": {"queue": "fast", "expires": 30},
    },
    "follow-training": {
        "task": "monitoring.tasks.follow_training",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "tell-alert-news": {
        "task": "monitoring.tasks.tell_alert_news",
        "schedule": 2.0,
        "options": {"queue": "fast", "expires": 10},
    },
    "tell-other-systems": {
        "task": "monitoring.tasks.tell_other_systems",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "deliver-webhooks": {
        "task": "monitoring.tasks.deliver_webhooks",
        "schedule": 2.0,
        "options": {"queue": "calls", "expires": 10},
    },
    "mail-notices": {
        "task": "monitoring.tasks.mail_notices",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    # asked for all day: the row of a person and day makes it once
    "send-digests": {
        "task": "monitoring.tasks.send_digests",
        "schedule": crontab(minute="*/5"),
        "options": {"queue": "bulk", "expires": 240},
    },
    "purge-webhooks": {
        "task": "monitoring.tasks.purge_webhooks",
        "schedule": crontab(hour=3, minute=35),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "escalate-alerts": {
        "task": "monitoring.tasks.escalate_alerts",
        "schedule": 60.0,
        "options": {"queue": "fast", "expires": 60},
    },
    # once a day, and whenever the clock is back
    "read-alert-quality": {
        "task": "monitoring.tasks.read_alert_quality",
        "schedule": crontab(minute="20-59/20"),
        "options": {"queue": "bulk", "expires": 1100},
    },
    "purge-notices": {
        "task": "monitoring.tasks.purge_notices",
        "schedule": crontab(hour=3, minute=45),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "refresh-book": {
        "task": "monitoring.tasks.refresh_book",
        "schedule": 15.0,
        "options": {"queue": "fast", "expires": 60},
    },
    "follow-receivables": {
        "task": "customers.tasks.follow_receivables",
        "schedule": 2.0,
        "options": {"queue": "fast", "expires": 10},
    },
    "refresh-ageing": {
        "task": "customers.tasks.refresh_ageing",
        "schedule": 15.0,
        "options": {"queue": "fast", "expires": 60},
    },
    "work-on-reminders": {
        "task": "customers.tasks.work_on_reminders",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-imports": {
        "task": "customers.tasks.work_on_imports",
        "schedule": 1.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "apply-rates": {
        "task": "customers.tasks.apply_rates",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "work-on-list-versions": {
        "task": "customers.tasks.work_on_list_versions",
        "schedule": 1.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "screen-due": {
        "task": "customers.tasks.screen_due",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-undos": {
        "task": "customers.tasks.work_on_undos",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-runs": {
        "task": "scoring.tasks.work_on_runs",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-estimates": {
        "task": "scoring.tasks.work_on_estimates",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "sweep-list-entries": {
        "task": "removal.tasks.sweep_list_entries",
        "schedule": crontab(hour=0, minute=15),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "expire-overrides": {
        "task": "scoring.tasks.expire_overrides",
        "schedule": crontab(minute="*/5"),
        "options": {"queue": "bulk", "expires": 240},
    },
    "follow-treatments": {
        "task": "scoring.tasks.follow_treatments",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-fittings": {
        "task": "scoring.tasks.work_on_fittings",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-snapshots": {
        "task": "scoring.tasks.work_on_snapshots",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "work-on-back-tests": {
        "task": "scoring.tasks.work_on_back_tests",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "work-on-drift": {
        "task": "scoring.tasks.work_on_drift",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 300},
    },
    "renew-columns": {
        "task": "scoring.tasks.renew_columns",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    # removal criteria: at once after they were published, and once a day after the night
    "sweep-criteria": {
        "task": "removal.tasks.sweep_criteria",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "count-past-outcomes": {
        "task": "removal.tasks.count_outcomes",
        "schedule": crontab(minute="4-59/10"),
        "options": {"queue": "bulk", "expires": 500},
    },
    "work-on-exports": {
        "task": "riskcrm.web.tasks.work_on_exports",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-bulk": {
        "task": "riskcrm.web.tasks.work_on_bulk",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-matching": {
        "task": "customers.tasks.work_on_matching",
        "schedule": 2.0,
        "options": {"queue": "bulk", "expires": 10},
    },
    "work-on-effects": {
        "task": "removal.tasks.work_on_studies",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "work-on-erasures": {
        "task": "removal.tasks.work_on_erasures",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "look-at-all-removals": {
        "task": "removal.tasks.request_standing_look",
        "schedule": crontab(minute="25-59/30"),
        "options": {"queue": "bulk", "expires": 1700},
    },
    # what is due once a day is asked for all day after its time, and its slot makes it once: a
    # clock that was away at that time, or lost its memory of it, forgets nothing
    "score-book-nightly": {
        "task": "scoring.tasks.request_nightly_run",
        "schedule": crontab(minute="10-59/10"),
        "options": {"queue": "bulk", "expires": 600},
    },
    # on the first day of a month, or whenever the clock is back
    "take-month-snapshot": {
        "task": "scoring.tasks.request_month_snapshot",
        "schedule": crontab(minute="15-59/15"),
        "options": {"queue": "bulk", "expires": 800},
    },
    "keep-month-of-ageing": {
        "task": "monitoring.tasks.keep_month",
        "schedule": crontab(minute="*/5"),
        "options": {"queue": "bulk", "expires": 240},
    },
    "keep-days-of-the-book": {
        "task": "monitoring.tasks.keep_days",
        "schedule": crontab(minute="3-58/5"),
        "options": {"queue": "bulk", "expires": 240},
    },
    "make-month-reports": {
        "task": "monitoring.tasks.make_month_reports",
        "schedule": crontab(minute="17"),
        "options": {"queue": "bulk", "expires": 3000},
    },
    "send-mails": {
        "task": "riskcrm.jobs.tasks.send_mails",
        "schedule": 5.0,
        "options": {"queue": "bulk", "expires": 30},
    },
    "follow-deadlines-of-cases": {
        "task": "removal.tasks.follow_deadlines",
        "schedule": crontab(minute="*/10"),
        "options": {"queue": "bulk", "expires": 600},
    },
    "follow-mailed-letters": {
        "task": "removal.tasks.follow_mailed_letters",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "seal-audit": {
        "task": "riskcrm.jobs.tasks.seal_audit",
        "schedule": 10.0,
        "options": {"queue": "fast", "expires": 60},
    },
    "note-audit-head": {
        "task": "riskcrm.jobs.tasks.note_audit_head",
        "schedule": crontab(minute=40),
        "options": {"queue": "fast", "expires": 1800},
    },
    "note-sealed-log": {
        "task": "removal.tasks.note_sealed_log",
        "schedule": crontab(hour="1-23", minute=5),
        "options": {"queue": "fast", "expires": 1800},
    },
    "verify-audit-nightly": {
        "task": "riskcrm.jobs.tasks.verify_audit",
        "schedule": crontab(hour="2-23", minute=30),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "purge-answers": {
        "task": "riskcrm.web.tasks.purge_answers",
        "schedule": crontab(minute=20),
        "options": {"queue": "bulk", "expires": 3000},
    },
    "purge-uploads": {
        "task": "customers.tasks.purge_uploads",
        "schedule": crontab(hour="3-23", minute=20),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "purge-tables": {
        "task": "scoring.tasks.purge_tables",
        "schedule": crontab(minute=25),
        "options": {"queue": "bulk", "expires": 3000},
    },
    "fill-name-keys": {
        "task": "customers.tasks.fill_name_keys",
        "schedule": 15.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    # a search of the book as somebody asks for it, and once a day by itself
    "find-duplicates": {
        "task": "customers.tasks.find_duplicates",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 60},
    },
    "purge-exports": {
        "task": "riskcrm.web.tasks.purge_exports",
        "schedule": crontab(minute=50),
        "options": {"queue": "bulk", "expires": 1800},
    },
    "remind-of-contracts": {
        "task": "customers.tasks.remind_of_contracts",
        "schedule": crontab(hour="1-23", minute=15),
        "options": {"queue": "bulk", "expires": 3600},
    },
    "purge-slots": {
        "task": "riskcrm.jobs.tasks.purge_slots",
        "schedule": crontab(hour=3, minute=10),
        "options": {"queue": "bulk", "expires": 3600},
    },
}
