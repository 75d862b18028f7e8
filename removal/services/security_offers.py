"""Security that a customer offers so that a step ends: the way back that the law asks for.

Accepted by somebody else than who wrote it down, it becomes a record among the customer's
securities, and the step ends in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import Security
from customers.records.contracts import SECURITIES
from customers.services.records import enter_record
from removal.models import ReductionStep, SecurityOffer
from removal.selectors.reduction import open_steps
from removal.services.reduction_rows import check_decider, end_step, hold_case, note
from removal.services.rights import check_visible, given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import PLAN_REDUCTION
from riskcrm.accounts.rights import check_right
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date

State = SecurityOffer.State


def offer_security(
    step: ReductionStep,
    *,
    kind: str,
    amount: Decimal,
    offered_date: dt.date,
    text: str,
    by: User,
    at: dt.datetime,
    given_by: str = "",
    valid_until: dt.date | None = None,
) -> SecurityOffer:
    """Write down what the customer offers. One offer of a step waits at a time."""
    check_right(by, PLAN_REDUCTION)
    check_visible(step.case, by=by)
    text = given(text, message=_("Say what is offered."), field="text", code="text_missing")
    if offered_date > local_date(at):
        raise Refused(_("This day is still to come."), code="in_the_future", field="offered_date")
    with transaction.atomic():
        case = hold_case(step.case)
        if not open_steps(case).filter(pk=step.pk).exists():
            raise Refused(_("The step has ended already."), code="step_closed")
        try:
            with transaction.atomic():
                offer = SecurityOffer.objects.create(
                    step=step,
                    kind=kind,
                    amount=amount,
                    given_by=given_by.strip(),
                    offered_date=offered_date,
                    valid_until=valid_until,
                    text=text,
                    recorded_by=by,
                    recorded_at=at,
                )
        except IntegrityError as error:
            raise Refused(
                _("An offer for this step waits for a decision already."), code="offer_waits"
            ) from error
        facts = {"kind": kind, "amount": str(amount), "offer": offer.pk}
        note("offer_security", step, by=by, at=at, reason=text, facts=facts)
    return offer


def accept_security(
    offer: SecurityOffer, *, by: User, reason: str, at: dt.datetime
) -> SecurityOffer:
    """Take the security: it is recorded, and the step ends."""
    check_may_decide_offer(offer, by=by)
    reason = given(reason)
    with transaction.atomic():
        held = _hold(offer)
        step = held.step
        security = enter_record(SECURITIES, _row_of(held), by=by, at=at)
        _decide(held, State.ACCEPTED, by=by, reason=reason, at=at, security_id=security.pk)
        if step.state in (ReductionStep.State.PLANNED, ReductionStep.State.RELEASED):
            end_step(step, step.state, by=by, reason=reason, at=at)
        facts = {"offer": held.pk, "security": security.pk}
        note("accept_security", step, by=by, at=at, reason=reason, facts=facts)
    return held


def refuse_security(
    offer: SecurityOffer, *, by: User, reason: str, at: dt.datetime
) -> SecurityOffer:
    """Say why the security does not do; the step stays."""
    check_may_decide_offer(offer, by=by)
    reason = given(reason)
    with transaction.atomic():
        held = _hold(offer)
        _decide(held, State.REFUSED, by=by, reason=reason, at=at)
        note("refuse_security", held.step, by=by, at=at, reason=reason, facts={"offer": held.pk})
    return held


def check_may_decide_offer(offer: SecurityOffer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on this offer now."""
    if offer.recorded_by_id == by.pk:
        raise OwnWork(
            _("You wrote this offer down, so another person has to decide."),
            code="own_offer",
            about=offer,
        )
    check_decider(offer.step, by=by)
    if offer.state != State.OFFERED:
        raise _closed(offer)


def _hold(offer: SecurityOffer) -> SecurityOffer:
    hold_case(offer.step.case)
    rows = SecurityOffer.objects.select_related("step__case__customer")
    held = rows.select_for_update(of=("self",)).get(pk=offer.pk)
    if held.state != State.OFFERED:
        raise _closed(held)
    return held


def _decide(
    offer: SecurityOffer, state: str, *, by: User, reason: str, at: dt.datetime, **more: Any
) -> None:
    offer.state, offer.decided_by, offer.decided_at, offer.decision = state, by, at, reason
    for name, value in more.items():
        setattr(offer, name, value)
    offer.save()


def _closed(offer: SecurityOffer) -> Refused:
    return Refused(
        _("This offer is %(state)s by now; there is nothing left to do.")
        % {"state": offer.get_state_display()},
        code="offer_closed",
    )


def _row_of(offer: SecurityOffer) -> dict[str, Any]:
    return {
        "customer": offer.step.case.customer.number,
        "source_key": f"R{offer.step_id}-{offer.pk}",
        "effective_date": offer.offered_date,
        "kind": Security.Kind(offer.kind),
        "amount": offer.amount,
        "currency": settings.BASE_CURRENCY,
        "given_by": offer.given_by,
        "valid_until": offer.valid_until,
        "text": offer.text,
    }
