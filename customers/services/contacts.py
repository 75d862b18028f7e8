"""Changing the people to speak with."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.merging.following import refuse_merged
from customers.models import Contact, ContactChange, Customer, Verification
from customers.services.changes import mark_changed
from customers.services.contact_changes import refuse_author
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.plain import plain_text, plain_values
from riskcrm.web.today import local_date

FIELDS = ("name", "role", "phone", "email", "wechat", "is_primary")
WATCHED = {
    "name": ContactChange.Kind.CONTACT_NAME,
    "phone": ContactChange.Kind.PHONE,
    "email": ContactChange.Kind.EMAIL,
    "wechat": ContactChange.Kind.WECHAT,
}


def save_contact(
    customer: Customer,
    *,
    by: User,
    at: dt.datetime,
    contact: Contact | None = None,
    version: int | None = None,
    source_key: str = "",
    **fields: Any,
) -> Contact:
    """Write a contact: the given one, the one with this source key, or a new one.

    A known name, phone, e-mail or WeChat account that changes leaves a contact change and ends the
    verification. Becoming the main contact ends another's being it. Without a difference nothing is
    written. Raises `Stale` when `version` is given and no longer the latest, `Refused` for making
    an ended contact the main one, `ValidationError` when a value is not valid.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields of a contact: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        refuse_merged(Customer.objects.select_for_update().get(pk=customer.pk))
        source_key = plain_text(source_key)
        row = _find(customer, contact=contact, source_key=source_key)
        if row is None:
            row = Contact(customer=customer, source_key=source_key or uuid.uuid4().hex, version=0)
        elif version is not None and row.version != version:
            raise stale_contact(row)
        before = {name: getattr(row, name) for name in FIELDS}
        for name, value in plain_values(Contact, fields).items():
            setattr(row, name, value)
        after = {name: getattr(row, name) for name in FIELDS}
        if row.pk and before == after:
            return row
        _write(row, before, after, by=by, at=at)
    return row


def stale_contact(row: Contact) -> Stale:
    return Stale(
        _("Somebody else changed {name} while you were editing. Look at it again.").format(
            name=row.name
        )
    )


def end_contact(
    contact: Contact, *, by: User, at: dt.datetime, reason: str, version: int | None = None
) -> Contact:
    """Say that this person is no longer to be spoken with, and why. Ending again changes nothing.

    The row stays, so that what was said and written to them remains understood.
    """
    if not reason.strip():
        raise Refused(
            _("Say why this person is no longer a contact."), code="reason_missing", field="reason"
        )
    with transaction.atomic():
        row = _locked(contact, version)
        if row.ended_at is None:
            was_primary = row.is_primary
            row.ended_at, row.ended_because, row.is_primary = at, reason.strip(), False
            _save_act("end_contact", row, by=by, at=at, reason=row.ended_because,
                      before={"is_primary": True} if was_primary else {})  # fmt: skip
    return row


def reopen_contact(
    contact: Contact, *, by: User, at: dt.datetime, version: int | None = None
) -> Contact:
    """Take somebody up again as a contact."""
    with transaction.atomic():
        row = _locked(contact, version)
        if row.ended_at is not None:
            before = {"ended_because": row.ended_because}
            row.ended_at, row.ended_because = None, ""
            _save_act("reopen_contact", row, by=by, at=at, before=before)
    return row


def verify_contact(
    contact: Contact, *, by: User, at: dt.datetime, how: str, version: int | None = None
) -> Contact:
    """Say that these are this person's true name, phone and e-mail, and how `by` made sure.

    Raises `Refused` for who entered them.
    """
    with transaction.atomic():
        row = _locked(contact, version)
        refuse_author(row, by=by)
        row.verified_at, row.verified_by, row.verified_how = at, by, Verification(how)
        _save_act("verify_contact", row, by=by, at=at, after={"verified_how": how})
    return row


def _locked(contact: Contact, version: int | None) -> Contact:
    Customer.objects.select_for_update().get(pk=contact.customer_id)
    row = Contact.objects.select_for_update().get(pk=contact.pk)
    if version is not None and row.version != version:
        raise stale_contact(row)
    return row


def _save_act(
    verb: str, row: Contact, *, by: User, at: dt.datetime, reason: str = "", **said: dict[str, Any]
) -> None:
    row.version += 1
    row.full_clean(validate_unique=False)
    row.save()
    record(
        verb,
        by=by.as_actor(),
        obj=row,
        customer_id=row.customer_id,
        reason=reason,
        before=said.get("before"),
        after=said.get("after"),
        at=at,
    )
    mark_changed([row.customer_id], cause=verb, at=at)


def _find(customer: Customer, *, contact: Contact | None, source_key: str) -> Contact | None:
    rows = Contact.objects.select_for_update().filter(customer=customer)
    if contact is not None:
        return rows.get(pk=contact.pk)
    return rows.filter(source_key=source_key).first() if source_key else None


def _write(
    row: Contact, before: dict[str, Any], after: dict[str, Any], *, by: User, at: dt.datetime
) -> None:
    is_new = row.pk is None
    settle(row, before, by=by, at=at)
    if row.is_primary:
        others = Contact.objects.filter(customer_id=row.customer_id, is_primary=True)
        others.exclude(pk=row.pk).update(is_primary=False)
    row.save()
    changed = [name for name in FIELDS if is_new or before[name] != after[name]]
    if not is_new:
        ContactChange.objects.bulk_create(changes_of(row, before, by=by, at=at))
    record(
        "create_contact" if is_new else "change_contact",
        by=by.as_actor(),
        obj=row,
        customer_id=row.customer_id,
        before={} if is_new else {name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        at=at,
    )
    mark_changed([row.customer_id], cause="save_contact", at=at)


def settle(row: Contact, before: dict[str, Any], *, by: User, at: dt.datetime) -> None:
    """Make a contact with new words its next version: not verified where they differ.

    Raises `Refused` and `ValidationError` for what it cannot be. Asks the database nothing.
    """
    row.version += 1
    row.recorded_at = at
    row.clean_fields(exclude=("customer", "verified_by", "entered_by"))
    if row.is_primary and row.ended_at:
        raise Refused(
            _("{name} is no longer a contact. Take the contact up again first.").format(
                name=row.name
            ),
            code="contact_ended",
            field="is_primary",
        )
    if any(before[name] != getattr(row, name) for name in WATCHED):
        row.verified_at, row.verified_by, row.verified_how = None, None, ""
        row.entered_by = by


def changes_of(
    row: Contact, before: dict[str, Any], *, by: User, at: dt.datetime
) -> list[ContactChange]:
    """What was known of a contact and is something else now; `before` holds at least that."""
    return [
        ContactChange(
            customer_id=row.customer_id,
            source_key=f"contact-{row.pk}-{row.version}-{name}",
            kind=kind,
            effective_date=local_date(at),
            old_value=before[name],
            new_value=getattr(row, name),
            contact=row,
            entered_by=by,
            recorded_at=at,
        )
        for name, kind in WATCHED.items()
        if before.get(name) and before[name] != getattr(row, name)
    ]
