"""Money that the company gives up at an end: compensation and write-offs, both by two persons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import Invoice, OpenItem
from customers.records.sales import WRITE_OFFS
from customers.services.records import enter_record
from removal.models import Compensation, ProposedWriteOff, RemovalCase
from removal.selectors.limits import approvals_for
from removal.services.ending import check_may_compensate, check_may_keep, refuse_to_come
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import DECIDE_LARGE
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date

Proposed = Compensation | ProposedWriteOff
P = TypeVar("P", Compensation, ProposedWriteOff)
Said = Compensation.State


def propose_compensation(
    case: RemovalCase, *, amount: Decimal, reason: str, by: User, at: dt.datetime
) -> Compensation:
    """Propose to offer the customer something; nothing is offered before a second person agrees."""
    check_may_compensate(case, by=by)
    reason = given(reason)
    _check_amount(amount)
    with transaction.atomic():
        made = Compensation.objects.create(
            case=case, amount=amount, reason=reason, proposed_by=by,
            responsible_id=answerable(by), proposed_at=at,
        )  # fmt: skip
        _note("propose_compensation", made, by=by, at=at, reason=reason)
    return made


def approve_compensation(
    offer: Compensation, *, reason: str, by: User, at: dt.datetime
) -> Compensation:
    """Let it be offered, as a second person; above the limits the head of risk, or two, must."""
    with transaction.atomic():
        _check_decides(offer, by=by)
        if _is_first_of_two(offer, offer.amount, by=by, reason=reason, at=at):
            return offer
        held = _decide(offer, Said.OFFERED, by=by, reason=reason, at=at)
        _note("approve_compensation", held, by=by, at=at, reason=reason)
    return held


def reject_compensation(
    offer: Compensation, *, reason: str, by: User, at: dt.datetime
) -> Compensation:
    with transaction.atomic():
        held = _decide(offer, Said.REJECTED, by=by, reason=reason, at=at)
        _note("reject_compensation", held, by=by, at=at, reason=reason)
    return held


def answer_compensation(
    offer: Compensation, *, accepted: bool, answered_date: dt.date, by: User, at: dt.datetime
) -> Compensation:
    """The customer accepts or refuses."""
    check_may_compensate(offer.case, by=by)
    refuse_to_come(answered_date, at, "answered_date")
    state = Said.ACCEPTED if accepted else Said.REFUSED
    with transaction.atomic():
        _claim(offer, Said.OFFERED, state=state, answered_date=answered_date)
        _note("answer_compensation", offer, by=by, at=at, reason=str(state.label))
    return offer


def pay_compensation(
    offer: Compensation, *, paid_date: dt.date, paid_reference: str, by: User, at: dt.datetime
) -> Compensation:
    """What was accepted has been paid."""
    check_may_compensate(offer.case, by=by)
    refuse_to_come(paid_date, at, "paid_date")
    paid_reference = given(paid_reference, field="paid_reference")
    with transaction.atomic():
        _claim(
            offer, Said.ACCEPTED, state=Said.PAID, paid_date=paid_date,
            paid_reference=paid_reference,
        )  # fmt: skip
        _note("pay_compensation", offer, by=by, at=at, reason=paid_reference)
    return offer


# --- write-offs ---


def propose_write_off(
    case: RemovalCase, *, invoice: Invoice, amount: Decimal, reason: str, by: User, at: dt.datetime
) -> ProposedWriteOff:
    """Propose to write off what is open of an invoice, or part of it."""
    check_may_keep(case, by=by)
    reason = given(reason)
    _check_amount(amount)
    _check_open(case, invoice, amount)
    try:
        with transaction.atomic():
            made = ProposedWriteOff.objects.create(
                case=case, invoice=invoice, amount=amount, reason=reason, proposed_by=by,
                responsible_id=answerable(by), proposed_at=at,
            )  # fmt: skip
            _note("propose_write_off", made, by=by, at=at, reason=reason)
    except IntegrityError as error:
        raise Refused(
            _("A write-off of this invoice waits for a decision already."), code="waits"
        ) from error
    return made


def approve_write_off(
    proposed: ProposedWriteOff, *, reason: str, by: User, at: dt.datetime
) -> ProposedWriteOff:
    """Enter the write-off in the book, as a second person. Refused where less is open by now.

    Above the limits the head of risk, or two, must.
    """
    _check_decides(proposed, by=by)
    item = _check_open(proposed.case, proposed.invoice, proposed.amount)
    amount = _in_base(proposed.amount, item)
    row = {
        "customer": proposed.case.customer.number,
        "source_key": f"W{proposed.pk}",
        "effective_date": local_date(at),
        "amount": proposed.amount,
        "currency": proposed.invoice.currency,
        "invoice": proposed.invoice.number,
        "reason": proposed.reason[:300],
    }
    with transaction.atomic():
        if _is_first_of_two(proposed, amount, by=by, reason=reason, at=at):
            return proposed
        entered = enter_record(WRITE_OFFS, row, by=by, at=at)
        held = _decide(
            proposed, ProposedWriteOff.State.WRITTEN, by=by, reason=reason, at=at,
            write_off=entered,
        )  # fmt: skip
        _note("approve_write_off", held, by=by, at=at, reason=reason)
    return held


def reject_write_off(
    proposed: ProposedWriteOff, *, reason: str, by: User, at: dt.datetime
) -> ProposedWriteOff:
    with transaction.atomic():
        held = _decide(proposed, ProposedWriteOff.State.REJECTED, by=by, reason=reason, at=at)
        _note("reject_write_off", held, by=by, at=at, reason=reason)
    return held


def _check_open(case: RemovalCase, invoice: Invoice, amount: Decimal) -> OpenItem:
    item = OpenItem.objects.filter(customer=case.customer_id, invoice=invoice).first()
    if item is None or item.open_amount < amount:
        raise Refused(
            _("Less than that is open of this invoice."), code="more_than_open", field="amount"
        )
    return item


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise Refused(_("Give an amount above zero."), code="bad_amount", field="amount")


# --- two persons ---


def _check_decides(row: Proposed, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on it now."""
    if by.pk in (row.proposed_by_id, row.responsible_id):
        raise OwnWork(
            _("You proposed this, so another person has to decide."), code="own_proposal", about=row
        )
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on this."), code="people_decide")
    check_may_compensate(row.case, by=by)  # what was proposed is closed even after an appeal
    if row.case.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to decide."),
            code="own_customer",
            about=row.case,
        )
    if row.state != Said.PROPOSED:
        raise _closed(row)


