"""Reading workbooks, by a process of its own."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from customers.imports import workbook
from customers.imports.errors import FileRefused

MOST_UNPACKED = 256 * 2**20  # bytes of an XLSX when unpacked: a sheet of half a million rows
MOST_PARTS = 10_000


def sheet_rows(path: Path) -> Generator[tuple[int, list[str]], None, None]:
    """Read by a process of its own, so that a workbook made to harm takes nobody along."""
    reader = subprocess.Popen(
        [sys.executable, "-I", workbook.__file__, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert reader.stdout is not None  # noqa: S101  (asked for a pipe)
    try:
        with io.TextIOWrapper(reader.stdout, encoding="utf-8", newline="") as text:
            for line, *cells in csv.reader(text):
                yield int(line), cells
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


def is_zip(path: Path) -> bool:
    with path.open("rb") as handle:
        start = handle.read(4)
    if start[:4] == b"\xd0\xcf\x11\xe0":
        raise FileRefused(
            _("This is an old Excel file or a protected one. Save it as .xlsx or .csv."),
            code="old_workbook",
            field="file",
        )
    return start == b"PK\x03\x04"


def refuse_bomb(path: Path) -> None:
    """Unpack the workbook to nowhere, up to the limit: the sizes it claims need not be true."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
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
