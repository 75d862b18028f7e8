# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Orders, disputes, talks, contracts and all other facts of made-up customers, set-based.

Each statement reads what COPY has written of some customers and adds one kind of fact. Chance comes
from a hash of the row's own number and the seed, so that the same book gets the same facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from customers.generator.draws import KNOWN, Statement, draw
from customers.generator.fact_kinds import STATEMENTS
from customers.services.credits import SETTLING, settle_made
from customers.services.facts import open_stage
from customers.services.open_credits import refresh

GIVEN_BACK = """
SELECT DISTINCT customer_id, 'payment' AS kind, payment_id AS id FROM customers_dishonouredpayment
WHERE customer_id BETWEEN %(low)s AND %(high)s"""
OF_THESE = "t.customer_id BETWEEN %(low)s AND %(high)s"


def add_facts(
    *, low: int, high: int, seed: int, final: Any, at: Any, officers: Sequence[int]
) -> int:
    """Write the facts of the customers with these ids; how many.

    `final` is the book's last day, `officers` are people who decide on market events.
    """
    params = {
        "low": low,
        "high": high,
        "seed": str(seed),
        "final": final,
        "at": at,
        "zone": settings.TIME_ZONE,
        "officers": list(officers),
    }
    with connection.cursor() as cursor:
        count = 0
        for statement in STATEMENTS:
            cursor.execute(_sql(statement), params)
            count += int(cursor.rowcount)
            if statement.table in SETTLING:
                open_stage()
                settle_made(statement.table, OF_THESE, params, at=at)
        refresh(GIVEN_BACK, params)
    return count


def _sql(statement: Statement) -> str:
    ahead = "" if statement.may_lie_ahead else "AND k.day <= %(final)s::date"
    return f"""
    INSERT INTO customers_{statement.table}
        (customer_id, source_key, effective_date, recorded_at, {", ".join(statement.columns)})
    SELECT r.customer_id, '{statement.letter}-' || r.number, k.day, {KNOWN},
           {", ".join(statement.columns.values())}
    FROM ({statement.source}) r CROSS JOIN LATERAL (SELECT ({statement.day})::date AS day) k
    WHERE {draw(statement.letter)} < {statement.share} AND k.day IS NOT NULL {ahead}
    ORDER BY r.customer_id, k.day, r.number"""
