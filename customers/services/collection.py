"""Planning how a debt is collected: steps done and postponed, templates, what is tolerated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from customers.models import (
    Arrears,
    CollectionSettings,
    CollectionStep,
    Customer,
    Fact,
    OpenItem,
    StepTemplate,
    TemplateStep,
)
from customers.records.follow_up import COLLECTION_STEPS
from customers.services.records import Row, change_record, post_records, told_row
from customers.services.tasks import manager_of
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

MOST_STEPS = 12
State = CollectionStep.State


# --- the steps of one customer ---


def complete_step(
    step: CollectionStep, *, version: int, text: str, by: User, at: dt.datetime
) -> Fact:
    """A planned step is done, with what came of it."""
    _refuse_unplanned(step)
    done: Row = {"state": State.DONE, "done_date": local_date(at), "text": text or step.text}
    return _change(step, done, version=version, by=by, at=at)


def postpone_step(
    step: CollectionStep, *, version: int, to_date: dt.date, by: User, at: dt.datetime
) -> Fact:
    """A planned step is moved to another day, today or later."""
    _refuse_unplanned(step)
    if to_date < local_date(at):
        raise Refused(
            _("A step can only be moved to today or a later day."),
            code="in_the_past", field="to_date",
        )  # fmt: skip
    return _change(step, {"effective_date": to_date}, version=version, by=by, at=at)


def drop_step(step: CollectionStep, *, version: int, text: str, by: User, at: dt.datetime) -> Fact:
    """A planned step will not be done."""
    _refuse_unplanned(step)
    dropped: Row = {"state": State.DROPPED, "text": text or step.text}
    return _change(step, dropped, version=version, by=by, at=at)


def _refuse_unplanned(step: CollectionStep) -> None:
    if step.state != State.PLANNED or step.is_void:
        raise Refused(
            _("This step is not planned any more: %(state)s.")
            % {"state": step.get_state_display()},
            code="not_planned",
        )


def _change(step: CollectionStep, said: Row, *, version: int, by: User, at: dt.datetime) -> Fact:
    row = told_row(COLLECTION_STEPS, step) | said
    return change_record(COLLECTION_STEPS, step, version=version, row=row, by=by, at=at)


def apply_template(customer: Customer, template: StepTemplate, *, by: User, at: dt.datetime) -> int:
    """Plan the steps of a template for a customer, counted from its oldest due date; how many.

    A step whose day is over is planned for today. Applied twice to the same debt nothing is added.
    """
    oldest = _oldest_due(customer)
    if oldest is None:
        raise Refused(
            _("Nothing of this customer has a due date, so there is nothing to plan from."),
            code="nothing_due",
        )
    day, owner = local_date(at), manager_of(customer)
    rows = [
        {
            "customer": customer.number,
            "source_key": f"T{template.pk}-{oldest:%Y%m%d}-{step.days}-{step.how}",
            "effective_date": max(day, oldest + dt.timedelta(days=step.days)),
            "how": step.how,
            "owner": owner.pk if owner else by.pk,
        }
        for step in template.steps.all()
    ]
    known = CollectionStep.objects.filter(customer=customer).values_list("source_key", flat=True)
    held = set(known.filter(source_key__in=[row["source_key"] for row in rows]))
    new = [row for row in rows if row["source_key"] not in held]
    results = post_records(COLLECTION_STEPS, new, by=by, at=at)
    for result in results:
        if result.outcome == "refused":
            raise Refused(result.reason, code=result.code, field=result.field)
    return len(results)


def _oldest_due(customer: Customer) -> dt.date | None:
    arrears = Arrears.objects.filter(pk=customer.pk).first()
    if arrears:
        return arrears.oldest_due_date
    found = OpenItem.objects.filter(customer=customer).aggregate(oldest=Min("due_date"))
    oldest: dt.date | None = found["oldest"]
    return oldest


# --- what the organisation does with all of them ---


@dataclass(frozen=True)
class PlannedStep:
    """A step of a template: how many days after the due date, and how."""

    days: int
    how: str


def save_template(
    template: StepTemplate | None,
    *,
    name_en: str,
    name_zh: str,
    is_active: bool,
    steps: Sequence[PlannedStep],
    version: int,
    by: User,
    at: dt.datetime,
) -> StepTemplate:
    """Make a template, or change the one that the caller saw in this version."""
    if not 1 <= len(steps) <= MOST_STEPS or len(set(steps)) < len(steps):
        raise Refused(
            _("A template has 1 to %(most)s steps, no two of them the same.")
            % {"most": MOST_STEPS},
            code="bad_steps",
        )
    with transaction.atomic():
        held = template and StepTemplate.objects.select_for_update().get(pk=template.pk)
        if held and held.version != version:
            raise stale()
        before = _said(held) if held else {}
        held = held or StepTemplate(version=0)
        held.name_en, held.name_zh, held.is_active = name_en, name_zh, is_active
        held.version += 1
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise Refused(
                _("Another template has this name."), code="name_taken", field="name_en"
            ) from error
        held.steps.all().delete()
        TemplateStep.objects.bulk_create(
            TemplateStep(template=held, days=step.days, how=step.how) for step in steps
        )
        record(
            "save_steptemplate", by=by.as_actor(), obj=held, before=before, after=_said(held),
            at=at,
        )  # fmt: skip
    return held


def _said(template: StepTemplate) -> dict[str, Any]:
    return {
        "name_en": template.name_en,
        "name_zh": template.name_zh,
        "is_active": template.is_active,
        "steps": [f"+{step.days} {step.how}" for step in template.steps.all()],
    }


SETTINGS = ("least_amount", "grace_days", "reminder_pause_days", "reminds_daily")


def change_collection_settings(
    *,
    least_amount: Decimal,
    grace_days: int,
    reminder_pause_days: int,
    reminds_daily: bool,
    version: int,
    by: User,
    at: dt.datetime,
) -> CollectionSettings:
    """Say what is tolerated. The next sweeps go over the whole book with it."""
    with transaction.atomic():
        CollectionSettings.objects.get_or_create(pk=1)
        held = CollectionSettings.objects.select_for_update().get(pk=1)
        if held.version != version:
            raise stale()
        was = {name: getattr(held, name) for name in SETTINGS}
        held.least_amount, held.grace_days = least_amount, grace_days
        held.reminder_pause_days, held.reminds_daily = reminder_pause_days, reminds_daily
        held.full_clean()
        now = {name: getattr(held, name) for name in SETTINGS}
        changed = [name for name in SETTINGS if was[name] != now[name]]
        if changed:
            held.version += 1
            held.save()
            record(
                "change_collectionsettings",
                by=by.as_actor(),
                obj=held,
                before={name: str(was[name]) for name in changed},
                after={name: str(now[name]) for name in changed},
                at=at,
            )
    return held
