from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from monitoring.book_days.sums import kept_day, whole_book
from monitoring.models import BookDay, BookDayCell, BookDayPart, BookDayTop, KriValue, Review
from monitoring.services import keep_day, keep_days, make_month_report
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from scoring.months import latest_month_ends
from tests.factories import make_customer, make_invoice
from tests.monitoring.readings import DAY, NOON, make_alert, read

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def everything() -> list[Any]:
    return [
        sorted(map(str, rows))
        for rows in (
            BookDayCell.objects.values_list("team", "tier", "customers", "exposure"),
            BookDayPart.objects.values_list("kind", "code", "number", "amount"),
            BookDayTop.objects.values_list("customer", "exposure"),
            KriValue.objects.values_list("code", "numerator", "denominator", "value"),
        )
    ]


def test_each_sum_is_that_of_the_rows_behind_it(account_manager: User) -> None:
    team = account_manager.team
    for exposure, tier in ((100, "high"), (50, "high"), (30, "low")):
        customer = make_customer(team=team, manager=account_manager, industry="C", region="Ost")
        read(
            customer,
            tier=tier,
            exposure=exposure,
            overdue=10,
            due_91_180=10,
            utilisation=exposure * 2,
        )
    keep_day(TODAY, at=NOON)
    book = whole_book(BookDay.objects.get())
    assert book.total["customers"] == 3
    assert book.total["exposure"] == 180
    assert book.total["overdue"] == book.total.over_90 == 30
    assert book.tiers["high"]["exposure"] == 150
    assert book.total["over_limit"] == 100
    assert book.total["squares"] == 100**2 + 50**2 + 30**2
    assert book.parts["industry"] == {"C": (3, Decimal(180))}
    assert book.parts["region"] == {"Ost": (3, Decimal(180))}
    assert [row.exposure for row in book.largest] == [100, 50, 30]
    assert book.top_ten == 180


def test_what_nobody_estimated_is_not_known_and_not_nought() -> None:
    read(make_customer(), tier="low", exposure=5)
    keep_day(TODAY, at=NOON)
    assert BookDayCell.objects.get().expected_loss is None


def test_a_day_kept_twice_is_the_same(account_manager: User) -> None:
    make_alert(make_customer(manager=account_manager), exposure=70)
    keep_day(TODAY, at=NOON)
    first = everything()
    keep_day(TODAY, at=NOON)
    assert everything() == first
    assert BookDay.objects.count() == 1


def test_alerts_are_counted_as_they_stood() -> None:
    make_alert(make_customer(), at=NOON)
    yesterday = TODAY - DAY
    keep_day(yesterday, at=NOON)
    keep_day(TODAY, at=NOON)
    then, now = (whole_book(BookDay.objects.get(pk=day)) for day in (yesterday, TODAY))
    assert then.count("alerts_open") == 0
    assert now.count("alerts_open") == 1
    assert now.count("what_no_room_counts") is None


def test_reviews_are_counted_as_they_stood() -> None:
    late, yesterday = make_customer("R-1"), TODAY - DAY
    Review.objects.create(customer=late, kind="event", due_date=yesterday, opened_at=NOON)
    Review.objects.create(
        customer=make_customer("R-2"), kind="event", due_date=TODAY, opened_at=NOON
    )
    keep_day(yesterday, at=NOON)
    keep_day(TODAY, at=NOON)
    then, now = (whole_book(BookDay.objects.get(pk=day)) for day in (yesterday, TODAY))
    assert (then.count("reviews_open"), then.count("reviews_overdue")) == (0, 0)
    assert (now.count("reviews_open"), now.count("reviews_overdue")) == (2, 1)


def test_a_missed_day_is_read_from_the_ledger() -> None:
    customer = make_customer(since_date=TODAY - 200 * DAY)
    day = TODAY - 10 * DAY
    make_invoice(
        customer, invoice_date=day - 40 * DAY, due_date=day - 10 * DAY, amount=Decimal(100)
    )
    make_invoice(customer, invoice_date=day + DAY, due_date=day + 30 * DAY, amount=Decimal(7))
    kept = keep_day(day, at=NOON)
    assert kept.source == "ledger"
    cell = BookDayCell.objects.get()
    assert (cell.exposure, cell.overdue, cell.due_1_30, cell.sales_90) == (100, 100, 100, 100)
    assert cell.over_limit is None
    assert "overridden" not in kept.counted


def test_days_that_were_missed_are_caught_up_and_todays_is_kept_in_the_evening() -> None:
    assert keep_days(at=NOON) is None
    read(make_customer(since_date=TODAY - 30 * DAY), tier="low", exposure=5)
    assert keep_days(at=NOON - 3 * DAY) == TODAY - 3 * DAY
    assert keep_days(at=NOON) == TODAY - DAY
    assert keep_days(at=NOON) == TODAY - 2 * DAY
    assert keep_days(at=NOON) is None
    late = end_of_day(TODAY) - dt.timedelta(minutes=1)
    assert keep_days(at=late) == TODAY
    assert keep_days(at=late) is None


def test_the_ends_of_thirteen_months_before_an_import_are_read_at_night_one_by_one() -> None:
    customer = make_customer(since_date=dt.date(2023, 1, 1))
    make_invoice(customer, invoice_date=dt.date(2023, 5, 1), due_date=dt.date(2023, 6, 1),
                 amount=Decimal(100))  # fmt: skip
    assert keep_days(at=NOON) == TODAY, "the first is kept at once"
    assert keep_days(at=NOON) is None, "by day people work"
    night = NOON + dt.timedelta(hours=14)
    kept = []
    while (day := keep_days(at=night)) is not None:
        kept.append(day)
    assert kept == latest_month_ends(night.date(), 13)[::-1], "and no other day before the first"
    book = whole_book(BookDay.objects.get(pk=kept[0]))
    assert book.total["exposure"] == 100
    assert len(book.months) == 12, "so the trends have their bars"
    assert len(make_month_report(kept[5], by=None, at=night)) == 2, "and past months a report"


def test_no_end_of_a_month_is_read_before_there_were_invoices() -> None:
    customer = make_customer(since_date=dt.date(2023, 1, 1))
    keep_days(at=NOON)
    night = NOON + dt.timedelta(hours=14)
    assert keep_days(at=night) is None
    day = dt.date(2026, 3, 15)
    make_invoice(customer, invoice_date=day, due_date=day, amount=Decimal(100))
    assert [keep_days(at=night) for _ in range(3)] == [
        dt.date(2026, 4, 30), dt.date(2026, 3, 31), None,
    ]  # fmt: skip


def test_days_long_past_are_thinned_to_the_ends_of_months() -> None:
    read(make_customer(), tier="low", exposure=5)
    for day in (dt.date(2025, 1, 30), dt.date(2025, 1, 31)):
        BookDay.objects.create(day=day, known_at=NOON, source="ledger")
    late = end_of_day(TODAY) - dt.timedelta(minutes=1)
    keep_days(at=late)
    assert set(BookDay.objects.values_list("day", flat=True)) == {dt.date(2025, 1, 31), TODAY}


def test_indicators_are_kept_with_numerator_and_denominator() -> None:
    read(make_customer(), tier="high", exposure=200, overdue=50)
    keep_day(TODAY, at=NOON)
    value = KriValue.objects.get(code="overdue_ratio")
    assert (value.numerator, value.denominator, value.value) == (50, 200, 25)
    assert KriValue.objects.get(code="limit_breaches").value == 0
    assert kept_day(TODAY)
