"""A day says how it was read, and moves begin where something was known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from customers.models import Customer
from monitoring.book_days.rows import move_rows, part_rows
from monitoring.book_days.said import notes_on
from monitoring.book_days.sums import whole_book
from monitoring.models import BookDay
from monitoring.services import keep_day, keep_days
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from scoring.models import RatingHistory, Unscorable
from scoring.tier_moves import moved, tier_moves
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
APRIL = dt.date(2026, 4, 30)


def late(day: dt.date) -> dt.datetime:
    return end_of_day(day) - dt.timedelta(minutes=1)


def held(customer: Customer, *tiers: tuple[dt.date, str]) -> Customer:
    for day, tier in tiers:
        RatingHistory.objects.create(
            customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier, recorded_at=NOON
        )
    return customer


# --- how a day was read --------------------------------------------------------------------------


def test_the_first_day_is_partial_until_its_evening() -> None:
    read(make_customer(), tier="low", exposure=5)
    assert keep_days(at=NOON) == TODAY
    assert BookDay.objects.get().is_partial
    assert notes_on(BookDay.objects.get()) == ["Read at 12:00, before the day was over."]
    assert keep_days(at=late(TODAY)) == TODAY
    assert notes_on(BookDay.objects.get()) == []


def test_a_first_day_whose_evening_was_missed_stays_partial() -> None:
    read(make_customer(), tier="low", exposure=5)
    keep_days(at=NOON)
    keep_days(at=late(TODAY + DAY))
    assert BookDay.objects.get(pk=TODAY).is_partial
    assert not BookDay.objects.get(pk=TODAY + DAY).is_partial


def test_a_day_that_was_missed_is_no_reading() -> None:
    read(make_customer(since_date=TODAY - 30 * DAY), tier="low", exposure=5)
    keep_days(at=NOON - 3 * DAY)
    keep_days(at=NOON)
    missed = BookDay.objects.get(pk=TODAY - DAY)
    assert (missed.was_read, missed.is_partial, missed.read_of) == (False, False, None)
    assert "was not read on this day" in notes_on(missed)[0]


def test_a_day_on_which_nobody_read_the_book_says_of_which_day_it_is() -> None:
    read(make_customer(), tier="low", exposure=5, at=NOON - DAY)
    broken = make_customer()
    read(broken, tier="low", exposure=5, at=NOON - 9 * DAY)
    Unscorable.objects.create(customer=broken, error="x", since=NOON, tried_at=NOON)
    kept = keep_day(TODAY, at=late(TODAY))
    assert kept.read_of == TODAY - DAY
    assert notes_on(kept) == ["Some of its customers were last read on 2026-05-03."]
    read(Customer.objects.exclude(pk=broken.pk).get(), tier="low", exposure=5, at=NOON)
    assert notes_on(keep_day(TODAY, at=late(TODAY))) == []


def test_the_page_and_the_api_say_how_a_day_was_read(
    head_of_risk: User, client_for: Callable[[User], Client],
    api_client_for: Callable[[User], APIClient], time_machine: TimeMachineFixture,
) -> None:  # fmt: skip
    time_machine.move_to(NOON)
    read(make_customer(since_date=TODAY - 30 * DAY), tier="low", exposure=5)
    keep_day(TODAY - DAY, at=NOON)
    keep_day(TODAY, at=NOON)
    client, api = client_for(head_of_risk), api_client_for(head_of_risk)
    shown = client.get(f"/?as_of={TODAY - DAY}").content.decode()
    assert "was not read on this day" in shown
    assert "before the day was over" in client.get(f"/?as_of={TODAY}").content.decode()
    now = api.get("/api/v1/book/").json()
    assert (now["is_partial"], now["read_of"]) == (True, str(TODAY))
    then = api.get(f"/api/v1/book/?as_of={TODAY - DAY}").json()
    assert (then["is_partial"], then["read_of"]) == (False, None)


# --- moves between tiers -------------------------------------------------------------------------


def test_moves_of_a_month_begin_at_the_first_kept_day_where_nothing_was_known_before(
    head_of_risk: User, client_for: Callable[[User], Client], time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON)
    first, second = TODAY - 2 * DAY, TODAY
    customer = held(make_customer(), (first, "low"))
    read(customer, tier="low", exposure=5)
    kept = keep_day(first, at=late(first))
    assert (kept.moves_since, "moves" in kept.counted) == (None, False), "nothing to compare with"
    held(customer, (second, "high"))
    kept = keep_day(second, at=NOON)
    assert kept.moves_since == first
    (move,) = move_rows(whole_book(kept))
    assert (move["was"], move["now"], move["number"]) == ("low", "high", 1)
    client = client_for(head_of_risk)
    assert "Moves between tiers since" in client.get(f"/?as_of={second}").content.decode()
    assert customer.name in client.get(move["link"]).content.decode()


def test_moves_begin_with_the_month_where_its_beginning_is_known() -> None:
    read(held(make_customer(), (APRIL, "low")), tier="low", exposure=5)
    keep_day(TODAY - DAY, at=NOON)
    assert keep_day(TODAY, at=NOON).moves_since == APRIL


def test_the_book_of_a_day_and_the_matrix_of_two_days_count_the_same_moves(
    head_of_risk: User,
) -> None:
    read(held(make_customer(), (APRIL, "low"), (TODAY, "high")), tier="high", exposure=5)
    read(held(make_customer(), (TODAY, "unrated")), tier="unrated", exposure=5)
    read(held(make_customer(), (APRIL, "medium")), tier="medium", exposure=5)
    make_customer()  # was never rated
    merged = held(make_customer(), (APRIL, "low"), (TODAY, "high"))
    Customer.objects.filter(pk=merged.pk).update(
        status="merged", merged_into=Customer.objects.exclude(pk=merged.pk).first()
    )
    matrix = tier_moves(head_of_risk, first=APRIL, final=TODAY)
    by_matrix = {
        (was, move.now): move.count
        for was, row in matrix.rows.items()
        for move in row
        if move.count
    }
    kept = whole_book(keep_day(TODAY, at=NOON))
    by_day = {(row["was"], row["now"]): row["number"] for row in move_rows(kept)}
    assert by_day == by_matrix == {
        ("low", "high"): 1, ("new", "unrated"): 1, ("medium", "medium"): 1,
    }  # fmt: skip
    listed = {
        key: moved(Customer.objects.all(), first=APRIL, was=key[0], final=TODAY, now=key[1]).count()
        for key in by_day
    }
    assert listed == by_day


# --- regions -------------------------------------------------------------------------------------


def test_a_region_is_one_however_it_is_written() -> None:
    for region in ("Bavaria", "Bavaria", "bavaria ", "BAVARIA", "Hessen", ""):
        read(make_customer(region=region), tier="low", exposure=10)
    rows = part_rows(whole_book(keep_day(TODAY, at=NOON)), "region")
    assert {row.code: row.number for row in rows} == {"Bavaria": 4, "Hessen": 1, "": 1}
