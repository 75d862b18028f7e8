"""Rows that go one by one through the service of the single act, since they are few and their rules
many: groups and their members, credit terms, ids in other systems, requests of authorities.

What a service refuses leaves the other rows alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.merging.following import tell_merged
from customers.models import AuthorityRequest, Customer, CustomerGroup
from customers.services.authority import change_request, register_request
from customers.services.groups import add_member, change_group, create_group
from customers.services.posted import in_words, refuse_repeated
from customers.services.rows import Result, refuse_too_many
from customers.services.system_keys import add_system_key
from customers.services.terms import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

Row = dict[str, Any]
Saved = tuple[Any, str]  # the row of the book, and what became of it


def post_terms(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Set the credit terms of `customer` (its number) from a day on, for each row."""

    def save(row: Row) -> Saved:
        customer = _customer(row.pop("customer"), by)
        terms = set_credit_terms(customer, by=by, at=at, **row)
        return terms, "created" if terms.recorded_at == at else "unchanged"

    keys = [(row["customer"], row["effective_date"]) for row in rows]
    return _post(save, rows, keys, by=by, positions=positions)


def post_system_keys(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Let each row's `key` in `system` mean its `customer` (its number)."""

    def save(row: Row) -> Saved:
        customer = _customer(row.pop("customer"), by)
        known = add_system_key(customer, by=by, at=at, **row)
        return known, "created" if known.recorded_at == at else "unchanged"

    keys = [(row["system"], row["key"]) for row in rows]
    return _post(save, rows, keys, by=by, positions=positions)


def post_groups(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Make groups, or change those of the same code that `by` sees."""

    def save(row: Row) -> Saved:
        group = CustomerGroup.objects.visible_to(by).filter(code=row["code"]).first()
        if group is None:
            return create_group(by=by, at=at, **row), "created"
        changed = change_group(group, by=by, at=at, version=group.version, **row)
        return changed, _outcome(group, changed)

    return _post(save, rows, [row["code"] for row in rows], by=by, positions=positions)


def post_members(
    group: CustomerGroup,
    rows: Sequence[Row],
    *,
    by: User,
    at: dt.datetime,
    positions: Sequence[int] = (),
) -> list[Result]:
    """Let each row's `customer` (its number) belong to the group from a day on."""

    def save(row: Row) -> Saved:
        customer = _customer(row["customer"], by)
        member = add_member(group, customer, by=by, at=at, from_date=row["from_date"])
        return member, "created" if member.recorded_at == at else "unchanged"

    return _post(save, rows, [row["customer"] for row in rows], by=by, positions=positions)


def post_requests(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Enter requests, or correct open ones of the same file of the same authority."""

    def save(row: Row) -> Saved:
        if number := row.get("customer"):
            row["customer"] = _customer(number, by)
        key = {name: row[name] for name in ("authority", "reference")}
        known = AuthorityRequest.objects.visible_to(by).filter(**key).first()
        if known is None:
            return register_request(by=by, at=at, **row), "created"
        changed = change_request(known, by=by, at=at, version=known.version, **row)
        return changed, _outcome(known, changed)

    keys = [(row["authority"], row["reference"]) for row in rows]
    return _post(save, rows, keys, by=by, positions=positions)


def _outcome(before: Any, after: Any) -> str:
    return "unchanged" if before.version == after.version else "changed"


def _customer(number: str, by: User) -> Customer:
    customer = Customer.objects.visible_to(by).filter(number=number).first()
    if customer is None:
        message = _("Customer {number} is not among your customers.").format(number=number)
        raise Refused(message, code="unknown_customer", field="customer")
    return customer


def _post(
    save: Callable[[Row], Saved],
    rows: Sequence[Row],
    keys: Sequence[Any],
    *,
    by: User,
    positions: Sequence[int],
) -> list[Result]:
    """One result per row, in their order. `keys` say what rows are about: each once in a call."""
    refuse_too_many(rows)
    repeated = refuse_repeated(keys, positions)
    refused = {n: error for n, error in repeated.items() if isinstance(error, Refused)}
    saved: dict[int, Saved] = {}
    with transaction.atomic():
        for n, row in enumerate(rows):
            if n in refused:
                continue
            try:
                with transaction.atomic():
                    saved[n] = save(dict(row))
            except Refused as error:
                refused[n] = error
            except ValidationError as wrong:
                refused[n] = in_words(wrong)
    tell_merged(refused, {n: str(row.get("customer")) for n, row in enumerate(rows)}, by)
    return [
        Result(n, "refused", None, refused[n].message, refused[n].code, refused[n].field)
        if n in refused
        else Result(n, saved[n][1], saved[n][0].pk)
        for n in range(len(rows))
    ]
