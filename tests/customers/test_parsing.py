from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.imports.parsing import (
    BadCell,
    order_of,
    parse_date,
    parse_money,
    parse_rate,
    strptime_format,
)

CENTS = st.integers(-(10**15), 10**15)
DATES = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.56", "1234.56"),
        ("1,234", "1234"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1 234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("12,5", "12.5"),
        ("￥１，２３４．５０", "1234.50"),
        ("¥ 88", "88"),
        ("$12.00", "12"),
        ("USD 12", "12"),
        ("12 元", "12"),
        ("(12.00)", "-12"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("50.3900", "50.39"),
        ("50,00-", "-50"),
        ("12-", "-12"),
        ("20.1999999999", "20.20"),
        ("20.200000000000003", "20.20"),
    ],
)
def test_amounts_as_people_write_them(text: str, value: str) -> None:
    assert parse_money(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.500",
        "1,23,4",
        "1.2345",
        "1e5",
        "1,2345",
        "NaN",
        "9" * 40,
        "9" * 27,
        "--1",
        "-12-",
        "(-12)",
        "1-2",
        "1.125",
        "1.2345678",
    ],
)
def test_amounts_that_could_mean_something_else_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        parse_money(text)


@given(CENTS)
def test_every_amount_comes_back_as_it_was_written(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert parse_money(f"{amount:,.2f}") == amount
    assert parse_money(f"{amount:.2f}") == amount
    european = f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert parse_money(european) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parse in (parse_money, parse_rate, parse_date):
        with contextlib.suppress(BadCell):
            parse(text)


@pytest.mark.parametrize(
    "text",
    ["2012-01-03", "2012/1/3", "2012.01.03", "2012年1月3日", "20120103", "40911", "3.1.2012",
     "2012-01-03 10:20"],
)  # fmt: skip
def test_dates_that_can_be_read_in_one_way_only(text: str) -> None:
    assert parse_date(text) == dt.date(2012, 1, 3)


@given(DATES)
def test_every_date_comes_back_as_it_was_written(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date
    assert parse_date(f"{date:%Y%m%d}") == date
    assert parse_date(f"{date.year}年{date.month}月{date.day}日") == date
    assert parse_date(f"{date:%d/%m/%Y}", order="dmy") == date
    assert parse_date(f"{date:%m/%d/%Y}", order="mdy") == date
    assert parse_date(f"{date:%d/%m/%Y}", pattern=strptime_format("DD/MM/YYYY")) == date


@pytest.mark.parametrize(
    "text", ["31/02/2012", "03/01/2012", "32.1.2012", "2012-13-01", "x", "99999999"]
)
def test_a_date_is_never_guessed(text: str) -> None:
    with pytest.raises(BadCell):
        parse_date(text)


def test_one_day_above_twelve_tells_for_the_column() -> None:
    assert order_of({"03/01/2012", "23/01/2012"}) == "dmy"
    assert order_of({"03/01/2012", "01/23/2012"}) == "mdy"
    assert order_of({"23/01/2012", "01/23/2012"}) == "mixed"
    assert order_of({"03/01/2012", "04/05/2012"}) == "unclear"
    assert order_of({"03/03/2012"}) == "same"
    assert order_of({"03/03/2012", "04/05/2012"}) == "unclear"
    assert order_of({"2012-01-03", ""}) == ""


def test_what_is_no_date_tells_no_order() -> None:
    assert order_of({"23/01/2012", "13/45/2012", "99/99/9999", "31/02/2012"}) == "dmy"
    assert order_of({"31/02/2012"}) == ""


def test_one_slip_among_a_few_dates_does_not_stop_the_file() -> None:
    days = {f"{day}/03/2026" for day in range(13, 28)}
    assert order_of(days | {"03/25/2026"}) == "dmy"
    assert order_of(days | {"03/25/2026", "03/26/2026"}) == "mixed"
    assert order_of({"13/03/2026", "14/03/2026", "03/25/2026"}) == "mixed"


def test_a_slip_among_hundreds_of_dates_does_not_stop_the_file() -> None:
    days = {f"{day}/{month:02}/{year}" for day in range(13, 29) for month in range(1, 13)
            for year in (2011, 2012)}  # fmt: skip
    assert order_of(days | {"01/23/2012"}) == "dmy"
    assert order_of(days | {f"01/{day}/2012" for day in range(13, 29)}) == "mixed"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("DD/MM/YYYY", "%d/%m/%Y"), ("yyyy-mm-dd", "%Y-%m-%d"), ("%d.%m.%y", "%d.%m.%y"),
     ("M/D/YYYY", "%m/%d/%Y"), ("YYYY年MM月DD日", "%Y年%m月%d日")],
)  # fmt: skip
def test_a_date_format_is_said_in_two_ways(said: str, meant: str) -> None:
    assert strptime_format(said) == meant


@pytest.mark.parametrize("text", ["03/01/2012", "03-01-2012", "03.01.2012", "3/1/2012"])
def test_a_date_format_stands_for_any_mark_between(text: str) -> None:
    assert parse_date(text, pattern=strptime_format("DD/MM/YYYY")) == dt.date(2012, 1, 3)


def test_a_short_year_needs_a_format() -> None:
    with pytest.raises(BadCell, match="DD/MM/YY"):
        parse_date("03/01/12", order="dmy")
    assert parse_date("03/01/12", pattern=strptime_format("DD/MM/YY")) == dt.date(2012, 1, 3)
    assert parse_date("03/01/12", pattern=strptime_format("MM/DD/YY")) == dt.date(2012, 3, 1)


@pytest.mark.parametrize("said", ["DD/MM", "%d", "nonsense", "DD/DD/YYYY"])
def test_a_date_format_names_a_whole_date(said: str) -> None:
    with pytest.raises(BadCell):
        strptime_format(said)
