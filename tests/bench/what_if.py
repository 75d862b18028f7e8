"""what-if: two cards over the whole book with all figures of the page, as a person asks for it.

The floor is DuckDB over the same columns held in memory, in the same run with the same threads: one
card, counts and exposure by tier. What the product does besides (finding the copy, reading Parquet,
the other card, treatments, losses, the database's part, adding up) is in its own time alone.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import duckdb

from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from scoring.cards.duck import to_duck
from scoring.cards.value import Scorecard
from scoring.columns import Copy, current_past, find_copy, make_copy
from scoring.columns.engine import COPYING, THREADS
from scoring.selectors import card_of, champion
from scoring.what_if import Pick, Question, customers_of, what_if
from scoring.what_if.words import question_of
from tests.bench.measure import Measure
from tests.bench.memory import watched_memory

NAME = "what-if"
ROUNDS = 7


def measure(size: int) -> Measure:
    person = User.objects.filter(groups__name=roles.RISK_OFFICER).order_by("pk")[0]
    with watched_memory() as notes:
        started = time.monotonic()
        copy = make_copy()
        copying = time.monotonic() - started
        card = _another(card_of(champion()))
        question = question_of(card)
        asking = [_seconds(lambda: _ask(question, person)) for _ in range(ROUNDS)]
        naming = [_seconds(lambda: _names(question, _found(), person)) for _ in range(ROUNDS)]
    answer = what_if(question, copy, person=person)
    notes += [
        f"{answer.moved.customers} of {answer.total.customers} customers change tier",
        f"copying the readings {copying:.2f} s, {copy.path.stat().st_size / 2**20:.0f} MiB",
        f"naming the customers who move {statistics.median(naming):.3f} s",
    ]
    return Measure(NAME, size, statistics.median(asking), _floor(card, copy), 10, notes)


def _found() -> Copy:
    """What a page does first. A small book would be copied again, which is told beside."""
    copy = find_copy()
    assert copy is not None
    return copy


def _another(card: Scorecard) -> Scorecard:
    """Another weight, other points and another threshold, as somebody tries them."""
    first, *others = card.groups
    factor = first.factors[0]
    bins = tuple(
        dataclasses.replace(each, sub_score=min(each.sub_score + 3, Decimal(100)))
        for each in factor.bins
    )
    tried = dataclasses.replace(factor, weight=factor.weight + 4, bins=bins)
    group = dataclasses.replace(first, factors=(tried, *first.factors[1:]))
    return dataclasses.replace(card, groups=(group, *others), medium_at=card.medium_at - 3)


def _ask(question: Question, person: User) -> None:
    what_if(question, _found(), past=current_past(), person=person)


def _names(question: Question, copy: Copy, person: User) -> None:
    customers_of(question, copy, Pick(moved="tier"), person=person)


def _seconds(act: Callable[[], object]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


def _floor(card: Scorecard, copy: Copy) -> float:
    asked = {each.indicator for each in (*card.factors(), *card.knock_outs)}
    columns = ", ".join(["exposure", *sorted(asked)])
    with duckdb.connect(":memory:", config={"threads": THREADS}) as duck:
        duck.execute(f"SET disabled_optimizers = '{COPYING}'")
        duck.execute(f"CREATE TABLE readings AS SELECT {columns} FROM {copy.source}")
        sql = (
            "SELECT new_tier, count(*), sum(exposure)"
            f" FROM {to_duck({'new_': card}, 'readings')} GROUP BY ALL"
        )
        return statistics.median(
            _seconds(lambda: duck.execute(sql).fetchall()) for _ in range(ROUNDS)
        )
