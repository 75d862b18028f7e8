"""What amounts of different currencies are worth on a day, to compare them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused

RATES = """
SELECT w.currency, w.day, (
    SELECT r.rate FROM customers_exchangerate r
    WHERE r.currency = w.currency AND r.effective_date <= w.day
    ORDER BY r.effective_date DESC, r.recorded_at DESC LIMIT 1)
FROM unnest(%s::text[], %s::date[]) AS w(currency, day)
"""
Rates = dict[tuple[str, dt.date], Decimal]  # by currency and day; none where no rate is known


def rates_on(wanted: set[tuple[str, dt.date]]) -> Rates:
    """The rates in force on those days, by one query; none for nothing."""
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(RATES, [[c for c, _day in wanted], [day for _c, day in wanted]])
        rates = {(c, day): rate for c, day, rate in cursor.fetchall() if rate is not None}
    return rates | {key: Decimal(1) for key in wanted if key[0] == settings.BASE_CURRENCY}


def worth_of(amount: Decimal, currency: str, day: dt.date, rates: Rates) -> Decimal:
    """An amount in the base currency by the rate of a day; `Refused` where none is known."""
    if not amount:
        return Decimal(0)
    rate = rates.get((currency, day))
    if rate is None:
        raise Refused(
            _(
                "No exchange rate of {currency} is known for {date}, so the payment cannot be "
                "compared with what it is allocated to. Import the rate first, or post the "
                "payment in the invoice's currency."
            ).format(currency=currency, date=day),
            code="no_rate",
            field="allocations",
        )
    return amount * rate
