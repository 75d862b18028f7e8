"""The book's receivables per team and manager, and those of groups, added up after changes.

Derived figures, so no audit event. One statement adds up all of them, so that they are of one
moment, the one that the reading says.
"""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection, transaction

from customers.models import AgeingRefresh
from customers.receivables.buckets import SETTLED_AGE
from customers.receivables.loans import LOANS
from customers.receivables.sql import CREDIT, with_items
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import local_date

# at most a tenth of the time goes into adding up, and no figure is older than this
REST = 9
OLDEST = dt.timedelta(minutes=10)

# PostgreSQL counts the writes of every table; asking costs nothing, however large the book is
FINGERPRINT = """
SELECT string_agg(relid::text || ':' || n_tup_ins || ':' || n_tup_upd || ':' || n_tup_del, ' '
  ORDER BY relid)
FROM pg_stat_user_tables
WHERE relid IN (
  'customers_openitem'::regclass, 'customers_opencredit'::regclass,
  'customers_dispute'::regclass,
  'customers_loan'::regclass, 'customers_instalment'::regclass, 'customers_customer'::regclass,
  'customers_groupmembership'::regclass
)
"""
BOUND = f"%(day)s::date - {SETTLED_AGE}"
DUE = f"CASE WHEN i.due_date < {BOUND} THEN {BOUND} ELSE i.due_date END"
# who belongs to a group today; and per customer what stands beside open items
BESIDE = f""", member AS (
  SELECT DISTINCT m.group_id, m.customer_id FROM customers_groupmembership m
  JOIN customers_customergroup g ON g.id = m.group_id
    AND coalesce(g.ended_date, 'infinity') > %(day)s
  WHERE m.from_date <= %(day)s AND coalesce(m.until_date, 'infinity') >= %(day)s
), beside AS MATERIALIZED (
  SELECT DISTINCT customer_id, 1 AS customers, 0 AS cash, 0 AS credit_notes, 0 AS loans,
    0 AS non_performing FROM customers_openitem
  UNION ALL SELECT customer_id, 0, cash, credit_notes, 0, 0
    FROM ({CREDIT.format(customers="true")}) c
  UNION ALL SELECT customer_id, 0, 0, 0, loans, non_performing
    FROM ({LOANS.format(customers="true")}) l
)"""
DAY_FOUND = f""", {{name}}_found AS MATERIALIZED (
  SELECT {{cell}},
    {DUE} AS due_date,
    count(*) AS items, coalesce(sum(i.base_open), 0) AS amount,
    coalesce(sum(i.base_disputed), 0) AS disputed,
    count(*) FILTER (WHERE i.base_open IS NULL) AS without_rate
  FROM item i JOIN customers_customer c ON c.id = i.customer_id {{members}}
  GROUP BY {{cell}}, {DUE}
)"""
BALANCE_FOUND = """, {name}_found AS MATERIALIZED (
  SELECT {cell}, sum(b.customers) AS customers, sum(b.cash) AS cash,
    sum(b.credit_notes) AS credit_notes, sum(b.loans) AS loans,
    sum(b.non_performing) AS non_performing
  FROM beside b JOIN customers_customer c ON c.id = b.customer_id {members}
  GROUP BY {cell}
)"""
PUT = """, {name}_gone AS (
  DELETE FROM {table} d WHERE NOT EXISTS (SELECT FROM {name}_found f WHERE {same_cell})
), {name}_put AS (
  INSERT INTO {table} AS d ({keys}, {figures}) SELECT {keys}, {figures} FROM {name}_found
  ON CONFLICT ({keys}) DO UPDATE SET {assignments}
  WHERE ({held}) IS DISTINCT FROM ({told})
  RETURNING 1
)"""
CELL = ("team_id", "manager_id")
OF_GROUP = ("group_id", *CELL)
DAY_FIGURES = ("items", "amount", "disputed", "without_rate")
BALANCE_FIGURES = ("customers", "cash", "credit_notes", "loans", "non_performing")


def _cells(found: str, name: str, table: str, keys: tuple[str, ...]) -> str:
    """SQL that adds up cells and keeps them in their table."""
    of_group = keys[0] == "group_id"
    cell = ", ".join(f"{'m' if key == 'group_id' else 'c'}.{key}" for key in keys)
    members = "JOIN member m ON m.customer_id = c.id" if of_group else ""
    is_day = found is DAY_FOUND
    return found.format(name=name, cell=cell, members=members) + _put(
        name,
        table,
        (*keys, "due_date") if is_day else keys,
        DAY_FIGURES if is_day else BALANCE_FIGURES,
    )


def _told(row: str, key: str) -> str:
    """A part of a cell's key that is never null, so that thousands of cells meet by hash."""
    nobody = "'infinity'::date" if key == "due_date" else "0"
    return f"coalesce({row}.{key}, {nobody})"


def _put(name: str, table: str, keys: tuple[str, ...], figures: tuple[str, ...]) -> str:
    """SQL that writes what differs and lets go of what is no longer there: few rows move."""
    return PUT.format(
        name=name,
        table=table,
        keys=", ".join(keys),
        figures=", ".join(figures),
        same_cell=" AND ".join(f"{_told('f', key)} = {_told('d', key)}" for key in keys),
        assignments=", ".join(f"{figure} = excluded.{figure}" for figure in figures),
        held=", ".join(f"d.{figure}" for figure in figures),
        told=", ".join(f"excluded.{figure}" for figure in figures),
    )


ADD_UP = (
    with_items("true")
    + BESIDE
    + _cells(DAY_FOUND, "day", "customers_openday", CELL)
    + _cells(BALANCE_FOUND, "balance", "customers_bookbalance", CELL)
    + _cells(DAY_FOUND, "group_day", "customers_groupday", OF_GROUP)
    + _cells(BALANCE_FOUND, "group_balance", "customers_groupbalance", OF_GROUP)
    + " SELECT 1"
)


def refresh_ageing(*, at: dt.datetime, force: bool = False) -> bool:
    """Add up the receivables anew if they changed; say whether it was done.

    `force` skips the look at what changed. Safe twice and in parallel: a second call while one
    works does nothing.
    """
    with transaction.atomic():
        if not try_lock("customers.refresh_ageing"):
            return False
        day = local_date(at)
        # before the sums: what is written meanwhile makes the next fingerprint differ
        fingerprint = fingerprint_of(FINGERPRINT)
        former = AgeingRefresh.objects.first()
        if former and not force and not _is_stale(former, fingerprint, at=at, day=day):
            return False
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(PLANNING)
            cursor.execute(ADD_UP, {"day": day})
        AgeingRefresh.objects.update_or_create(
            pk=1,
            defaults={
                "fingerprint": fingerprint,
                "day": day,
                "read_at": at,
                "seconds": time.monotonic() - started,
            },
        )
    return True


def fingerprint_of(sql: str) -> str:
    """What a query says of rows in one text: another one means that they have changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def _is_stale(former: AgeingRefresh, fingerprint: str, *, at: dt.datetime, day: dt.date) -> bool:
    if former.day != day:  # instalments age into another state at midnight
        return True
    age = at - former.read_at
    if former.fingerprint == fingerprint:
        return age >= OLDEST
    return age >= dt.timedelta(seconds=REST * former.seconds)
