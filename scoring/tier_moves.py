"""Which customers moved from which tier to which between two days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from customers.models import Customer
from customers.models.book import reach_of
from riskcrm.accounts.models import User
from scoring.cards.value import TIERS, TierName

NEW = "new"  # had no rating on the first day
ROWS: tuple[str, ...] = (NEW, *TIERS)


def held_sql(day: str, *more: str) -> str:
    """The tiers that held at the end of a day, with further columns of the history."""
    columns = ", ".join(("customer_id", "tier", *more))
    return f"""
    SELECT DISTINCT ON (customer_id) {columns} FROM scoring_ratinghistory
    WHERE as_of <= {day} ORDER BY customer_id, as_of DESC, id DESC"""


def moves_sql(first: str, final: str) -> str:
    """One row for each customer with a tier at the end of the final day: customer, was, now.

    Who was merged into another by now is counted as the other.
    """
    return f"""
    SELECT later.customer_id, coalesce(earlier.tier, '{NEW}') AS was, later.tier AS now
    FROM ({held_sql(final)}) later
    LEFT JOIN ({held_sql(first)}) earlier ON earlier.customer_id = later.customer_id
    WHERE later.customer_id NOT IN (
      SELECT id FROM customers_customer WHERE merged_into_id IS NOT NULL
    )"""


MOVES = moves_sql("%s", "%s")  # the final day is asked for first


@dataclass(frozen=True)
class Move:
    """How many went from one tier to another; `share` of those who began in `was`, 0 to 1."""

    was: str
    now: TierName
    count: int
    share: float | None


@dataclass(frozen=True)
class Matrix:
    """All moves between two days, of the customers that a person sees."""

    first: dt.date
    final: dt.date
    rows: dict[str, list[Move]]

    def _sum(self, *, up: bool) -> int:
        rated = ("low", "medium", "high")
        return sum(
            move.count
            for was in rated
            for move in self.rows[was]
            if move.now in rated
            and (rated.index(move.now) > rated.index(was)) is up
            and move.now != was
        )

    @property
    def risen(self) -> int:
        """Customers whose risk rose by a tier or more."""
        return self._sum(up=True)

    @property
    def fallen(self) -> int:
        return self._sum(up=False)


def tier_moves(user: User, *, first: dt.date, final: dt.date) -> Matrix:
    """The matrix of tiers in force at the ends of two days. One statement, whatever the book."""
    where, seen = "", ()
    if reach := reach_of(user):
        ids, seen = Customer.objects.filter(reach).order_by().values("pk").query.sql_with_params()
        where = f"WHERE customer_id IN ({ids})"
    sql = f"SELECT was, now, count(*) FROM ({MOVES}) moves {where} GROUP BY 1, 2"
    with connection.cursor() as cursor:
        cursor.execute(sql, [final, first, *seen])
        found = {(was, now): count for was, now, count in cursor.fetchall()}
    return Matrix(first, final, {was: _row(was, found) for was in ROWS})


def _row(was: str, found: dict[tuple[str, str], int]) -> list[Move]:
    counts = [found.get((was, now), 0) for now in TIERS]
    total = sum(counts)
    return [
        Move(was, now, count, count / total if total else None)
        for now, count in zip(TIERS, counts, strict=True)
    ]


def moved(
    customers: QuerySet[Customer], *, first: dt.date, was: str, final: dt.date, now: str
) -> QuerySet[Any]:
    """Those of the customers that were in one tier at the end of a day, and in another later."""
    sql = f"SELECT customer_id FROM ({MOVES}) moves WHERE now = %s AND was = %s"
    return customers.filter(pk__in=RawSQL(sql, [final, first, now, was]))  # noqa: S611
