"""Drills of emergency plans: what was tried, how long it took, and what is mended because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.models import Drill, DrillFinding, DrillTime, EmergencyPlan, PlanVersion
from monitoring.services.acting import people_only, said
from monitoring.services.plan_versions import next_drill
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import HOLD_DRILLS
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date


def record_drill(
    plan: EmergencyPlan,
    *,
    held_date: dt.date,
    kind: str,
    scenario: str,
    by: User,
    at: dt.datetime,
    injects: str = "",
    objectives: str = "",
    evidence: str = "",
    participants: Iterable[User] = (),
    minutes: Mapping[int, int | None] | None = None,
    retest_of: Drill | None = None,
) -> Drill:
    """Write down a drill of the approved version; the next one is due half a year or a year on.

    `minutes` are those in which steps were done, by the step's id; None = it was not done.
    """
    people_only(by)
    check_right(by, HOLD_DRILLS)
    scenario = said(scenario, field="scenario", message=_("Say what was played."))
    if held_date > local_date(at):
        raise Refused(
            _("A drill is written down after it was held."), code="bad_date", field="held_date"
        )
    if retest_of is not None and retest_of.plan_id != plan.pk:
        raise Refused(
            _("The drill that is repeated is one of another plan."), code="strange_drill",
            field="retest_of",
        )  # fmt: skip
    with transaction.atomic():
        plan = EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
        version = plan.versions.filter(state=PlanVersion.State.APPROVED).first()
        if version is None:
            raise Refused(_("No version of this plan is in force."), code="not_in_force")
        drill = Drill.objects.create(
            plan=plan, version=version, held_date=held_date, kind=Drill.Kind(kind),
            scenario=scenario, injects=injects.strip(), objectives=objectives.strip(),
            evidence=evidence.strip(), retest_of=retest_of, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        drill.participants.set(participants)
        _keep_minutes(drill, minutes or {})
        due = next_drill(plan, held_date)
        plan.drill_due_date = max(due, plan.drill_due_date or due)
        plan.save()
        facts = {"plan": plan.code, "kind": drill.kind, "held": str(held_date)}
        record("record_drill", by=by.as_actor(), obj=drill, facts=facts, at=at)
    return drill


def _keep_minutes(drill: Drill, minutes: Mapping[int, int | None]) -> None:
    steps = drill.version.steps.filter(pk__in=minutes.keys())
    rows = [DrillTime(drill=drill, step=step, minute=minutes[step.pk]) for step in steps]
    DrillTime.objects.bulk_create(rows)


def add_finding(
    drill: Drill,
    *,
    observation: str,
    root_cause: str,
    action: str,
    owner: User,
    due_date: dt.date,
    by: User,
    at: dt.datetime,
) -> DrillFinding:
    """Write down what a drill showed, why it is so, and who mends it until when."""
    people_only(by)
    check_right(by, HOLD_DRILLS)
    observation = said(observation, field="observation")
    root_cause, action = said(root_cause, field="root_cause"), said(action, field="action")
    if due_date < local_date(at):
        raise Refused(_("Choose a day that has not passed."), code="bad_date", field="due_date")
    with transaction.atomic():
        finding = DrillFinding.objects.create(
            drill=drill, observation=observation, root_cause=root_cause, action=action,
            owner=owner, due_date=due_date, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        facts = {"drill": drill.pk, "owner": str(owner), "due": str(due_date)}
        record("add_drill_finding", by=by.as_actor(), obj=finding, facts=facts, at=at)
    return finding


def check_may_finish(finding: DrillFinding, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not say that it is mended."""
    people_only(by)
    if finding.owner_id != by.pk:
        check_right(by, HOLD_DRILLS)
    if finding.done_at is not None:
        raise Refused(_("This action is done already."), code="done_already")


def finish_finding(finding: DrillFinding, *, note: str, by: User, at: dt.datetime) -> DrillFinding:
    """Say what was done about a finding: its owner, or who may hold drills."""
    note = said(note, field="note", message=_("Say what was done."))
    with transaction.atomic():
        row = DrillFinding.objects.select_for_update().get(pk=finding.pk)
        check_may_finish(row, by=by)
        row.done_by, row.done_at, row.done_note = by, at, note
        row.save()
        record("finish_drill_finding", by=by.as_actor(), obj=row, reason=note, at=at)
    return row
