"""Setting and lifting what stops a case, whoever asks."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import CaseBlock, RemovalCase
from removal.services.due_dates import give_time_back
from removal.services.rights import SECRET, check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

Kind = CaseBlock.Kind
RIGHTS = {
    Kind.INSOLVENCY: "removal.set_insolvency",
    Kind.LEGAL_HOLD: "removal.set_legal_hold",
    Kind.KEEP_OPEN: "removal.set_keep_open",
}


def set_block(
    customer: Customer, *, kind: str, by: User, reason: str, at: dt.datetime
) -> CaseBlock:
    """Let nothing of this customer's removal move from now on."""
    reason = given(reason)
    check_person(by, act="set_block")
    if kind not in RIGHTS:
        raise Refused(
            _("An appeal is recorded on its case, and blocks by itself."), code="not_by_hand"
        )
    check_right(by, RIGHTS[Kind(kind)])
    _check_visible(customer, by=by)
    with transaction.atomic():
        # whoever moves a case of the customer holds the case, not the customer: the database's
        # trigger on the case waits for neither, so the case is held here as well
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        hold_cases(customer.pk)
        if CaseBlock.objects.standing().filter(customer=customer, kind=kind).exists():
            raise Refused(
                _("This block stands already: %(kind)s.") % {"kind": Kind(kind).label},
                code="blocked_already",
            )
        return place(customer, kind=Kind(kind), by=by, reason=reason, at=at)


def lift_block(block: CaseBlock, *, by: User, reason: str, at: dt.datetime) -> CaseBlock:
    """Let the case move again. Only the role that set the block may, and it says why."""
    reason = given(reason)
    check_person(by, act="lift_block")
    if block.kind not in RIGHTS:
        raise Refused(_("An appeal is lifted by deciding on it."), code="not_by_hand")
    check_right(by, RIGHTS[Kind(block.kind)])
    _check_visible(block.customer, by=by)
    if not by.groups.filter(name=block.role).exists():
        raise Refused(
            _("Only the role that set this block can lift it."), code="another_roles_block"
        )
    with transaction.atomic():
        hold_cases(block.customer_id)
        return lift(block, by=by, reason=reason, at=at)


def hold_cases(customer_id: int) -> None:
    """Blocks stop all cases of a customer, so all are held, in one order."""
    cases = RemovalCase.objects.filter(customer=customer_id).order_by("pk")
    list(cases.select_for_update(no_key=True).values_list("pk", flat=True))


def place(customer: Customer, *, kind: Kind, by: User, reason: str, at: dt.datetime) -> CaseBlock:
    """Write the block and its event; the caller has checked the right."""
    block = CaseBlock.objects.create(
        customer=customer, kind=kind, reason=reason, role=_role(by, kind), set_by=by, set_at=at
    )
    _note("set_block", block, by=by, reason=reason, at=at)
    return block


def lift(block: CaseBlock, *, by: User, reason: str, at: dt.datetime) -> CaseBlock:
    """Write that it is lifted, and its event; the caller has checked the right and holds the cases.
    With the last one the customer's time runs on."""
    rows = CaseBlock.objects.standing().filter(pk=block.pk)
    if rows.update(lifted_by=by, lifted_at=at, lifted_because=reason) != 1:
        raise Refused(_("Somebody has lifted this block already."), code="lifted_already")
    block.refresh_from_db()
    _note("lift_block", block, by=by, reason=reason, at=at)
    give_time_back(block, by=by.as_actor(), at=at)
    return block


def _check_visible(customer: Customer, *, by: User) -> None:
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")


def _role(by: User, kind: Kind) -> str:
    """The role by which this person may set such a block; any of theirs for an appeal."""
    groups = by.groups.order_by("name")
    if kind in RIGHTS:
        groups = groups.filter(permissions__codename=RIGHTS[kind].split(".")[1])
    return groups.values_list("name", flat=True).first() or ""


def _note(verb: str, block: CaseBlock, *, by: User, reason: str, at: dt.datetime) -> None:
    """Who reads the audit may not know of requests of authorities: of these, and of legal holds so
    that neither gives the other away, an event says neither kind nor why."""
    secret = block.kind in SECRET
    record(
        verb, by=by.as_actor(), obj=block.customer, customer_id=block.customer_id,
        reason="" if secret else reason, facts={} if secret else {"block": block.kind}, at=at,
    )  # fmt: skip
