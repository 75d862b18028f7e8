"""What every act on a step of a reduction shares: who may, and how a step moves on and ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from customers.services.restrictions import Source, lift_restrictions
from removal.models import ReductionStep, RemovalCase
from removal.reduction.rules import CONFIRM_WITHIN
from removal.services.rights import check_visible
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import RELEASE_REDUCTION
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.business_days import add_business_days
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

State = ReductionStep.State
Awaits = ReductionStep.Awaits

# --- who may ---


def check_may_release(step: ReductionStep, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not release this step now."""
    if by.pk in (step.planned_by_id, step.responsible_id):
        raise OwnWork(
            _("You planned this step, so another person has to release it."),
            code="own_step",
            about=step,
        )
    check_decider(step, by=by)
    if step.state != State.PLANNED:
        raise closed(step)
    check_told(step)


def check_decider(step: ReductionStep, *, by: User) -> None:
    """Raise `Refused` for who may not decide on steps of this customer."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on steps."), code="people_decide")
    check_right(by, RELEASE_REDUCTION)
    check_visible(step.case, by=by)
    if step.case.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to decide."),
            code="own_customer",
            about=step.case,
        )


def check_told(step: ReductionStep) -> None:
    if step.notice_days and step.notice_date is None:
        raise Refused(
            _("The customer has to be told first: %(days)s days of notice run from its arrival.")
            % {"days": step.notice_days},
            code="not_told",
        )


# --- what all of them do ---


def end_step(
    step: ReductionStep,
    wanted: str,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None = None,
) -> None:
    """Move a step that stands at `wanted` to its end, and lift what followed from it."""
    changes: dict[str, Any] = {"state": State.DROPPED}
    if wanted == State.RELEASED:
        due = add_business_days(local_date(at), CONFIRM_WITHIN)
        changes = {"state": State.REVERSED, "awaits": Awaits.LIFT, "confirm_by_date": due}
    claim(step, wanted, version, ended_by=by, ended_at=at, ending=reason, **changes)
    if wanted == State.RELEASED:
        lift_restrictions([source_of(step)], by=by, at=at)


def hold_case(case: RemovalCase) -> RemovalCase:
    """The case as it is now, held against acts on it until the transaction ends."""
    rows = RemovalCase.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("customer").get(pk=case.pk)


def source_of(step: ReductionStep) -> Source:
    return Source("reduction_step", step.pk)


def claim(step: ReductionStep, wanted: str, version: int | None, **changes: Any) -> None:
    """Move a step on from the state `wanted`, exactly once."""
    rows = ReductionStep.objects.filter(pk=step.pk, state=wanted)
    if version is not None:
        rows = rows.filter(version=version)
    if rows.update(**changes, version=F("version") + 1) != 1:
        now = ReductionStep.objects.get(pk=step.pk)
        raise stale() if now.state == wanted else closed(now)
    step.refresh_from_db()


def closed(step: ReductionStep) -> Refused:
    return Refused(
        _("This step is %(state)s by now; there is nothing left to do.")
        % {"state": step.get_state_display()},
        code="step_closed",
    )


def facts_of(step: ReductionStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "value": None if step.value is None else str(step.value),
        "ground": step.ground,
        "effective_date": str(step.effective_date),
        "notice_days": step.notice_days,
        "case": step.case_id,
    }


def note(
    verb: str,
    step: ReductionStep,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=step,
        customer_id=step.case.customer_id,
        reason=reason.strip(),
        facts=facts or {},
        at=at,
    )
