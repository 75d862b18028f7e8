"""Coming back: one person asks and shows why, another decides; then onboarding begins anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import CreditRestriction, Customer
from customers.services import change_status
from customers.services.restrictions import Source, lift_restrictions, set_restriction
from removal.models import CaseBlock, ListEntry, Readmission, ReadmissionChecklist, RemovalCase
from removal.selectors.readmissions import checklist_in_force, missing_for
from removal.services.list_reviews import lifted
from removal.services.reduction import reverse_steps
from removal.services.rights import blocked, check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import DECIDE_READMISSION, PROPOSE_READMISSION
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused, Stale
from riskcrm.web.today import local_date

State = Readmission.State
SOURCE = "readmission"  # of what restricts the credit of who came back


@dataclass(frozen=True)
class Conditions:
    """On what terms a customer comes back; they bind until the probation ends."""

    needs_prepayment: bool = False
    most_credit: Decimal | None = None
    probation_until: dt.date | None = None
    conditions: str = ""


NO_CONDITIONS = Conditions()


def propose_readmission(
    customer: Customer,
    *,
    by: User,
    summary: str,
    answers: Mapping[str, str],
    at: dt.datetime,
    on: Conditions = NO_CONDITIONS,
    case: RemovalCase | None = None,
) -> Readmission:
    """Ask that a removed customer may come back, with evidence for each line of the checklist.

    Refused for who is not exited, while another request or a proposed list entry waits, without
    evidence for a line, and where the book says otherwise (something is owed, too early).
    """
    summary = given(summary, field="summary")
    _check_conditions(on, day=local_date(at))
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(pk=customer.pk)
        check_may_readmit(customer, by=by)
        checklist = checklist_in_force()
        if checklist is None:
            raise Refused(_("No checklist is in force. Put one in force first."), code="no_list")
        kept = _checked_answers(customer, checklist, answers, day=local_date(at))
        row = Readmission.objects.create(
            customer=customer, case=case, checklist=checklist, answers=kept, summary=summary,
            entry=ListEntry.objects.in_force().filter(customer=customer).first(),
            requested_by=by, responsible_id=answerable(by), requested_at=at, **asdict(on),
        )  # fmt: skip
        facts = {"answers": kept, "checklist": checklist.number, "entry": row.entry_id}
        _record("propose_readmission", row, by=by, at=at, reason=summary, facts=facts)
    return row


def decide_readmission(
    readmission: Readmission,
    *,
    approve: bool,
    reason: str,
    by: User,
    at: dt.datetime,
    on: Conditions | None = None,
    version: int | None = None,
) -> Readmission:
    """Let the customer come back, or not. `on` replaces the terms that were asked for.

    Approved, the list entry is lifted and the customer becomes a prospect, who has to pass the
    onboarding checklist again. Refused for who asked, who proposed the entry, and twice.
    """
    reason = given(reason, field="reason")
    check_may_decide_readmission(readmission, by=by)
    to: dict[str, Any] = {"state": State.APPROVED if approve else State.REJECTED, "reason": reason}
    if approve and on is not None:
        _check_conditions(on, day=local_date(at))
        to |= asdict(on)
    with transaction.atomic():
        row = _claim(readmission, to, by=by, at=at, version=version)
        verb = "approve_readmission" if approve else "reject_readmission"
        _record(verb, row, by=by, at=at, reason=reason)
        if approve:
            _let_in(row, by=by, reason=reason, at=at)
    return row


def withdraw_readmission(
    readmission: Readmission, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> Readmission:
    """Who asked takes the request back. Refused for others."""
    reason = given(reason, field="reason")
    check_may_withdraw_readmission(readmission, by=by)
    with transaction.atomic():
        to = {"state": State.WITHDRAWN, "reason": reason}
        row = _claim(readmission, to, by=by, at=at, version=version)
        _record("withdraw_readmission", row, by=by, at=at, reason=reason)
    return row


# --- who may --------------------------------------------------------------------------------------


def check_may_readmit(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why nobody can ask for this customer now."""
    check_right(by, PROPOSE_READMISSION)
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    if customer.status != Customer.Status.EXITED:
        raise Refused(
            _("%(customer)s is %(status)s; only who has been removed can come back.")
            % {"customer": customer, "status": customer.get_status_display()},
            code="not_exited",
        )
    _check_free(customer, by=by)
    if Readmission.objects.open().filter(customer=customer).exists():
        raise Refused(
            _("A readmission of this customer waits for a decision already."), code="waiting"
        )
    if ListEntry.objects.filter(customer=customer, state=ListEntry.State.PROPOSED).exists():
        raise Refused(
            _("An entry of the restricted list is proposed for this customer. Decide it first."),
            code="entry_proposed",
        )


