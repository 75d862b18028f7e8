"""What a person does with an alert after it was raised: give it to somebody, put it off, close it.

Each act locks the alert's row, so that acts on one alert follow one another; `seen` is the version
that the caller has seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Plan
from monitoring.alerting.deadlines import deadlines
from monitoring.models import Alert, AlertClosure, AlertSnooze, Severity
from monitoring.services.alert_notices import tell_assignee
from monitoring.services.alerts import check_may_act, locked, take
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE, VIEW_CASES
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

# the graver, the sooner somebody has to look again
MOST_DAYS = {Severity.LOW: 90, Severity.MEDIUM: 30, Severity.HIGH: 14, Severity.CRITICAL: 3}
# what somebody must be able to see to link it
SEEN = {"plan": "customers.view_plan", "case": VIEW_CASES}
DEADLINES = ("due_at", "decision_due_at", "next_due_at")


def assign_alert(
    alert: Alert, *, to: User | None, by: User, at: dt.datetime, seen: int | None = None
) -> Alert:
    """Give an alert to a colleague, who then takes it instead of the customer's manager; to nobody
    = back to whose it was."""
    check_may_act(alert, by=by)
    with transaction.atomic():
        row = locked(alert, seen=seen)
        _check_is_running(row)
        if row.assignee_id == (to.pk if to else None):
            return row
        if to is not None:
            _check_may_take(row, to)
        former, row.assignee = row.assignee_id, to
        _save(row, "assignee")
        _record("assign_alert", row, by=by, at=at, before={"assignee": former},
                after={"assignee": to.pk if to else None})  # fmt: skip
        if to is not None and to.pk != by.pk:
            tell_assignee(row, to=to, by=by, at=at)
    return row


def snooze_alert(
    alert: Alert, *, until: dt.datetime, reason: str, by: User, at: dt.datetime,
    seen: int | None = None,
) -> AlertSnooze:  # fmt: skip
    """Put an alert off with a reason until a moment. Its deadlines run on from there.

    It ends by itself, or when the alert turns graver.
    """
    reason = _given(reason, "reason", _("Say why this alert can wait."))
    check_may_act(alert, by=by)
    with transaction.atomic():
        row = locked(alert, seen=seen)
        _check_is_running(row)
        _check_end(row, until, at)
        if row.is_snoozed(at):
            _bring_back(row, at)
        _end_snoozes(row, by=by, at=at)
        snooze = AlertSnooze.objects.create(
            alert=row, by=by, at=at, until=until, reason=reason, severity=row.severity
        )
        row.snoozed_until, row.snoozed_severity = until, row.severity
        _put_off(row, until)
        _save(row, "snoozed_until", "snoozed_severity", *DEADLINES)
        facts = {"until": until.isoformat()}
        _record("snooze_alert", row, by=by, at=at, reason=reason, facts=facts)
    return snooze


def wake_alert(alert: Alert, *, by: User, at: dt.datetime, seen: int | None = None) -> Alert:
    """End a snooze before its time. Its later deadlines end with it: there is the usual time from
    now on."""
    check_may_act(alert, by=by)
    with transaction.atomic():
        row = locked(alert, seen=seen)
        if not row.is_snoozed(at):
            raise Refused(_("This alert is not snoozed."), code="not_snoozed")
        _end_snoozes(row, by=by, at=at)
        row.snoozed_until, row.snoozed_severity = None, ""
        _bring_back(row, at)
        _save(row, "snoozed_until", "snoozed_severity", *DEADLINES)
        _record("wake_alert", row, by=by, at=at)
    return row


def close_alert(
    alert: Alert, *, outcome: str, note: str, by: User, at: dt.datetime,
    plan: Plan | None = None, case: RemovalCase | None = None, seen: int | None = None,
) -> AlertClosure:  # fmt: skip
    """Say what an alert led to. Once; whoever closes what nobody acknowledged acknowledges it.

    With the outcomes “plan” and “case” comes the plan or the case: it is made first.

    A closed alert stays the running episode until its figure clears or turns graver.
    """
    note = _given(note, "note", _("Say what was found out about this alert."))
    if outcome not in AlertClosure.Outcome.values:
        raise Refused(_("Choose what the alert led to."), code="outcome_unknown", field="outcome")
    check_may_act(alert, by=by)
    with transaction.atomic():
        row = locked(alert, seen=seen)
        _check_not_closed(row)
        _check_links(row, outcome, plan, case, by=by)
        if not hasattr(row, "acknowledgement"):
            take(row, by=by, note=note, at=at)
        closure = AlertClosure.objects.create(
            alert=row, outcome=outcome, note=note, by=by, at=at, plan=plan, case=case
        )
        _end_snoozes(row, by=by, at=at)
        row.next_due_at, row.snoozed_until, row.snoozed_severity = None, None, ""
        _save(row, "next_due_at", "snoozed_until", "snoozed_severity")
        facts = {"outcome": outcome, "plan": plan and plan.pk, "case": case and case.pk}
        _record("close_alert", row, by=by, at=at, reason=note, facts=facts)
    return closure


def check_may_close(alert: Alert, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not close this alert now."""
    check_may_act(alert, by=by)
    _check_not_closed(alert)


