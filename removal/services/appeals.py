"""The customer objects, and somebody who had no part in it looks again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import Appeal, CaseBlock, ImmediateReview, RemovalCase
from removal.selectors.deadlines import appeal_dates
from removal.services.blocks import hold_cases, lift, place
from removal.services.moving import held, step
from removal.services.rights import (
    check_blocks,
    check_other_side,
    check_person,
    check_visible,
    elsewhere,
    given,
)
from removal.transitions import APPEALS, CONTRIBUTE, REVIEW_IMMEDIATE, TRANSITIONS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date

Outcome = Appeal.State
APPEALABLE = TRANSITIONS["overturn_case"].sources


def file_appeal(
    case: RemovalCase,
    *,
    received_date: dt.date,
    channel: str,
    from_whom: str,
    text: str,
    by: User,
    at: dt.datetime,
) -> Appeal:
    """Write down a customer's objection; from now on nothing of the case moves."""
    text, from_whom = given(text, field="text"), given(from_whom, field="from_whom")
    check_right(by, CONTRIBUTE)
    check_visible(case, by=by)
    if received_date > local_date(at):
        raise Refused(
            _("It cannot have come in after today."), code="in_future", field="received_date"
        )
    with transaction.atomic():
        hold_cases(case.customer_id)
        row = held(case, version=None)
        if row.state not in APPEALABLE:
            raise elsewhere(row)
        if row.appeals.filter(state=Outcome.OPEN).exists():
            raise Refused(
                _("An appeal against this case is open already; add to its text by a note."),
                code="appeal_open",
            )
        acknowledge_by, answer_by = appeal_dates(row, received_date)
        appeal = Appeal.objects.create(
            case=row, received_date=received_date, channel=Appeal.Channel(channel),
            from_whom=from_whom, text=text, acknowledge_by_date=acknowledge_by,
            answer_by_date=answer_by, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        if (
            not CaseBlock.objects.standing()
            .filter(customer=row.customer_id, kind=CaseBlock.Kind.APPEAL)
            .exists()
        ):
            place(row.customer, kind=CaseBlock.Kind.APPEAL, by=by, reason=text, at=at)
        _note("file_appeal", appeal, by=by, reason=text, at=at)
    return appeal


def acknowledge_appeal(appeal: Appeal, *, by: User, at: dt.datetime) -> Appeal:
    """Say that the customer was told their objection has arrived."""
    check_person(by, act="acknowledge_appeal")
    check_right(by, CONTRIBUTE)
    check_visible(appeal.case, by=by)
    with transaction.atomic():
        rows = Appeal.objects.filter(pk=appeal.pk, state=Outcome.OPEN, acknowledged_at=None)
        if rows.update(acknowledged_by=by, acknowledged_at=at) != 1:
            raise Refused(
                _("This appeal is acknowledged or decided already."), code="acknowledged_already"
            )
        _note("acknowledge_appeal", appeal, by=by, at=at)
    appeal.refresh_from_db()
    return appeal


def uphold_appeal(appeal: Appeal, *, by: User, reason: str, at: dt.datetime) -> Appeal:
    """The customer is right: the case is overturned, and the customer comes back."""
    return _decide(appeal, Outcome.UPHELD, by=by, reason=reason, at=at)


def dismiss_appeal(appeal: Appeal, *, by: User, reason: str, at: dt.datetime) -> Appeal:
    """The case stands, and moves again from where it was."""
    return _decide(appeal, Outcome.DISMISSED, by=by, reason=reason, at=at)


def review_immediate(
    review: ImmediateReview, *, confirmed: bool, by: User, reason: str, at: dt.datetime
) -> ImmediateReview:
    """Look at an immediate removal afterwards: it stands, or it is overturned."""
    reason = given(reason)
    check_person(by, act="review_immediate")
    check_no_part(review.case, by=by)
    check_right(by, REVIEW_IMMEDIATE)
    check_visible(review.case, by=by)
    outcome = ImmediateReview.Outcome
    with transaction.atomic():
        case = held(review.case, version=None)
        check_blocks(case, by=by)
        rows = ImmediateReview.objects.filter(pk=review.pk, outcome="")
        said = outcome.CONFIRMED if confirmed else outcome.OVERTURNED
        if rows.update(outcome=said, reason=reason, reviewed_by=by, reviewed_at=at) != 1:
            raise Refused(_("This removal is reviewed already."), code="reviewed_already")
        record(
            "review_immediate", by=by.as_actor(), obj=case, customer_id=case.customer_id,
            reason=reason, after={"outcome": said}, at=at,
        )  # fmt: skip
        if not confirmed:
            step(case, "overturn_case", by=by, reason=reason, at=at)
    review.refresh_from_db()
    return review


def check_no_part(case: RemovalCase, *, by: User) -> None:
    """Refuse everybody who proposed, led or decided the case."""
    check_other_side(case, by=by)
    decided = case.decisions.filter(decided_by=by).exists()
    if decided or case.steps.filter(by=by).exists():
        raise OwnWork(
            _("You had a part in this case, so somebody else has to look at it again."),
            code="had_a_part",
            about=case,
        )


def check_may_decide_appeal(appeal: Appeal, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide this appeal."""
    check_person(by, act="decide_appeal")
    check_no_part(appeal.case, by=by)
    check_right(by, APPEALS)
    check_visible(appeal.case, by=by)


def _decide(appeal: Appeal, outcome: Outcome, *, by: User, reason: str, at: dt.datetime) -> Appeal:
    reason = given(reason)
    check_may_decide_appeal(appeal, by=by)
    with transaction.atomic():
        hold_cases(appeal.case.customer_id)
        case = held(appeal.case, version=None)
        check_no_part(case, by=by)
        rows = Appeal.objects.filter(pk=appeal.pk, state=Outcome.OPEN)
        if rows.update(state=outcome, decided_by=by, decided_at=at, reason=reason) != 1:
            raise Refused(_("This appeal is decided already."), code="decided_already")
        appeal.refresh_from_db()
        verb = "uphold_appeal" if outcome == Outcome.UPHELD else "dismiss_appeal"
        _note(verb, appeal, by=by, reason=reason, at=at)
        let_move(case, by=by, reason=reason, at=at)
        if outcome == Outcome.UPHELD:
            check_blocks(case, by=by)
            step(case, "overturn_case", by=by, reason=reason, at=at)
            case.immediate_reviews.filter(outcome="").update(
                outcome=ImmediateReview.Outcome.OVERTURNED, reason=reason, reviewed_by=by,
                reviewed_at=at,
            )  # fmt: skip
    return appeal


def let_move(case: RemovalCase, *, by: User, reason: str, at: dt.datetime) -> None:
    """Lift the block of appeals, unless another case of the customer has an open one."""
    if Appeal.objects.filter(case__customer=case.customer_id, state=Outcome.OPEN).exists():
        return
    blocks = CaseBlock.objects.standing().filter(
        customer=case.customer_id, kind=CaseBlock.Kind.APPEAL
    )
    for each in blocks:
        lift(each, by=by, reason=reason, at=at)


def _note(verb: str, appeal: Appeal, *, by: User, at: dt.datetime, reason: str = "") -> None:
    case = appeal.case
    record(
        verb, by=by.as_actor(), obj=case, customer_id=case.customer_id, reason=reason,
        facts={"answer_by": appeal.answer_by_date}, at=at,
    )  # fmt: skip
