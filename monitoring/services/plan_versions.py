"""What emergency plans say: drafted, handed over, approved by another, retired, reviewed.

Parts of a draft are saved one by one. Whoever writes in it becomes one of its authors, and none of
these approves it: the database refuses that as well.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from monitoring.models import (
    EmergencyPlan,
    PlanMessage,
    PlanRole,
    PlanSection,
    PlanStep,
    PlanVersion,
)
from monitoring.services.acting import people_only, said
from removal.dates.calendar import add_months
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import APPROVE_PLANS, CHANGE_PLANS
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

State = PlanVersion.State
PARTS: dict[str, type[Any]] = {
    "roles": PlanRole, "steps": PlanStep, "messages": PlanMessage, "sections": PlanSection,
}  # fmt: skip
REVIEWED_EVERY = 12  # months
# what is empty while a plan, or a version of it, is a draft
PLAN_LATER = ("drill_due_date", "reviewed_date", "reviewed_by", "review_due_date")
LATER = ("plan", "authors", "offered_by", "offered_at", "approved_by", "approved_at")


def create_plan(
    *, code: str, scenario: str, is_top: bool = False, by: User, at: dt.datetime, **fields: Any
) -> PlanVersion:
    """A new plan with the draft of its first version."""
    _check_may_write(by)
    plan = EmergencyPlan(code=code, scenario=scenario, is_top=is_top)
    plan.full_clean(exclude=PLAN_LATER)
    with transaction.atomic():
        plan.save(force_insert=True)
        version = PlanVersion(plan=plan, number=1, authors=[by.pk], **fields)
        version.full_clean(exclude=LATER)
        version.save(force_insert=True)
        _note("draft_emergency_plan", version, by=by, at=at)
    return version


def draft_version(plan: EmergencyPlan, *, by: User, at: dt.datetime) -> PlanVersion:
    """A draft that says what the newest version says. Refused while there is a draft."""
    _check_may_write(by)
    with transaction.atomic():
        plan = EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
        former = plan.versions.order_by("-number").first()
        if former is None or former.state == State.DRAFT:
            raise Refused(_("There is a draft of this plan already."), code="draft_exists")
        version = _copy(former, authors=[by.pk])
        _note("draft_emergency_plan", version, by=by, at=at)
    return version


def _copy(former: PlanVersion, *, authors: list[int]) -> PlanVersion:
    kept = ("plan_id", "name_en", "name_zh", "severity", "trigger_en", "trigger_zh",
            "alert_rule_id", "from_severity", "from_exposure")  # fmt: skip
    version = PlanVersion.objects.create(
        number=former.number + 1, authors=authors, **{name: getattr(former, name) for name in kept}
    )
    roles = {role.pk: _copied(role, version) for role in former.roles.all()}
    PlanRole.objects.bulk_create(roles.values())
    for name, holder in (("steps", "role"), ("messages", "speaker")):
        rows = [
            _copied(row, version, **{holder: roles[getattr(row, f"{holder}_id")]})
            for row in getattr(former, name).all()
        ]
        PARTS[name].objects.bulk_create(rows)
    PlanSection.objects.bulk_create([_copied(row, version) for row in former.sections.all()])
    return version


def _copied(row: Any, version: PlanVersion, **held: Any) -> Any:
    fields = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
    values = {name: getattr(row, name) for name in fields if name != "version_id"}
    for name in held:
        del values[f"{name}_id"]
    return type(row)(version=version, **values, **held)


def change_version(
    version: PlanVersion, *, by: User, at: dt.datetime, revision: int, **fields: Any
) -> PlanVersion:
    """Change the head of a draft: its names, trigger, and the rule that activates it."""
    _check_may_write(by)
    with transaction.atomic():
        row = _held_draft(version, by=by, revision=revision)
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean(exclude=LATER)
        row.save()
        _note("change_emergency_plan", row, by=by, at=at, part="head")
    return row


def save_part(
    version: PlanVersion, part: str, row: Any = None, *, by: User, at: dt.datetime,
    revision: int | None = None, **fields: Any,
) -> Any:  # fmt: skip
    """Add a role, step, communication or section to a draft, or change one.

    `revision` is that of the draft that was in sight: raises `Stale` where it is another by now.
    """
    _check_may_write(by)
    with transaction.atomic():
        draft = _held_draft(version, by=by, revision=revision)
        row = row or PARTS[part]()
        row.version = draft
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        draft.save()
        _note("change_emergency_plan", draft, by=by, at=at, part=part)
    return row


def remove_part(version: PlanVersion, part: str, row: Any, *, by: User, at: dt.datetime) -> None:
    """Take a part out of a draft. Refused for a role that steps or communications name."""
    _check_may_write(by)
    with transaction.atomic():
        draft = _held_draft(version, by=by)
        try:
            row.delete()
        except models.ProtectedError as error:
            raise Refused(
                _("Steps or communications name this role. Give these to another role first."),
                code="role_in_use",
            ) from error
        draft.save()
        _note("change_emergency_plan", draft, by=by, at=at, part=part)


def missing_of(version: PlanVersion) -> list[str]:
    """What a version lacks before anybody could act by it."""
    missing = [
        _("a person for the role “%(role)s”") % {"role": role.name}
        for role in version.roles.select_related("person")
        if role.person is None or not role.person.is_active
    ]
    if not version.steps.exists():
        missing.append(_("steps of the first hour"))
    kinds = set(version.sections.values_list("kind", flat=True))
    if PlanSection.Kind.STAND_DOWN not in kinds:
        missing.append(_("when it ends"))
    return missing


def _check_complete(version: PlanVersion) -> None:
    if missing := missing_of(version):
        message = _("The plan still lacks: %(missing)s.")
        listed = pgettext("punctuation", ", ").join(missing)
        raise Refused(message % {"missing": listed}, code="plan_incomplete")


def offer_version(version: PlanVersion, *, by: User, at: dt.datetime) -> PlanVersion:
    """Hand a draft over for approval. Each change of it takes that back."""
    _check_may_write(by)
    with transaction.atomic():
        row = _locked(version)
        _check_complete(row)
        row.offered_by, row.offered_at = by, at
        row.revision += 1
        row.save()
        _note("offer_emergency_plan", row, by=by, at=at)
    return row


def check_may_approve(version: PlanVersion, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not approve this version."""
    people_only(by)
    if version.offered_at is None:
        raise Refused(_("The draft has not been handed over for approval."), code="not_offered")
    if by.pk == version.offered_by_id or by.pk in version.authors:
        raise OwnWork(
            _("You wrote in this version or handed it over, so another person has to approve it."),
            code="author_cannot_approve", about=version,
        )  # fmt: skip
    check_right(by, APPROVE_PLANS)


