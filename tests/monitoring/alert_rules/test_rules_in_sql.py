"""The SQL of alert rules says what plain Python says, of random rules and random books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Contract, Customer
from monitoring.alert_rules import sources
from monitoring.alert_rules.evaluate import Judgement, Known, judge
from monitoring.alert_rules.sql import Compiled, compile_rules
from monitoring.alert_rules.subjects import SUBJECTS, TIER_RANKS, WITH_PAST, WITH_PEERS, Kind
from monitoring.alert_rules.tree import (
    Compare,
    Condition,
    Group,
    Join,
    Lead,
    Measure,
    Node,
    Rule,
    from_data,
    to_data,
)
from monitoring.models import BookDay, KriValue, PeerMedian, Severity, Versus
from removal.criteria.subjects import FRESH_DAYS
from tests.factories import make_customer
from tests.removal.criteria import books
from tests.removal.criteria.books import DAY

pytestmark = pytest.mark.django_db
FIGURES = ("consecutive_late", "over_90_ratio", "exposure")
KRI = "overdue_ratio"
ASKED = (
    *FIGURES, "tier", "score", "external_score", "contract_days", "notice_days", f"book_{KRI}",
)  # fmt: skip
ENDS = [dt.date(2026, 4, 30), dt.date(2026, 3, 31), dt.date(2026, 2, 28)]
BACK = (1, 20, 45)  # days of a change
TIERS = ("low", "medium", "high", "unrated")
INDUSTRIES = ("", "C", "G")
COUNTRIES = ("CN", "DE")
# of every second customer an episode of every rule runs
BOOK = """(SELECT id AS customer_id, CASE WHEN id & 1 = 0 THEN ARRAY{rules}::bigint[] END AS running
  FROM customers_customer)"""
few = st.integers(-1, 4)
value = st.one_of(st.none(), few)
some_day = st.integers(0, 120).map(lambda back: DAY - dt.timedelta(days=back))
one_reading = st.fixed_dictionaries(
    {"consecutive_late": value, "over_90_ratio": value, "exposure": few}
)


@st.composite
def measures(draw: Any, subjects: Sequence[str] = ASKED) -> Measure:
    subject = draw(st.sampled_from(subjects))
    kind = SUBJECTS[subject].kind
    ways = [Versus.ITSELF, *[Versus.PAST] * (kind in WITH_PAST), *[Versus.PEERS] * (
        kind in WITH_PEERS)]  # fmt: skip
    versus = draw(st.sampled_from(ways))
    may_share = bool(versus) and kind is not Kind.TIER
    return Measure(
        subject, versus,
        days=draw(st.sampled_from(BACK)) if versus == Versus.PAST else 0,
        as_share=draw(st.booleans()) if may_share else False,
        provider=draw(st.sampled_from(["Bureau", "BUREAU", "Other"]))
        if kind is Kind.EXTERNAL else "",
    )  # fmt: skip


@st.composite
def conditions(draw: Any) -> Condition:
    measure = draw(measures())
    is_tier = measure.kind is Kind.TIER and not measure.versus
    mark = draw(st.integers(1, 3)) if is_tier else draw(few)
    scale = 50 if measure.as_share else 1
    return Condition(measure, draw(st.sampled_from(Compare)), Decimal(mark * scale))


trees = st.recursive(
    conditions(),
    lambda parts: st.builds(
        Group, st.sampled_from(Join), st.lists(parts, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=5,
)


@st.composite
def leads(draw: Any) -> Lead:
    measure = draw(measures([each for each in ASKED if SUBJECTS[each].is_of_customer]))
    is_falling = draw(st.booleans())
    low, middle, high = sorted(draw(st.tuples(few, few, few)))
    marks = [Decimal(mark * (50 if measure.as_share else 1)) for mark in (low, middle, high)]
    clear, raise_at, escalate = reversed(marks) if is_falling else marks
    return Lead(measure, raise_at, clear, draw(st.sampled_from([None, escalate])), is_falling)


scopes = st.fixed_dictionaries(
    {},
    optional={
        "industries": st.sampled_from([["C"], ["C", "G"]]),
        "tiers": st.sampled_from([["high"], ["low", "medium"]]),
        "kinds": st.just(["company"]),
        "countries": st.sampled_from([["CN"], ["CN", "DE"]]),
    },
)
rules = st.builds(
    Rule, st.integers(1, 10**6), st.sampled_from(Severity.values), st.one_of(st.none(), leads()),
    st.one_of(st.none(), trees), scopes,
)  # fmt: skip
customer_books = st.fixed_dictionaries(
    {
        "industry": st.sampled_from(INDUSTRIES),
        "country": st.sampled_from(COUNTRIES),
        "now": one_reading,
        "tier": st.sampled_from(TIERS),
        "score": value,
        "ends": st.dictionaries(st.sampled_from(ENDS), one_reading),
        "tiers": st.dictionaries(some_day, st.sampled_from(TIERS), max_size=4),
        "scores": st.dictionaries(some_day, value, max_size=4),
        "reports": st.dictionaries(some_day, st.tuples(few, st.one_of(st.none(), few)),
                                   max_size=4),
        "contracts": st.lists(st.tuples(st.integers(-3, 40), st.booleans(), st.booleans(),
                                        st.one_of(st.none(), st.integers(0, 30))), max_size=3),
    }
)  # fmt: skip
kept = st.dictionaries(some_day, value, max_size=4)


def write(book: dict[str, Any]) -> Customer:
    customer = make_customer(industry=book["industry"], country=book["country"])
    books.read(customer, tier=book["tier"], score=book["score"], **book["now"])
    for day, figures in book["ends"].items():
        books.snapshot(customer, day, **figures)
    books.tiers(customer, sorted(book["tiers"].items()))
    books.scores(customer, sorted(book["scores"].items()))
    for day, (score, valid) in sorted(book["reports"].items()):
        until = None if valid is None else day + dt.timedelta(days=max(valid, 0) * 10)
        books.report(customer, day, score, valid_until=until)
    for number, (days, renews, is_given, notice) in enumerate(book["contracts"]):
        Contract.objects.create(
            customer=customer, source_key=f"k{number}", title="Frame", recorded_at=books.NOON,
            effective_date=DAY - dt.timedelta(days=400), end_date=DAY + dt.timedelta(days=days),
            renews=renews, notice_given_date=DAY if is_given else None, notice_days=notice,
        )  # fmt: skip
    return customer


def keep_book(days: dict[dt.date, Any]) -> None:
    """What was kept of the whole book."""
    for day, figure in days.items():
        kept_day = BookDay.objects.create(day=day, known_at=books.NOON, source="readings")
        KriValue.objects.create(
            day=kept_day, code=KRI, formula_version=1, value=figure, amber=1, red=2
        )


def latest(steps: dict[dt.date, Any], day: dt.date) -> Any:
    days = [each for each in steps if each <= day]
    return steps[max(days)] if days else None


def number(found: Any) -> Decimal | None:
    return None if found is None else Decimal(found)


def past_of(book: dict[str, Any], kept_book: dict[dt.date, Any], day: dt.date) -> dict[str, Any]:
    """Each subject at the end of a day before."""
    reading = book["ends"].get(sources.month_end_before(day, 0), {})
    told = latest({d: (d, *said) for d, said in book["reports"].items()}, day)
    report = None
    if told:
        told_on, score, valid = told
        until = told_on + dt.timedelta(days=FRESH_DAYS)
        if valid is not None:
            until = min(until, told_on + dt.timedelta(days=max(valid, 0) * 10))
        report = score if day <= until else None
    fresh = {d: v for d, v in kept_book.items() if d > day - dt.timedelta(days=sources.KEPT_FOR)}
    return {
        **{name: reading.get(name) for name in FIGURES},
        "tier": TIER_RANKS.get(latest(book["tiers"], day) or ""),
        "score": latest(book["scores"], day),
        "external_score": report,
        f"book_{KRI}": latest(fresh, day),
    }


def keyed(subject: str) -> tuple[str, str]:
    return subject, "bureau" if subject == "external_score" else ""


def known(
    book: dict[str, Any], kept_book: dict[dt.date, Any], medians: dict[str, Any], day: dt.date
) -> Known:
    """The same book as plain values, at the end of a day."""
    now, tier = past_of(book, kept_book, day), latest(book["tiers"], day)
    if day == DAY:
        tier = book["tier"]
        now |= {**book["now"], "score": book["score"], "tier": TIER_RANKS.get(tier)}
    since = (DAY - day).days
    ends, notices = [], []
    for days, renews, is_given, notice in book["contracts"]:
        if renews and not is_given:
            notices += [] if notice is None else [days - notice + since]
        else:
            ends.append(days + since)
    now["contract_days"] = min((days for days in ends if days >= 0), default=None)
    now["notice_days"] = min((days for days in notices if days >= 0), default=None)
    past = {
        (*keyed(name), days): number(found)
        for days in BACK
        for name, found in past_of(book, kept_book, day - dt.timedelta(days=days)).items()
    }
    scope = {"industries": book["industry"], "kinds": "company", "tiers": tier,
             "countries": book["country"]}  # fmt: skip
    return Known({keyed(name): number(found) for name, found in now.items()}, past, medians, scope)


def asked(
    written: Iterable[Rule], whom: Sequence[Customer], day: dt.date
) -> dict[tuple[int, int], tuple[Any, ...]]:
    """What each rule says of each customer; the sweep's own statement says the same of those of
    whom a rule holds or runs, and of nobody else."""
    rules = [rule.id for rule in written]
    within = (whom[0].pk, whom[-1].pk)
    compiled = compile_rules(
        list(written), day, who=BOOK.format(rules=rules), within=within, is_past=day != DAY
    )
    everybody, news = (_said(compiled, rows) for rows in (compiled.verdicts, compiled.news))
    told = {
        (customer, rule): said for (customer, rule), said in everybody.items()
        if customer % 2 == 0 or (said[0] and said[1])
    }  # fmt: skip
    assert news == told
    return everybody


def _said(compiled: Compiled, rows: str) -> dict[tuple[int, int], tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{compiled.judged} SELECT v.customer_id, v.rule_id, v.in_scope, v.holds, v.stays,"
            f" v.is_graver, v.value FROM {rows}",
            compiled.params,
        )
        return {(customer, rule): said for customer, rule, *said in cursor.fetchall()}


@settings(suppress_health_check=list(HealthCheck))
@given(
    written=st.lists(rules, min_size=1, max_size=4, unique_by=lambda rule: rule.id),
    whom=st.lists(customer_books, min_size=1, max_size=3),
    kept_book=kept,
    medians=st.dictionaries(st.tuples(st.sampled_from(("C", "G")), st.sampled_from(
        (*FIGURES, "score"))), few),
)  # fmt: skip
def test_sql_and_python_say_the_same_of_any_rule_and_book(
    written: list[Rule], whom: list[dict[str, Any]], kept_book: dict[dt.date, Any],
    medians: dict[tuple[str, str], int],
) -> None:  # fmt: skip
    with transaction.atomic():
        customers = [write(book) for book in whom]
        keep_book(kept_book)
        PeerMedian.objects.bulk_create(
            PeerMedian(subject=subject, industry=industry, value=median, customers=20, as_of=DAY)
            for (industry, subject), median in medians.items()
        )
        found = {day: asked(written, customers, day) for day in (DAY, ENDS[0])}
        transaction.set_rollback(True)
    for day, said in found.items():
        for customer, book in zip(customers, whom, strict=True):
            # of the past the medians are made of the book, which is too small for them
            peers = {
                subject: number(median) for (industry, subject), median in medians.items()
                if industry == book["industry"] and day == DAY
            }  # fmt: skip
            check(written, known(book, kept_book, peers, day), customer, said)


def check(
    written: list[Rule], facts: Known, customer: Customer,
    found: dict[tuple[int, int], tuple[Any, ...]],
) -> None:  # fmt: skip
    for rule in written:
        in_scope, holds, stays, is_graver, figure = found[customer.pk, rule.id]
        assert Judgement(in_scope, holds, stays, is_graver) == judge(rule, facts), (rule, facts)
        if rule.lead:
            assert figure == facts.value(rule.lead.measure)


@given(tree=trees)
def test_a_tree_is_the_same_after_it_was_stored(tree: Node) -> None:
    assert from_data(to_data(tree)) == tree
