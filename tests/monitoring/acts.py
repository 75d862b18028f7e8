"""Each act of the API on alerts, alert rules, reviews, tests of controls and findings, as somebody
does it and gets it wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from monitoring.models import Alert, Control, ControlTest, Finding, Review
from monitoring.services import open_review
from monitoring.services.alert_life import snooze_alert
from monitoring.services.control import Sampling, draw_sample
from monitoring.services.control_tests import finish_test, judge_item
from monitoring.services.findings import follow_up_finding, raise_finding
from riskcrm.accounts.models import User
from tests.customers.acts import Case, World
from tests.factories import make_person
from tests.monitoring.alert_rules import lives as rules
from tests.monitoring.control.books import FINAL, FIRST, NOW, decided_overrides
from tests.monitoring.readings import make_alert

PASSED = {"second_person": "pass", "reason": "pass", "evidence": "pass"}
DAY = dt.timedelta(days=1)
DONE = {"text": "The form asks for it now.", "evidence": "Form 7", "cause": "Habit."}


def alert(world: World) -> Alert:
    return make_alert(world.customer, at=timezone.now())


def snoozed(world: World) -> Alert:
    now = timezone.now()
    row = alert(world)
    snooze_alert(row, until=now + DAY, reason="Pays on Friday.", by=world.manager, at=now)
    return row


def tomorrow() -> str:
    return (timezone.now() + DAY).isoformat()


def review(world: World) -> Review:
    return open_review(
        world.customer, reason="A letter came back.", kind="event", by=None, at=timezone.now()
    )


def drawn(world: World, *, by: User | None = None) -> ControlTest:
    """All of two overrides."""
    decided_overrides(2, by=world.manager, second=world.officer)
    control = Control.objects.get(code="override")
    how = Sampling("all")
    tester = by or world.people["auditor"]
    return draw_sample(control, first_date=FIRST, final_date=FINAL, how=how, by=tester, at=NOW)


def item(world: World) -> dict[str, Any]:
    return {"test_id": drawn(world).pk, "place": 1}


def judged(world: World, *, by: User | None = None) -> ControlTest:
    test = drawn(world, by=by)
    for each in test.items.all():
        judge_item(each, results=PASSED, note="", evidence="", by=test.tester, at=NOW)
    return test


def finished(world: World) -> ControlTest:
    """By another auditor, so that the world's one may sign."""
    tester = make_person("auditor")
    return finish_test(judged(world, by=tester), conclusion="It held.", by=tester, at=NOW)


def finding(world: World) -> Finding:
    return raise_finding(
        title="No proof", text="It is not there.", severity="high", action="Ask for it.",
        owner=world.people["head_of_risk"], due_date=NOW.date() + dt.timedelta(days=30),
        by=world.people["auditor"], at=NOW,
    )  # fmt: skip


def answered(world: World) -> Finding:
    return follow_up_finding(finding(world), by=world.people["head_of_risk"], at=NOW, **DONE)


def _of_rule(*said: Any, **more: Any) -> Case:
    return Case(*said, **{"by": "risk_officer", "of_customer": False} | more)


def _of_control(*said: Any, **more: Any) -> Case:
    return Case(*said, **{"by": "auditor", "of_customer": False} | more)


CASES = (
    Case("api-alert-assign", "assign_alert", alert,
         lambda w, _row: {"assignee": w.people["teammate"].pk}, {}, "assignee"),
    Case("api-alert-snooze", "snooze_alert", alert,
         lambda _w, _row: {"until": tomorrow(), "reason": "Pays."}, {"reason": "Pays."}, "until"),
    Case("api-alert-wake", "wake_alert", snoozed),
    Case("api-alert-close", "close_alert", alert, {"outcome": "watched", "note": "Paid."},
         {"outcome": "watched"}, "note"),
    Case("api-risk-lead-name-lead", "name_risk_lead", lambda w: w.customer.team,
         lambda w, _row: {"person": w.officer.pk}, {}, "person", by="head_of_risk",
         of_customer=False),
    Case("api-review-complete", "complete_review", review,
         {"result": "unchanged", "findings": "Pays."}, {"result": "unchanged"}, "findings"),
    _of_rule("api-alert-rule-draft", "draft_alert_rule", lambda _w: {"code": "max_dpd"},
             status=201),
    _of_rule("api-alert-rule-switch-off", "ask_alert_rule", lambda _w: {"code": "max_dpd"},
             {"reason": "Too noisy."}, {}, "reason", status=201),
    _of_rule("api-rule-version-try", "try_alert_rule", lambda w: rules.draft(w.officer),
             status=202),
    _of_rule("api-rule-version-ask", "put_alert_rule_in_force", lambda w: rules.tried(w.officer),
             {"reason": "We lost some."}, {}, "reason"),
    _of_rule("api-rule-version-decide", "put_alert_rule_in_force",
             lambda w: rules.waiting(w.officer), {"approve": True, "decision": "Agreed."},
             {"approve": True}, "decision", by="head_of_risk"),
    _of_control("api-control-test-item-judge", "judge_item", item, {"results": PASSED}, {},
                "results"),
    _of_control("api-control-test-redraw", "redraw_sample", drawn,
                {"reason": "Too few.", "method": "all"}, {}, "reason", status=201),
    _of_control("api-control-test-finish", "finish_control_test", judged,
                {"conclusion": "It held."}, {}, "conclusion"),
    _of_control("api-control-test-sign", "sign_control_test", finished),
    _of_control("api-finding-follow-up", "follow_up_finding", finding, DONE,
                {"text": "Done."}, "evidence", by="head_of_risk"),
    _of_control("api-finding-send-back", "send_finding_back", answered,
                {"text": "Since when?"}, {}, "text"),
    _of_control("api-finding-close", "close_finding", answered, {"text": "Seen."}, {}, "text"),
)  # fmt: skip
