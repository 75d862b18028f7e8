"""Allocating all exact matches of a person's customers at once, in the background.

The run acts as the person who asked: with the customers and the rights that they have when a
chunk's turn comes. Only what leaves no choice is allocated, see `matching.certain`.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Count
from django.utils import timezone

from customers.ledger import selectors as ledger
from customers.ledger.matching import certain
from customers.models import Customer, OpenCredit
from customers.services.allocations import allocate
from customers.services.rows import MOST_ROWS, AllocateRow
from riskcrm.accounts.models import User
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run

MATCH_RUN = "match_exact"
WRITING = ("customers.add_payment", "customers.change_payment")
CHUNK_CUSTOMERS = 200


def request_matching(*, by: User, at: dt.datetime) -> Run:
    """Have all exact matches among a person's customers allocated; one run at a time each."""
    counts = (
        OpenCredit.objects.visible_to(by)
        .order_by("customer_id")
        .values_list("customer_id")
        .annotate(credits=Count("pk"))
    )
    customers = list(counts)
    parts = (
        customers[start : start + CHUNK_CUSTOMERS]
        for start in range(0, len(customers), CHUNK_CUSTOMERS)
    )
    ranges = [(part[0][0], part[-1][0], sum(size for _pk, size in part)) for part in parts]
    key = f"user {by.pk}"
    return jobs.request_run(
        MATCH_RUN, params={"person": by.pk}, by=by.as_actor(), ranges=ranges, at=at, key=key
    )


def latest_run(person: User) -> Run | None:
    """The person's latest one."""
    return Run.objects.filter(kind=MATCH_RUN, requested_by=str(person.pk)).order_by("-pk").first()


def match_chunk(run: Run, chunk: Chunk) -> dict[str, int]:
    """Allocate what is certain for the customers of one chunk."""
    person = User.objects.filter(pk=run.params["person"], is_active=True).first()
    if person is None or not person.has_perms(WRITING):
        return {"allocated": 0}
    customers = Customer.objects.visible_to(person).filter(
        pk__range=(chunk.first_id, chunk.final_id), open_credits__isnull=False
    )
    rows = [row for customer in customers.distinct() for row in _certain_rows(customer)]
    written = 0
    for start in range(0, len(rows), MOST_ROWS):
        results = allocate(rows[start : start + MOST_ROWS], by=person, at=timezone.now())
        written += sum(result.outcome in ("created", "changed") for result in results)
    return {"allocated": written}


def _certain_rows(customer: Customer) -> list[AllocateRow]:
    credits = ledger.open_credits_of(customer)
    found = certain(credits, ledger.open_items_of(customer))
    given = ledger.given_of(customer, [proposal.credit for proposal in found])
    return [
        AllocateRow(
            customer.number,
            p.credit.source,
            p.credit.number,
            p.item.number,
            p.amount + given.get((p.credit.source, p.credit.source_id, p.item.id), 0),
        )
        for p in found
    ]


def work_on_matching(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open runs; how many."""
    return jobs.work_on(MATCH_RUN, match_chunk, at=at, seconds=seconds)