check_may_decide_money = _check_decides


def _is_first_of_two(
    row: Proposed, amount: Decimal | None, *, by: User, reason: str, at: dt.datetime
) -> bool:
    """Whether this approval is kept and another is awaited, as the limits of removals have it.

    Refused where nobody among the approvers may decide so much. An amount that nobody knows in the
    base currency is above every limit.
    """
    needed = approvals_for(amount)
    first = row.first_approved_by
    if first is not None and first.pk == by.pk:
        raise OwnWork(
            _("You have approved this already; it needs a second person."),
            code="approved_already",
            about=row,
        )
    approvers = [by] if first is None else [first, by]
    is_last = len(approvers) >= needed.approvals
    if is_last and needed.higher_role and not any(u.has_perm(DECIDE_LARGE) for u in approvers):
        raise Refused(
            _("This amount is above what your role decides; the head of risk must."),
            code="above_your_limit",
        )
    if is_last:
        return False
    reason = given(reason)
    rows = type(row).objects.filter(pk=row.pk, state=Said.PROPOSED, first_approved_by=None)
    if rows.update(first_approved_by=by) != 1:
        raise _closed(type(row).objects.get(pk=row.pk))
    row.refresh_from_db()
    _note("give_approval", row, by=by, at=at, reason=reason)
    return True


def _in_base(amount: Decimal, item: OpenItem) -> Decimal | None:
    """What an amount of an invoice's currency is worth, at the rate of what is open of it."""
    return None if item.base_open is None else amount * item.base_open / item.open_amount


def _decide(row: P, state: str, *, by: User, reason: str, at: dt.datetime, **more: Any) -> P:
    _check_decides(row, by=by)
    said = {"decided_by": by, "decided_at": at, "decision": given(reason)}
    _claim(row, Said.PROPOSED, state=state, **said, **more)
    return row


def _claim(row: Any, wanted: str, **changes: Any) -> None:
    if type(row).objects.filter(pk=row.pk, state=wanted).update(**changes) != 1:
        raise _closed(type(row).objects.get(pk=row.pk))
    row.refresh_from_db()


def _closed(row: Proposed) -> Refused:
    return Refused(
        _("This is %(state)s by now; there is nothing left to do.")
        % {"state": row.get_state_display()},
        code="decided_already",
    )


def _note(verb: str, row: Proposed, *, by: User, at: dt.datetime, reason: str) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=row,
        customer_id=row.case.customer_id,
        reason=reason,
        facts={"amount": str(row.amount), "case": row.case_id, "state": row.state},
        at=at,
    )
