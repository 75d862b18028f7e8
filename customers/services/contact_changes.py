"""Changes of how customers are reached and who stands behind them: noting and verifying them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import (
    CONTACT_DETAILS,
    Contact,
    ContactChange,
    Customer,
    RelatedParty,
    Verification,
)
from customers.services.changes import mark_changed
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date


def details_changed(
    customer: Customer, before: Mapping[str, str], *, by: User, at: dt.datetime
) -> list[ContactChange]:
    """What a changed customer's details were and are; `before` are the fields that changed.

    To fill in what was blank changes nothing that was known, and leaves no trace here.
    """
    return [
        ContactChange(
            customer=customer,
            source_key=f"{at:%Y%m%dT%H%M%S%f}-{customer.version}-{kind}",
            kind=kind,
            effective_date=local_date(at),
            old_value=before[name],
            new_value=getattr(customer, name),
            entered_by=by,
            recorded_at=at,
        )
        for name, kind in CONTACT_DETAILS.items()
        if before.get(name)
    ]


def verify_contact_change(
    change: ContactChange, *, by: User, at: dt.datetime, how: str, is_planned: bool
) -> ContactChange:
    """Say that the change is the customer's own, and how `by` made sure.

    Whether it was announced beforehand is told with it. Once, and not by the
    person who entered it.
    """
    how = Verification(how)
    with transaction.atomic():
        row = ContactChange.objects.select_for_update().get(pk=change.pk)
        refuse_verifying(row, by=by)
        row.verified_at, row.verified_by, row.verified_how = at, by, how
        row.is_planned = is_planned
        row.save(update_fields=["verified_at", "verified_by", "verified_how", "is_planned"])
        record(
            "verify_contact_change",
            by=by.as_actor(),
            obj=row,
            customer_id=row.customer_id,
            after={"verified_how": str(how), "is_planned": is_planned},
            at=at,
        )
        mark_changed([row.customer_id], cause="verify_contact_change", at=at)
    return row


def refuse_verifying(change: ContactChange, *, by: User) -> None:
    """Raises `Refused` when `by` may not verify the change, or somebody has."""
    if change.verified_at is not None:
        raise Refused(
            _("{name} has verified this change already.").format(name=change.verified_by),
            code="already_verified",
        )
    refuse_author(change, by=by)


def refuse_author(row: Contact | ContactChange | RelatedParty, *, by: User) -> None:
    """Raises `Refused` for who entered it, or answers for the key that did."""
    author = row.entered_by
    if author is not None and by.pk in (author.pk, author.responsible_id):
        raise OwnWork(
            _("You entered this, so somebody else has to verify it."), code="own_change", about=row
        )