def check_may_assign(alert: Alert, *, by: User) -> None:
    """Raise `Refused` where there is nothing to assign or to snooze any more."""
    check_may_act(alert, by=by)
    _check_is_running(alert)


def _end_snoozes(alert: Alert, *, by: User, at: dt.datetime) -> None:
    running = AlertSnooze.objects.filter(alert=alert, until__gt=at, woken_at=None)
    running.update(woken_by=by, woken_at=at)


def _check_is_running(alert: Alert) -> None:
    _check_not_closed(alert)
    if alert.cleared_at is not None:
        raise Refused(
            _("This alert is over: %(why)s.") % {"why": alert.get_cleared_because_display()},
            code="cleared",
        )


def _check_not_closed(alert: Alert) -> None:
    closure = AlertClosure.objects.filter(alert=alert).select_related("by").first()
    if closure is not None:
        said = {
            "name": closure.by, "outcome": closure.get_outcome_display(), "note": closure.note,
        }  # fmt: skip
        raise Refused(
            _("%(name)s closed this alert as “%(outcome)s”: “%(note)s”") % said,
            code="closed_already",
        )


def _check_may_take(alert: Alert, person: User) -> None:
    is_able = person.is_active and person.kind == User.Kind.PERSON and person.has_perm(ACKNOWLEDGE)
    seen = Customer.objects.visible_to(person).filter(pk=alert.customer_id)
    if not is_able or not seen.exists():
        raise Refused(
            _("%(name)s may not acknowledge alerts or does not see this customer.")
            % {"name": person},
            code="cannot_take",
            field="to",
        )


def _check_end(alert: Alert, until: dt.datetime, at: dt.datetime) -> None:
    most = MOST_DAYS[Severity(alert.severity)]
    if until <= at:
        raise Refused(_("Give a moment that lies ahead."), code="end_is_past", field="until")
    if until > at + dt.timedelta(days=most):
        raise Refused(
            _("An alert of this severity can wait for %(days)d days at most.") % {"days": most},
            code="end_too_late",
            field="until",
        )


def _check_links(
    alert: Alert, outcome: str, plan: Plan | None, case: RemovalCase | None, *, by: User
) -> None:
    """A plan belongs to the outcome “plan”, a case to “case”; both to the alert's customer."""
    linked: tuple[tuple[str, Plan | RemovalCase | None], ...] = (("plan", plan), ("case", case))
    for name, row in linked:
        if row is None:
            _check_not_needed(outcome, name)
            continue
        if row.customer_id != alert.customer_id or outcome != name or not by.has_perm(SEEN[name]):
            raise Refused(
                _("Only a plan or a case of this customer that fits the outcome can be linked."),
                code="link_does_not_fit",
                field=name,
            )
    if plan is not None and plan.is_void:
        raise Refused(
            _("This plan was entered by mistake."), code="link_does_not_fit", field="plan"
        )
    if case is not None and not RemovalCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."), code="not_visible", field="case")


def _check_not_needed(outcome: str, name: str) -> None:
    """A plan or a case that is not named belongs to no outcome that says so."""
    if outcome != name:
        return
    words = {
        "plan": _("Choose the plan it led to. If there is none, make it first."),
        "case": _("Choose the removal case it led to. If there is none, propose removal first."),
    }
    raise Refused(words[name], code="link_missing", field=name)


def _put_off(alert: Alert, until: dt.datetime) -> None:
    """Whoever has put an alert off has the usual time once it is back; never less than now."""
    usual = deadlines(until)[alert.severity]
    is_taken = hasattr(alert, "acknowledgement")
    if not is_taken:
        alert.due_at = max(alert.due_at, usual.acknowledge_by)
    if alert.decision_due_at is not None:
        alert.decision_due_at = max(alert.decision_due_at, usual.decide_by)
    if alert.next_due_at is not None:
        runs = alert.decision_due_at if is_taken else alert.due_at
        alert.next_due_at = max(alert.next_due_at, runs) if runs else alert.next_due_at


def _bring_back(alert: Alert, at: dt.datetime) -> None:
    """Whoever wakes an alert has the usual time from now, and never more than the snooze gave."""
    usual = deadlines(at)[alert.severity]
    is_taken = hasattr(alert, "acknowledgement")
    if not is_taken:
        alert.due_at = min(alert.due_at, usual.acknowledge_by)
    if alert.decision_due_at is not None:
        alert.decision_due_at = min(alert.decision_due_at, usual.decide_by)
    if alert.next_due_at is not None:
        runs = usual.decide_by if is_taken else usual.acknowledge_by
        alert.next_due_at = min(alert.next_due_at, runs)


def _given(text: str, field: str, refusal: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(refusal, code=f"{field}_missing", field=field)
    return text


def _save(alert: Alert, *fields: str) -> None:
    alert.version += 1
    alert.save(update_fields=[*fields, "version"])


def _record(verb: str, alert: Alert, *, by: User, at: dt.datetime, **said: Any) -> None:
    facts = {"rule": alert.rule.code, "episode": alert.episode, **said.pop("facts", {})}
    record(
        verb, by=by.as_actor(), obj=alert, customer_id=alert.customer_id, facts=facts, at=at, **said
    )
