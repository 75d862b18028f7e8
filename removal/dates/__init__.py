"""The date solver: each deadline of a case, computed in steps that can be shown. Plain Python."""

from removal.dates.calendar import WEEK, Calendar
from removal.dates.facts import Facts, Service
from removal.dates.letters import named_days
from removal.dates.solver import solve, stage_due
from removal.dates.steps import Solved, Step

__all__ = [
    "WEEK", "Calendar", "Facts", "Service", "Solved", "Step", "named_days", "solve", "stage_due",
]  # fmt: skip
