"""Entering and changing customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.merging.following import refuse_merged
from customers.models import CUSTOMER_FIELDS, ContactChange, Customer, CustomField
from customers.services.changes import mark_changed
from customers.services.contact_changes import details_changed
from customers.services.customer_state import (
    begin,
    change,
    number_taken,
    state_of,
)
from customers.services.duplicates import find_duplicates_of
from customers.services.history import keep_former
from customers.services.opening import opening_status
from customers.services.terms import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.audit.services import Actor, record
from riskcrm.web import errors
from riskcrm.web.today import local_date


class Stale(errors.Stale):
    """Somebody else changed the customer since it was read. `latest` is what it is now."""

    def __init__(self, latest: Customer) -> None:
        super().__init__(
            _(
                "Somebody else changed {name} while you were editing. Look at what is there now, "
                "and save again if your change still applies."
            ).format(name=latest.name)
        )
        self.latest = latest


def create_customer(
    *,
    by: User,
    at: dt.datetime,
    number: str,
    name: str,
    status: str | None = None,
    credit_limit: Decimal | None = None,
    payment_days: int | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Customer:
    """Write a new customer, and its credit terms if any are given. `custom` are values by code.

    Who sees only some customers gets the new one: as its manager, in the own team. Where it begins,
    `opening_status` says.
    Raises `Refused` when the number is taken, the customer would belong to others or be one since a
    day in the future, `ValidationError` when a value is not valid.
    """
    status = opening_status(status, by=by)
    definitions = CustomField.objects.in_use()
    said = {"number": number, "name": name, "status": status, **fields}
    customer = begin(said, custom or {}, by=by, at=at, definitions=definitions)
    with transaction.atomic():
        _save(customer, force_insert=True)
        record(
            "create_customer",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            after=state_of(customer),
            at=at,
        )
        if credit_limit is not None or payment_days is not None:
            set_credit_terms(
                customer,
                by=by,
                at=at,
                effective_date=local_date(at),
                credit_limit=credit_limit,
                payment_days=payment_days,
            )
        mark_changed([customer.pk], cause="create_customer", at=at)
        find_duplicates_of([customer.pk], at=at)
    return customer


def change_customer(
    customer: Customer,
    *,
    by: User,
    at: dt.datetime,
    version: int,
    custom: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Customer:
    """Write the changes, if the customer still is the version that the caller saw.

    `custom` are values by code; those that it does not name stay.

    A changed address, bank account or legal representative leaves a contact change. Without a
    difference nothing is written.
    Raises `Stale` for another version, `Refused` when the number is taken or the customer would be
    given to others or be one since a day in the future, `ValidationError` for values not valid.
    """
    unknown = set(changes) - set(CUSTOMER_FIELDS)
    if unknown:
        raise TypeError(f"not to be changed here: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        row = _locked(customer, version)
        definitions = CustomField.objects.in_use()
        made = change(row, changes, custom or {}, by=by, at=at, definitions=definitions)
        if not made.after:
            return row
        _save(row)
        ContactChange.objects.bulk_create(details_changed(row, made.before, by=by, at=at))
        actor, cause = by.as_actor(), "change_customer"
        keep_former(row, made.former, version=version, by=actor, cause=cause, at=at)
        record(
            "change_customer",
            by=by.as_actor(),
            obj=row,
            customer_id=row.pk,
            before=made.before,
            after=made.after,
            at=at,
        )
        mark_changed([row.pk], cause="change_customer", at=at)
        if made.is_telling:
            find_duplicates_of([row.pk], at=at)
    return row


def change_status(
    customer: Customer, *, by: Actor, status: str, reason: str, at: dt.datetime
) -> Customer:
    """Set where the customer stands between prospect and removed, with the reason."""
    status = Customer.Status(status)
    with transaction.atomic():
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_merged(row)
        if row.status == status:
            return row
        before = row.status
        row.status = status
        row.version += 1
        row.save(update_fields=["status", "version"])
        keep_former(
            row, {"status": before}, version=row.version - 1, by=by, cause="change_status", at=at
        )
        record(
            "change_status",
            by=by,
            obj=row,
            customer_id=row.pk,
            reason=reason,
            before={"status": before},
            after={"status": str(status)},
            at=at,
        )
        mark_changed([row.pk], cause="change_status", at=at)
    customer.status, customer.version = row.status, row.version
    return row


def _locked(customer: Customer, version: int) -> Customer:
    """The customer as it is now, held; refuses where it is another version by now."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("manager", "team")
    row = rows.get(pk=customer.pk)
    refuse_merged(row)
    if row.version != version:
        raise Stale(row)
    return row


def _save(customer: Customer, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            customer.save(force_insert=force_insert)
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise number_taken(customer.number) from error
