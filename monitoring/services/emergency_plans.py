"""Emergencies under way: a plan is activated, its steps are done, it is stood down.

The clock activates a plan where an alert of its rule was raised; once per plan and alert, by
constraint. The log is written once and never changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.models import Customer
from monitoring.models import (
    GRAVITY,
    Activation,
    ActivationEntry,
    Alert,
    EmergencyPlan,
    PlanStep,
    PlanVersion,
)
from monitoring.services.acting import said
from monitoring.services.emergency_notices import read_notices_of_activation, tell_activated
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused

ACTIVATE = "monitoring.activate_emergencyplan"
BY_RULE = gettext_noop("An alert of the plan's rule was raised.")
# how old what an alert says may be: the clock may have been away for so long, and loses none
LOOK_BACK = dt.timedelta(days=7)
ACTIVATE_BY_ALERTS = """
INSERT INTO monitoring_activation (
    plan_id, version_id, because, alert_id, customer_id, activated_at, stood_down_because)
SELECT v.plan_id, v.id, %(because)s, a.id, a.customer_id, %(at)s, ''
FROM monitoring_planversion v
JOIN monitoring_alert a ON a.rule_id = v.alert_rule_id
LEFT JOIN scoring_reading r ON r.customer_id = a.customer_id
WHERE v.state = 'approved' AND a.cleared_at IS NULL
  AND a.raised_at >= v.approved_at AND a.latest_at >= %(since)s
  AND array_position(%(gravity)s::text[], a.severity::text)
    >= array_position(%(gravity)s::text[], v.from_severity::text)
  AND (v.from_exposure IS NULL OR r.exposure >= v.from_exposure)
  AND NOT EXISTS (SELECT FROM monitoring_activation x
                  WHERE x.plan_id = v.plan_id AND x.alert_id = a.id)
ON CONFLICT DO NOTHING
RETURNING id
"""


def check_may_activate(plan: EmergencyPlan, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not activate this plan now."""
    check_right(by, ACTIVATE)
    _in_force(plan)


def _in_force(plan: EmergencyPlan) -> PlanVersion:
    version = plan.versions.filter(state=PlanVersion.State.APPROVED).first()
    if version is None:
        raise Refused(
            _("No version of this plan is in force. Have one approved first."), code="not_in_force"
        )
    return version


def activate_plan(
    plan: EmergencyPlan,
    *,
    because: str,
    by: User | None,
    at: dt.datetime,
    alert: Alert | None = None,
    customer: Customer | None = None,
) -> Activation:
    """Set the approved version going. The same alert again is the same activation.

    `by` is None where a rule of the house does it. Refused while the plan runs by hand already, for
    the same customer or for none.
    """
    if by is not None:
        check_may_activate(plan, by=by)
    because = said(because, field="because", message=_("Say what has happened."))
    known = alert and Activation.objects.filter(plan=plan, alert=alert).first()
    if known:
        return known
    about = alert.customer if alert else customer
    try:
        with transaction.atomic():
            # whoever approves or retires a version holds the plan as well
            EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
            version = _in_force(plan)
            row = Activation.objects.create(
                plan=plan, version=version, because=because, alert=alert, customer=about,
                activated_by=by, activated_at=at,
            )  # fmt: skip
            _note("activate_plan", row, by=by, at=at, reason=because)
            tell_activated([row], at=at)
    except IntegrityError as error:
        if alert and "one_activation_per_plan_and_alert" in str(error):
            return Activation.objects.get(plan=plan, alert=alert)
        if "one_running_activation_by_hand" not in str(error):
            raise
        message = _("This plan is running already. Go on with what runs, or end it first.")
        raise Refused(message, code="runs_already") from error
    return row


