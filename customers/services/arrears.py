"""Who needs collecting, and how pressing it is: kept by a sweep, for the day and the tolerances.

Derived figures, so no audit event. The sweep takes the customers that changed; on a new day, or
with new tolerances, it goes once over the whole book as well, part by part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from customers.models import ArrearsSweep, CollectionSettings, Customer, LossRate
from customers.receivables.loss_rates import loss_rates, share_sql
from customers.receivables.sql import with_items
from customers.services.dishonour_tasks import tell_managers
from customers.services.promises import judge_promises
from riskcrm.jobs.locks import try_lock
from riskcrm.web.today import local_date

MOST_CHANGES = 5_000
PART = 10_000  # customers of the book looked at in one go
BROKEN_COUNTS_DAYS = 90  # how long a broken promise leads the worklist
COVERS = "0.95"  # of what is overdue: a promise of that much lets a customer wait

# `{share}`: the loss rate of an item by its age
LATE = """, late AS (
  SELECT customer_id, coalesce(sum(base_open - base_disputed), 0) AS overdue,
    coalesce(sum(base_disputed), 0) AS disputed, count(*) AS items,
    count(*) FILTER (WHERE base_open IS NULL) AS without_rate,
    min(due_date) AS oldest_due_date,
    coalesce(sum((base_open - base_disputed) * {share}), 0) AS weight
  FROM item WHERE due_date < %(day)s::date - %(grace)s::int
  GROUP BY customer_id
  HAVING coalesce(sum(base_open - base_disputed), 0) >= greatest(%(least)s, 0.01)
    OR count(*) FILTER (WHERE base_open IS NULL) > 0
)"""
PROMISED = f""", promised AS (
  SELECT customer_id,
    bool_or(outcome = 'open' AND promised_date <= %(day)s) AS is_due,
    sum(base_amount) FILTER (WHERE outcome = 'open' AND promised_date > %(day)s) AS ahead,
    max(promised_date) FILTER (WHERE outcome = 'broken'
      AND promised_date > %(day)s::date - {BROKEN_COUNTS_DAYS}) AS broken_date,
    max(promised_date) FILTER (WHERE outcome IN ('open', 'kept')) AS other_date
  FROM customers_promisetopay
  WHERE {{customers}} AND NOT is_void AND outcome <> 'withdrawn' GROUP BY customer_id
), step AS (
  SELECT customer_id FROM customers_collectionstep
  WHERE {{customers}} AND NOT is_void AND state = 'planned' AND effective_date <= %(day)s
  GROUP BY customer_id
)"""
URGENCY = f"""CASE
      WHEN p.broken_date > coalesce(p.other_date, '-infinity') THEN 3
      WHEN p.is_due OR s.customer_id IS NOT NULL THEN 2
      WHEN p.ahead >= {COVERS} * l.overdue AND l.without_rate = 0 THEN 0 ELSE 1 END"""
FIGURES = (
    "team_id", "manager_id", "overdue", "disputed", "items", "without_rate", "oldest_due_date",
    "weight", "urgency",
)  # fmt: skip
WRITE = f""", found AS MATERIALIZED (
  SELECT l.customer_id, c.team_id, c.manager_id, l.overdue, l.disputed, l.items, l.without_rate,
    l.oldest_due_date, l.weight, {URGENCY} AS urgency
  FROM late l JOIN customers_customer c ON c.id = l.customer_id
  LEFT JOIN promised p ON p.customer_id = l.customer_id
  LEFT JOIN step s ON s.customer_id = l.customer_id
), gone AS (
  DELETE FROM customers_arrears a
  WHERE {{customers}} AND NOT EXISTS (SELECT FROM found f WHERE f.customer_id = a.customer_id)
)
INSERT INTO customers_arrears AS a (customer_id, {", ".join(FIGURES)}, read_at)
SELECT customer_id, {", ".join(FIGURES)}, %(at)s FROM found ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE
SET {", ".join(f"{name} = excluded.{name}" for name in FIGURES)}, read_at = excluded.read_at
WHERE ({", ".join(f"a.{name}" for name in FIGURES)})
  IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in FIGURES)})
