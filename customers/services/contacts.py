"""Changing the people to speak with."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Contact, ContactChange, Customer
from customers.services.changes import mark_changed
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Stale
from riskcrm.web.today import local_date

FIELDS = ("name", "role", "phone", "email", "wechat", "is_primary")
WATCHED = {
    "name": ContactChange.Kind.CONTACT_NAME,
    "phone": ContactChange.Kind.PHONE,
    "email": ContactChange.Kind.EMAIL,
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

    A known name, phone or e-mail that changes leaves a contact change. Becoming the main contact
    ends another's being it. Without a difference nothing is written. Raises `Stale` when `version`
    is given and no longer the latest, `ValidationError` when a value is not valid.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields of a contact: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        row = _find(customer, contact=contact, source_key=source_key)
        if row is None:
            row = Contact(customer=customer, source_key=source_key or uuid.uuid4().hex, version=0)
        elif version is not None and row.version != version:
            raise Stale(
                _("Somebody else changed {name} while you were editing. Look at it again.").format(
                    name=row.name
                )
            )
        before = {name: getattr(row, name) for name in FIELDS}
        for name, value in fields.items():
            setattr(row, name, value)
        after = {name: getattr(row, name) for name in FIELDS}
        if row.pk and before == after:
            return row
        _write(row, before, after, by=by, at=at)
    return row


def _find(customer: Customer, *, contact: Contact | None, source_key: str) -> Contact | None:
    rows = Contact.objects.select_for_update().filter(customer=customer)
    if contact is not None:
        return rows.get(pk=contact.pk)
    return rows.filter(source_key=source_key).first() if source_key else None


def _write(
    row: Contact, before: dict[str, Any], after: dict[str, Any], *, by: User, at: dt.datetime
) -> None:
    is_new = row.pk is None
    row.version += 1
    row.recorded_at = at
    row.full_clean(validate_unique=False, validate_constraints=False)
    if row.is_primary:
        others = Contact.objects.filter(customer_id=row.customer_id, is_primary=True)
        others.exclude(pk=row.pk).update(is_primary=False)
    row.save()
    changed = [name for name in FIELDS if is_new or before[name] != after[name]]
    if not is_new:
        _note_changes(row, before, after, at=at)
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


def _note_changes(
    row: Contact, before: dict[str, Any], after: dict[str, Any], *, at: dt.datetime
) -> None:
    ContactChange.objects.bulk_create(
        ContactChange(
            customer_id=row.customer_id,
            source_key=f"contact-{row.pk}-{row.version}-{name}",
            kind=kind,
            effective_date=local_date(at),
            old_value=before[name],
            new_value=after[name],
            recorded_at=at,
        )
        for name, kind in WATCHED.items()
        if before[name] and before[name] != after[name]
    )
