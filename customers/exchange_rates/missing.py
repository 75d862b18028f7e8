"""Currencies that documents bear and that have no rate of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max

from customers.models import ExchangeRate, Invoice, Payment
from riskcrm.accounts.models import User

IN_USE = dt.timedelta(days=365)
MOST_READ = 10_000  # documents of a currency, the latest: a page looks through no more
DAY_OF: dict[type[Any], str] = {Invoice: "invoice_date", Payment: "received_date"}
# from one currency to the next along the index, however many documents bear each
NEXT = """
SELECT (SELECT i.currency FROM {table} i WHERE i.currency > u.currency ORDER BY i.currency LIMIT 1)
FROM used u WHERE u.currency IS NOT NULL"""
USED = """
WITH RECURSIVE used AS (SELECT ''::text AS currency UNION ALL {next})
SELECT currency FROM used WHERE currency <> ''"""


@dataclass(frozen=True)
class Missing:
    """A currency, the day of its latest rate (None = it has none), and how many customers use it.

    `is_more`: there are so many documents that not all of them were looked through.
    """

    currency: str
    latest: dt.date | None
    customers: int
    is_more: bool


def missing_rates(person: User, *, day: dt.date) -> list[Missing]:
    """Currencies of the last year's documents of customers in reach that have no rate of the day.

    Those without any come first, then those whose rate is oldest.
    """
    codes = _used() - {settings.BASE_CURRENCY}
    rates = ExchangeRate.objects.filter(currency__in=codes, effective_date__lte=day)
    latest = dict(rates.order_by().values_list("currency").annotate(Max("effective_date")))
    behind = [code for code in codes if latest.get(code) != day]
    found = [_missing(code, latest.get(code), person, since=day - IN_USE) for code in behind]
    used = [one for one in found if one.customers]
    return sorted(used, key=lambda one: (one.latest or dt.date.min, one.currency))


def _used() -> set[str]:
    with connection.cursor() as cursor:
        codes: set[str] = set()
        for model in DAY_OF:
            cursor.execute(USED.format(next=NEXT.format(table=model._meta.db_table)))
            codes |= {code for (code,) in cursor.fetchall()}
    return codes


def _missing(code: str, latest: dt.date | None, person: User, *, since: dt.date) -> Missing:
    customers: set[int] = set()
    is_more = False
    for model, day in DAY_OF.items():
        standing = model.objects.visible_to(person).filter(currency=code, is_void=False)
        rows = standing.filter(**{f"{day}__gte": since})
        read = rows.order_by(f"-{day}", "-pk").values_list("customer_id", flat=True)[:MOST_READ]
        is_more = is_more or len(read) == MOST_READ
        customers |= set(read)
    return Missing(code, latest, len(customers), is_more)
