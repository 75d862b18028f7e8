"""Ending a relationship: one person proposes, another decides. Nobody does both, in any role.

Each step is a claim: an update that must change exactly one row still in the state it expects, so
two persons who press at once get one decision and one sentence. The database refuses the same
things by constraints of its own (see migration 0002).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.services import change_status
from removal.models import RemovalCase, RemovalDecision, RemovalWithdrawal
from removal.selectors.cases import reasons_in_every_language
from removal.services.rights import (
    check_may_decide,
    check_may_withdraw,
    check_proposable,
    check_right,
    no_longer_open,
)
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.accounts.roles import PROPOSE
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import Rating, Reading

DAYS_TO_DECIDE = 10

State = RemovalCase.State
Outcome = RemovalDecision.Outcome


def propose_removal(
    customer: Customer, *, by: User, summary: str, reasons: Iterable[str], at: dt.datetime
) -> RemovalCase:
    """Open a case, keeping score, tier, exposure, overdue and reasons as they stand now.

    `reasons` are codes among the score's present reasons. Refused without the right, for a customer
    out of sight or already leaving, for a second open case, and without a summary.
    """
    summary = _given(summary, field="summary")
    check_right(by, PROPOSE, _("propose removals"))
    answerable_id = answerable(by)
    with transaction.atomic():
        # the lock makes a second proposal wait here and then find the first
        customer = _lock(customer, by=by)
        check_proposable(customer)
        standing = _standing_of(customer)
        case = RemovalCase.objects.create(
            customer=customer,
            summary=summary,
            reasons=_chosen(customer, list(reasons)),
            proposed_by=by,
            responsible_id=answerable_id,
            proposed_at=at,
            decide_by_date=local_date(at) + dt.timedelta(days=DAYS_TO_DECIDE),
            **standing,
        )
        record(
            "propose_removal",
            by=by.as_actor(),
            obj=case,
            customer_id=customer.pk,
            reason=summary,
            after={"state": case.state, "reasons": [reason["code"] for reason in case.reasons]},
            facts=standing,
            at=at,
        )
    return case


def approve_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> RemovalDecision:
    """Decide that the customer goes; the customer's status becomes "being removed".

    `version` is the case as the person saw it; another one is refused. See `check_may_decide`.
    """
    return _decide(case, Outcome.APPROVED, by=by, reason=reason, at=at, version=version)


def reject_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> RemovalDecision:
    """Decide that the customer stays. Refusals as in `approve_case`."""
    return _decide(case, Outcome.REJECTED, by=by, reason=reason, at=at, version=version)


def withdraw_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> RemovalWithdrawal:
    """The proposer, or who took the case over, takes it back undecided. Refused for others."""
    reason = _given(reason, field="reason")
    check_may_withdraw(case, by=by)
    with transaction.atomic():
        _claim(case, State.WITHDRAWN, at=at, version=version)
        withdrawal = RemovalWithdrawal.objects.create(
            case=case, reason=reason, withdrawn_by=by, withdrawn_at=at
        )
        _record_closing(case, "withdraw_case", State.WITHDRAWN, by=by, reason=reason, at=at)
    return withdrawal


def _decide(
    case: RemovalCase,
    outcome: Outcome,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None,
) -> RemovalDecision:
    reason = _given(reason, field="reason")
    check_may_decide(case, by=by)
    with transaction.atomic():
        _claim(case, State(outcome.value), at=at, version=version)
        decision = RemovalDecision.objects.create(
            case=case,
            outcome=outcome,
            reason=reason,
            requested_by_id=case.proposed_by_id,
            responsible_id=case.responsible_id,
            decided_by=by,
            decided_at=at,
        )
        verb = "approve_case" if outcome == Outcome.APPROVED else "reject_case"
        _record_closing(case, verb, State(outcome.value), by=by, reason=reason, at=at)
        if outcome == Outcome.APPROVED:
            _let_go(case, by=by, reason=reason, at=at)
    return decision


def _let_go(case: RemovalCase, *, by: User, reason: str, at: dt.datetime) -> None:
    customer = Customer.objects.get(pk=case.customer_id)
    if customer.status not in (Customer.Status.EXITING, Customer.Status.EXITED):
        change_status(
            customer, by=by.as_actor(), status=Customer.Status.EXITING, reason=reason, at=at
        )


def _claim(case: RemovalCase, state: str, *, at: dt.datetime, version: int | None) -> None:
    """Move an open case on, exactly once; whoever comes second learns who was first."""
    rows = RemovalCase.objects.filter(
        pk=case.pk,
        state=State.PROPOSED,
        proposed_by_id=case.proposed_by_id,
        taken_over_by_id=case.taken_over_by_id,
    )
    if version is not None:
        rows = rows.filter(version=version)
    if rows.update(state=state, closed_at=at, version=F("version") + 1) != 1:
        raise no_longer_open(RemovalCase.objects.get(pk=case.pk))
    case.refresh_from_db(fields=["state", "closed_at", "version"])


def _record_closing(
    case: RemovalCase, verb: str, state: str, *, by: User, reason: str, at: dt.datetime
) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=case,
        customer_id=case.customer_id,
        reason=reason,
        before={"state": State.PROPOSED},
        after={"state": state},
        facts={"proposed_by": case.proposed_by_id},
        at=at,
    )


def _lock(customer: Customer, *, by: User) -> Customer:
    """The customer as it is now, locked against a second proposal until the transaction ends."""
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def _given(text: str, *, field: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(
            _("Say why in a sentence or two; it is kept with the case."),
            code="reason_missing",
            field=field,
        )
    return text


def _standing_of(customer: Customer) -> dict[str, Any]:
    """How a customer stands now, as fields of a case."""
    rating = Rating.objects.filter(customer=customer).values("score_row", "score", "tier").first()
    reading = Reading.objects.filter(customer=customer).values("exposure", "overdue").first()
    return {**(rating or {}), **(reading or {})}


def _chosen(customer: Customer, codes: Sequence[str]) -> list[dict[str, Any]]:
    known = {reason["code"]: reason for reason in reasons_in_every_language(customer)}
    strange = [code for code in codes if code not in known]
    if strange:
        raise Refused(
            _("The score no longer gives this reason: %(code)s. Load the page again.")
            % {"code": strange[0]},
            code="reason_unknown",
            field="reasons",
        )
    return [known[code] for code in dict.fromkeys(codes)]
