"""Changing up to which amount who decides: one proposes, another puts it in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import ApprovalLimits
from removal.services.rights import check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused

State = ApprovalLimits.State


def propose_limits(
    *, officer_most: Decimal, two_above: Decimal, by: User, reason: str, at: dt.datetime
) -> ApprovalLimits:
    """Ask for other limits, in the base currency; the present ones stay until they are approved."""
    reason = given(reason)
    check_person(by, act="propose_limits")
    check_right(by, "removal.add_approvallimits")
    with transaction.atomic():
        lock("approval_limits")
        if ApprovalLimits.objects.filter(state=State.PROPOSED).exists():
            raise Refused(
                _("Other limits wait for approval already; they have to be decided first."),
                code="limits_proposed",
            )
        row = ApprovalLimits.objects.create(
            officer_most=officer_most, two_above=two_above, reason=reason, proposed_by=by,
            proposed_at=at,
        )  # fmt: skip
        _note("propose_limits", row, by=by, reason=reason, at=at)
    return row


def approve_limits(row: ApprovalLimits, *, by: User, at: dt.datetime) -> ApprovalLimits:
    """Put proposed limits in force. Refused for who proposed them."""
    return _decide(row, State.IN_FORCE, "approve_limits", by=by, at=at)


def reject_limits(row: ApprovalLimits, *, by: User, at: dt.datetime) -> ApprovalLimits:
    return _decide(row, State.REJECTED, "reject_limits", by=by, at=at)


def check_may_decide_limits(row: ApprovalLimits, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on these limits."""
    check_person(by, act="approve_limits")
    if row.proposed_by_id == by.pk:
        raise OwnWork(
            _("You proposed these limits, so another person has to decide."),
            code="proposer_cannot_decide",
            about=row,
        )
    check_right(by, "removal.approve_approvallimits")


def _decide(
    row: ApprovalLimits, state: State, act: str, *, by: User, at: dt.datetime
) -> ApprovalLimits:
    check_may_decide_limits(row, by=by)
    with transaction.atomic():
        lock("approval_limits")
        if not ApprovalLimits.objects.filter(pk=row.pk, state=State.PROPOSED).exists():
            raise Refused(_("These limits are decided already."), code="decided_already")
        if state == State.IN_FORCE:
            ApprovalLimits.objects.filter(state=State.IN_FORCE).update(state=State.RETIRED)
        ApprovalLimits.objects.filter(pk=row.pk).update(state=state, decided_by=by, decided_at=at)
        row.refresh_from_db()
        _note(act, row, by=by, reason=row.reason, at=at)
    return row


def _note(act: str, row: ApprovalLimits, *, by: User, reason: str, at: dt.datetime) -> None:
    amounts = {"officer_most": row.officer_most, "two_above": row.two_above}
    record(act, by=by.as_actor(), obj=row, reason=reason, after=amounts, at=at)
