"""Groups of made-up companies: a parent and those that belong to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from customers.generator.rows import Book
from customers.generator.words import CHINESE_PLACES
from customers.models import CreditTerms, Customer, CustomerGroup, GroupMembership, RelatedParty
from customers.names import sort_key
from riskcrm.web.today import end_of_day, local_date

COMPANIES_A_GROUP = 40  # so many companies are there for each group
FEWEST, MOST = 2, 6  # members beside the parent
ELSEWHERE = 0.2  # the share of groups with a member that somebody else looks after
LIMITED = 0.4  # the share of groups with a limit of their own


def add_groups(book: Book, *, low: int, high: int) -> int:
    """Make groups of the customers with these ids; how many.

    Mostly one person looks after all of a group, as where key accounts are kept together.
    """
    rows = Customer.objects.filter(pk__range=(low, high), kind=Customer.Kind.COMPANY)
    free = list(rows.filter(manager__isnull=False).select_related("manager").order_by("pk"))
    if not free:
        return 0
    random = Random(f"{book.plan.seed}:{free[0].number}:groups")  # noqa: S311
    made = [_pick(random, free) for _n in range(len(free) // COMPANIES_A_GROUP)]
    groups = [members for members in made if members]
    limits = _limits([customer.pk for members in groups for customer in members])
    for members in groups:
        _write(members, random, limits, at=book.at)
    return len(groups)


def _pick(random: Random, free: list[Customer]) -> list[Customer]:
    """A parent and its members, none of them in another group; they are free no longer."""
    parent = random.choice(free)
    near = [one for one in free if one.manager_id == parent.manager_id and one != parent]
    count = random.randint(FEWEST, MOST)
    if len(near) < FEWEST:
        return []
    members = [parent, *random.sample(near, min(count, len(near)))]
    far = [one for one in free if one.manager_id != parent.manager_id]
    if far and random.random() < ELSEWHERE:
        members[-1] = random.choice(far)
    for one in members:
        free.remove(one)
    return members


def _limits(customers: list[int]) -> dict[int, Decimal]:
    """What each may owe at last; not those without a limit."""
    rows = CreditTerms.objects.filter(customer_id__in=customers).order_by("effective_date", "pk")
    found = rows.values_list("customer_id", "credit_limit")
    return {customer: limit for customer, limit in found if limit is not None}


def _write(
    members: list[Customer], random: Random, limits: dict[int, Decimal], *, at: dt.datetime
) -> None:
    parent = members[0]
    name = _name_of(parent)
    whole = sum((limits.get(one.pk, Decimal(0)) for one in members), Decimal(0))
    own = round(whole * Decimal("0.9"), -3) if whole and random.random() < LIMITED else None
    manager: Any = parent.manager  # who has none is in no group
    group = CustomerGroup.objects.create(
        code=f"G{parent.number[1:]}", name=name, sort_key=sort_key(name), credit_limit=own,
        created_by=manager, recorded_at=_known(parent, at),
    )  # fmt: skip
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, customer=one, from_date=local_date(_known(one, at)),
                        recorded_at=_known(one, at))
        for one in members
    )  # fmt: skip
    RelatedParty.objects.bulk_create(
        RelatedParty(customer=one, source_key="parent", kind=RelatedParty.Kind.PARENT,
                     other=parent, recorded_at=_known(one, at))
        for one in members[1:]
    )  # fmt: skip


def _known(customer: Customer, at: dt.datetime) -> dt.datetime:
    return min(end_of_day(customer.since_date or local_date(at)), at)


def _name_of(parent: Customer) -> str:
    """The place and brand of a Chinese company, the brand of another."""
    if parent.name.isascii():
        return f"{parent.name.split()[0]} Group"
    places = (place.chinese for place in CHINESE_PLACES if parent.name.startswith(place.chinese))
    place = next(places, "")
    return f"{parent.name[: len(place) + 2]}集团"
