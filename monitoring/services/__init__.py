"""Every write of monitoring: raising and acknowledging alerts, reading the book; and the demo's."""

from monitoring.services.ageing import keep_month
from monitoring.services.alert_rules import (
    ask_version,
    change_version,
    decide_version,
    discard_version,
    draft_rule,
    draft_version,
    switch_off_rule,
)
from monitoring.services.alerts import (
    acknowledge_alert,
    acknowledge_alerts,
    check_may_acknowledge,
    check_may_act,
    end_alerts_of,
)
from monitoring.services.book import refresh_book
from monitoring.services.book_days import keep_day, keep_days
from monitoring.services.demo import acknowledge_demo_alerts, make_demonstration
from monitoring.services.demo_credit import seed_demo_credit
from monitoring.services.demo_files import seed_demo_files, seed_demo_reminders
from monitoring.services.demo_follow_up import seed_demo_follow_up
from monitoring.services.dry_runs import request_dry_run, work_on_dry_runs
from monitoring.services.kris import change_limits, decide_limits
from monitoring.services.month_reports import make_month_report, make_month_reports
from monitoring.services.notices import notify
from monitoring.services.reviews import complete_review, open_due_reviews, open_review
from monitoring.services.sweep import raise_alerts

__all__ = [
    "acknowledge_alert",
    "acknowledge_alerts",
    "acknowledge_demo_alerts",
    "ask_version",
    "change_limits",
    "change_version",
    "check_may_acknowledge",
    "check_may_act",
    "complete_review",
    "decide_limits",
    "decide_version",
    "discard_version",
    "draft_rule",
    "draft_version",
    "end_alerts_of",
    "keep_day",
    "keep_days",
    "keep_month",
    "make_demonstration",
    "make_month_report",
    "make_month_reports",
    "notify",
    "open_due_reviews",
    "open_review",
    "raise_alerts",
    "refresh_book",
    "request_dry_run",
    "seed_demo_credit",
    "seed_demo_files",
    "seed_demo_follow_up",
    "seed_demo_reminders",
    "switch_off_rule",
    "work_on_dry_runs",
]
