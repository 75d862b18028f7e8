"""Pairs of customers and entries that share a key, found by index; comparing them comes after.

Two names that are alike share a key (see `names.keys_of`), so nothing is held against the whole of
the other side. What one name may bring is bounded: a list that names a thousand people Wang Wei
would else bring each of them to each customer of that name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection

MOST_PER_NAME = 500
Pair = tuple[int, int]  # customer id, entry id

# the planner takes an overlap of arrays for something common, and would read all of the other side
BY_INDEX = "SET LOCAL enable_seqscan = off"

STANDING = """
e.ended_at IS NULL AND (e.valid_until IS NULL OR e.valid_until >= %(day)s)
AND EXISTS (SELECT FROM customers_screeninglist l WHERE l.id = e.of_list_id AND l.is_active)
"""
OF_CUSTOMERS = f"""
SELECT k.customer_id, found.id
FROM customers_customerkeys k
CROSS JOIN LATERAL (
    SELECT e.id FROM customers_screeningentry e
    WHERE e.keys && k.keys AND {STANDING}
    LIMIT %(most)s
) found
WHERE k.customer_id = ANY(%(ids)s)
"""  # noqa: S608
OF_ENTRIES = f"""
SELECT found.customer_id, e.id
FROM customers_screeningentry e
CROSS JOIN LATERAL (
    SELECT k.customer_id FROM customers_customerkeys k
    WHERE k.keys && e.keys
    LIMIT %(most)s
) found
WHERE e.id = ANY(%(ids)s) AND {STANDING}
"""  # noqa: S608
OF_KEYS = f"""
SELECT 0, e.id FROM customers_screeningentry e
WHERE e.keys && %(keys)s::integer[] AND {STANDING}
LIMIT %(most)s
"""  # noqa: S608


def pairs_of_customers(ids: Sequence[int], *, day: dt.date) -> list[Pair]:
    """The entries in force that may be these customers, whose keys are written down."""
    return _pairs(OF_CUSTOMERS, {"ids": list(ids), "day": day})


def pairs_of_entries(ids: Sequence[int], *, day: dt.date) -> list[Pair]:
    """The customers that these entries may be, as far as the entries are in force."""
    return _pairs(OF_ENTRIES, {"ids": list(ids), "day": day})


def entries_near(keys: Sequence[int], *, day: dt.date) -> list[int]:
    """The entries in force that share one of these keys."""
    return [entry for _none, entry in _pairs(OF_KEYS, {"keys": list(keys), "day": day})]


def _pairs(statement: str, values: dict[str, Any]) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        (usual,) = cursor.fetchone()
        cursor.execute(BY_INDEX)
        cursor.execute(statement, values | {"most": MOST_PER_NAME})
        pairs: list[Pair] = cursor.fetchall()
        cursor.execute(f"SET LOCAL enable_seqscan = {usual}")
        return pairs