def activate_by_alerts(*, at: dt.datetime) -> int:
    """Activate plans whose rule raised an alert; how many. Safe twice and side by side."""
    with transaction.atomic(), connection.cursor() as cursor:
        values: dict[str, Any] = {
            "because": BY_RULE, "at": at, "since": at - LOOK_BACK,
            "gravity": [severity.value for severity in GRAVITY],
        }  # fmt: skip
        cursor.execute(ACTIVATE_BY_ALERTS, values)
        made = [key for (key,) in cursor.fetchall()]
        rows = list(Activation.objects.filter(pk__in=made).select_related("version", "plan"))
        for row in rows:
            _note("activate_plan", row, by=None, at=at)
        tell_activated(rows, at=at)
    return len(made)


def check_may_log(activation: Activation, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not write in this log."""
    has_part = Activation.objects.filter(pk=activation.pk).commanded_by(by).exists()
    if not has_part:
        check_right(by, ACTIVATE)
    if not Activation.objects.visible_to(by).filter(pk=activation.pk).exists():
        raise Refused(_("There is no such activation among those you see."), code="not_visible")
    if not activation.is_running:
        raise Refused(_("This emergency has ended; its log is closed."), code="stood_down")


def do_step(
    activation: Activation,
    step: PlanStep,
    *,
    by: User,
    at: dt.datetime,
    minute: int | None = None,
    note: str = "",
) -> ActivationEntry:
    """Write down that a step was done: now, or at an earlier minute of the emergency."""
    done_at = at
    if minute is not None:
        done_at = activation.activated_at + dt.timedelta(minutes=minute)
        if minute < 0 or done_at > at:
            raise Refused(
                _("That minute has not come yet. Leave it empty for now."), code="bad_minute",
                field="minute",
            )  # fmt: skip
    if step.version_id != activation.version_id:
        raise Refused(_("This step is not one of the plan that runs."), code="strange_step")
    try:
        return _log(activation, by=by, at=at, step=step, done_at=done_at, text=note.strip())
    except IntegrityError as error:
        if "each_step_done_once" not in str(error):
            raise
        raise Refused(
            _("This step is done already. Add a note if something has to be said of it."),
            code="done_already",
        ) from error


def note_in_log(activation: Activation, *, text: str, by: User, at: dt.datetime) -> ActivationEntry:
    """Write something else in the log."""
    text = said(text, field="text")
    return _log(activation, by=by, at=at, step=None, done_at=at, text=text)


def _log(
    activation: Activation, *, by: User, at: dt.datetime, step: PlanStep | None,
    done_at: dt.datetime, text: str,
) -> ActivationEntry:  # fmt: skip
    with transaction.atomic():
        row = Activation.objects.select_for_update().get(pk=activation.pk)
        check_may_log(row, by=by)
        entry = ActivationEntry.objects.create(
            activation=row, step=step, text=text, done_at=done_at, by=by, recorded_at=at
        )
        facts = {"step": step.text_en if step else "", "done_at": done_at.isoformat()}
        verb = "do_emergency_step" if step else "note_emergency"
        record(verb, by=by.as_actor(), obj=row, customer_id=row.customer_id, facts=facts, at=at)
    return entry


def stand_down(activation: Activation, *, because: str, by: User, at: dt.datetime) -> Activation:
    """End an emergency: why it is over. What was not done stays marked as not done."""
    check_right(by, ACTIVATE)
    because = said(because, field="because", message=_("Say why it is over."))
    with transaction.atomic():
        row = Activation.objects.select_for_update().get(pk=activation.pk)
        if not row.is_running:
            raise Refused(_("This emergency has ended already."), code="stood_down")
        if not Activation.objects.visible_to(by).filter(pk=row.pk).exists():
            raise Refused(_("There is no such activation among those you see."), code="not_visible")
        row.stood_down_by, row.stood_down_at, row.stood_down_because = by, at, because
        row.save()
        _note("stand_down_plan", row, by=by, at=at, reason=because)
        read_notices_of_activation(row, at=at)
    return row


def _note(
    verb: str, row: Activation, *, by: User | None, at: dt.datetime, reason: str = ""
) -> None:
    facts = {"plan": row.plan.code, "version": row.version.number, "alert": row.alert_id}
    actor = by.as_actor() if by else SYSTEM
    record(verb, by=actor, obj=row, customer_id=row.customer_id, reason=reason, facts=facts, at=at)
