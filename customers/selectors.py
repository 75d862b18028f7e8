"""What the panels of a customer's page show, each in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils.functional import Promise
from django.utils.translation import gettext

from customers.models import (
    Allocation,
    Customer,
    CustomerGroup,
    Fact,
    FactRevision,
    GroupMembership,
    Invoice,
    Payment,
)
from customers.records.kinds import Kind
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACCOUNT_MANAGER, ALL_CUSTOMERS, ROLES, VIEW_REQUESTS
from riskcrm.jobs.services import Range

RANGES = """
    SELECT min(id), max(id), count(*) FROM (
      SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS chunk FROM customers_customer
    ) c GROUP BY chunk ORDER BY chunk"""


def book_ranges(size: int) -> list[Range]:
    """The book in chunks of this many customers by id: first, final, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(RANGES, [size])
        return list(cursor.fetchall())


def managers_in_reach(person: User | None) -> QuerySet[User]:
    """People who can have customers that `person` sees; nobody in particular sees all."""
    people: QuerySet[User] = User.objects.people().active().order_by("name")
    if person is None or person.has_perm(ALL_CUSTOMERS):
        return people.filter(groups__name=ACCOUNT_MANAGER)
    if person.team_id is None:
        return people.filter(pk=person.pk)
    return people.filter(team_id=person.team_id)


def people_who_see_requests() -> QuerySet[User]:
    """Who can answer for a request of an authority: people whose role lets them see it."""
    able = [role.code for role in ROLES.values() if VIEW_REQUESTS in role.permissions]
    people: QuerySet[User] = User.objects.people().active().filter(groups__name__in=able)
    return people.order_by("name", "pk")


def people_seeing(customer: Customer, *rights: str) -> QuerySet[User]:
    """Active people who may open this customer's page: `reach_of`, asked the other way round.

    `rights` are further ones that they have.
    """
    reach = Q(pk=customer.manager_id or 0) | Q(with_right(ALL_CUSTOMERS))
    if customer.team_id:
        reach |= Q(team_id=customer.team_id)
    return people_able(*rights).filter(reach).order_by("name", "pk")


def people_able(*rights: str) -> QuerySet[User]:
    """Active people who may see customers, and have these rights."""
    people: QuerySet[User] = User.objects.people().active()
    return people.filter(*map(with_right, ("customers.view_customer", *rights)))


