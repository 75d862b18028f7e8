"""How old what is open is: the buckets of the ageing, by days past due. The one place of the rule.

A bucket follows from a due date and a day, so nobody has to write anything at midnight.
"""

from __future__ import annotations

import datetime as dt

# (column, lower, upper): days past due of each ageing bucket; None = no bound
BUCKETS: tuple[tuple[str, int | None, int | None], ...] = (
    ("not_due", None, 0),
    ("due_1_30", 1, 30),
    ("due_31_60", 31, 60),
    ("due_61_90", 61, 90),
    ("due_91_180", 91, 180),
    ("due_181_365", 181, 365),
    ("due_over_365", 366, None),
)
NO_DUE_DATE = "no_due_date"
CODES: tuple[str, ...] = (*(code for code, _lower, _upper in BUCKETS), NO_DUE_DATE)
OVERDUE: tuple[str, ...] = tuple(code for code, lower, _upper in BUCKETS if lower is not None)
# from this many days past due on an item stays in its bucket for ever
SETTLED_AGE = max(lower for _code, lower, _upper in BUCKETS if lower is not None)


def bucket_of(due_date: dt.date | None, today: dt.date) -> str:
    """The bucket of something due on this day."""
    if due_date is None:
        return NO_DUE_DATE
    days = (today - due_date).days
    for code, lower, upper in BUCKETS:
        if (lower is None or days >= lower) and (upper is None or days <= upper):
            return code
    raise AssertionError("the buckets leave a gap")


def sums_sql(amount: str, due: str, day: str) -> str:
    """SQL: `amount` added up per bucket, a column each, of rows due on `due` as of `day`."""
    parts = []
    for code, lower, upper in BUCKETS:
        bounds = [f"{day} - {due} >= {lower}"] if lower is not None else []
        bounds += [f"{day} - {due} <= {upper}"] if upper is not None else []
        parts.append(_sum(amount, " AND ".join(bounds), code))
    return ", ".join((*parts, _sum(amount, f"{due} IS NULL", NO_DUE_DATE)))


def _sum(amount: str, condition: str, code: str) -> str:
    return f"coalesce(sum({amount}) FILTER (WHERE {condition}), 0) AS {code}"
