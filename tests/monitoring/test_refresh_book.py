from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from monitoring.models import BookReading, BookRefresh
from monitoring.services import refresh_book
from riskcrm.accounts.models import User
from scoring.indicators import AGEING
from scoring.models import Rating
from tests.factories import make_customer, make_team
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def cells() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    rows = BookReading.objects.values_list("team", "manager", "tier", "customers", "exposure")
    return {row[:3]: row[3:] for row in rows}


def test_each_cell_adds_up_its_customers(account_manager: User) -> None:
    team = account_manager.team
    assert team
    for exposure in (100, 50):
        customer = make_customer(team=team, manager=account_manager)
        read(customer, tier="high", exposure=exposure, overdue=10, due_1_30=10, not_due=exposure)
    read(make_customer(team=team), tier="low", exposure=7)
    read(make_customer(), tier="low", exposure=9)
    assert refresh_book(at=NOON, force=True)
    assert cells() == {
        (team.pk, account_manager.pk, "high"): (2, Decimal(150)),
        (team.pk, None, "low"): (1, Decimal(7)),
        (None, None, "low"): (1, Decimal(9)),
    }
    high = BookReading.objects.get(tier="high")
    assert (high.overdue, high.due_1_30, high.not_due) == (20, 20, 150)
    assert high.read_at == NOON


def test_a_cell_has_a_column_for_each_bucket_of_the_ageing() -> None:
    assert set(AGEING) < {field.name for field in BookReading._meta.get_fields()}


def test_a_cell_says_the_oldest_day_of_its_figures_and_what_they_leave_out() -> None:
    read(make_customer(), tier="low", at=NOON, open_without_rate=2)
    read(make_customer(), tier="low", at=NOON - DAY, open_without_rate=1)
    refresh_book(at=NOON, force=True)
    cell = BookReading.objects.get()
    assert (cell.as_of, cell.open_without_rate) == ((NOON - DAY).date(), 3)


def test_a_customer_never_read_is_counted_and_adds_nothing() -> None:
    Rating.objects.get_or_create(customer=make_customer())
    refresh_book(at=NOON, force=True)
    assert cells() == {(None, None, "unrated"): (1, Decimal(0))}
    assert BookReading.objects.get().as_of is None


def test_a_cell_without_customers_vanishes() -> None:
    customer = make_customer(team=make_team())
    read(customer, tier="low", exposure=5)
    refresh_book(at=NOON, force=True)
    customer.team = None
    customer.save()
    refresh_book(at=NOON + MINUTE, force=True)
    assert cells() == {(None, None, "low"): (1, Decimal(5))}


def test_the_same_book_twice_gives_the_same_cells() -> None:
    read(make_customer(), tier="low", exposure=5)
    refresh_book(at=NOON, force=True)
    before = cells()
    refresh_book(at=NOON, force=True)
    assert cells() == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_up_until_something_changes() -> None:
    read(make_customer(), tier="low", exposure=5)
    settle()
    assert refresh_book(at=NOON)
    settle()
    assert not refresh_book(at=NOON + MINUTE)
    read(make_customer(), tier="low", exposure=6)
    settle()
    assert refresh_book(at=NOON + 2 * MINUTE)
    assert cells() == {(None, None, "low"): (2, Decimal(11))}


@pytest.mark.django_db(transaction=True)
def test_figures_are_added_up_now_and_then_even_without_a_sign_of_change() -> None:
    refresh_book(at=NOON)
    settle()
    assert not refresh_book(at=NOON + 9 * MINUTE)
    assert refresh_book(at=NOON + 10 * MINUTE)


@pytest.mark.django_db(transaction=True)
def test_a_book_that_takes_long_to_add_up_rests_longer() -> None:
    refresh_book(at=NOON)
    BookRefresh.objects.update(seconds=10)
    read(make_customer(), tier="low", exposure=5)
    settle()
    assert not refresh_book(at=NOON + MINUTE)
    assert refresh_book(at=NOON + 2 * MINUTE)


def settle() -> None:
    """Let PostgreSQL count the writes of this connection now instead of a second later."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
