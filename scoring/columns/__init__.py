"""The latest readings once more, by column, for questions about the whole book at once.

A copy of what PostgreSQL keeps, read by DuckDB: made again at will, of the moment that it names,
and never the source of a decision.
"""

from scoring.columns.copies import Copy, current_copy, find_copy, make_copy, renew_copy
from scoring.columns.engine import engine

__all__ = ["Copy", "current_copy", "engine", "find_copy", "make_copy", "renew_copy"]
