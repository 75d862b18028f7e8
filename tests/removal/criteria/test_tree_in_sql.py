"""The SQL of rules says what plain Python says, of random rules and random books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer
from removal.criteria.evaluate import Known, Step, holds
from removal.criteria.sql import EVERYBODY, compile_rules
from removal.criteria.subjects import FRESH_DAYS, TIER_RANKS
from removal.criteria.tree import Compare, Condition, Group, Join, Node, from_data, to_data
from scoring.indicators.base import with_steps
from tests.factories import make_customer
from tests.removal.criteria import books
from tests.removal.criteria.books import DAY

pytestmark = pytest.mark.django_db
FIGURES = ("consecutive_late", "oldest_days", "over_90_ratio")
MONTHS = [dt.date(2026, 4, 30), dt.date(2026, 3, 31), dt.date(2026, 2, 28), dt.date(2026, 1, 31)]
TIERS = ("low", "medium", "high", "unrated")
few = st.integers(0, 4)
value = st.one_of(st.none(), few)
some_day = st.integers(0, 120).map(lambda back: DAY - dt.timedelta(days=back))


def lasting(subject: str) -> Any:
    return st.sampled_from(
        [{}, {"days": 1}, {"days": 30}, {"days": 45}, {"month_ends": 1}, {"month_ends": 3}]
    )


@st.composite
def conditions(draw: Any) -> Condition:
    subject = draw(st.sampled_from([*FIGURES, "tier", "score", "external_score"]))
    mark = draw(st.integers(1, 3)) if subject == "tier" else draw(few)
    provider = draw(st.sampled_from(["Bureau", "BUREAU", "Other"]))
    return Condition(
        subject,
        draw(st.sampled_from(Compare)),
        Decimal(mark),
        provider=provider if subject == "external_score" else "",
        **draw(lasting(subject)),
    )


trees = st.recursive(
    conditions(),
    lambda parts: st.builds(
        Group, st.sampled_from(Join), st.lists(parts, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
customer_books = st.fixed_dictionaries(
    {
        "now": st.fixed_dictionaries({"consecutive_late": value, "oldest_days": few,
                                      "over_90_ratio": value}),
        "tier": st.sampled_from(TIERS),
        "score": value,
        "ends": st.dictionaries(st.sampled_from(MONTHS),
                                st.fixed_dictionaries({"consecutive_late": value,
                                                       "oldest_days": few,
                                                       "over_90_ratio": value})),
        "tiers": st.dictionaries(some_day, st.sampled_from(TIERS), max_size=4),
        "scores": st.dictionaries(some_day, value, max_size=4),
        "reports": st.dictionaries(some_day, st.tuples(few, st.one_of(st.none(), few)),
                                   max_size=4),
    }
)  # fmt: skip


def write(book: dict[str, Any]) -> Customer:
    customer = make_customer()
    books.read(customer, tier=book["tier"], score=book["score"], **book["now"])
    for day, figures in book["ends"].items():
        books.snapshot(customer, day, **figures)
    books.tiers(customer, sorted(book["tiers"].items()))
    books.scores(customer, sorted(book["scores"].items()))
    for day, (score, valid) in sorted(book["reports"].items()):
        until = None if valid is None else day + dt.timedelta(days=valid * 10)
        books.report(customer, day, score, valid_until=until)
    return customer


def stepped(steps: dict[dt.date, Any]) -> list[Step]:
    days = sorted(steps)
    untils = [*days[1:], None][: len(days)]
    return [Step(day, until, steps[day]) for day, until in zip(days, untils, strict=True)]


def known(book: dict[str, Any], day: dt.date = DAY) -> Known:
    """The same book as plain values, as it was known at the end of a day."""
    ranks = {
        d: None if t == "unrated" else Decimal(TIER_RANKS[t])
        for d, t in book["tiers"].items() if d <= day
    }  # fmt: skip
    scored = {d: None if s is None else Decimal(s) for d, s in book["scores"].items() if d <= day}
    told = {d: r for d, r in book["reports"].items() if d <= day}
    reports = []
    for step in stepped({d: Decimal(s) for d, (s, _valid) in told.items()}):
        valid = told[step.day][1]
        ends = [step.until, step.day + dt.timedelta(days=FRESH_DAYS + 1)]
        ends += [step.day + dt.timedelta(days=valid * 10 + 1)] if valid is not None else []
        reports.append(Step(step.day, min(end for end in ends if end), step.value))
    steps = {
        ("tier", ""): stepped(ranks), ("score", ""): stepped(scored),
        ("external_score", "bureau"): reports,
    }  # fmt: skip
    ends = {d: books.figures_of(figures) for d, figures in book["ends"].items()}
    if day == DAY:
        now = books.figures_of({**book["now"], "score": book["score"]})
        now["tier"] = None if book["tier"] == "unrated" else Decimal(TIER_RANKS[book["tier"]])
        return Known(now, ends, steps)
    past = Known({}, ends, steps)
    then = {
        name: past.at(Condition(name, Compare.EQUALS, Decimal(0)), day)
        for name in (*FIGURES, "tier", "score")
    }
    return Known(then, ends, steps)


def asked(
    rules: Sequence[Node], days: Sequence[dt.date], *, is_past: bool = False
) -> dict[tuple[int, dt.date, int], bool | None]:
    compiled = compile_rules(rules, days, is_past=is_past)
    said = compiled.rules(list(range(len(rules))))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{with_steps(tuple(compiled.steps), EVERYBODY)}"
            " SELECT judged.customer_id, judged.as_of, verdict.rule_id, verdict.met"
            f" FROM judged CROSS JOIN LATERAL {said}",
            compiled.params,
        )
        return {(c, day, rule): met for c, day, rule, met in cursor.fetchall()}


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    rules=st.lists(trees, min_size=1, max_size=4),
    written=st.lists(customer_books, min_size=1, max_size=4),
)
def test_sql_and_python_say_the_same_of_any_rule_and_book(
    rules: list[Node], written: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        customers = [write(book) for book in written]
        now = asked(rules, [DAY])
        past = asked(rules, MONTHS[:2], is_past=True)
        transaction.set_rollback(True)
    for customer, book in zip(customers, written, strict=True):
        for number, rule in enumerate(rules):
            assert from_data(to_data(rule)) == rule
            assert now[customer.pk, DAY, number] is holds(rule, known(book), DAY)
            for day in MONTHS[:2]:
                found = past.get((customer.pk, day, number), "no snapshot")
                expected = holds(rule, known(book, day), day)
                assert found is expected if day in book["ends"] else found == "no snapshot"


def test_what_is_not_known_is_neither_a_hit_nor_a_miss() -> None:
    customer = make_customer()
    books.read(customer, oldest_days=10)
    late = Condition("consecutive_late", Compare.AT_LEAST, Decimal(3))
    old = Condition("oldest_days", Compare.ABOVE, Decimal(5))
    rules = [late, Group(Join.ANY, (late, old)), Group(Join.ALL, (late, old))]
    found = asked(rules, [DAY])
    assert [found[customer.pk, DAY, number] for number in range(3)] == [None, True, None]


def test_below_500_for_60_days_needs_reports_all_along() -> None:
    rule = from_data(
        {"subject": "external_score", "provider": "Bureau", "compare": "below", "value": "500",
         "days": 60}
    )  # fmt: skip
    all_along, better, too_young, gap = (make_customer() for _ in range(4))
    back = lambda days: DAY - dt.timedelta(days=days)  # noqa: E731
    for customer in (all_along, better, too_young, gap):
        books.read(customer)
    books.report(all_along, back(70), 480)
    books.report(all_along, back(20), 450)
    books.report(better, back(70), 480)
    books.report(better, back(40), 510)
    books.report(better, back(20), 450)
    books.report(too_young, back(59), 450)
    books.report(gap, back(80), 450, valid_until=back(30))
    books.report(gap, back(20), 450)
    found = asked([rule], [DAY])
    said = [found[customer.pk, DAY, 0] for customer in (all_along, better, too_young, gap)]
    assert said == [True, False, None, None]
