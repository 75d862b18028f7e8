from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from customers.models import Customer
from removal.criteria.tree import from_data
from removal.models import PastMonth
from removal.selectors.criteria_past import what_if_past
from removal.selectors.criteria_what_if import what_if_now
from removal.services.criteria_past import count_outcomes, months_to_tell
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from scoring.measures.rates import wilson
from tests.factories import make_customer, make_invoice
from tests.removal.cases import make_case
from tests.removal.criteria.books import DAY, LATE, NOON, read, snapshot

pytestmark = pytest.mark.django_db
OFTEN = {"subject": "consecutive_late", "compare": "at_least", "value": "3"}
RULES = [from_data(LATE), from_data(OFTEN)]
END = dt.date(2025, 3, 31)


def test_who_would_be_suggested_is_named_and_added_up(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    other = make_customer(status="active")
    read(customer, tier="high", oldest_days=75, exposure=100, consecutive_late=3)
    read(other, tier="medium", oldest_days=75, exposure=900, consecutive_late=None)
    read(make_customer(status="active"), oldest_days=0, exposure=50, consecutive_late=None)
    make_case(other, by=risk_officer)
    now = what_if_now(RULES, person=risk_officer, day=DAY)
    assert (now.book.customers, now.met.customers, now.met.exposure) == (3, 2, Decimal(1000))
    assert (now.with_case.customers, now.suggested.customers) == (1, 0)
    assert [named.customer for named in now.named] == [other, customer]
    assert [named.rules for named in now.named] == [[0], [0, 1]]
    assert {tier: sum_.customers for tier, sum_ in now.by_tier.items()} == {"high": 1, "medium": 1}
    late, often = now.by_rule
    assert (late.met.customers, late.alone, late.unknown) == (2, 1, 0)
    assert (often.met.customers, often.alone, often.unknown) == (1, 0, 2)
    assert [name for name, _sum in now.by_team] == ["", account_manager.team.name]
    own = what_if_now(RULES, person=account_manager, day=DAY)
    assert (own.book.customers, own.met.customers) == (1, 1)


def test_without_month_ends_nothing_is_said_of_the_past(risk_officer: User) -> None:
    assert count_outcomes(today=DAY, at=NOON) == 0
    past = what_if_past(RULES, person=risk_officer)
    assert (past.is_counted, past.went_bad, past.caught) == (False, None, None)


def a_read_month(end: dt.date) -> None:
    Run.objects.create(
        kind="take_snapshots", created_at=NOON, state=Run.State.DONE,
        params={"read_months": [end.isoformat()]},
    )  # fmt: skip


def test_month_ends_are_told_whose_year_is_over_and_that_were_read() -> None:
    for end in (END, dt.date(2025, 2, 28), dt.date(2024, 12, 31), dt.date(2026, 4, 30)):
        a_read_month(end)
    assert months_to_tell(DAY) == [END]


def test_what_became_of_who_met_the_rules_is_counted_as_back_tests_do(risk_officer: User) -> None:
    """Of 12 that met a rule 5 went bad; of 10 others 6; one was bad already and cannot go bad."""
    a_read_month(END)
    for number in range(23):
        customer = make_customer(status="active")
        read(customer)
        meets = number < 12 or number == 22
        snapshot(customer, END, oldest_days=70 if meets else 5, consecutive_late=0)
        if number < 5 or 12 <= number < 18:
            make_invoice(customer, due_date=END + dt.timedelta(days=30), invoice_date=END)
        if number == 22:
            long_ago = END - dt.timedelta(days=200)
            make_invoice(customer, due_date=long_ago, invoice_date=long_ago)
    assert count_outcomes(today=DAY, at=NOON) == 1
    assert count_outcomes(today=DAY, at=NOON) == 0
    assert PastMonth.objects.get().horizon == 365
    past = what_if_past(RULES, person=risk_officer)
    (month,) = past.months
    assert (month.customers, month.met, month.already, month.bad, month.all_bad) == (
        23, 13, 1, 5, 11,
    )  # fmt: skip
    assert past.went_bad
    assert (past.went_bad.part, past.went_bad.whole) == (5, 12)
    assert (past.went_bad.low, past.went_bad.high) == wilson(5, 12)
    assert past.caught
    assert (past.caught.part, past.caught.whole) == (5, 11)
    few = what_if_past([from_data({**OFTEN, "value": "99"})], person=risk_officer)
    assert few.went_bad is None
    assert few.caught
    assert few.caught.part == 0
