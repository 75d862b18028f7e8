"""Reads a workbook's sheet as CSV: run as a program of its own, with little memory.

A few kilobytes can claim billions of cells. Whatever a workbook does to its reader happens here,
in a process that may die of it, and not in the one that serves people. Each row that is written
starts with its sheet and line number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import python_calamine

MOST_MEMORY = 1536 * 2**20  # bytes of address space
MOST_SECONDS = 300  # of processor time
NO_WORKBOOK = 3  # the exit code that says: this cannot be opened
HEAD_ROWS = 20  # of each sheet, to find the one with a header
MOST_EXACT = 2**53  # beyond it a spreadsheet has lost digits

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# the reader gives these cells as empty ones: an error, and a formula that nobody has worked out
FAILED = re.compile(rb'<c ([^<>]*\bt="e"[^<>]*)>(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
FORMULA = re.compile(rb"<c ([^<>]*)><f[^<>]*(?:/>|>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
NOT_WORKED_OUT = "#FORMULA!"
Odd = dict[int, dict[int, str]]  # line from 1 -> column from 0 -> text


def main(path: str, sheet: str = "", merged: str = "") -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows_of(path, sheet, merged=bool(merged)))
    except MemoryError:
        raise
    except Exception:
        return NO_WORKBOOK
    return 0


def rows_of(path: str, sheet: str, *, merged: bool = False) -> Iterator[list[Any]]:
    """The rows of a sheet, or without one the first rows of each: sheet, line, cells.

    `merged`: a cell that spans others says the same in each of them.
    """
    book = python_calamine.load_workbook(path)
    if sheet:
        rows = sheet_rows(book, sheet, odd_cells(path, sheet))
        for line, cells in spread(book, sheet, rows) if merged else rows:
            yield [sheet, line, *cells]
        return
    for name in sheet_names(book):
        rows = sheet_rows(book, name, {})
        for line, cells in islice(spread(book, name, rows) if merged else rows, HEAD_ROWS):
            yield [name, line, *cells]


def spread(
    book: python_calamine.CalamineWorkbook, name: str, rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    """The rows, where each cell of a merged one says what its first says."""
    sheet = book.get_sheet_by_name(name)
    _line, offset = sheet.start or (0, 0)
    spans: dict[int, list[tuple[tuple[int, int], int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for line in range(top, bottom + 1):
            spans.setdefault(line + 1, []).extend(
                ((top + 1, left - offset), column - offset) for column in range(left, right + 1)
            )
    first: dict[tuple[int, int], str] = {}
    for line, cells in rows:
        for (top, left), column in spans.get(line, []):
            if 0 <= left < len(cells) and 0 <= column < len(cells):
                text = first.setdefault((top, left), cells[left])
                cells[column] = cells[column] or text
        yield line, cells


def sheet_names(book: python_calamine.CalamineWorkbook) -> list[str]:
    """Those with cells that a person sees, or else all."""
    seen = python_calamine.SheetVisibleEnum.Visible
    cells = python_calamine.SheetTypeEnum.WorkSheet
    sheets = [s for s in book.sheets_metadata if s.typ == cells]
    return [s.name for s in sheets if s.visible == seen] or [s.name for s in sheets]


def sheet_rows(
    book: python_calamine.CalamineWorkbook, name: str, odd: Odd
) -> Iterator[tuple[int, list[str]]]:
    sheet = book.get_sheet_by_name(name)
    first_line, first_column = sheet.start or (0, 0)
    for line, values in enumerate(sheet.iter_rows(), start=first_line + 1):
        cells = list(map(cell_text, values))
        for column, text in odd.get(line, {}).items():
            if first_column <= column < first_column + len(cells):
                cells[column - first_column] = text
        yield line, cells


def cell_text(value: Any) -> str:
    """What a person sees in the cell, without the format, in one line."""
    if value is None or isinstance(value, str):
        return " ".join(value.splitlines()) if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def number_text(value: float) -> str:
    """The number in full, or as 1.2E+19 when digits of it are lost."""
    if abs(value) > MOST_EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else format(Decimal(f"{value:.15g}"), "f")


def odd_cells(path: str, sheet: str) -> Odd:
    """What the errors of an XLSX sheet are called, and its formulas without a value: a program has
    written them, and no spreadsheet has worked them out yet."""
    with zipfile.ZipFile(path) as archive:
        part = part_of(archive, sheet)
        xml = archive.read(part) if part else b""
    found: Odd = {}
    for match in FORMULA.finditer(xml):
        if b't="str"' not in match.group(1):  # a text that may well be empty
            note(found, match.group(1), NOT_WORKED_OUT)
    for match in FAILED.finditer(xml):
        note(found, match.group(1), match.group(2).decode(errors="replace"))
    return found


def note(found: Odd, attributes: bytes, text: str) -> None:
    place = PLACE.search(attributes)
    if place is None:
        return
    column = 0
    for letter in place.group(1):
        column = column * 26 + letter - ord("A") + 1
    found.setdefault(int(place.group(2)), {})[column - 1] = text


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The XML of a sheet inside an XLSX; other kinds of workbooks have none."""
    if "xl/workbook.xml" not in archive.namelist():
        return ""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  (memory is capped)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter(f"{MAIN}sheet"):
        if element.get("name") == sheet:
            target = targets.get(element.get(LINK), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in archive.namelist() else ""
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
