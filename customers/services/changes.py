"""Marking customers as changed, so that they are scored anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from customers.models import CustomerChange


def mark_changed(customer_ids: Iterable[int], *, cause: str, at: dt.datetime) -> None:
    """Append a change row for each customer, inside the transaction that changes it."""
    ids = sorted(set(customer_ids))
    CustomerChange.objects.bulk_create(
        (CustomerChange(customer_id=pk, cause=cause, recorded_at=at) for pk in ids),
        batch_size=5000,
    )


def mark_touched(*, cause: str, at: dt.datetime) -> int:
    """Append a change row for each customer in the temporary table `touched_customer`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customerchange (customer_id, cause, recorded_at)"
            " SELECT DISTINCT customer_id, %s, %s::timestamptz FROM touched_customer"
            " ORDER BY customer_id",
            [cause, at],
        )
        return int(cursor.rowcount)
