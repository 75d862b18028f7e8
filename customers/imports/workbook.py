"""Reads the first sheet of a workbook as CSV: run as a program of its own, with little memory.

A few kilobytes can claim billions of cells. Whatever a workbook does to its reader happens here,
in a process that may die of it, and not in the one that serves people. Each row that is written
starts with its line number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
import sys
from typing import Any

import python_calamine

MOST_MEMORY = 1536 * 2**20  # bytes of address space
MOST_SECONDS = 300  # of processor time
NO_WORKBOOK = 3  # the exit code that says: this cannot be opened


def main(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
    except MemoryError:
        raise
    except Exception:
        return NO_WORKBOOK
    first = (sheet.start or (0, 0))[0]
    with io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        for line, cells in enumerate(sheet.iter_rows(), start=first + 1):
            write([line, *map(cell_text, cells)])
    return 0


def cell_text(value: Any) -> str:
    """What a person sees in the cell, without the format."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
