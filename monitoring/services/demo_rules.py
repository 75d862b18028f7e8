"""Alert rules of the demonstration: a new one that was tried, and a change that waits for somebody.

By the real services; neither changes what the demonstration's book is watched for.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from monitoring.models import AlertRule
from monitoring.services.alert_rules import draft_rule, switch_off_rule
from monitoring.services.dry_runs import request_dry_run, work_on_dry_runs
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot

TRIED: dict[str, Any] = {
    "name_en": "Owes more while it pays later", "name_zh": "付款变慢而欠款增加",
    "kind": "threshold", "subject": "overdue", "versus": "past", "days": 30, "as_share": True,
    "raise_at": "50", "clear_at": "30", "escalate_at": "150", "severity": "medium",
    "cooldown_days": 14, "muted_by": ["insolvency"],
    "also": {"all": [
        {"subject": "overdue", "compare": "above", "value": "10000"},
        {"any": [
            {"subject": "oldest_days", "compare": "at_least", "value": "30"},
            {"subject": "tier", "compare": "equals", "value": "high"},
        ]},
    ]},
    "playbook_en": "Ask what has changed, and agree on instalments before the next delivery.",
    "playbook_zh": "了解变化原因，并在下次发货前商定分期付款。",
}  # fmt: skip
NOISY = "activity_drop"


@transaction.atomic
def seed_demo_rules(*, at: dt.datetime) -> int:
    """Seed them once; how many versions wait."""
    people = User.objects.filter(is_demo=True).in_bulk(field_name="username")
    officer, second = people.get("officer"), people.get("officer2")
    if officer is None or second is None:
        return 0
    if not take_slot("demo_rules", "made", at=at):
        return 0
    draft = draft_rule(TRIED, by=officer, at=at)
    request_dry_run(draft, by=officer, at=at)
    work_on_dry_runs(at=at)
    reason = "Buyers that left for another supplier fill it; the score shows the dangerous ones."
    switch_off_rule(AlertRule.objects.get(code=NOISY), reason=reason, by=second, at=at)
    return 2
