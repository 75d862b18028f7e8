"""Entering and changing customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.custom.values import merged
from customers.merging.following import refuse_merged
from customers.models import CUSTOMER_FIELDS, Customer, CustomField
from customers.names import core_name, sort_key
from customers.services.changes import mark_changed
from customers.services.contact_changes import note_details
from customers.services.days import latest_day
from customers.services.duplicates import find_duplicates_of
from customers.services.history import keep_former
from customers.services.terms import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ADMIT, ALL_CUSTOMERS
from riskcrm.audit.services import Actor, record
from riskcrm.web import errors
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

TELLING = frozenset({"name", "registration_number"})  # what duplicates are found by
OWN = "custom."  # how acts name the values of custom fields
OPENING_STATUSES = (Customer.Status.PROSPECT, Customer.Status.ACTIVE)


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

    Who sees only some customers gets the new one: as its manager, in the own team. It begins as a
    prospect, unless a system brings it or somebody who may admit prospects: these begin as active.
    Raises `Refused` when the number is taken, the customer would belong to others or be one since a
    day in the future, `ValidationError` when a value is not valid.
    """
    status = opening_status(status, by=by)
    if not by.has_perm(ALL_CUSTOMERS) and not fields.get("manager"):
        fields["manager"] = by
        fields["team"] = fields.get("team") or by.team
    customer = Customer(number=number, name=name, status=status, recorded_at=at, **fields)
    customer.custom = merged({}, custom or {}, CustomField.objects.in_use(), is_new=True)
    customer.sort_key, customer.name_key = sort_key(customer.name), core_name(customer.name)
    _check(customer, by=by, at=at, before=None)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
            record(
                "create_customer",
                by=by.as_actor(),
                obj=customer,
                customer_id=customer.pk,
                after=_state(customer),
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
    except IntegrityError as error:
        raise _number_taken(number, error) from error
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
        row = (
            Customer.objects.select_for_update(of=("self",))
            .select_related("manager", "team")
            .get(pk=customer.pk)
        )
        refuse_merged(row)
        if row.version != version:
            raise Stale(row)
        before, columns = _state(row), _columns(row)
        _set(row, changes, custom or {})
        after = _state(row)
        changed = [n for n in {**before, **after} if before.get(n, "") != after.get(n, "")]
        if not changed:
            return row
        row.sort_key, row.name_key = sort_key(row.name), core_name(row.name)
        row.version += 1
        _check(row, by=by, at=at, before=(columns["manager_id"], columns["team_id"]))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise _number_taken(row.number, error) from error
        note_details(row, before, by=by, at=at)
        former = _former(columns, row)
        keep_former(row, former, version=version, by=by.as_actor(), cause="change_customer", at=at)
        record(
            "change_customer",
            by=by.as_actor(),
            obj=row,
            customer_id=row.pk,
            before={name: before.get(name, "") for name in changed},
            after={name: after.get(name, "") for name in changed},
            at=at,
        )
        mark_changed([row.pk], cause="change_customer", at=at)
        if TELLING & set(changed):
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


def _state(customer: Customer) -> dict[str, str]:
    values = {name: getattr(customer, name) for name in CUSTOMER_FIELDS}
    values |= {f"{OWN}{code}": value for code, value in customer.custom.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _set(customer: Customer, changes: Mapping[str, Any], custom: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        setattr(customer, field, value)
    if custom:
        definitions = CustomField.objects.in_use()
        customer.custom = merged(customer.custom, custom, definitions, is_new=False)


def _former(columns: dict[str, Any], customer: Customer) -> dict[str, Any]:
    """Of what the columns were that which is something else now; of custom fields, those alone."""
    former = {name: was for name, was in columns.items() if was != getattr(customer, name)}
    if "custom" in former:
        was, now = former["custom"], customer.custom
        former["custom"] = {n: was.get(n) for n in {**was, **now} if was.get(n) != now.get(n)}
    return former


def _columns(customer: Customer) -> dict[str, Any]:
    """The same as it stands in the table: people and teams by id."""
    names = [Customer._meta.get_field(name).attname for name in CUSTOMER_FIELDS]  # type: ignore[union-attr]
    return {name: getattr(customer, name) for name in (*names, "custom")}


def opening_status(status: str | None, *, by: User) -> str:
    """Where a new customer begins; refuses where `by` may not let it begin there."""
    may_admit = by.kind == User.Kind.SERVICE or by.has_perm(ADMIT)
    if status is None:
        return Customer.Status.ACTIVE if may_admit else Customer.Status.PROSPECT
    if status == Customer.Status.ACTIVE and not may_admit:
        raise Refused(
            _("A new customer begins as a prospect, and becomes active once it is admitted."),
            code="not_admitted",
            field="status",
        )
    if status not in OPENING_STATUSES:
        raise Refused(
            _("A new customer is a prospect or active; removal comes later, by a case."),
            code="status_not_opening",
            field="status",
        )
    return status


def _check(
    customer: Customer, *, by: User, at: dt.datetime, before: tuple[int | None, int | None] | None
) -> None:
    """Refuse what the customer cannot be; `before` is whose it was, manager and team."""
    _refuse_giving_away(customer, by=by, before=before)
    customer.full_clean(validate_unique=False)
    latest = latest_day(at)
    if customer.since_date is not None and customer.since_date > latest:
        raise Refused(
            _("“Customer since” cannot be a future date."),
            code="in_future",
            field="since_date",
        )
    if customer.incorporation_date is not None and customer.incorporation_date > latest:
        raise Refused(
            _("The day of incorporation cannot be a future date."),
            code="in_future",
            field="incorporation_date",
        )


def _refuse_giving_away(
    customer: Customer, *, by: User, before: tuple[int | None, int | None] | None
) -> None:
    """Who does not see all customers keeps them in reach: own, or of the own team."""
    if (customer.manager_id, customer.team_id) == before:
        return
    if by.has_perm(ALL_CUSTOMERS):
        return
    in_team = by.team_id is not None and customer.team_id == by.team_id
    if customer.team_id not in (None, by.team_id) or not (in_team or customer.manager_id == by.pk):
        raise Refused(
            _(
                "You can assign a customer only to yourself or within your team. Ask a risk "
                "officer to assign it to somebody else."
            ),
            code="not_yours_to_give",
            field="manager",
        )


def _number_taken(number: str, error: IntegrityError) -> Exception:
    if "number" not in str(error):
        return error
    return Refused(
        _("Number {number} is taken by another customer. Choose a different one.").format(
            number=number
        ),
        code="number_taken",
        field="number",
    )
