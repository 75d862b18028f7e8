"""Reads a workbook's sheet as CSV: run as a program of its own, with little memory.

A few kilobytes can claim billions of cells. Whatever a workbook does to its reader happens here,
in a process that may die of it, and not in the one that serves people. Each row that is written
starts with its sheet and line number.
"""

from __future__ import annotations

import csv
import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import python_calamine

from customers.imports.bigsheet import stream_rows
from customers.imports.celltexts import NOT_WORKED_OUT, cell_text, keep_lines

MOST_MEMORY = 640 * 2**20  # bytes of address space
LARGE = (
    48 * 2**20
)  # bytes of a sheet's XML that the library holds at most; larger ones are streamed
MOST_SECONDS = 300  # of processor time
NO_WORKBOOK = 3  # the exit code that says: this cannot be opened
HEAD_ROWS = 20  # of each sheet, to find the one with a header

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# the reader gives these cells as empty ones: an error, and a formula that nobody has worked out
FAILED = re.compile(rb'<c ([^<>]*\bt="e"[^<>]*)>(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
FORMULA = re.compile(rb"<c ([^<>]*)><f[^<>]*(?:/>|>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
Odd = dict[int, dict[int, str]]  # line from 1 -> column from 0 -> text


def main(path: str, sheet: str = "", merged: str = "") -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if merged:
        keep_lines()
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

    `merged`: a cell that spans others says the same in each of them; not in a large sheet.
    """
    large = large_parts(path)
    book = python_calamine.load_workbook(path) if not large else None
    for name in [sheet] if sheet else sheet_names(book) if book else list(large):
        if book is None:
            rows = streamed(path, large[name])
        else:
            rows = sheet_rows(book, name, odd_cells(path, name) if sheet else {})
            rows = spread(book, name, rows) if merged else rows
        for line, cells in rows if sheet else islice(rows, HEAD_ROWS):
            yield [name, line, *cells]


def large_parts(path: str) -> dict[str, str]:
    """Name and XML part of each sheet that a person sees, of an XLSX with a large part; else none.

    Sizes are those that the archive claims: a part is never read beyond.
    """
    with zipfile.ZipFile(path) as archive:
        sizes = (entry.file_size for entry in archive.infolist())
        if "xl/workbook.xml" not in archive.namelist() or max(sizes) <= LARGE:
            return {}
        return sheet_parts(archive)


def streamed(path: str, part: str) -> Iterator[tuple[int, list[str]]]:
    with zipfile.ZipFile(path) as archive:
        yield from stream_rows(archive, part)


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
    return sheet_parts(archive, hidden=True).get(sheet, "")


def sheet_parts(archive: zipfile.ZipFile, *, hidden: bool = False) -> dict[str, str]:
    """The sheets of an XLSX by name, those that a person sees or else all, with their XML parts."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  (memory is capped)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts, names = {}, set(archive.namelist())
    for element in book.iter(f"{MAIN}sheet"):
        target = targets.get(element.get(LINK), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names and (hidden or element.get("state", "visible") == "visible"):
            parts[element.get("name", "")] = part
    return parts if parts or hidden else sheet_parts(archive, hidden=True)
