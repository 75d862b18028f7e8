"""The decision by a second person, and by two where the amount asks for it.

The case is held while approvals are counted, so that however many press at once, one decision
comes of it. The database refuses the same things by constraints of its own.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import CaseStep, ImmediateReview, RemovalCase, RemovalDecision
from removal.selectors.deadlines import review_date
from removal.selectors.limits import Needed, approvals_for, exposure_of
from removal.services.moving import begin, leader, move, step
from removal.services.rights import given
from removal.states import State
from removal.transitions import DECIDE_IMMEDIATE, DECIDE_LARGE
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

Outcome = RemovalDecision.Outcome


def submit_for_decision(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Ask for the decision, when the customer did not make good in time."""
    with transaction.atomic():
        return move(
            case, "submit_for_decision", by=by, reason=reason, at=at, version=version,
            owner=None, **_needed(case).as_fields(),
        )  # fmt: skip


def escalate_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Ask for a decision at once, on an immediate ground; its review comes afterwards."""
    with transaction.atomic():
        return move(
            case, "escalate_case", by=by, reason=reason, at=at, version=version,
            owner=None, **_needed(case).as_fields(),
        )  # fmt: skip


def approve_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> RemovalDecision:
    """Decide that the customer goes; with the last approval needed the reduction begins.

    An immediate removal goes on to its termination, and is to be reviewed within five business
    days. Refused for the proposing side, the customer's manager, twice by one person, and above
    the amount a role may decide.
    """
    reason = given(reason)
    with transaction.atomic():
        row = begin(case, "approve_case", by=by, at=at, version=version)
        needed = _needed(row)
        others = RemovalDecision.objects.filter(case=row, round=row.round, outcome="approved")
        approvers = [by, *(each.decided_by for each in others.select_related("decided_by"))]
        higher = _check_amount(approvers, needed)
        _check_immediate(row, approvers, needed)
        if (row.approvals_needed, row.needs_higher_role) != (needed.approvals, needed.higher_role):
            RemovalCase.objects.filter(pk=row.pk).update(**needed.as_fields())
            row.approvals_needed = needed.approvals
        decision = _decide(row, Outcome.APPROVED, by=by, reason=reason, at=at)
        if len(approvers) >= needed.approvals and higher:
            immediate = row.is_immediate
            target = State.TERMINATION if immediate else None
            step(row, "approve_case", by=by, reason=reason, at=at, target=target, owner=leader(row))
            if immediate:
                _plan_review(row, at=at)
        else:
            record(
                "give_approval", by=by.as_actor(), obj=row, customer_id=row.customer_id,
                reason=reason, facts={"approvals": len(approvers)}, at=at,
            )  # fmt: skip
    case.refresh_from_db()
    return decision


def reject_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> RemovalDecision:
    """Decide that the customer stays. Refused for the proposing side."""
    reason = given(reason)
    with transaction.atomic():
        row = begin(case, "reject_case", by=by, at=at, version=version)
        decision = _decide(row, Outcome.REJECTED, by=by, reason=reason, at=at)
        step(row, "reject_case", by=by, reason=reason, at=at)
    case.refresh_from_db()
    return decision


def _decide(
    case: RemovalCase, outcome: Outcome, *, by: User, reason: str, at: dt.datetime
) -> RemovalDecision:
    said = RemovalDecision.objects.filter(case=case, round=case.round, decided_by=by).first()
    if said is not None:
        raise Refused(
            _("You have decided on this removal already; another person has the next word."),
            code="decided_already",
        )
    return RemovalDecision.objects.create(
        case=case,
        round=case.round,
        outcome=outcome,
        reason=reason,
        exposure=exposure_of(case.customer_id),
        requested_by_id=case.proposed_by_id,
        responsible_id=case.responsible_id,
        decided_by=by,
        decided_at=at,
    )


def _needed(case: RemovalCase) -> Needed:
    return approvals_for(exposure_of(case.customer_id))


def _check_amount(approvers: list[User], needed: Needed) -> bool:
    """Whether somebody among the approvers may decide the amount; refused where nobody could."""
    if not needed.higher_role or any(user.has_perm(DECIDE_LARGE) for user in approvers):
        return True
    if len(approvers) >= needed.approvals:
        raise Refused(
            _("The exposure of %(amount)s is above what your role decides; the head of risk must.")
            % {"amount": _amount(needed.exposure)},
            code="above_your_limit",
        )
    return False


def _check_immediate(case: RemovalCase, approvers: list[User], needed: Needed) -> None:
    """Of those who approve an immediate removal one has the right to; the last word is theirs."""
    if not case.is_immediate or len(approvers) < needed.approvals:
        return
    if not any(user.has_perm(DECIDE_IMMEDIATE) for user in approvers):
        raise Refused(
            _("An immediate removal is approved by the head of risk."),
            code="not_an_immediate_approver",
        )


def _amount(exposure: Decimal | None) -> str:
    return _("unknown size") if exposure is None else f"{exposure:,.2f}"


def _plan_review(case: RemovalCase, *, at: dt.datetime) -> None:
    due = review_date(case, local_date(at))
    ImmediateReview.objects.create(case=case, round=case.round, due_date=due)
