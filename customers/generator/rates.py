"""Exchange rates of a made-up book: a slow walk around a usual value, quarter by quarter."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.conf import settings

from customers.models import ExchangeRate
from riskcrm.web.today import end_of_day

USUAL = {"USD": 1.0, "EUR": 1.1, "GBP": 1.27, "CNY": 0.14, "SGD": 0.74}
FOREIGN_SHARE = 0.12
SPENT_IN = {
    "CN": "CNY",
    "DE": "EUR",
    "FR": "EUR",
    "GB": "GBP",
    "NL": "EUR",
    "SG": "SGD",
    "US": "USD",
}


@dataclass(frozen=True)
class Rates:
    """For each currency the first days of its rates and the rates, oldest first."""

    base: str
    steps: dict[str, tuple[list[int], list[Decimal]]]

    def pick(self, random: Random, country: str) -> str:
        """The currency a customer is invoiced in: the book's, or for some that of its country."""
        own = SPENT_IN.get(country, self.base)
        return own if own in self.steps and random.random() < FOREIGN_SHARE else self.base

    def worth(self, currency: str) -> float:
        """What a unit of the currency is worth in the base currency now."""
        return float(self.steps[currency][1][-1]) if currency in self.steps else 1.0

    def convert(self, currency: str, day: int, cents: int) -> int:
        """Cents of the base currency, by the rate of the day, half a cent rounded up."""
        if currency == self.base:
            return cents
        days, rates = self.steps[currency]
        rate = rates[max(0, bisect_right(days, day) - 1)]
        return int((cents * rate).quantize(Decimal(1), ROUND_HALF_UP))


def rates_of_book(end_date: dt.date, *, months: int, at: dt.datetime) -> Rates:
    """Write rates for a book that has none. One that has some keeps them and gets no others.

    They do not depend on the seed, so that two made-up books agree. A base currency that we know no
    usual values for, or a book with rates of its own, is made in the base currency alone.
    """
    base = str(settings.BASE_CURRENCY)
    if base not in USUAL or ExchangeRate.objects.exists():
        return Rates(base, {})
    first = end_date.toordinal() - round(months * 30.44) - 200
    steps: dict[str, tuple[list[int], list[Decimal]]] = {}
    rows = []
    for currency in sorted(set(USUAL) - {base}):
        random = Random(f"rates:{currency}")  # noqa: S311
        days = list(range(first, end_date.toordinal(), 91))
        usual = USUAL[currency] / USUAL[base]
        rates = [Decimal(f"{usual * random.uniform(0.97, 1.03):.6f}") for _ in days]
        steps[currency] = (days, rates)
        for day, rate in zip(days, rates, strict=True):
            date = dt.date.fromordinal(day)
            rows.append(
                ExchangeRate(
                    currency=currency,
                    effective_date=date,
                    rate=rate,
                    recorded_at=min(end_of_day(date), at),
                )
            )
    ExchangeRate.objects.bulk_create(rows)
    return Rates(base, steps)
