"""How statements over thousands of customers are planned, until their transaction ends.

The database guesses how many rows a step brings. Where it guesses one and a hundred thousand come,
a join row by row takes hours; by hash or by sorting it takes seconds whatever was guessed.
"""

from __future__ import annotations

PLANNING = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off"
