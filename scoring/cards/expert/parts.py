"""How the parts of the expert card are written down."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.value import Bin, Factor, Text


def bins(*pairs: tuple[str | None, int]) -> tuple[Bin, ...]:
    return tuple(
        Bin(None if upper is None else Decimal(upper), Decimal(sub_score))
        for upper, sub_score in pairs
    )


def factor(
    indicator: str, weight: str, bins: tuple[Bin, ...], internal: Text, customer: Text
) -> Factor:
    return Factor(indicator, Decimal(weight), bins, internal, customer)
