"""Lines of the tables of a day's book: its tiers, industries, regions, largest, cases, moves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.book_days.links import customers_link, link_of
from monitoring.book_days.sums import DayBook
from removal.models import RemovalCase
from scoring.models import Tier

Text = str | Promise


@dataclass(frozen=True)
class Row:
    """A line of a table of the day: a name, how many, how much, its share of the exposure."""

    code: str
    name: Text
    number: int | None
    amount: Decimal | None
    share: Decimal | None
    link: str
    tier: str = ""
    of_today: bool = False  # the link leads to rows as they are now, which the day's were not


def _share(amount: Decimal, book: DayBook) -> Decimal | None:
    whole = book.total["exposure"]
    return amount * 100 / whole if whole else None


def largest_rows(book: DayBook) -> list[Row]:
    return [
        Row(str(top.customer_id), top.customer.name, None, top.exposure,
            _share(top.exposure, book),
            reverse("monitoring:customer_detail", args=[top.customer_id]), top.tier)
        for top in book.largest
    ]  # fmt: skip


def tier_rows(book: DayBook) -> list[Row]:
    return [
        Row(tier, Tier(tier).label, int(sums["customers"]), sums["exposure"],
            _share(sums["exposure"], book), customers_link(book, tier=tier), tier, book.is_past)
        for tier, sums in book.tiers.items()
    ]  # fmt: skip


def part_rows(book: DayBook, kind: str) -> list[Row]:
    """By industry or by region, the largest first."""
    names = dict(Customer.Industry.choices) if kind == "industry" else {}
    return [
        Row(code, names.get(code, code) or _("not known"), number, amount, _share(amount, book),
            customers_link(book, **{kind: code}) if code else "", of_today=book.is_past)
        for code, (number, amount) in book.parts[kind].items()
    ]  # fmt: skip


def case_rows(book: DayBook) -> list[Row]:
    """Cases by the stage they were in."""
    return [
        Row(state.value, state.label, book.parts["count"][f"case_{state.value}"][0], None, None,
            link_of(book, "removal:case_list", state=state.value), of_today=book.is_past)
        for state in RemovalCase.State
        if f"case_{state.value}" in book.parts["count"]
    ]  # fmt: skip


def names_of_tiers() -> dict[str, Text]:
    """Where customers come from and go to; whoever came since stood nowhere before."""
    return {**dict(Tier.choices), "new": _("new")}


def move_rows(book: DayBook) -> list[dict[str, Any]]:
    """Moves between tiers since the month began, or since the first day that was kept in it."""
    first = book.kept.moves_since
    moves = []
    for code, (number, amount) in sorted(book.parts["move"].items()):
        was, now = code.split(">")
        words = f"{first}.{was}.{book.day}.{now}"
        moves.append({"was": was, "now": now, "number": number, "amount": amount,
                      "link": customers_link(book, moved=words)})  # fmt: skip
    return moves