"""
WAITING = f"""
SELECT id, customer_id FROM customers_receivablechange ORDER BY id LIMIT {MOST_CHANGES}
"""
TAKE = """
DELETE FROM customers_receivablechange WHERE id IN (
  SELECT id FROM customers_receivablechange WHERE id = ANY(%(changes)s) ORDER BY id
  FOR UPDATE SKIP LOCKED
) RETURNING customer_id
"""
LOCK = "customers.follow_receivables"
BY_LIST = "customer_id = ANY(%(ids)s)"
BY_RANGE = "customer_id BETWEEN %(first)s AND %(final)s"


def follow_receivables(*, at: dt.datetime) -> int:
    """Take the customers that changed, and a part of the book if all are due; how many.

    Judges promises, tells of payments given back, then reads arrears anew. Nothing to take, or
    another sweep at work, is 0. Safe twice and in parallel. Each step commits by itself, so that
    nobody who writes of these customers waits for the whole sweep: what is cut short is done again,
    for a change is taken only when all that follows from it is written.
    """
    judged = judge_promises(at=at)
    changes = _waiting()
    if changes:
        judge_promises(sorted(set(changes.values())), at=at)
    return judged + _follow_changed(list(changes), at=at) + _look_on(at=at)


def _follow_changed(changes: list[int], *, at: dt.datetime) -> int:
    """Take these changes, whose customers' promises are judged; of how many customers."""
    with transaction.atomic():
        if not changes or not try_lock(LOCK):
            return 0
        taken = _take(changes)
        if taken:
            tell_managers(taken, at=at)
            _read(BY_LIST, {"ids": taken}, at=at)
    return len(taken)


def follow_customers(customer_ids: Sequence[int], *, at: dt.datetime) -> None:
    """Read these customers now: for who has just done something and looks at the answer."""
    with transaction.atomic():
        _read(BY_LIST, {"ids": sorted(customer_ids)}, at=at)


def look_through_all(*, at: dt.datetime) -> None:
    """Have the next sweeps go over the whole book, as after a load that marked nobody."""
    held, _is_new = ArrearsSweep.objects.select_for_update().get_or_create(pk=1)
    held.day, held.tolerances, held.after_id = local_date(at), _tolerances(), 0
    held.save()


def is_looked_through(*, at: dt.datetime) -> bool:
    """Whether the whole book was read for this day: until then arrears are those of yesterday."""
    sweeps = ArrearsSweep.objects.filter(day=local_date(at), tolerances=_tolerances())
    return sweeps.filter(after_id=None).exists()


def settings_in_force() -> CollectionSettings:
    """The tolerances; what nobody has set is as the model says."""
    return CollectionSettings.objects.first() or CollectionSettings(pk=1)


def _tolerances() -> str:
    held = settings_in_force()
    newest = LossRate.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return f"{held.least_amount:.2f} {held.grace_days} {newest}"


def _waiting() -> dict[int, int]:
    """The changes that have waited longest, each with its customer."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return dict(cursor.fetchall())


def _take(changes: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"changes": changes})
        return sorted({row[0] for row in cursor.fetchall()})


def _look_on(*, at: dt.datetime) -> int:
    """The next part of the book, where the day or the tolerances are new to it."""
    with transaction.atomic():
        if not try_lock(LOCK):
            return 0
        held, _is_new = ArrearsSweep.objects.select_for_update().get_or_create(pk=1)
        day, tolerances = local_date(at), _tolerances()
        if (held.day, held.tolerances) != (day, tolerances):
            held.day, held.tolerances, held.after_id = day, tolerances, 0
        if held.after_id is None:
            return 0
        ids = Customer.objects.filter(pk__gt=held.after_id).order_by("pk")
        part = list(ids.values_list("pk", flat=True)[:PART])
        if part:
            _read(BY_RANGE, {"first": part[0], "final": part[-1]}, at=at)
        held.after_id = part[-1] if len(part) == PART else None
        held.save()
        return len(part)


def _read(customers: str, params: dict[str, Any], *, at: dt.datetime) -> None:
    held = settings_in_force()
    values = {
        **params,
        "at": at,
        "day": local_date(at),
        "grace": held.grace_days,
        "least": held.least_amount,
    }
    words = {"customers": customers}
    share = share_sql(loss_rates(local_date(at)), "(%(day)s::date - due_date)")
    late = LATE.format(share=share)
    sql = with_items(customers) + late + PROMISED.format(**words) + WRITE.format(**words)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
