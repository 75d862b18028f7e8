"""For how long records are kept after the end of a relationship, by the policy packs that hold."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer
from removal.packs.standing import pack_for
from removal.retention.record import PERIODS
from removal.selectors.retention import Period, Periods


def periods(on: dt.date) -> Periods:
    """For each country of a removed customer: the longest of what its pack asks.

    None = the pack knows no period. A few statements per country.
    """
    gone = Customer.objects.filter(status=Customer.Status.EXITED)
    countries = gone.order_by("country").values_list("country", flat=True).distinct()
    return {country: _period(country, on) for country in countries}


def _period(country: str, on: dt.date) -> Period | None:
    pack = pack_for(Customer(country=country), on)
    asked = [(pack.value(name), months) for name, months in PERIODS.items()]
    longest = max((value * months for value, months in asked if value is not None), default=None)
    if longest is None:
        return None
    return Period(longest, from_year_end=pack.value("retention_from") == "year_end")
