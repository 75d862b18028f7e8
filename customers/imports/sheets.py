"""Reading workbooks, by a process of its own."""

from __future__ import annotations

import contextlib
import csv
import io
import re
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

MOST_UNPACKED = 2 * 2**30  # bytes of an XLSX when unpacked: a million rows are about 600 MB
MOST_PARTS = 10_000
MERGED: dict[bool, tuple[str, ...]] = {False: (), True: ("merged",)}
# the process knows our modules for workbooks, and nothing of Django
READER = f"""
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from customers.imports.workbook import main
sys.exit(main(*sys.argv[1:]))
"""
DIMENSION = re.compile(rb'<(?:\w+:)?dimension [^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"')
NO_TABLES = {
    b"\xd0\xcf\x11\xe0": gettext_lazy(
        "This is an old Excel file or a protected one. Save it as .xlsx or .csv."
    ),
    b"\x1f\x8b": gettext_lazy("This is a gzip archive. Unpack it and send the file inside."),
    b"%PDF": gettext_lazy("This is a PDF. Send the rows as .csv or .xlsx."),
}
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # part of .xlsx, .xlsb, .ods


def sheet_rows(path: Path, sheet: str, *, merged: bool = False) -> Generator[Row, None, None]:
    """The rows of a sheet. `merged`: a cell that spans others says the same in each of them, and
    texts keep their lines."""
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
        [sys.executable, "-I", "-c", READER, str(path), *words],
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
    """Refuse what unpacks to more than the limit. The sizes that it claims need not be true: who
    claims little is unpacked to nowhere, and who claims much is read only so far as it claims.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if not WORKBOOKS.intersection(archive.namelist()):
                raise FileRefused(
                    _("This is a ZIP archive. Unpack it and send the file inside."),
                    code="no_table",
                    field="file",
                )
            claimed = sum(entry.file_size for entry in archive.infolist())
            if len(archive.infolist()) > MOST_PARTS or claimed > MOST_UNPACKED:
                _refuse_size()
            if claimed <= workbook.LARGE:
                _unpack(archive, MOST_UNPACKED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise FileRefused(
            _("The workbook is damaged or protected."), code="bad_workbook", field="file"
        ) from error


def _unpack(archive: zipfile.ZipFile, left: int) -> None:
    for entry in archive.infolist():
        entry.file_size, entry.CRC = left + 1, None  # type: ignore[assignment]
        with archive.open(entry) as part:
            while block := part.read(2**20):
                left -= len(block)
                if left < 0:
                    _refuse_size()


def count_lines(path: Path, sheet: str) -> int:
    """How many lines the sheet says that it has; 0 where it does not say."""
    errors = contextlib.suppress(zipfile.BadZipFile, KeyError, SyntaxError)
    with errors, zipfile.ZipFile(path) as archive:
        if part := workbook.part_of(archive, sheet):
            with archive.open(part) as xml:
                found = DIMENSION.search(xml.read(2**12))
            return int(found.group(1)) if found else 0
    return 0


def _refuse_size() -> NoReturn:
    raise FileRefused(
        _("The workbook is too large: more than {most} MB unpacked. Send it as CSV.").format(
            most=MOST_UNPACKED // 2**20
        ),
        code="too_large",
        field="file",
    )
