"""Customers, up to a thousand at once, each answered on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.merging.following import merged_among, refusal
from customers.models import (
    CUSTOMER_FIELDS,
    ContactChange,
    Customer,
    CustomerRevision,
    CustomField,
)
from customers.services.changes import mark_changed
from customers.services.contact_changes import details_changed
from customers.services.customer_state import (
    Difference,
    begin,
    change,
    number_taken,
    state_of,
)
from customers.services.duplicates import find_duplicates_of
from customers.services.opening import opening_status
from customers.services.posted import (
    Answers,
    Posted,
    in_words,
    record_posted,
    refuse_repeated,
    results_of,
)
from customers.services.rows import Result, refuse_too_many
from riskcrm.accounts.models import Team, User
from riskcrm.web.errors import Busy, Refused
from riskcrm.web.plain import plain_values

Row = dict[str, Any]
CAUSE = "post_customers"
WRITTEN = (*CUSTOMER_FIELDS, "custom", "sort_key", "name_key", "version")


@dataclass(frozen=True)
class Book:
    """What the book has of all that rows name, read at once."""

    held: dict[str, Customer]  # by number those that the caller sees, locked
    taken: set[str]  # numbers of others
    moved: dict[str, str]  # numbers of merged customers → those of who they are now
    people: dict[str, User]
    teams: dict[str, Team]
    definitions: list[CustomField]
    opening: str  # the status that new customers begin with


def post_customers(
    rows: Sequence[Row], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Enter customers, or change those with the same number; one result per row, in their order.

    A row has `number` and what it says: fields of the customer, `manager` by sign-in name, `team`
    by code, `custom` values by code. What it leaves out stays as it is. `positions`: see
    `post_invoices`. The statements are as many for a thousand rows as for one.
    """
    refuse_too_many(rows)
    rows = [plain_values(Customer, row) for row in rows]
    with transaction.atomic():
        book = _book(rows, by=by)
        answers = refuse_repeated([row["number"] for row in rows], positions)
        made: dict[int, Difference] = {}
        for n, row in enumerate(rows):
            if n not in answers:
                answers[n] = _judge(n, row, book, made, by=by, at=at)
        _write(answers, made, by=by, at=at)
        record_posted(CAUSE, answers, by=by, at=at)
    return results_of(answers)


def _book(rows: Sequence[Row], *, by: User) -> Book:
    seen = Customer.objects.visible_to(by).select_related("manager", "team")
    numbers = {row["number"] for row in rows}
    held = seen.filter(number__in=numbers).order_by("pk").select_for_update(of=("self",))
    found = {one.number: one for one in held}
    others = Customer.objects.filter(number__in=numbers - set(found))
    taken = set(others.values_list("number", flat=True))
    people, codes = ([row[name] for row in rows if row.get(name)] for name in ("manager", "team"))
    active = User.objects.people().active()
    return Book(
        held=found,
        taken=taken,
        moved=merged_among(taken, by) if taken else {},
        people={one.username: one for one in active.filter(username__in=people)},
        teams={one.code: one for one in Team.objects.filter(code__in=codes)},
        definitions=list(CustomField.objects.in_use()),
        opening=opening_status(None, by=by),
    )


def _judge(
    n: int, row: Row, book: Book, made: dict[int, Difference], *, by: User, at: dt.datetime
) -> Posted | Refused:
    """What is to become of a row; `made` gets what it changes of a customer that is there."""
    try:
        said, custom = _said(row, book)
        customer = _held(row["number"], book)
        about: dict[str, Any] = {"by": by, "at": at, "definitions": book.definitions}
        if customer is None:
            said |= {"status": book.opening}
            new = begin(said, custom, **about)
            return Posted(new, new, "created", after=state_of(new))
        made[n] = difference = change(customer, said, custom, **about)
    except Refused as refused:
        return refused
    except ValidationError as wrong:
        return in_words(wrong)
    outcome = "changed" if difference.after else "unchanged"
    return Posted(customer, customer, outcome, before=difference.before, after=difference.after)


def _said(row: Row, book: Book) -> tuple[Row, Row]:
    """What a row says of the customer's own fields, with people and teams found, and of custom
    ones."""
    said = dict(row)
    custom = said.pop("custom", None) or {}
    if unknown := set(said) - set(CUSTOMER_FIELDS):
        raise TypeError(f"no such fields of a customer: {', '.join(sorted(unknown))}")
    found: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("manager", book.people, _("Nobody who works here has the sign-in name {name}.")),
        ("team", book.teams, _("There is no team with the code {name}.")),
    )
    for field, known, message in found:
        if name := said.get(field):
            if name not in known:
                raise Refused(message.format(name=name), code="unknown", field=field)
            said[field] = known[name]
    return said, custom


def _held(number: str, book: Book) -> Customer | None:
    """The customer of this number, None for a new one; refuses those that others look after."""
    if number in book.moved:
        raise refusal(number, book.moved[number], field="number")
    if number in book.taken:
        raise number_taken(number)
    return book.held.get(number)


def _write(answers: Answers, made: dict[int, Difference], *, by: User, at: dt.datetime) -> None:
    written = {n: one for n, one in answers.items() if isinstance(one, Posted) and one.is_written}
    new = [one.row for one in written.values() if one.outcome == "created"]
    changed = {n: one.row for n, one in written.items() if one.outcome == "changed"}
    try:
        with transaction.atomic():
            Customer.objects.bulk_create(new)
            Customer.objects.bulk_create(
                changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
            )
    except IntegrityError as error:  # somebody has entered one of the numbers this moment
        if "number" in str(error):
            raise Busy from error
        raise
    _keep_former(changed, made, by=by, at=at)
    telling = [one.pk for one in new] + [one.pk for n, one in changed.items() if made[n].is_telling]
    mark_changed([one.row.pk for one in written.values()], cause=CAUSE, at=at)
    if telling:
        find_duplicates_of(telling, at=at)


def _keep_former(
    changed: dict[int, Customer], made: dict[int, Difference], *, by: User, at: dt.datetime
) -> None:
    """What the changed customers were, and which of their details are others now."""
    CustomerRevision.objects.bulk_create(
        CustomerRevision(
            customer=customer,
            version=customer.version - 1,
            former=made[n].former,
            superseded_at=at,
            changed_by=by.as_actor().name[:200],
            cause=CAUSE,
        )
        for n, customer in changed.items()
    )
    ContactChange.objects.bulk_create(
        change
        for n, customer in changed.items()
        for change in details_changed(customer, made[n].before, by=by, at=at)
    )
