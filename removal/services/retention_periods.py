"""For how long records are kept after the end of a relationship, by the policy packs that hold."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer
from removal.packs.standing import pack_for
from removal.retention.record import PERIODS


def periods(on: dt.date) -> dict[str, int | None]:
    """In months, for each country of a removed customer: the longest of what its pack asks.

    None = the pack knows no period. A few statements per country.
    """
    gone = Customer.objects.filter(status=Customer.Status.EXITED)
    countries = gone.order_by("country").values_list("country", flat=True).distinct()
    return {country: _months(country, on) for country in countries}


def _months(country: str, on: dt.date) -> int | None:
    pack = pack_for(Customer(country=country), on)
    asked = [(pack.value(name), months) for name, months in PERIODS.items()]
    return max((value * months for value, months in asked if value is not None), default=None)
