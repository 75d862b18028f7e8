"""The customer list: who is on it, how it is narrowed and sorted, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from riskcrm.accounts.models import User
from scoring.models import Rating, Reading
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
AT = timezone.now()
Open = Callable[..., Any]


def rate(customer: Customer, tier: str, points: str, change: str | None = None) -> None:
    Rating.objects.filter(customer=customer).update(
        tier=tier, points=Decimal(points), score=Decimal(points), change=change
    )


def read(customer: Customer, overdue: str = "0", **fields: Any) -> None:
    Reading.objects.create(
        customer=customer,
        as_of=dt.date(2026, 6, 1),
        known_at=AT,
        overdue=Decimal(overdue),
        **fields,
    )


@pytest.fixture
def book(account_manager: User, risk_officer: User) -> None:
    for name, tier, points, change, overdue in (
        ("Alder Trading", "low", "10", "-3", "0"),
        ("Birch Foods", "high", "90", "12", "500"),
        ("昆明云岭机械", "medium", "55", None, "9000"),
    ):
        customer = make_customer(name=name, manager=account_manager, region="East")
        rate(customer, tier, points, change)
        read(customer, overdue, exposure=Decimal("10000"), credit_limit=Decimal("8000"))
    make_customer(name="Cedar Unknown")


@pytest.fixture
def names(client_for: Callable[[User], Client], risk_officer: User) -> Open:
    """The names that an address shows, in their order."""

    def open_list(query: str = "", user: User = risk_officer) -> list[str]:
        response = client_for(user).get(f"/customers/?{query}")
        assert response.status_code == 200
        return [row.record.name for row in response.context["table"].rows]

    return open_list


def test_the_most_dangerous_come_first_and_nobody_is_lost(book: None, names: Open) -> None:
    assert names() == ["Birch Foods", "昆明云岭机械", "Alder Trading", "Cedar Unknown"]


def test_danger_is_the_score_and_among_equal_scores_the_points(
    names: Open, api_client_for: Callable[[User], Any], risk_officer: User
) -> None:
    for name, score, points in (
        ("Capped", "79.9", "89.9"),
        ("Capped more", "79.9", "95"),
        ("Plain", "80.0", "80.0"),
        ("Knocked out", None, "79.95"),
        ("Unknown", None, "-1"),
    ):
        customer = make_customer(name=name)
        Rating.objects.filter(customer=customer).update(score=score, points=points)
    expected = ["Plain", "Knocked out", "Capped more", "Capped", "Unknown"]
    assert names() == expected
    assert names("sort=score") == expected[::-1]
    found = api_client_for(risk_officer).get("/api/v1/customers/?sort=-score").json()["results"]
    assert [customer["name"] for customer in found] == expected
    scores = api_client_for(risk_officer).get("/api/v1/scores/").json()["results"]
    numbers = {customer["number"]: customer["name"] for customer in found}
    assert [numbers[score["customer_number"]] for score in scores] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=birch", ["Birch Foods"]),
        ("q=云岭", ["昆明云岭机械"]),
        ("tier=high", ["Birch Foods"]),
        ("tier=unrated", ["Cedar Unknown"]),
        ("overdue_min=501", ["昆明云岭机械"]),
        ("score_min=50&score_max=60", ["昆明云岭机械"]),
        ("change_min=0.1", ["Birch Foods"]),
        ("region=east&tier=low", ["Alder Trading"]),
        ("status=exited", []),
    ],
)
def test_filters_narrow_the_list(book: None, names: Open, query: str, expected: list[str]) -> None:
    assert names(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("indicator=utilisation&at_least=80", ["Birch Foods"]),
        ("indicator=utilisation&at_least=79.5", ["Birch Foods", "Alder Trading"]),
        ("indicator=utilisation", ["Birch Foods", "Alder Trading"]),
        ("indicator=max_dpd&at_least=0", []),
        ("indicator=&at_least=", ["Birch Foods", "昆明云岭机械", "Alder Trading", "Cedar Unknown"]),
    ],
)
def test_the_list_shows_whose_indicator_is_at_least_a_number(
    book: None, names: Open, query: str, expected: list[str]
) -> None:
    for name, percent in (("Birch Foods", "80.0000"), ("Alder Trading", "79.9999")):
        Reading.objects.filter(customer__name=name).update(utilisation=Decimal(percent))
    assert names(query) == expected


def test_a_number_without_its_indicator_is_asked_about(
    book: None, client_for: Callable[[User], Client], risk_officer: User
) -> None:
    response = client_for(risk_officer).get("/customers/?at_least=5")
    assert "Choose the indicator" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=name", ["Alder Trading", "Birch Foods", "Cedar Unknown", "昆明云岭机械"]),
        ("sort=-overdue", ["昆明云岭机械", "Birch Foods", "Alder Trading", "Cedar Unknown"]),
        ("sort=overdue", ["Alder Trading", "Birch Foods", "昆明云岭机械", "Cedar Unknown"]),
        ("sort=-change", ["Birch Foods", "Alder Trading", "昆明云岭机械", "Cedar Unknown"]),
    ],
)
def test_what_is_not_known_comes_last_either_way(
    book: None, names: Open, query: str, expected: list[str]
) -> None:
    assert names(query) == expected


def test_a_manager_sees_own_and_teams_customers_only(
    book: None, names: Open, account_manager: User, teammate: User, outsider: User
) -> None:
    make_customer(name="Team's Own", team=teammate.team)
    assert "Cedar Unknown" not in names(user=account_manager)
    assert names(user=teammate) == ["Team's Own"]
    assert names(user=outsider) == []


def test_nobody_opens_the_list_without_the_right(
    client: Client, client_for: Callable[[User], Client], nobody: User
) -> None:
    assert client.get("/customers/").status_code == 302
    assert client_for(nobody).get("/customers/").status_code == 403


def test_open_alerts_are_counted_and_closed_ones_not(
    book: None, client_for: Callable[[User], Client], risk_officer: User
) -> None:
    customer = Customer.objects.get(name="Birch Foods")
    rule = AlertRule.objects.create(
        code="tier-rise-test", kind=AlertRule.Kind.TIER_RISE, severity="high"
    )
    for episode, cleared_at in ((1, AT), (2, None)):
        Alert.objects.create(
            customer=customer,
            rule=rule,
            episode=episode,
            severity="high",
            raised_at=AT,
            latest_at=AT,
            due_at=AT,
            cleared_at=cleared_at,
        )
    response = client_for(risk_officer).get("/customers/?q=birch")
    assert [row.record.open_alerts for row in response.context["table"].rows] == [1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_tier_shows_as_itself_in_every_language(
    book: None, client_for: Callable[[User], Client], risk_officer: User, language: str
) -> None:
    risk_officer.language = language
    risk_officer.save()
    content = client_for(risk_officer).get("/customers/?q=birch").content.decode()
    assert "tier-high" in content
    assert "tier-unrated" not in content


def test_a_limit_that_is_used_up_stands_out(
    book: None, client_for: Callable[[User], Client], risk_officer: User
) -> None:
    content = client_for(risk_officer).get("/customers/?q=birch").content.decode()
    assert "meter-over" in content
    assert "125 % of the limit of 8,000" in content


def test_the_list_costs_the_same_queries_for_one_row_and_for_fifty(
    client_for: Callable[[User], Client],
    account_manager: User,
) -> None:
    client = client_for(account_manager)

    def fill(count: int) -> None:
        for _ in range(count):
            customer = make_customer(manager=account_manager, team=account_manager.team)
            rate(customer, "high", "80")
            read(customer, "100")

    fill(1)
    with CaptureQueriesContext(connection) as first:
        client.get("/customers/")
    fill(55)
    with CaptureQueriesContext(connection) as full:
        client.get("/customers/")
    assert len(full) == len(first) <= 10
