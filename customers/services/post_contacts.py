"""Contacts of customers, up to a thousand at once, each answered on its own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.merging.following import tell_merged
from customers.models import Contact, ContactChange, Customer
from customers.services.changes import mark_changed
from customers.services.contacts import FIELDS, changes_of, settle
from customers.services.posted import (
    Answers,
    Posted,
    in_words,
    record_posted,
    refuse_repeated,
    results_of,
)
from customers.services.rows import Result, refuse_too_many
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.plain import plain_values

Row = dict[str, Any]
CAUSE = "post_contacts"
WRITTEN = (
    *FIELDS, "verified_at", "verified_by", "verified_how", "entered_by", "recorded_at", "version"
)  # fmt: skip


def post_contacts(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Enter contacts, or change those of the same customer and key; one result per row.

    A row has `customer` (its number), perhaps `source_key` and what it says; what it leaves out
    stays as it is. Without a key it is a new contact. `positions`: see `post_invoices`. The
    statements are as many for a thousand rows as for one.
    """
    refuse_too_many(rows)
    rows = [plain_values(Contact, row) for row in rows]
    with transaction.atomic():
        customers = _customers(rows, by=by)
        held = _held(rows, customers)
        keys = [_key(row) for row in rows]
        answers = refuse_repeated(keys, positions) | _main_twice(rows, positions)
        for n, row in enumerate(rows):
            if n not in answers:
                answers[n] = _judge(row, customers, held, by=by, at=at)
        _tell_merged(answers, rows, by=by)
        _write(answers, by=by, at=at)
        record_posted(CAUSE, answers, by=by, at=at)
    return results_of(answers)


def _key(row: Row) -> tuple[str, str] | None:
    return (row["customer"], row["source_key"]) if row.get("source_key") else None


def _customers(rows: Sequence[Row], *, by: User) -> dict[str, Customer]:
    """The customers that `by` sees, locked in the order that all keep to."""
    seen = Customer.objects.visible_to(by).filter(number__in={row["customer"] for row in rows})
    return {one.number: one for one in seen.order_by("pk").select_for_update(of=("self",))}


def _held(rows: Sequence[Row], customers: dict[str, Customer]) -> dict[tuple[str, str], Contact]:
    numbers = {one.pk: number for number, one in customers.items()}
    found = Contact.objects.select_for_update().filter(
        customer__in=numbers, source_key__in={row["source_key"] for row in rows if _key(row)}
    )
    return {(numbers[one.customer_id], one.source_key): one for one in found.order_by("pk")}


def _main_twice(rows: Sequence[Row], positions: Sequence[int]) -> Answers:
    first: dict[str, int] = {}
    refused: Answers = {}
    for n, row in enumerate(rows):
        if row.get("is_primary") and first.setdefault(row["customer"], n) != n:
            earlier = first[row["customer"]]
            message = _("The main contact of this customer is in row {row}.").format(
                row=positions[earlier] if positions else earlier
            )
            refused[n] = Refused(message, code="main_twice", field="is_primary")
    return refused


def _judge(
    row: Row,
    customers: dict[str, Customer],
    held: dict[tuple[str, str], Contact],
    *,
    by: User,
    at: dt.datetime,
) -> Posted | Refused:
    """What is to become of a row."""
    customer = customers.get(row["customer"])
    if customer is None:
        message = _("Customer {number} is not among your customers.")
        return Refused(
            message.format(number=row["customer"]), code="unknown_customer", field="customer"
        )
    key = _key(row)
    contact = (held.get(key) if key else None) or Contact(
        customer=customer, source_key=key[1] if key else uuid.uuid4().hex, version=0
    )
    before = {name: getattr(contact, name) for name in FIELDS}
    for name in FIELDS:
        setattr(contact, name, row.get(name, before[name]))
    after = {name: getattr(contact, name) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if contact.pk and not changed:
        return Posted(customer, contact, "unchanged", contact.source_key)
    try:
        settle(contact, before, by=by, at=at)
    except Refused as refused:
        return refused
    except ValidationError as wrong:
        return in_words(wrong)
    if contact.pk is None:
        return Posted(customer, contact, "created", contact.source_key, after=after)
    was, now = ({name: said[name] for name in changed} for said in (before, after))
    return Posted(customer, contact, "changed", contact.source_key, before=was, after=now)


def _tell_merged(answers: Answers, rows: Sequence[Row], *, by: User) -> None:
    refused = {n: one for n, one in answers.items() if isinstance(one, Refused)}
    tell_merged(refused, {n: row["customer"] for n, row in enumerate(rows)}, by)
    answers |= refused


def _write(answers: Answers, *, by: User, at: dt.datetime) -> None:
    written = [one for one in answers.values() if isinstance(one, Posted) and one.is_written]
    _end_others(written)
    new = [one.row for one in written if one.outcome == "created"]
    changed = [one for one in written if one.outcome == "changed"]
    Contact.objects.bulk_create(new)
    Contact.objects.bulk_create(
        [one.row for one in changed],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN,
    )
    ContactChange.objects.bulk_create(
        change for one in changed for change in changes_of(one.row, one.before, by=by, at=at)
    )
    mark_changed([one.customer.pk for one in written], cause=CAUSE, at=at)


def _end_others(written: Sequence[Posted]) -> None:
    """Whoever becomes the main contact ends another's being it."""
    main = {one.customer.pk: one.row for one in written if one.after.get("is_primary")}
    for one in written:
        if main.get(one.customer.pk, one.row) is not one.row:
            one.row.is_primary = False
    others = Contact.objects.filter(customer__in=main, is_primary=True)
    others.exclude(pk__in=[row.pk for row in main.values() if row.pk]).update(is_primary=False)
