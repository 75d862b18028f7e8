"""Asking: the whole book, or the customers of a pick, as far as the person may see them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from scoring.cards.value import TIERS
from scoring.columns import Copy, Past, engine
from scoring.columns.files import folder
from scoring.models import Verdict
from scoring.what_if.answer import Answer, add_up
from scoring.what_if.hits import BackTested, back_tested, hits_sql
from scoring.what_if.query import After, Pick, Question, names_sql, sums_sql
from scoring.what_if.terms import VERDICTS

NAMES_AT_ONCE = 50


@dataclass(frozen=True)
class Named:
    """A customer whom the pick names, and what would change.

    Scores, limits and losses may be unknown.
    """

    customer: Customer
    exposure: Decimal
    unbilled: Decimal | None
    old_loss: Decimal | None
    new_loss: Decimal | None
    old_tier: str
    new_tier: str
    old_score: Decimal | None
    new_score: Decimal | None
    knocked_out: bool
    old_verdict: str
    new_verdict: str
    old_limit: Decimal | None
    new_limit: Decimal | None

    @property
    def old_verdict_label(self) -> str:
        return str(Verdict(self.old_verdict).label)

    @property
    def new_verdict_label(self) -> str:
        return str(Verdict(self.new_verdict).label)


def what_if(question: Question, copy: Copy, *, person: User, past: Past | None = None) -> Answer:
    """What would move in the book that the person sees, and what both sides would have caught in
    the past. Nothing is written."""
    begun = time.monotonic()
    answer = Answer(copy.moment, copy.first_day, copy.final_day)
    with _reading(copy, person) as (duck, source):
        rows = _rows(duck, sums_sql(question, source))
    add_up(answer, rows)
    if past is not None:
        answer.back_tested = _held_against(question, past, person)
    answer.seconds = time.monotonic() - begun
    return answer


def _held_against(question: Question, past: Past, person: User) -> BackTested:
    if past.path is None:
        return BackTested(past.days, past.horizon, past.months)
    with _reading(past, person) as (duck, source):
        return back_tested(question, past, _rows(duck, hits_sql(question, source)))


def customers_of(
    question: Question,
    copy: Copy,
    pick: Pick,
    *,
    person: User,
    after: After | None = None,
    at_most: int = NAMES_AT_ONCE,
) -> tuple[list[Named], After | None]:
    """The customers of a pick, the largest exposure first, and where the list goes on."""
    with _reading(copy, person) as (duck, source):
        rows = _rows(duck, names_sql(question, source, pick, after, at_most + 1))
    shown = rows[:at_most]
    # who was merged away or moved to others since the copy was made is no longer named
    customers = (
        Customer.objects.visible_to(person)
        .select_related("manager")
        .in_bulk([row["customer_id"] for row in shown])
    )
    named = [
        _named(customers[row["customer_id"]], row)
        for row in shown
        if row["customer_id"] in customers
    ]
    goes_on = After(shown[-1]["exposure"], shown[-1]["customer_id"]) if rows[at_most:] else None
    return named, goes_on


def _named(customer: Customer, row: dict[str, Any]) -> Named:
    def score(tenths: int | None) -> Decimal | None:
        return None if tenths is None else Decimal(tenths).scaleb(-1)

    return Named(
        customer=customer,
        exposure=row["exposure"],
        unbilled=row["unbilled"],
        old_loss=row["old_loss"],
        new_loss=row["new_loss"],
        old_tier=TIERS[row["old_tier"]],
        new_tier=TIERS[row["new_tier"]],
        old_score=score(row["old_score"]),
        new_score=score(row["new_score"]),
        knocked_out=row["knocked_out"],
        old_verdict=VERDICTS[row["old_verdict"]],
        new_verdict=VERDICTS[row["new_verdict"]],
        old_limit=row["old_limit"],
        new_limit=row["new_limit"],
    )


@contextlib.contextmanager
def _reading(copy: Copy | Past, person: User) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """The copy, for who does not see all customers cut down to theirs as they are now."""
    seen = None
    if not person.has_perm(ALL_CUSTOMERS):
        ids = Customer.objects.visible_to(person).values_list("pk", flat=True)
        seen = {"id": np.fromiter(ids.iterator(), dtype=np.int64)}
    with engine(folder()) as duck:
        if seen is None:
            yield duck, copy.source
            return
        duck.register("seen", seen)
        yield duck, f"(FROM {copy.source} WHERE customer_id IN (SELECT id FROM seen))"


def _rows(duck: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = duck.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
