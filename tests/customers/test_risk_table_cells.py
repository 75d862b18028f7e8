"""Cells of the risk-customer table: what is written is read again, whatever people are called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.risk_table.columns import (
    Person,
    Talk,
    as_read,
    people_in,
    talks_in,
    told_of,
    told_talk,
)

WORDS = st.text(
    st.sampled_from("张三李 财务AbOwner电话微信:：()（）·;；,/|-+0123456789@.'\n"), max_size=14
)
PEOPLE = st.lists(
    st.builds(Person, name=WORDS, role=WORDS, phone=WORDS, wechat=WORDS,
              email=st.sampled_from(["", "a.b@firm.example", "o'hara+x@firm.example"])),
    max_size=4,
)  # fmt: skip


@given(PEOPLE)
def test_contacts_that_were_read_are_written_and_read_the_same(people: list[Person]) -> None:
    read = people_in(told_of(people))
    again = people_in(told_of(read))
    assert again == read
    assert told_of(again) == told_of(read)


@pytest.mark.parametrize(
    "person",
    [
        Person("张三", "财务", "13800138000", "zs@firm.example", "zs_2026"),
        Person("Tom Brook", "Head of Buying", "+442079460958"),
        Person("王五"),
        Person("", "财务", "010-88886666"),
        Person("李四", phone="12345"),
        Person("赵六", wechat="13900139000"),
    ],
)
def test_a_plain_contact_is_read_as_it_was(person: Person) -> None:
    assert as_read(person) == [person]
    assert people_in(told_of([person, Person("其他", phone="13700137000")]))[0] == person


@given(st.lists(st.tuples(st.dates(dt.date(1990, 1, 1)), st.text(max_size=60)), min_size=1))
def test_talks_are_read_as_they_were_written(talks: list[tuple[dt.date, str]]) -> None:
    cell = "\n".join(told_talk(date, text) for date, text in talks)
    assert [(talk.date, talk.content) for talk in talks_in(cell)] == [
        (date, " ".join(text.split()) or "–") for date, text in talks
    ]


def test_people_write_dates_without_brackets_too() -> None:
    cell = "2026-03-01 电话催款；2026/4/2 上门拜访\n2026年5月8日：微信联系"
    assert talks_in(cell) == [
        Talk(dt.date(2026, 3, 1), "电话催款", "call"),
        Talk(dt.date(2026, 4, 2), "上门拜访", "visit"),
        Talk(dt.date(2026, 5, 8), "微信联系", "wechat"),
    ]
