"""Rows and needs of alert rules, their versions and dry runs."""

from __future__ import annotations

from typing import Any

from monitoring.models import AlertRule, DryRun
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.monitoring.alert_rules import lives as rules
from tests.web.routes.needs import HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import WHY

LINES = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
FORM = {**rules.SAID, **LINES, "join": "any", "days": 0, "cooldown_days": 7}


def of_rules(officer: User) -> dict[str, Any]:
    """A draft of the officer, a tried one, what waits for somebody else, and a dry run."""
    other = make_person(roles.RISK_OFFICER, username="rule-writer")
    tried = rules.tried(officer, name_en="Tried")
    return {
        "alert_rule": AlertRule.objects.get(code="score_high"),
        "rule_draft": rules.draft(officer, name_en="Drafted"),
        "tried_rule": tried,
        "waiting_rule": rules.waiting(other, "litigation"),
        "dry_run": DryRun.objects.get(version=tried),
    }


def _seen(rows: Any) -> dict[str, Any]:
    return {**FORM, "name_en": "Changed", "version": rows.rule_draft.version}


RULE = "alerts/rules/<code>/"
VERSION = f"{RULE}versions/<number>/"
PAGES: dict[str, Needs] = {
    "alerts/rules/": needs(MANAGER, get=200),
    "alerts/rules/new/": needs(OFFICER, get=200, post=(302, {**FORM, "version": 0})),
    RULE: needs(MANAGER, "alert_rule", get=200),
    f"{RULE}change/": needs(OFFICER, "alert_rule", post=302),
    f"{RULE}switch-off/": needs(OFFICER, "alert_rule", post=(302, WHY)),
    VERSION: needs(MANAGER, "=tried tried_rule", get=200),
    f"{VERSION}edit/": needs(OFFICER, "=drafted rule_draft", get=200, post=(302, _seen)),
    f"{VERSION}try/": needs(OFFICER, "=drafted rule_draft", post=302),
    f"{VERSION}ask/": needs(
        OFFICER, "=tried tried_rule", post=(302, lambda r: WHY | {"version": r.tried_rule.version})
    ),
    f"{VERSION}decide/": needs(
        HEAD, "=litigation waiting_rule", post=(302, {"decision": "Agreed.", "approve": "yes"})
    ),
    f"{VERSION}discard/": needs(OFFICER, "=drafted rule_draft", post=302),
    "alerts/dry-runs/<run_id>/hits/": needs(MANAGER, "dry_run", get=200),
    "alerts/dry-runs/<run_id>/progress/": needs(MANAGER, "dry_run", get=200),
}
ONE = "alert-rule-versions/<version_id>/"
CALLS: dict[str, Needs] = {
    "alert-rules/": needs(OFFICER, get=200, post=(201, rules.SAID)),
    "alert-rules/<code>/": needs(MANAGER, "alert_rule", get=200),
    "alert-rules/<code>/draft/": needs(OFFICER, "alert_rule", post=201),
    "alert-rules/<code>/switch-off/": needs(OFFICER, "alert_rule", post=(201, WHY)),
    "alert-rule-versions/": needs(MANAGER, get=200),
    ONE: needs(OFFICER, "rule_draft", get=200, patch=(200, {"severity": "low"})),
    f"{ONE}discard/": needs(OFFICER, "rule_draft", post=204),
    f"{ONE}try/": needs(OFFICER, "rule_draft", post=202),
    f"{ONE}ask/": needs(OFFICER, "tried_rule", post=(200, WHY)),
    f"{ONE}decide/": needs(
        HEAD, "waiting_rule", post=(200, {"approve": False, "decision": "Keep it."})
    ),
}