def approve_version(
    version: PlanVersion, *, by: User, at: dt.datetime, revision: int | None = None
) -> PlanVersion:
    """Put a version in force in place of the former one; running activations keep theirs."""
    with transaction.atomic():
        row = _locked(version, revision)
        check_may_approve(row, by=by)
        plan = EmergencyPlan.objects.select_for_update().get(pk=row.plan_id)
        plan.versions.filter(state=State.APPROVED).update(state=State.RETIRED)
        row.state, row.approved_by, row.approved_at = State.APPROVED, by, at
        row.save()
        _reviewed(plan, by=by, at=at)
        if plan.drill_due_date is None:
            plan.drill_due_date = next_drill(plan, local_date(at))
        plan.save()
        _note("approve_emergency_plan", row, by=by, at=at)
    return row


def retire_plan(plan: EmergencyPlan, *, reason: str, by: User, at: dt.datetime) -> None:
    """Take the approved version out of force without another in its place."""
    people_only(by)
    check_right(by, APPROVE_PLANS)
    reason = said(reason, field="reason")
    with transaction.atomic():
        EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
        row = plan.versions.filter(state=State.APPROVED).first()
        if row is None:
            raise Refused(_("No version of this plan is in force."), code="not_in_force")
        row.state = State.RETIRED
        row.save()
        _note("retire_emergency_plan", row, by=by, at=at, reason=reason)


def review_plan(plan: EmergencyPlan, *, note: str, by: User, at: dt.datetime) -> EmergencyPlan:
    """Write down that the plan was gone through and still holds; it is asked again in a year."""
    _check_may_write(by)
    note = said(note, field="note")
    with transaction.atomic():
        plan = EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
        version = plan.versions.filter(state=State.APPROVED).first()
        if version is None:
            raise Refused(_("No version of this plan is in force."), code="not_in_force")
        _check_complete(version)
        _reviewed(plan, by=by, at=at)
        plan.save()
        _note("review_emergency_plan", version, by=by, at=at, reason=note)
    return plan


def next_drill(plan: EmergencyPlan, day: dt.date) -> dt.date:
    """A year after a day, half a year for the two scenarios that would hurt most."""
    return add_months(day, 6 if plan.is_top else 12)


def _reviewed(plan: EmergencyPlan, *, by: User, at: dt.datetime) -> None:
    plan.reviewed_by, plan.reviewed_date = by, local_date(at)
    plan.review_due_date = add_months(plan.reviewed_date, REVIEWED_EVERY)


def _check_may_write(by: User) -> None:
    people_only(by)
    check_right(by, CHANGE_PLANS)


def _locked(version: PlanVersion, revision: int | None = None) -> PlanVersion:
    row = PlanVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != State.DRAFT:
        raise Refused(
            _("This version is approved and does not change any more. Draft a new one."),
            code="not_a_draft",
        )
    if revision is not None and row.revision != revision:
        raise stale()
    return row


def _held_draft(version: PlanVersion, *, by: User, revision: int | None = None) -> PlanVersion:
    """The draft, to be saved by the caller: this person wrote in it, and nobody has seen it so."""
    row = _locked(version, revision)
    if by.pk not in row.authors:
        row.authors = [*row.authors, by.pk]
    row.offered_by = None  # type: ignore[assignment]  # the stubs do not see that it may be null
    row.offered_at = None
    row.revision += 1
    return row


def _note(
    verb: str, version: PlanVersion, *, by: User, at: dt.datetime, part: str = "", reason: str = ""
) -> None:
    facts = {"plan": version.plan.code, "version": version.number, "part": part}
    record(verb, by=by.as_actor(), obj=version, reason=reason, facts=facts, at=at)
