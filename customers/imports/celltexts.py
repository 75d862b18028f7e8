"""What a person sees in a cell of a workbook, as text in one line. Knows nothing of Django."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

MOST_EXACT = 2**53  # beyond it a spreadsheet has lost digits
_between = " "  # the lines of a cell
NOT_WORKED_OUT = "#FORMULA!"  # a program has written the formula, and no spreadsheet its value


def cell_text(value: Any) -> str:
    """The value without its format."""
    if value is None or isinstance(value, str):
        return one_line(value) if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def one_line(text: str) -> str:
    return _between.join(text.splitlines())


def keep_lines() -> None:
    """From now on leave texts their lines: for the process that reads a sheet whose cells hold
    several things, one a line."""
    global _between
    _between = "\n"


def number_text(value: float) -> str:
    """The number in full, or as 1.2E+19 when digits of it are lost."""
    if abs(value) > MOST_EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else format(Decimal(f"{value:.15g}"), "f")