def check_may_decide_readmission(readmission: Readmission, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on this request."""
    if by.pk in (readmission.requested_by_id, readmission.responsible_id):
        raise OwnWork(
            _("You asked for this, so somebody else decides."),
            code="own_request",
            about=readmission,
        )
    listing = ListEntry.objects.open().filter(customer=readmission.customer_id).first()
    if listing is not None and by.pk in (listing.proposed_by_id, listing.responsible_id):
        raise OwnWork(
            _("You proposed the entry that this would lift, so somebody else decides."),
            code="own_entry",
            about=readmission,
        )
    check_person(by)
    check_right(by, DECIDE_READMISSION)
    if not Readmission.objects.visible_to(by).filter(pk=readmission.pk).exists():
        raise Refused(_("There is no such request among those you see."), code="not_visible")
    if readmission.state != State.WAITING:
        raise _decided(readmission)


def check_may_withdraw_readmission(readmission: Readmission, *, by: User) -> None:
    if by.pk != readmission.requested_by_id:
        raise Refused(
            _("Only %(name)s, who asked for this, can withdraw it.")
            % {"name": readmission.requested_by},
            code="not_the_requester",
        )
    check_right(by, PROPOSE_READMISSION)
    if readmission.state != State.WAITING:
        raise _decided(readmission)


# --- parts ----------------------------------------------------------------------------------------


def _let_in(row: Readmission, *, by: User, reason: str, at: dt.datetime) -> None:
    """Lift the entry in force and what the ended cases restricted; onboarding begins anew."""
    customer = Customer.objects.select_for_update().get(pk=row.customer_id)
    if customer.status != Customer.Status.EXITED:
        raise Refused(
            _("%(customer)s is %(status)s by now; only who has been removed can come back.")
            % {"customer": customer, "status": customer.get_status_display()},
            code="not_exited",
        )
    _check_free(customer, by=by)
    missing = missing_for(customer, row.checklist, day=local_date(at))
    if missing:
        raise Refused(next(iter(missing.values())), code="not_met")
    entry = ListEntry.objects.in_force().filter(customer=customer).first()
    if entry is not None:
        lifted(entry, by=by, reason=reason, at=at, facts={"readmission": row.pk})
    former = RemovalCase.objects.filter(customer=customer).order_by("pk")
    for case in former.select_for_update(no_key=True):
        reverse_steps(case, by=by, reason=reason, at=at)
    _restrict(row, by=by, at=at)
    change_status(customer, by=by.as_actor(), status=Customer.Status.PROSPECT, reason=reason, at=at)


def _check_free(customer: Customer, *, by: User) -> None:
    """Refuse while a case about the customer is open, or a block stands on it."""
    case = RemovalCase.objects.open().filter(customer=customer).first()
    if case is not None:
        raise Refused(
            _("Case %(number)s on this customer is open. It has to come to its end first.")
            % {"number": case.pk},
            code="case_open",
        )
    block = CaseBlock.objects.standing().filter(customer=customer).order_by("pk").first()
    if block is not None:
        raise blocked(block, by)


def _restrict(row: Readmission, *, by: User, at: dt.datetime) -> None:
    """Let credit checks obey the most credit until the probation ends; an earlier one is over."""
    earlier = Readmission.objects.filter(customer=row.customer_id).exclude(pk=row.pk)
    keys = earlier.filter(most_credit__isnull=False).values_list("pk", flat=True)
    lift_restrictions((Source(SOURCE, key) for key in keys), by=by, at=at)
    if row.most_credit is not None:
        set_restriction(
            row.customer,
            kind=CreditRestriction.Kind.LIMIT,
            value=row.most_credit,
            source=Source(SOURCE, row.pk),
            from_date=local_date(at),
            until_date=row.probation_until,
            by=by,
            at=at,
        )


def _checked_answers(
    customer: Customer, checklist: ReadmissionChecklist, answers: Mapping[str, str], *, day: dt.date
) -> dict[str, str]:
    missing = missing_for(customer, checklist, day=day)
    kept = {}
    for line in checklist.lines:
        code = line["code"]
        text = str(answers.get(code, "")).strip()[:5000]
        if not text:
            raise Refused(
                _("Say for “%(line)s” what you looked at and what you found.")
                % {"line": line["name"]},
                code="no_evidence",
                field=f"answer_{code}",
            )
        if code in missing:
            raise Refused(missing[code], code="not_met", field=f"answer_{code}")
        kept[code] = text
    return kept


def _check_conditions(on: Conditions, *, day: dt.date) -> None:
    if on.probation_until is not None and on.probation_until <= day:
        raise Refused(
            _("The probation must end after today."), code="bad_date", field="probation_until"
        )
    if on.most_credit is not None and on.most_credit < 0:
        raise Refused(_("Credit cannot be negative."), code="negative", field="most_credit")


def _claim(
    readmission: Readmission, to: dict[str, Any], *, by: User, at: dt.datetime, version: int | None
) -> Readmission:
    rows = Readmission.objects.filter(pk=readmission.pk, state=State.WAITING)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, decided_by=by, decided_at=at, **to):
        now = Readmission.objects.get(pk=readmission.pk)
        if now.state == State.WAITING:
            raise Stale(_("The request was changed while you looked at it. Load it again."))
        raise _decided(now)
    found = Readmission.objects.select_related("customer", "entry", "checklist")
    return found.get(pk=readmission.pk)


def _decided(readmission: Readmission) -> Refused:
    return Refused(
        _("This request is %(state)s; there is nothing left to decide.")
        % {"state": readmission.get_state_display()},
        code="decided",
    )


def _record(
    verb: str, row: Readmission, *, by: User, at: dt.datetime, reason: str,
    facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    on = ("needs_prepayment", "most_credit", "probation_until", "conditions")
    said = {name: str(value) for name in on if (value := getattr(row, name)) not in (None, "")}
    record(
        verb,
        by=by.as_actor(),
        obj=row,
        customer_id=row.customer_id,
        reason=reason,
        after={"state": row.state} | said,
        facts=facts,
        at=at,
    )
