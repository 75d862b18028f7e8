"""What is proposed for open credits, as plain values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.ledger.matching import Credit, Item, Rule, propose

DAY = dt.date(2026, 3, 1)


def credit(left: Any, number: str = "P1", **said: Any) -> Credit:
    said.setdefault("source", "payment")
    said.setdefault("source_id", int(number[1:]))
    said.setdefault("date", DAY)
    said.setdefault("currency", "USD")
    return Credit(number=number, left=Decimal(left), **said)


def item(number: str, open_amount: Any, *, due: int | None = 0, currency: str = "USD") -> Item:
    return Item(
        id=int(number[1:]),
        number=number,
        invoice_date=DAY - dt.timedelta(days=90),
        due_date=None if due is None else DAY + dt.timedelta(days=due),
        open_amount=Decimal(open_amount),
        currency=currency,
    )


def said(credits: list[Credit], items: list[Item]) -> list[tuple[str, str, Decimal, Rule]]:
    return [
        (p.credit.number, p.item.number, p.amount, p.rule) for p in propose(credits, items)
    ]  # fmt: skip


def test_the_invoice_that_the_reference_names_comes_first() -> None:
    items = [item("I100", 50, due=-9), item("I200", 80), item("I2001", 50)]
    found = said([credit(50, text="for inv. Ｉ200 thanks")], items)
    assert found == [("P1", "I200", 50, Rule.NAMED)]


def test_what_is_over_after_the_named_ones_goes_to_the_oldest() -> None:
    items = [item("I100", 50, due=-9), item("I200", 80)]
    found = said([credit(100, text="I200")], items)
    assert found == [("P1", "I200", 80, Rule.NAMED), ("P1", "I100", 20, Rule.OLDEST)]


def test_a_short_number_stands_in_too_many_references_to_be_meant() -> None:
    items = [item("I100", 50, due=-9), item("I2", 50)]
    assert said([credit(30, text="I2")], items) == [("P1", "I100", 30, Rule.OLDEST)]


def test_an_amount_that_is_exactly_one_invoice_is_for_it() -> None:
    items = [item("I100", 70, due=-9), item("I200", 50), item("I300", 50, due=9)]
    assert said([credit(50)], items) == [("P1", "I200", 50, Rule.EXACT)]


def test_an_amount_that_the_oldest_add_up_to_is_for_them() -> None:
    items = [item("I100", 70, due=-9), item("I200", 50), item("I300", 10, due=9)]
    assert said([credit(120)], items) == [
        ("P1", "I100", 70, Rule.SUM),
        ("P1", "I200", 50, Rule.SUM),
    ]


def test_else_what_fell_due_earliest_comes_first_and_no_due_date_last() -> None:
    items = [item("I100", 70, due=None), item("I200", 50, due=3), item("I300", 10, due=-3)]
    assert said([credit(125)], items) == [
        ("P1", "I300", 10, Rule.OLDEST),
        ("P1", "I200", 50, Rule.OLDEST),
        ("P1", "I100", 65, Rule.OLDEST),
    ]


def test_a_stronger_rule_of_a_later_credit_comes_before_a_weaker_one_of_an_earlier() -> None:
    items = [item("I100", 70, due=-9), item("I200", 50)]
    earlier = credit(60, date=DAY - dt.timedelta(days=5))
    found = said([credit(70, "P2", text="I100"), earlier], items)
    assert found == [("P2", "I100", 70, Rule.NAMED), ("P1", "I200", 50, Rule.OLDEST)]


def test_other_currencies_are_left_to_people() -> None:
    assert said([credit(50)], [item("I100", 50, currency="EUR")]) == []


def test_a_write_off_is_proposed_only_where_it_is_meant() -> None:
    items = [item("I100", 70, due=-9), item("I200", 50)]
    assert said([credit(30, source="write_off")], items) == []
    found = said([credit(50, source="write_off")], items)
    assert found == [("P1", "I200", 50, Rule.EXACT)]


MONEY = st.integers(1, 300).map(lambda cents: Decimal(cents) / 100)


@given(
    st.lists(st.tuples(MONEY, st.sampled_from(["", "I100", "I101 I103", "for I102"])), max_size=6),
    st.lists(st.tuples(MONEY, st.integers(-5, 5)), max_size=6),
)
def test_nobody_gives_more_than_there_is_nor_gets_more_than_is_open(
    credits: list[tuple[Decimal, str]], items: list[tuple[Decimal, int]]
) -> None:
    sources = [credit(left, f"P{n}", text=text) for n, (left, text) in enumerate(credits)]
    invoices = [item(f"I{100 + n}", money, due=due) for n, (money, due) in enumerate(items)]
    proposals = propose(sources, invoices)
    assert all(p.amount > 0 for p in proposals)
    for source in sources:
        assert sum(p.amount for p in proposals if p.credit == source) <= source.left
    for invoice in invoices:
        assert sum(p.amount for p in proposals if p.item == invoice) <= invoice.open_amount
    left = sum(c.left for c in sources) - sum(p.amount for p in proposals)
    still = sum(i.open_amount for i in invoices) - sum(p.amount for p in proposals)
    assert pytest.approx(0) == float(min(left, still))  # one of both is used up
