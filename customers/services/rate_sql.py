# ruff: noqa: S608  (statements are put together from constants of this package only)
"""SQL of exchange rates: the one place that says which rate counts.

It is the latest that is known of the latest day not after the document's.
"""

from __future__ import annotations

TOO_MUCH = "1e16"  # amounts have sixteen digits before the point


def latest_sql(currency: str, day: str, said: str = "r.rate") -> str:
    """SQL: the query for the rate `r` of a currency on a day; no row where none is known."""
    return (
        f"SELECT {said} FROM customers_exchangerate r"
        f" WHERE r.currency = {currency} AND r.effective_date <= {day}"
        f" ORDER BY r.effective_date DESC, r.recorded_at DESC LIMIT 1"
    )


def rate_sql(currency: str, day: str) -> str:
    """SQL: what one unit of the currency is worth in the base currency on that day."""
    return f"CASE WHEN {currency} = %(base)s THEN 1 ELSE ({latest_sql(currency, day)}) END"


def worth_sql(row: str, day: str) -> str:
    """SQL: what the amount of a row is worth in the base currency; null where no rate is known."""
    worth = latest_sql(f"{row}.currency", f"{row}.{day}", kept_sql(f"{row}.amount * r.rate"))
    return f"CASE WHEN {row}.currency = %(base)s THEN {row}.amount ELSE ({worth}) END"


def kept_sql(worth: str) -> str:
    """SQL: a worth as it is kept; null where it has more digits than can be kept."""
    return f"CASE WHEN abs(round({worth}, 2)) < {TOO_MUCH} THEN round({worth}, 2) END"


def unkept_sql(stage: str, day: str) -> str:
    """SQL: the lines of a stage with base amounts that are worth more than can be kept."""
    rate = latest_sql("s.currency", f"s.{day}")
    return (
        f"SELECT s.line FROM {stage} s WHERE s.base_amount IS NULL AND s.amount IS NOT NULL"
        f" AND s.currency <> %(base)s AND EXISTS ({rate})"
    )
