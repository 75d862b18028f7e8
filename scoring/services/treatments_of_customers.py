"""Holding customers against the policy in force: what holds at once, and what is proposed.

A tier that moved leaves a `TreatmentDue` row, in the statement that scores; a published policy
remembers how far the book was held against it. Both ways lead to the same statements, which change
nothing where nothing differs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from customers.models import Customer
from customers.services import set_many_payment_days
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import local_date
from scoring.models import TreatmentPolicy, TreatmentProposal
from scoring.treating import sql

MOST_CUSTOMERS = 5_000
Applied = tuple[Counter[str], dict[int, int | None]]


def follow_treatments(*, at: dt.datetime, most: int = MOST_CUSTOMERS) -> int:
    """Hold the next customers against the policy in force: those whose tier has moved, and a part
    of the book where it was not held against the policy yet; how many. Safe twice and in parallel.
    """
    return _follow(_take_due, at=at, most=most) + _follow(_take_part, at=at, most=most)


def _follow(
    take: Callable[[TreatmentPolicy, int], list[int]], *, at: dt.datetime, most: int
) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PLANNING)
        policy = TreatmentPolicy.objects.filter(state=TreatmentPolicy.State.PUBLISHED).first()
        customers = take(policy, most) if policy else []
        if policy and customers:
            _treat(customers, policy, at=at)
    return len(customers)


def _take_due(policy: TreatmentPolicy, most: int) -> list[int]:
    return sorted(set(_ids(sql.TAKE_DUE, {"most": most})))


def _take_part(policy: TreatmentPolicy, most: int) -> list[int]:
    """The next part of the book; none while another worker is at it, or when all of it is done."""
    waiting = TreatmentPolicy.objects.filter(pk=policy.pk, state=TreatmentPolicy.State.PUBLISHED)
    held = waiting.filter(applied_to__isnull=False).select_for_update(skip_locked=True).first()
    if held is None:
        return []
    part = _ids(sql.TAKE_PART, {"after_id": held.applied_to, "most": most})
    # who comes later is scored first, and then followed by that
    waiting.update(applied_to=part[-1] if len(part) == most else None)
    return part


def _ids(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]


def _treat(customers: list[int], policy: TreatmentPolicy, *, at: dt.datetime) -> None:
    values: dict[str, Any] = {"customers": customers, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, values)
        cursor.execute(sql.OVERTAKE, values)
        overtaken = cursor.rowcount
        counts, days = apply_treatments(customers, at=at)
        cursor.execute(sql.OVERTAKE, values)  # what was proposed, and holds by now for another way
        overtaken += cursor.rowcount
    set_many_payment_days(days, effective_date=local_date(at), at=at)
    counts["overtaken"], counts["payment_terms"] = overtaken, len(days)
    if counts := +counts:
        record("follow_treatments", by=SYSTEM, obj=policy, facts=dict(counts), at=at)


def apply_treatments(
    customers: Sequence[int],
    *,
    at: dt.datetime,
    by: int | None = None,
    is_decided: bool = False,
) -> Applied:
    """Write what holds at once and propose the rest; where a person `is_decided`, all of it holds.

    Returns how many, and the payment terms that follow, by customer; the caller writes them. The
    customers are locked by the caller.
    """
    values: dict[str, Any] = {
        "customers": list(customers), "at": at, "today": local_date(at),
        "by": by, "is_decided": is_decided,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql.TREAT, values)
        applied, proposed, ids, days = cursor.fetchone() or (0, 0, None, None)
    counts = Counter({"applied": applied, "proposed": proposed})
    return counts, dict(zip(ids or (), days or (), strict=True))


def close_proposals_of(customer: Customer, *, at: dt.datetime) -> None:
    """Propose nothing for a customer that is another one now, inside the merge's transaction."""
    rows = TreatmentProposal.objects.open().filter(customer=customer)
    rows.update(state=TreatmentProposal.State.OVERTAKEN, decided_at=at, version=F("version") + 1)
