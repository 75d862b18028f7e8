"""Moving a case on: every step of every case is made here, and leaves its row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.services import change_status
from removal.models import CaseStep, RemovalCase
from removal.selectors.deadlines import due_date_of
from removal.selectors.gates import missing_for
from removal.services.letter_stages import cancel_unfit_letters
from removal.services.list_reviews import lift_entries_of_case
from removal.services.reduction import reverse_steps
from removal.services.rights import check_may_act, check_who, elsewhere, given, stale_case
from removal.states import ENDED, State
from removal.transitions import TRANSITIONS
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

LEAVING = (State.TERMINATION,)  # a reduction lets through what its steps allow
STAYS = (State.CURED, State.OVERTURNED)
LEFT = (Customer.Status.EXITING, Customer.Status.EXITED)


def held(case: RemovalCase, *, version: int | None) -> RemovalCase:
    """The case as it is now, held until the transaction ends; refused in another version."""
    row = (
        RemovalCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "pack", "proposed_by", "taken_over_by", "owner")
        .get(pk=case.pk)
    )
    if version is not None and row.version != version:
        raise stale_case() if row.state == case.state else elsewhere(row)
    return row


def begin(
    case: RemovalCase, act: str, *, by: User, at: dt.datetime, version: int | None
) -> RemovalCase:
    """Hold the case and see that this person may do this act, and that nothing is missing for it.

    Must run inside the transaction that then calls `step`.
    """
    check_who(case, by=by, act=act)
    row = held(case, version=version)
    check_may_act(row, by=by, act=act)
    if missing := missing_for(row, act, on=local_date(at)):
        raise Refused(
            _("Not yet: %(what)s") % {"what": " ".join(missing)},
            code="not_ready",
        )
    return row


def step(
    case: RemovalCase,
    act: str,
    *,
    by: User | None,
    reason: str,
    at: dt.datetime,
    target: State | None = None,
    **changes: Any,
) -> CaseStep:
    """Move a held case, write the step and its event, and let the customer's status follow."""
    transition = TRANSITIONS[act]
    target = target or transition.target
    former, due = State(case.state), case.due_date
    if former not in transition.sources:
        raise elsewhere(case)
    ended = target in ENDED
    changes |= {
        "state": target,
        "stage_since": at,
        "due_date": None if ended else due_date_of(case, target, at=at),
        "closed_at": at if ended else None,
    }
    rows = RemovalCase.objects.filter(pk=case.pk, state=former)
    if rows.update(**changes, version=F("version") + 1) != 1:
        raise elsewhere(case)
    case.refresh_from_db()
    number = CaseStep.objects.filter(case=case).count() + 1
    made = CaseStep.objects.create(
        case=case, number=number, act=act, from_state=former, to_state=target,
        round=case.round, reason=reason, due_date=due, by=by, at=at,
    )  # fmt: skip
    record(
        act,
        by=by.as_actor() if by else SYSTEM,
        obj=case,
        customer_id=case.customer_id,
        reason=reason,
        before={"state": former},
        after={"state": target},
        facts={"round": case.round, "was_due": due},
        at=at,
    )
    _follow(case, target, by=by, reason=reason or str(target.label), at=at)
    cancel_unfit_letters(case, by=by, reason=reason or str(target.label), at=at)
    if ended and target != State.CLOSED and by is not None:
        reverse_steps(case, by=by, reason=reason, at=at)
    return made


def move(
    case: RemovalCase,
    act: str,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None,
    **changes: Any,
) -> CaseStep:
    """`begin` and `step` in one, for acts that do nothing else; inside the caller's transaction."""
    reason = given(reason)
    row = begin(case, act, by=by, at=at, version=version)
    made = step(row, act, by=by, reason=reason, at=at, **changes)
    case.refresh_from_db()
    return made


def leader(case: RemovalCase) -> User | None:
    """Who took the case on in this round, while they are here; null = whoever of the role does."""
    taken = case.steps.filter(act__in=["start_assessment", "reopen_case"], round=case.round)
    found = taken.select_related("by").order_by("-number").first()
    return found.by if found and found.by and found.by.is_active else None


def _follow(
    case: RemovalCase, state: State, *, by: User | None, reason: str, at: dt.datetime
) -> None:
    """What hangs on the case follows: steps and entries fall where the customer stays, and the
    customer's status says what the case has come to."""
    if by is not None and state == State.OVERTURNED:
        lift_entries_of_case(case, by=by, reason=reason, at=at)
    status = case.customer.status
    if state in LEAVING and status not in LEFT:
        wanted = Customer.Status.EXITING
    elif state == State.SETTLEMENT and status != Customer.Status.EXITED:
        wanted = Customer.Status.EXITED
    elif state in STAYS and status in LEFT:
        wanted = Customer.Status.ACTIVE
    else:
        return
    actor = by.as_actor() if by else SYSTEM
    change_status(case.customer, by=actor, status=wanted, reason=reason, at=at)
