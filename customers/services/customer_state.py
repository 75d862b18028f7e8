"""A customer as it is told, kept and checked: what entering, changing and posting them share.

Nothing here asks the database, so that a thousand customers cost as few statements as one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.custom.values import merged
from customers.models import CUSTOMER_FIELDS, Customer, CustomField
from customers.names import core_name, sort_key
from customers.services.days import latest_day, refuse_odd_days
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.errors import Refused
from riskcrm.web.plain import plain_values

TELLING = frozenset({"name", "registration_number"})  # what duplicates are found by
OWN = "custom."  # how acts name the values of custom fields
# whoever sets them has them, and the database keeps them
RELATIONS = ("manager", "team", "merged_into")


def begin(
    said: Mapping[str, Any],
    custom: Mapping[str, Any],
    *,
    by: User,
    at: dt.datetime,
    definitions: Iterable[CustomField],
) -> Customer:
    """A customer that is not in the book yet. Who sees only some customers gets the new one."""
    refuse_odd_days(said)
    customer = Customer(**plain_values(Customer, said), recorded_at=at)
    if not by.has_perm(ALL_CUSTOMERS) and customer.manager is None:
        customer.manager, customer.team = by, customer.team or by.team
    customer.custom = merged({}, custom, definitions, is_new=True)
    customer.sort_key, customer.name_key = sort_key(customer.name), core_name(customer.name)
    _check(customer, by=by, at=at, before=None)
    return customer


@dataclass(frozen=True)
class Difference:
    """What a change changes: fields as acts name them, and columns with their former values."""

    before: dict[str, str]
    after: dict[str, str]
    former: dict[str, Any]

    @property
    def is_telling(self) -> bool:
        """Whether others may be the same customer now, or no longer."""
        return not TELLING.isdisjoint(self.after)


def change(
    customer: Customer,
    said: Mapping[str, Any],
    custom: Mapping[str, Any],
    *,
    by: User,
    at: dt.datetime,
    definitions: Iterable[CustomField],
) -> Difference:
    """Let the customer be what is said, as its next version where that differs.

    Raises `Refused` and `ValidationError` for what it cannot be; then it is not to be saved.
    """
    refuse_odd_days(said)
    before, was = state_of(customer), _columns(customer)
    for field, value in plain_values(Customer, said).items():
        setattr(customer, field, value)
    if custom:
        customer.custom = merged(customer.custom, custom, definitions, is_new=False)
    after = state_of(customer)
    changed = [n for n in {**before, **after} if before.get(n, "") != after.get(n, "")]
    if changed:
        customer.sort_key, customer.name_key = sort_key(customer.name), core_name(customer.name)
        customer.version += 1
        _check(customer, by=by, at=at, before=(was["manager_id"], was["team_id"]))
    return Difference(
        before={name: before.get(name, "") for name in changed},
        after={name: after.get(name, "") for name in changed},
        former=_former(was, customer),
    )


def state_of(customer: Customer) -> dict[str, str]:
    """What a customer is, as acts tell it."""
    values = {name: getattr(customer, name) for name in CUSTOMER_FIELDS}
    values |= {f"{OWN}{code}": value for code, value in customer.custom.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _former(columns: dict[str, Any], customer: Customer) -> dict[str, Any]:
    """Of what the columns were that which is something else now; of custom fields, those alone."""
    now_other = {name: was for name, was in columns.items() if was != getattr(customer, name)}
    if "custom" in now_other:
        was, now = now_other["custom"], customer.custom
        now_other["custom"] = {n: was.get(n) for n in {**was, **now} if was.get(n) != now.get(n)}
    return now_other


def _columns(customer: Customer) -> dict[str, Any]:
    """The same as it stands in the table: people and teams by id."""
    names = [Customer._meta.get_field(name).attname for name in CUSTOMER_FIELDS]  # type: ignore[union-attr]
    return {name: getattr(customer, name) for name in (*names, "custom")}


def _check(
    customer: Customer, *, by: User, at: dt.datetime, before: tuple[int | None, int | None] | None
) -> None:
    """Refuse what the customer cannot be; `before` is whose it was, manager and team."""
    _refuse_giving_away(customer, by=by, before=before)
    customer.clean_fields(exclude=RELATIONS)
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


def number_taken(number: str) -> Refused:
    return Refused(
        _("Number {number} is taken by another customer. Choose a different one.").format(
            number=number
        ),
        code="number_taken",
        field="number",
    )
