from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from removal.models import CriterionSet, RemovalCase, Suggestion
from removal.services.criteria import retire_criteria
from removal.services.criteria_sweep import Swept, sweep_criteria, sweep_due
from removal.services.suggestions import dismiss, take_up
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer
from tests.removal.cases import make_case
from tests.removal.criteria.books import LATE, NOON, publish, read

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
OFTEN = {"subject": "consecutive_late", "compare": "at_least", "value": "3"}


@pytest.fixture
def criteria(risk_officer: User, second_officer: User) -> CriterionSet:
    return publish(LATE, OFTEN, by=risk_officer, second=second_officer)


def swept(days: int = 0) -> Swept:
    found = sweep_criteria(at=NOON + days * DAY)
    assert found
    return found


def test_who_meets_a_rule_is_suggested_once_with_the_figures(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, tier="high", oldest_days=75, exposure=1200, consecutive_late=1)
    read(make_customer(status="active"), oldest_days=5)
    assert (swept().opened, swept().opened) == (1, 0)
    suggestion = Suggestion.objects.get()
    assert (suggestion.customer, suggestion.state) == (customer, "open")
    assert (suggestion.tier, str(suggestion.exposure)) == ("high", "1200.00")
    evidence = suggestion.evidence.get()
    assert evidence.rule.tree == LATE
    assert evidence.figures == [
        {"at": 0, "key": "oldest_days above 60", "value": "75", "holds": True}
    ]
    assert not RemovalCase.objects.exists(), "a rule proposes nothing by itself"


def test_a_further_rule_adds_evidence_to_the_same_suggestion(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=75)
    swept()
    read(customer, oldest_days=80, consecutive_late=4)
    assert swept(1).opened == 0
    suggestion = Suggestion.objects.get()
    assert suggestion.evidence.count() == 2
    assert suggestion.evidence.get(rule__tree=LATE).figures[0]["value"] == "80"
    assert suggestion.first_seen_at == NOON
    assert suggestion.latest_seen_at == NOON + DAY


def test_a_suggestion_lapses_when_no_rule_is_met_any_more(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=75, consecutive_late=2)
    swept()
    read(customer, oldest_days=0, consecutive_late=2)
    assert swept(1).lapsed == 1
    suggestion = Suggestion.objects.get()
    assert (suggestion.state, suggestion.lapsed_because) == ("lapsed", "not_met")
    read(customer, oldest_days=75, consecutive_late=2)
    assert swept(2).opened == 1, "what comes again is suggested again"


def test_a_figure_that_is_no_longer_known_ends_nothing(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=0, consecutive_late=3)
    swept()
    read(customer, oldest_days=0, consecutive_late=None)
    assert swept(1).lapsed == 0
    assert Suggestion.objects.get().evidence.get().is_met


def test_nobody_with_an_open_case_is_suggested_and_a_case_ends_the_suggestion(
    criteria: CriterionSet, customer: Customer, account_manager: User
) -> None:
    read(customer, oldest_days=75)
    swept()
    case = make_case(customer, by=account_manager)
    assert swept(1).lapsed == 1
    assert Suggestion.objects.get().lapsed_because == "case_open"
    assert swept(2).opened == 0
    assert case.pk


@pytest.mark.parametrize("status", ["prospect", "exiting", "exited"])
def test_only_active_customers_are_suggested(criteria: CriterionSet, status: str) -> None:
    read(make_customer(status=status), oldest_days=75)
    assert swept().opened == 0


def test_who_is_no_longer_active_lapses(criteria: CriterionSet, customer: Customer) -> None:
    read(customer, oldest_days=75)
    swept()
    Customer.objects.filter(pk=customer.pk).update(status="exiting")
    swept(1)
    assert Suggestion.objects.get().lapsed_because == "not_active"


