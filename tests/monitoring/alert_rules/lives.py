"""Rules in each state of their life, as tests of pages and calls need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from monitoring.models import AlertRule, RuleVersion
from monitoring.services.alert_rules import ask_version, draft_rule, draft_version, switch_off_rule
from monitoring.services.dry_runs import request_dry_run, work_on_dry_runs
from riskcrm.accounts.models import User

SAID: dict[str, Any] = {
    "name_en": "Owes much", "name_zh": "欠款较多", "kind": "threshold", "subject": "exposure",
    "raise_at": "1000", "clear_at": "800", "severity": "high", "playbook_en": "Call.",
    "playbook_zh": "致电。",
}  # fmt: skip


def draft(by: User, **more: Any) -> RuleVersion:
    """A new rule, switched off."""
    return draft_rule({**SAID, **more}, by=by, at=timezone.now())


def tried(by: User, *, at: dt.datetime | None = None, **more: Any) -> RuleVersion:
    """A new rule that was tried on the past."""
    row, at = draft(by, **more), at or timezone.now()
    request_dry_run(row, by=by, at=at)
    work_on_dry_runs(at=at)
    return row


def in_force(by: User, **more: Any) -> RuleVersion:
    """A rule that is switched on."""
    row = tried(by, **more)
    return ask_version(row, reason="We lost some.", version=None, by=by, at=timezone.now())


def change(by: User, code: str = "max_dpd") -> RuleVersion:
    """The draft of another version of a rule that is switched on."""
    return draft_version(AlertRule.objects.get(code=code), by=by, at=timezone.now())


def waiting(by: User, code: str = "max_dpd") -> RuleVersion:
    """A version that is to switch a rule off."""
    rule = AlertRule.objects.get(code=code)
    return switch_off_rule(rule, reason="Too noisy.", by=by, at=timezone.now())
