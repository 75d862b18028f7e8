# ruff: noqa: S608  (statements are put together from constants of this package only)
"""SQL of exchange rates: the one place that says which rate counts.

It is the latest that is known of the latest day not after the document's.
"""

from __future__ import annotations


def latest_sql(currency: str, day: str) -> str:
    """SQL: the query for the rate of a currency on a day; no row where none is known."""
    return (
        f"SELECT r.rate FROM customers_exchangerate r"
        f" WHERE r.currency = {currency} AND r.effective_date <= {day}"
        f" ORDER BY r.effective_date DESC, r.recorded_at DESC LIMIT 1"
    )


def rate_sql(currency: str, day: str) -> str:
    """SQL: what one unit of the currency is worth in the base currency on that day."""
    return f"CASE WHEN {currency} = %(base)s THEN 1 ELSE ({latest_sql(currency, day)}) END"


def worth_sql(row: str, day: str) -> str:
    """SQL: what the amount of a row is worth in the base currency; null where no rate is known."""
    rate = latest_sql(f"{row}.currency", f"{row}.{day}")
    return (
        f"CASE WHEN {row}.currency = %(base)s THEN {row}.amount"
        f" ELSE round({row}.amount * ({rate}), 2) END"
    )
