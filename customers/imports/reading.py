"""Reading CSV and XLSX as rows of text with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from customers.imports import workbook
from customers.imports.errors import FileRefused
from customers.imports.mapping import OWN_COLUMNS, propose_mapping

MOST_UNPACKED = 256 * 2**20  # bytes of an XLSX when unpacked: a sheet of half a million rows
MOST_PARTS = 10_000
MOST_PEEKED = 16 * 2**20  # bytes looked at to guess the encoding before a worker reads all
SAMPLES = 3
MOST_SHOWN = 80  # characters of a sample
MOST_COLUMNS = 500
HEADER_ROWS = 20  # titles that may stand above the header
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Source:
    """An opened file: its header and how to read its rows again from the start."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    header_line: int
    is_mended: bool  # one of our own error files, sent again

    def rows(self) -> Generator[Row, None, None]:
        """Rows below the header as (line, cells), blank ones left out."""
        own = [n for n, name in enumerate(self.header) if name.casefold() in OWN_COLUMNS]
        for line, cells in _raw_rows(self.path, self.encoding, self.delimiter):
            if line <= self.header_line:
                continue
            if self.is_mended:
                cells = [_plain(cell) for cell in cells]
                for n in own:
                    if n < len(cells):
                        cells[n] = ""
            if any(cells):
                yield line, cells


def open_source(
    path: Path, *, kind: str, encoding: str = "", wanted: Sequence[str] = (), peek: bool = False
) -> Source:
    """Find out how the file is written and where its header is.

    `wanted` are columns a mapping names. The encoding is settled by all of the file, since guesses
    from a part have been wrong; `peek` looks at a part, to show the columns meanwhile. Raises
    `FileRefused` for what cannot be read.
    """
    delimiter = ""
    if _is_zip(path):
        _refuse_bomb(path)
        encoding = "xlsx"
    else:
        encoding = _encoding(path, encoding, MOST_PEEKED if peek else None)
        delimiter = _delimiter(path, encoding)
    with closing(_raw_rows(path, encoding, delimiter)) as rows:
        line, header = _find_header(list(islice(rows, HEADER_ROWS)), kind, wanted)
    names = {name.casefold() for name in header}
    return Source(path, encoding, delimiter, header, line, names.issuperset(OWN_COLUMNS))


def preview_of(source: Source) -> dict[str, Any]:
    """What a page shows of a file, as JSON: how it is written, its header, its first values."""
    with closing(source.rows()) as rows:
        first = [cells for _line, cells in islice(rows, SAMPLES)]
    return {
        "encoding": source.encoding,
        "header": source.header,
        "samples": [
            [cells[n][:MOST_SHOWN] for cells in first if n < len(cells) and cells[n]]
            for n in range(len(source.header))
        ],
    }


def escape(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _find_header(rows: list[Row], kind: str, wanted: Sequence[str]) -> Row:
    """The row that most fields recognise, the first such; else the first with several cells."""
    named = [(line, [cell.strip() for cell in cells]) for line, cells in rows]

    def score(row: Row) -> int:
        return len(propose_mapping(kind, row[1])) + 3 * len(set(wanted) & set(row[1]))

    def width(row: Row) -> int:
        return min(2, sum(map(bool, row[1])))

    best = max(named, key=lambda row: (score(row), width(row)), default=(0, []))
    if not any(best[1]):
        raise FileRefused(_("The file is empty."), code="empty_file", field="file")
    line, header = best
    if len(header) > MOST_COLUMNS:
        raise FileRefused(
            _("The file has more than {most} columns.").format(most=MOST_COLUMNS),
            code="too_many_columns",
            field="file",
        )
    while header and not header[-1]:
        header = header[:-1]
    return line, header


def _raw_rows(path: Path, encoding: str, delimiter: str) -> Generator[Row, None, None]:
    if encoding == "xlsx":
        yield from _xlsx_rows(path)
        return
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise FileRefused(
                _("Line {line} cannot be read as a row: {error}.").format(line=line, error=error),
                code="bad_csv",
                field="file",
            ) from error


def _xlsx_rows(path: Path) -> Iterator[Row]:
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


def _is_zip(path: Path) -> bool:
    with path.open("rb") as handle:
        start = handle.read(4)
    if start[:4] == b"\xd0\xcf\x11\xe0":
        raise FileRefused(
            _("This is an old Excel file or a protected one. Save it as .xlsx or .csv."),
            code="old_workbook",
            field="file",
        )
    return start == b"PK\x03\x04"


def _refuse_bomb(path: Path) -> None:
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


def _encoding(path: Path, wanted: str, most: int | None) -> str:
    if wanted:
        try:
            codecs.lookup(wanted)
        except LookupError as error:
            raise FileRefused(
                _("There is no encoding “{name}”. Usual ones: utf-8, gb18030, gbk.").format(
                    name=wanted
                ),
                code="unknown_encoding",
                field="encoding",
            ) from error
        candidates = [wanted]
    else:
        with path.open("rb") as handle:
            start = handle.read(4)
        marked = [name for mark, name in BOMS if start.startswith(mark)]
        candidates = marked or ["utf-8", "gb18030"]
    for name in candidates:
        if _decodes(path, name, most):
            return name
    raise FileRefused(
        _("The file is not written in {names}. Save it as UTF-8, or say its encoding.").format(
            names=_(" or ").join(candidates)
        ),
        code="bad_encoding",
        field="encoding",
    )


def _decodes(path: Path, encoding: str, most: int | None) -> bool:
    """Whether the file is text in this encoding, all of it unless only `most` bytes are asked."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    try:
        with path.open("rb") as handle:
            while block := handle.read(2**20):
                if "\x00" in decoder.decode(block):
                    return False
                read += len(block)
                if most is not None and read >= most:
                    return True
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Comma, semicolon, tab or bar: the one that cuts the first lines most evenly."""
    with path.open(encoding=encoding, newline="") as text:
        start = text.read(64_000)
    best, best_score = ",", (0, 0)
    for delimiter in (",", ";", "\t", "|"):
        rows = list(islice(csv.reader(io.StringIO(start), delimiter=delimiter), 30))
        widths = [len(row) for row in rows if any(row)]
        usual = max(set(widths), key=widths.count) if widths else 0
        score = (widths.count(usual) if usual > 1 else 0, usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best