@pytest.mark.parametrize(("days", "is_back"), [(75, False), (89, False), (90, True)])
def test_what_was_dismissed_comes_back_when_it_is_worse_by_a_quarter_of_the_mark(
    criteria: CriterionSet, customer: Customer, account_manager: User, days: int, is_back: bool
) -> None:
    read(customer, oldest_days=75)
    swept()
    dismiss(Suggestion.objects.get(), by=account_manager, reason="A dispute.", at=NOON)
    read(customer, oldest_days=days)
    assert swept(1).opened == int(is_back)


def test_a_rule_that_was_not_met_at_the_dismissal_brings_the_customer_back(
    criteria: CriterionSet, customer: Customer, account_manager: User
) -> None:
    read(customer, oldest_days=75)
    swept()
    dismiss(Suggestion.objects.get(), by=account_manager, reason="A dispute.", at=NOON)
    read(customer, oldest_days=75, consecutive_late=3)
    assert swept(1).opened == 1


def test_what_was_dismissed_comes_back_after_its_pause(
    criteria: CriterionSet, customer: Customer, account_manager: User
) -> None:
    read(customer, oldest_days=75)
    swept()
    until = (NOON + 30 * DAY).date()
    dismiss(
        Suggestion.objects.get(), by=account_manager, reason="Plan.", at=NOON, pause_until=until
    )
    assert (swept(1).opened, swept(29).opened, swept(30).opened) == (0, 0, 1)


def test_who_was_taken_up_and_whose_case_is_over_comes_back_only_when_worse(
    criteria: CriterionSet, customer: Customer, account_manager: User
) -> None:
    from removal.services import withdraw_case

    read(customer, oldest_days=75)
    swept()
    case = take_up(Suggestion.objects.get(), by=account_manager, summary="Late.", at=NOON)
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    assert swept(1).opened == 0
    read(customer, oldest_days=120)
    assert swept(2).opened == 1


def test_a_sweep_is_due_after_publishing_and_once_a_day_after_the_night(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=75)
    published = sweep_due(at=NOON)
    assert published
    assert published.opened == 1
    assert sweep_due(at=NOON + dt.timedelta(minutes=1)) is None
    assert sweep_due(at=NOON + DAY) is not None
    assert sweep_due(at=NOON + DAY) is None


def test_retired_criteria_suggest_nobody(
    criteria: CriterionSet, customer: Customer, second_officer: User
) -> None:
    read(customer, oldest_days=75)
    swept()
    retire_criteria(criteria, reason="Wrong.", by=second_officer, at=NOON)
    found = sweep_due(at=NOON + DAY)
    assert found
    assert found.lapsed == 1
    assert Suggestion.objects.get().lapsed_because == "no_criteria"


def test_a_new_version_takes_over_what_it_points_at_and_lets_the_rest_lapse(
    criteria: CriterionSet, customer: Customer, risk_officer: User, second_officer: User
) -> None:
    other = make_customer(status="active")
    read(customer, oldest_days=75, consecutive_late=4)
    read(other, oldest_days=75, consecutive_late=0)
    assert swept().opened == 2
    newer = publish(OFTEN, by=risk_officer, second=second_officer, at=NOON + DAY)
    found = swept(1)
    assert (found.opened, found.lapsed) == (0, 1)
    kept = Suggestion.objects.open().get()
    assert (kept.customer, kept.criteria) == (customer, newer)


def test_one_event_tells_of_a_sweep_that_changed_something(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=75)
    swept()
    swept(1)
    assert Event.objects.filter(verb="sweep_criteria").count() == 1


def test_a_sweep_asks_as_much_for_many_customers_as_for_one(
    criteria: CriterionSet, customer: Customer
) -> None:
    read(customer, oldest_days=75)
    swept()
    with CaptureQueriesContext(connection) as one:
        swept(1)
    for _ in range(5):
        read(make_customer(status="active"), oldest_days=75)
    with CaptureQueriesContext(connection) as six:
        assert swept(2).opened == 5
    assert len(six) <= len(one) + 2  # the event, and its payload
