"""The latest readings once more, by column, for questions about the whole book at once.

A copy of what PostgreSQL keeps, read by DuckDB: made again at will, of the moment that it names,
and never the source of a decision.
"""

from scoring.columns.copies import Copy, current_copy, find_copy, make_copy, renew_copy
from scoring.columns.engine import engine
from scoring.columns.past import Past, current_past, find_past, renew_past

__all__ = [
    "Copy",
    "Past",
    "current_copy",
    "current_past",
    "engine",
    "find_copy",
    "find_past",
    "make_copy",
    "renew_copy",
    "renew_past",
]