def with_right(code: str) -> Exists:
    """The condition that a person has this right, by a role or alone."""
    app, codename = code.split(".")
    rights = Permission.objects.filter(content_type__app_label=app, codename=codename)
    return Exists(rights.filter(Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk"))))


def with_open_amount(
    invoices: QuerySet[Invoice], allocations: QuerySet[Allocation] | None = None
) -> QuerySet[Invoice]:
    """Invoices with what settles them and `open_amount` in their own currency.

    `paid`, `credited` and `written_off` say by what; `paid_date` is the day of the latest of them
    that ends lateness, which a credit note does not. `base_open` is the open amount in the base
    currency, as the readings figure it: None where the rate is unknown. Allocations are found by
    customer and invoice, which is how they are indexed; `allocations` are those that count, if not
    all.
    """
    counted = Allocation.objects.all() if allocations is None else allocations
    given = (
        counted.filter(customer_id=OuterRef("customer_id"), invoice_id=OuterRef("pk"), amount__gt=0)
        .order_by()
        .values("invoice_id")
    )

    def given_by(source: str) -> Coalesce:
        parts = given.filter(**{f"{source}__isnull": False})
        return Coalesce(Subquery(parts.annotate(x=Sum("amount")).values("x")), Value(Decimal(0)))

    late_until = given.filter(credit_note__isnull=True).annotate(x=Max("effective_date"))
    return invoices.annotate(
        paid=given_by("payment"),
        credited=given_by("credit_note"),
        written_off=given_by("write_off"),
        paid_date=Subquery(late_until.values("x")),
        open_amount=Case(
            When(is_void=True, then=Value(Decimal(0))),
            default=F("amount") - F("paid") - F("credited") - F("written_off"),
        ),
        base_open=Case(
            When(open_amount__lte=0, then=Value(Decimal(0))),
            default=Round(F("base_amount") * F("open_amount") / F("amount"), 2),
            output_field=DecimalField(max_digits=22, decimal_places=2),
        ),
    )


def open_in_base(invoices: QuerySet[Any]) -> dict[str, Any]:
    """What is open of these invoices in the base currency, and how many have no known rate."""
    return invoices.filter(open_amount__gt=0).aggregate(
        total=Coalesce(Sum("base_open"), Value(Decimal(0))),
        unknown=Count("pk", Q(base_amount__isnull=True)),
    )


def narrowed(invoices: QuerySet[Any], show: str, *, today: dt.date) -> QuerySet[Any]:
    """Only those `open` or `overdue`; anything else means all."""
    if show == "open":
        return invoices.filter(open_amount__gt=0)
    if show == "overdue":
        return invoices.filter(open_amount__gt=0, due_date__lt=today)
    return invoices


def days_late(invoice: Any, *, today: dt.date) -> int | None:
    """Days past due: until today while open, until the latest payment once paid. Negative is early.

    None where no due date is known, for what is open and not due yet, and where credit notes alone
    have settled it.
    """
    if invoice.due_date is None:
        return None
    if invoice.open_amount > 0:
        late = (today - invoice.due_date).days
        return late if late > 0 else None
    if invoice.paid_date is None:
        return None
    return int((invoice.paid_date - invoice.due_date).days)


def with_allocations(
    payments: list[Payment], allocations: QuerySet[Allocation] | None = None
) -> list[Payment]:
    """The payments with `parts` (their allocations) and `unallocated`, by one query for all.

    `unallocated` is None where an invoice has another currency than the payment. `allocations` are
    those that count, if not all.
    """
    counted = Allocation.objects.all() if allocations is None else allocations
    parts: dict[int, list[Allocation]] = {payment.pk: [] for payment in payments}
    customers = {payment.customer_id for payment in payments}
    rows = counted.filter(customer_id__in=customers, payment_id__in=parts, amount__gt=0)
    for part in rows.select_related("invoice").order_by("pk"):
        parts[part.payment_id or 0].append(part)
    for payment in payments:
        mine: Any = payment
        mine.parts = parts[payment.pk]
        same = all(part.invoice.currency == payment.currency for part in mine.parts)
        given = sum((part.amount for part in mine.parts), Decimal(0))
        mine.unallocated = payment.amount * (not payment.is_void) - given if same else None
    return payments


MOST_COUNTED = 1000  # facts of one kind and customer: more are "more than"


def count_records(customer: Customer, kinds: list[Kind]) -> list[tuple[Kind, int, dt.date | None]]:
    """How many facts of each kind the customer has, up to one above the most, and the latest day.

    One query for all kinds, each answered by its index.
    """
    if not kinds:
        return []
    days = [
        f"SELECT effective_date AS day FROM {kind.table}"  # noqa: S608 (own tables)
        " WHERE customer_id = %s AND NOT is_void ORDER BY effective_date DESC"
        for kind in kinds
    ]
    return [(kinds[place], count, latest) for place, count, latest in count_each(customer, days)]


def count_each(customer: Customer, days: Sequence[str]) -> list[tuple[int, int, dt.date | None]]:
    """How many rows each query finds, up to one above the most, and the latest day: by its place.

    A query selects `day` of the customer's rows.
    """
    parts = [
        f"SELECT {place} AS place, count(*), max(t.day)"  # noqa: S608 (own tables)
        f" FROM ({query} LIMIT {MOST_COUNTED + 1}) t"
        for place, query in enumerate(days)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [customer.pk] * len(parts))
        return list(cursor.fetchall())


@dataclass(frozen=True)
class FormerState:
    """What a fact said until a moment: (label, then, now) of what differs from what came after."""

    until: dt.datetime
    changes: Sequence[tuple[str | Promise, Any, Any]]


def in_words(model: type[Model], column: str, held: Any) -> Any:
    """What a column holds, as people say it: yes and no, and a choice by its name."""
    if isinstance(held, bool):
        return gettext("yes") if held else gettext("no")
    field: Any = model._meta.get_field(column)
    return dict(field.flatchoices).get(held, held) if isinstance(held, str) else held


def states_of(kind: Kind, fact: Fact, *, count: int = 50) -> list[FormerState]:
    """The former states of a fact, newest first, each with what the change after it made of it."""
    revisions = FactRevision.objects.filter(
        customer_id=fact.customer_id, kind=kind.name, fact_id=fact.pk
    ).order_by("-superseded_at")[:count]
    after = _columns(fact)
    states = []
    for revision in revisions:
        then = revision.former
        changes = [
            (label, *(in_words(kind.model, column, state.get(column)) for state in (then, after)))
            for column, label in kind.columns_told
            if then.get(column) != after.get(column)
        ]
        states.append(FormerState(revision.superseded_at, changes))
        after = then
    return states


def _columns(fact: Fact) -> dict[str, Any]:
    """A fact's columns as its revisions hold them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(t)::json FROM {fact._meta.db_table} t WHERE id = %s",  # noqa: S608
            [fact.pk],
        )
        row: dict[str, Any] = cursor.fetchone()[0]
    return row


def members_of(code: str, *, day: dt.date) -> QuerySet[GroupMembership, int]:
    """The ids of a group's customers on a day, for filters: an index leads to them.

    The group is looked for first: with its id the planner knows whether its members are few.
    """
    groups = CustomerGroup.objects.filter(code=code.strip()).values_list("pk", flat=True)
    rows = GroupMembership.objects.in_force(day).filter(group_id__in=list(groups))
    return rows.values_list("customer_id", flat=True)
