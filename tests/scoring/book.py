"""Small books for tests of readings, with dates counted from one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import connection

from customers.models import Customer
from riskcrm.web.today import end_of_day
from scoring.indicators import BY_LIST, READING_STEPS
from scoring.indicators.base import with_steps

DAY = dt.date(2026, 5, 6)
DIGITS = Decimal("0.0001")


def days(count: int) -> dt.date:
    """So many days after DAY, before it when negative."""
    return DAY + dt.timedelta(days=count)


def reading_of(
    customer: Customer, *, as_of: dt.date = DAY, known_at: dt.datetime | None = None
) -> dict[str, Any]:
    """All figures of one customer as of a day, computed without writing."""
    return readings_of([customer], as_of=as_of, known_at=known_at)[customer.pk]


def readings_of(
    customers: Iterable[Customer], *, as_of: dt.date = DAY, known_at: dt.datetime | None = None
) -> dict[int, dict[str, Any]]:
    """All figures of customers by their id."""
    sql = f"{with_steps(READING_STEPS, BY_LIST)}\nSELECT * FROM reading"
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "as_of": as_of,
                "known_at": known_at or end_of_day(as_of),
                "customer_ids": [customer.pk for customer in customers],
            },
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["customer_id"]: row for row in rows}
