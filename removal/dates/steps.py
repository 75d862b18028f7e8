"""How a date came about, one step after the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One rule and the day it led to. `rule` is a code; pages have words for it.

    `days` are of the kind `unit` says (calendar, business, months, years); None = nothing counted.
    """

    rule: str
    date: dt.date
    days: int | None = None
    unit: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Solved:
    """A date with the steps that led to it, the last of which is the date."""

    date: dt.date
    steps: tuple[Step, ...]
