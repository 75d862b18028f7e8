"""Ratios of a book: plain numbers in and out, None where the divisor is nought or not known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

HUNDRED = Decimal(100)
Known = Decimal | int | None


def ratio(part: Known, whole: Known, times: int | Decimal = 1) -> Decimal | None:
    """`part` by `whole`, times a number."""
    if part is None or whole is None or whole == 0:
        return None
    return Decimal(part) * times / Decimal(whole)


def days_of_sales(amount: Known, sales: Known, days: int) -> Decimal | None:
    """How many days of sales an amount is: DSO of all that is open."""
    return ratio(amount, sales, days)


def effectiveness(
    opening: Decimal, sales: Decimal, closing: Decimal, current: Decimal
) -> Decimal | None:
    """CEI: what was collected of what could have been, in per cent."""
    return ratio(opening + sales - closing, opening + sales - current, HUNDRED)


def count_back(amount: Decimal, months: Sequence[tuple[Decimal, int]]) -> Decimal | None:
    """Count-back DSO: how far back sales add up to what is open. Months newest first: sales, days.

    None where the months known do not reach far enough.
    """
    days = Decimal(0)
    for sales, length in months:
        if amount <= sales:
            return days + (amount * length / sales if sales else Decimal(0))
        amount -= sales
        days += length
    return days if amount == 0 else None
