"""What a letter demands of a customer: what is overdue and not disputed, per currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass
class _Sum:
    """What is overdue in one currency, and what the part with a known rate is worth."""

    total: Decimal = ZERO
    worth: Decimal = ZERO
    is_known: bool = True

    def hold_back(self, amount: Decimal) -> None:
        """Take off an amount, at most all; the worth falls by the same share."""
        left = max(self.total - amount, ZERO)
        self.worth = (self.worth * left / self.total).quantize(CENT)
        self.total = left


@dataclass(frozen=True)
class Demand:
    """`totals` per currency; `worth` and what is `disputed` in the base currency.

    `has_unknown`: something is demanded of which no rate is known, so that it is not in the worth.
    """

    totals: dict[str, Decimal]
    worth: Decimal
    disputed: Decimal
    has_unknown: bool


def demand_of(items: Iterable[Mapping[str, Any]], loose: Mapping[str, Decimal]) -> Demand:
    """From overdue items, and by currency what disputes that name no invoice are about.

    Nobody can say which item such a dispute is about, so its amount is held back from what is
    overdue in its currency; in a currency of which nothing is overdue it holds back nothing.
    """
    sums: dict[str, _Sum] = {}
    disputed = ZERO
    for item in items:
        held = sums.setdefault(item["currency"], _Sum())
        held.total += item["open_amount"] - item["disputed"]
        if item["base_open"] is None:
            held.is_known = False
        else:
            held.worth += item["base_open"] - item["base_disputed"]
            disputed += item["base_disputed"]
    for currency, amount in loose.items():
        held = sums.get(currency, _Sum())
        if held.total:
            disputed += held.worth
            held.hold_back(amount)
            disputed -= held.worth
    left = {currency: held for currency, held in sums.items() if held.total}
    return Demand(
        totals={currency: held.total for currency, held in left.items()},
        worth=sum((held.worth for held in left.values()), ZERO),
        disputed=disputed,
        has_unknown=any(not held.is_known for held in left.values()),
    )
