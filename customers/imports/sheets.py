"""Reading workbooks, by a process of its own."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Generator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.imports import workbook
from customers.imports.delimited import Row
from customers.imports.errors import FileRefused

MOST_UNPACKED = 256 * 2**20  # bytes of an XLSX when unpacked: a sheet of half a million rows
MOST_PARTS = 10_000
MERGED: dict[bool, tuple[str, ...]] = {False: (), True: ("merged",)}
NO_TABLES = {
    b"\xd0\xcf\x11\xe0": gettext_lazy(
        "This is an old Excel file or a protected one. Save it as .xlsx or .csv."
    ),
    b"\x1f\x8b": gettext_lazy("This is a gzip archive. Unpack it and send the file inside."),
    b"%PDF": gettext_lazy("This is a PDF. Send the rows as .csv or .xlsx."),
}
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # part of .xlsx, .xlsb, .ods


def sheet_rows(path: Path, sheet: str, *, merged: bool = False) -> Generator[Row, None, None]:
    """The rows of a sheet. `merged`: a cell that spans others says the same in each of them."""
    with closing(_read(path, sheet, *MERGED[merged])) as rows:
        for _sheet, line, *cells in rows:
            yield int(line), cells, ""


def first_rows(path: Path, *, merged: bool = False) -> Generator[tuple[str, list[Row]], None, None]:
    """Each sheet that a person sees, with its first rows."""
    with closing(_read(path, "", *MERGED[merged])) as rows:
        for sheet, group in groupby(rows, key=itemgetter(0)):
            yield sheet, [(int(line), cells, "") for _sheet, line, *cells in group]


def _read(path: Path, *words: str) -> Generator[list[str], None, None]:
    """Read by a process of its own, so that a workbook made to harm takes nobody along."""
    reader = subprocess.Popen(
        [sys.executable, "-I", workbook.__file__, str(path), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert reader.stdout is not None  # noqa: S101  (asked for a pipe)
    try:
        with io.TextIOWrapper(reader.stdout, encoding="utf-8", newline="") as text:
            yield from csv.reader(text)
        ended = reader.wait()
    except csv.Error as error:
        raise _no_workbook() from error
    finally:
        reader.kill()
        reader.wait()
    if ended == workbook.NO_WORKBOOK:
        raise _no_workbook()
    if ended:
        raise FileRefused(
            _("The workbook takes too much memory or time. Send it as CSV, or in parts."),
            code="too_large",
            field="file",
        )


def _no_workbook() -> FileRefused:
    return FileRefused(
        _("The file cannot be opened as an Excel workbook. Save it as .xlsx or .csv."),
        code="bad_workbook",
        field="file",
    )


def is_workbook(path: Path) -> bool:
    """Whether it is an archive that may be a workbook. Raises `FileRefused` for what is known to
    be no table, by the bytes it begins with."""
    with path.open("rb") as handle:
        start = handle.read(4)
    for signature, reason in NO_TABLES.items():
        if start.startswith(signature):
            raise FileRefused(str(reason), code="no_table", field="file")
    return start == b"PK\x03\x04"


def refuse_bomb(path: Path) -> None:
    """Unpack the workbook to nowhere, up to the limit: the sizes it claims need not be true."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            if not WORKBOOKS.intersection(archive.namelist()):
                raise FileRefused(
                    _("This is a ZIP archive. Unpack it and send the file inside."),
                    code="no_table",
                    field="file",
                )
            if len(archive.infolist()) > MOST_PARTS:
                _refuse_size()
            for entry in archive.infolist():
                entry.file_size, entry.CRC = left + 1, None  # type: ignore[assignment]
                with archive.open(entry) as part:
                    while block := part.read(2**20):
                        left -= len(block)
                        if left < 0:
                            _refuse_size()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise FileRefused(
            _("The workbook is damaged or protected."), code="bad_workbook", field="file"
        ) from error


def _refuse_size() -> NoReturn:
    raise FileRefused(
        _("The workbook is too large: more than {most} MB unpacked. Send it as CSV.").format(
            most=MOST_UNPACKED // 2**20
        ),
        code="too_large",
        field="file",
    )
