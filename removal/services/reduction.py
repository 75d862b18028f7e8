"""Steps of a reduction: planned by one person, released by another, each with its way back.

What is released restricts the customer's credit in the same transaction, so that credit checks obey
it from its first day; what is reversed frees it at once. The case is held by whoever writes a step:
a case that is cured meanwhile leaves no step behind.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import ServiceKind
from customers.services.restrictions import set_restriction
from removal.models import Letter, ReductionConfirmation, ReductionStep, RemovalCase
from removal.reduction.rules import (
    CONFIRM_WITHIN,
    OF_SERVICE,
    Kind,
    check_day,
    check_ground,
    check_notice,
    check_value,
    earliest_day,
)
from removal.selectors.case_dates import reduction_notice
from removal.selectors.reduction import letters_telling
from removal.services.reduction_rows import (
    check_decider,
    check_may_release,
    check_told,
    claim,
    closed,
    end_step,
    facts_of,
    hold_case,
    note,
    source_of,
)
from removal.services.rights import check_blocks, check_visible, given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import CONFIRM_REDUCTION, PLAN_REDUCTION
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.web.business_days import add_business_days
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = ReductionStep.State
Awaits = ReductionStep.Awaits
Outcome = ReductionConfirmation.Outcome


def plan_step(
    case: RemovalCase,
    *,
    kind: str,
    ground: str,
    evidence: str,
    effective_date: dt.date,
    notice_days: int,
    by: User,
    at: dt.datetime,
    value: Decimal | None = None,
    period_days: int | None = None,
    service: ServiceKind | None = None,
    evidence_sha256: str = "",
) -> ReductionStep:
    """Plan a step; nothing changes for the customer until a second person releases it.

    Refused without the right, for a case out of sight or over, for a ground that does not carry it
    yet, and for a day before the notice has run.
    """
    check_right(by, PLAN_REDUCTION)
    responsible = answerable(by)
    check_visible(case, by=by)
    evidence = given(
        evidence,
        message=_("Say what proves the ground, and where it lies."),
        field="evidence",
        code="evidence_missing",
    )
    check_value(kind, value, period_days)
    check_day(effective_date, notice_days, local_date(at))
    with transaction.atomic():
        case = hold_case(case)
        check_ground(ground, case.state)
        check_notice(ground, notice_days, reduction_notice(case, on=local_date(at)).least)
        step = ReductionStep(
            case=case, kind=kind, value=value,
            period_days=period_days if kind == Kind.FREQUENCY else None,
            service=service if kind in OF_SERVICE else None,
            ground=ground, evidence=evidence, evidence_sha256=evidence_sha256,
            effective_date=effective_date, notice_days=notice_days,
            planned_by=by, responsible_id=responsible, planned_at=at,
        )  # fmt: skip
        step.clean_fields(exclude=NOT_TOLD)
        step.save(force_insert=True)
        note("plan_reduction_step", step, by=by, at=at, reason=evidence, facts=facts_of(step))
    return step


NOT_TOLD = {"value", "period_days", "service", "notice_date", "released_by", "released_at",
            "ended_by", "ended_at", "confirm_by_date", "letter"}  # fmt: skip


def note_notice(
    step: ReductionStep,
    *,
    notice_date: dt.date,
    notice_text: str,
    by: User,
    at: dt.datetime,
    letter: Letter | None = None,
    version: int | None = None,
) -> ReductionStep:
    """The customer was told on a day. One told later than planned moves the step to a later day."""
    check_right(by, PLAN_REDUCTION)
    check_visible(step.case, by=by)
    notice_text = given(
        notice_text,
        message=_("Say how the customer was told."),
        field="notice_text",
        code="notice_text_missing",
    )
    if notice_date > local_date(at):
        raise Refused(
            _("This day is still to come. Note it once the notice has arrived."),
            code="in_the_future", field="notice_date",
        )  # fmt: skip
    with transaction.atomic():
        hold_case(step.case)
        held = ReductionStep.objects.get(pk=step.pk)
        if letter and not letters_telling(held).filter(pk=letter.pk).exists():
            raise Refused(
                _("This letter tells no step of this case, or has not arrived."),
                code="other_letter", field="letter",
            )  # fmt: skip
        first = held.effective_date
        if held.state == State.PLANNED:
            first = max(first, earliest_day(notice_date, held.notice_days))
        elif held.state != State.RELEASED or held.notice_date is not None:
            raise closed(held)
        said = {"notice_date": notice_date, "notice_text": notice_text, "letter": letter}
        claim(held, held.state, version, effective_date=first, **said)
        facts: dict[str, Any] = {"notice_date": str(notice_date), "effective_date": str(first)}
        if letter:
            facts["letter"] = letter.pk
        note("note_step_notice", held, by=by, at=at, reason=notice_text, facts=facts)
    return held


def release_step(
    step: ReductionStep, *, by: User, at: dt.datetime, version: int | None = None
) -> ReductionStep:
    """Let a planned step take effect on its day, as a second person. See `check_may_release`."""
    check_may_release(step, by=by)
    today = local_date(at)
    with transaction.atomic():
        case = hold_case(step.case)
        held = ReductionStep.objects.select_related("service").get(pk=step.pk)
        if held.state != State.PLANNED:
            raise closed(held)
        check_ground(held.ground, case.state)
        check_blocks(case, by=by)
        check_told(held)
        first = max(held.effective_date, today)
        claim(
            held,
            State.PLANNED,
            version,
            state=State.RELEASED,
            released_by=by,
            released_at=at,
            effective_date=first,
            awaits=Awaits.APPLY,
            confirm_by_date=add_business_days(first, CONFIRM_WITHIN),
        )
        set_restriction(
            case.customer,
            kind=held.kind,
            value=held.value,
            period_days=held.period_days,
            service=held.service,
            source=source_of(held),
            from_date=first,
            by=by,
            at=at,
        )
        note("release_reduction_step", held, by=by, at=at, facts=facts_of(held))
    return held


def reverse_step(
    step: ReductionStep, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> ReductionStep:
    """Take a released step back; the credit is free of it at once."""
    check_decider(step, by=by)
    reason = given(reason)
    with transaction.atomic():
        hold_case(step.case)
        held = ReductionStep.objects.get(pk=step.pk)
        end_step(held, State.RELEASED, by=by, reason=reason, at=at, version=version)
        note("reverse_reduction_step", held, by=by, at=at, reason=reason)
    return held


def drop_step(
    step: ReductionStep, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> ReductionStep:
    """Give up a step that nobody has released."""
    check_right(by, PLAN_REDUCTION)
    check_visible(step.case, by=by)
    reason = given(reason)
    with transaction.atomic():
        hold_case(step.case)
        held = ReductionStep.objects.get(pk=step.pk)
        end_step(held, State.PLANNED, by=by, reason=reason, at=at, version=version)
        note("drop_reduction_step", held, by=by, at=at, reason=reason)
    return held


def reverse_steps(case: RemovalCase, *, by: User, reason: str, at: dt.datetime) -> int:
    """Take back every step of a case, and drop what is planned; how many. Part of the act that ends
    the case otherwise (cured, withdrawn, overturned), which checks who may, in its transaction."""
    with transaction.atomic():
        steps = list(case.reduction_steps.filter(state__in=[State.PLANNED, State.RELEASED]))
        for step in steps:
            end_step(step, step.state, by=by, reason=reason, at=at)
        if steps:
            ended = {"steps": [step.pk for step in steps]}
            record(
                "reverse_steps", by=by.as_actor(), obj=case, customer_id=case.customer_id,
                reason=reason, facts=ended, at=at,
            )  # fmt: skip
    return len(steps)


def confirm_step(
    step: ReductionStep,
    *,
    awaited: str,
    outcome: str,
    by: User,
    at: dt.datetime,
    text: str = "",
    reference: str = "",
) -> ReductionStep:
    """The other system says that it carried a step out (`apply`) or took it back (`lift`), or why
    it could not. Told twice it does no harm."""
    check_right(by, CONFIRM_REDUCTION)
    check_visible(step.case, by=by)
    if outcome == Outcome.FAILED:
        text = given(text, message=_("Say why it failed."), field="text", code="text_missing")
    with transaction.atomic():
        held = ReductionStep.objects.select_for_update().get(pk=step.pk)
        if held.awaits != awaited:
            if held.confirmations.filter(awaited=awaited, outcome=Outcome.CONFIRMED).exists():
                return held
            raise Refused(
                _("This is not awaited of the step any more. Read the step anew."),
                code="not_awaited",
            )
        ReductionConfirmation.objects.create(
            step=held, awaited=awaited, outcome=outcome, text=text.strip(), reference=reference,
            told_by=by, told_at=at,
        )  # fmt: skip
        if outcome == Outcome.CONFIRMED:
            claim(held, held.state, None, awaits=Awaits.NOTHING, confirm_by_date=None)
        verb = "confirm_reduction_step" if outcome == Outcome.CONFIRMED else "fail_reduction_step"
        facts = {"awaited": awaited, "reference": reference}
        note(verb, held, by=by, at=at, reason=text, facts=facts)
    return held
