"""One import writes at a time, and nobody posts to its customers meanwhile.

An import first leaves out the lines that say what the book says, then locks the customers of the
others. What it counts is what it finds when it has these locks, and it holds them until it commits,
so nothing it is about to write can have been written by somebody else.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from riskcrm.jobs.locks import lock, try_lock

IMPORTS = "customers.import"


def lock_imports() -> None:
    """Wait until no other import writes. Held until the transaction ends."""
    lock(IMPORTS)


def try_lock_imports() -> bool:
    """The same without waiting: false when another import writes."""
    return try_lock(IMPORTS)


def lock_customers(ids: str, params: dict[str, Any] | None = None) -> None:
    """Lock the customers of this query against other postings, in the order that all keep to."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM customers_customer WHERE id IN ({ids})"  # noqa: S608
            " ORDER BY id FOR NO KEY UPDATE) locked",
            params,
        )
