"""Giving a customer the chance to make good, and taking them back when they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from removal.models import CaseBlock, CaseEvidence, CaseStep, CureItem, Extension, RemovalCase
from removal.selectors.deadlines import extensions_most, time_is_over
from removal.selectors.letters import notice_is_out
from removal.selectors.limits import approvals_for, exposure_of
from removal.selectors.packs import end_of_period
from removal.services.moving import held, move, step
from removal.services.rights import (
    check_blocks,
    check_person,
    check_visible,
    elsewhere,
    given,
)
from removal.states import State
from removal.transitions import ASSESS, CHECK_CURE, CONTRIBUTE
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date

CURABLE = (State.WARNING, State.NOTICE, State.RECTIFICATION, State.DECISION, State.REDUCTION)
ADDABLE = (State.WARNING, State.NOTICE)
Item = CureItem.State


def start_rectification(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Let the time to make good begin, when the notice has arrived."""
    with transaction.atomic():
        return move(case, "start_rectification", by=by, reason=reason, at=at, version=version)


def accept_cure(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """The customer made good and stays: every item is checked and met. As easy as going on."""
    with transaction.atomic():
        return move(case, "accept_cure", by=by, reason=reason, at=at, version=version)


def add_cure_item(
    case: RemovalCase,
    *,
    kind: str,
    what: str,
    amount: Decimal | None = None,
    due_date: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> CureItem:
    """Say one concrete thing the customer has to do. Refused once a notice names what that is."""
    what = given(what, field="what")
    check_person(by, act="add_cure_item")
    check_right(by, ASSESS)
    check_visible(case, by=by)
    if kind == CureItem.Kind.PAYMENT and not (amount and amount > 0):
        raise Refused(
            _("Say how much the customer has to pay."), code="amount_missing", field="amount"
        )
    if due_date is not None and due_date < local_date(at):
        raise Refused(_("This day is over already."), code="in_past", field="due_date")
    with transaction.atomic():
        row = held(case, version=None)
        if row.state not in ADDABLE:
            raise elsewhere(row)
        if notice_is_out(row):
            raise Refused(
                _("The notice is out and names what the customer must do. Nothing can be added."),
                code="notice_is_out",
            )
        item = CureItem.objects.create(
            case=row, round=row.round, kind=CureItem.Kind(kind), what=what, amount=amount,
            due_date=due_date, added_by=by, added_at=at,
        )  # fmt: skip
        record(
            "add_cure_item", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            facts={"what": what, "amount": amount, "due_date": due_date}, at=at,
        )  # fmt: skip
    return item


def submit_cure(item: CureItem, *, evidence: CaseEvidence, by: User, at: dt.datetime) -> CureItem:
    """Hand in the evidence that the customer did this; somebody else checks it."""
    check_right(by, CONTRIBUTE)
    check_visible(item.case, by=by)
    if evidence.case_id != item.case_id:
        raise Refused(
            _("This evidence belongs to another case."),
            code="evidence_of_another",
            field="evidence",
        )
    changes = {
        "state": Item.SUBMITTED, "evidence": evidence, "submitted_by": by, "submitted_at": at,
        "checked_by": None, "checked_at": None, "finding": "", "is_refusal": False,
    }  # fmt: skip
    return _change(item, "submit_cure", (Item.OPEN, Item.FAILED), changes, by=by, at=at)


def check_cure(
    item: CureItem,
    *,
    met: bool,
    finding: str,
    by: User,
    at: dt.datetime,
    is_refusal: bool = False,
) -> CureItem:
    """Say whether an item was met; refused for who handed it in, and met only with evidence.

    While the customer has time, nothing that was not handed in has failed. What was handed in can
    show that the customer refuses (`is_refusal`): then the time need not run out.
    """
    finding = given(finding, field="finding")
    check_person(by, act="check_cure")
    check_right(by, CHECK_CURE)
    check_visible(item.case, by=by)
    if item.submitted_by_id == by.pk:
        raise OwnWork(
            _("You handed this in, so another person has to check it."), code="own_cure", about=item
        )
    late = not met and not is_refusal and time_is_over(item.case, local_date(at))
    sources = (Item.OPEN, Item.SUBMITTED) if late else (Item.SUBMITTED,)
    changes = {
        "state": Item.VERIFIED if met else Item.FAILED, "checked_by": by, "checked_at": at,
        "finding": finding, "is_refusal": is_refusal and not met,
    }  # fmt: skip
    return _change(item, "check_cure", sources, changes, by=by, at=at, reason=finding)


def extend_rectification(
    case: RemovalCase,
    *,
    until: dt.date,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None = None,
) -> Extension:
    """Give the customer more time, as often as the policy allows.

    Where the pack says so the new end moves on to a business day.
    """
    reason = given(reason)
    check_person(by, act="extend_rectification")
    check_right(by, ASSESS)
    check_visible(case, by=by)
    with transaction.atomic():
        row = held(case, version=version)
        if row.state != State.RECTIFICATION or row.due_date is None:
            raise elsewhere(row)
        check_blocks(row, by=by)
        if row.pack is not None:
            until = end_of_period(row.customer, row.pack, until)
        number = Extension.objects.filter(case=row, round=row.round).count() + 1
        _check_extension(row.due_date, until, number, most=extensions_most(row))
        extension = Extension.objects.create(
            case=row, round=row.round, number=number, former_date=row.due_date, new_date=until,
            reason=reason, granted_by=by, granted_at=at,
        )  # fmt: skip
        RemovalCase.objects.filter(pk=row.pk).update(due_date=until, version=F("version") + 1)
        record(
            "extend_rectification", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            reason=reason, before={"due_date": row.due_date}, after={"due_date": until}, at=at,
        )  # fmt: skip
    case.refresh_from_db()
    return extension


def expire_rectification(case: RemovalCase, *, at: dt.datetime) -> CaseStep:
    """The time is over and not everything was made good: the sweep asks for the decision.

    The caller holds the case.
    """
    needed = approvals_for(exposure_of(case.customer_id))
    reason = _("The time to make good ran out on {day}.").format(day=case.due_date)
    return step(
        case, "expire_rectification", by=None, reason=reason, at=at, owner=None,
        **needed.as_fields(),
    )  # fmt: skip


def _check_extension(former: dt.date, until: dt.date, number: int, *, most: int) -> None:
    if until <= former:
        raise Refused(
            _("Choose a day after %(day)s.") % {"day": former}, code="not_later", field="until"
        )
    if number > most:
        raise Refused(
            _("The policy allows %(most)s extensions, and there have been as many.")
            % {"most": most},
            code="no_more_extensions",
        )


def _change(
    item: CureItem,
    act: str,
    sources: tuple[Item, ...],
    changes: Mapping[str, object],
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> CureItem:
    """Move an item on under its case's lock, while the case can still be cured."""
    with transaction.atomic():
        case = held(item.case, version=None)
        if case.state not in CURABLE or item.round != case.round:
            raise elsewhere(case)
        # who objects goes on making good: nothing of the case moves by that
        check_blocks(case, by=by, despite=[CaseBlock.Kind.APPEAL])
        rows = CureItem.objects.filter(pk=item.pk, state__in=sources)
        before = CureItem.objects.values_list("state", flat=True).get(pk=item.pk)
        if rows.update(**changes) != 1:
            raise Refused(
                _("This item is “%(state)s” by now.") % {"state": Item(before).label},
                code="item_moved_on",
            )
        record(
            act, by=by.as_actor(), obj=case, customer_id=case.customer_id, reason=reason,
            before={"item": before}, after={"item": changes["state"]},
            facts={"what": item.what}, at=at,
        )  # fmt: skip
    item.refresh_from_db()
    return item
