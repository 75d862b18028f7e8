"""Reads a large sheet of an XLSX row by row, with little memory however large it is.

`workbook` reads small sheets by a library that holds the sheet; this follows the XML as it is
unpacked, and keeps the workbook's common texts in a file. It runs in the same process of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from array import array
from collections.abc import Iterator
from functools import lru_cache
from tempfile import TemporaryFile
from typing import IO, Any
from xml.parsers import expat

from customers.imports.celltexts import NOT_WORKED_OUT, cell_text, number_text, one_line

BLOCK = 2**18
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
NO_DATE = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.', re.IGNORECASE)
DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
EPOCH, EPOCH_OF_MACS = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001


class Strings:
    """The texts that the cells of a workbook share, in a file; by their number.

    They are read as far as they are asked for: the first rows of a sheet need only the first ones.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._ends = array("Q", [0])
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  (closed with the process)
        self._blocks = _text_blocks(archive)
        self.of = lru_cache(20_000)(self._of)

    def _of(self, number: int) -> str:
        while number >= len(self._ends) - 1 and self._read_on():
            pass
        if not 0 <= number < len(self._ends) - 1:
            return ""
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def _read_on(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        texts = [text.encode() for text in block]
        for text in texts:
            self._ends.append(self._ends[-1] + len(text))
        self._file.write(b"".join(texts))
        return True


def _text_blocks(archive: zipfile.ZipFile) -> Iterator[list[str]]:
    if "xl/sharedStrings.xml" in archive.namelist():
        with archive.open("xl/sharedStrings.xml") as xml:
            yield from _texts(xml)


def _texts(xml: IO[bytes]) -> Iterator[list[str]]:
    """The shared texts in their order, as many at once as a block holds."""
    hearer = _Texts()
    for _block in _parse(xml, hearer.start, hearer.end, hearer.characters):
        yield hearer.found
        hearer.found.clear()


class _Texts:
    """Hears the XML of the shared texts; the readings that stand above characters are none."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_text, self._readings = False, 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self._parts.clear()
        elif local == "rPh":
            self._readings += 1
        elif local == "t":
            self._is_text = not self._readings

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self.found.append(_plain("".join(self._parts)))
        elif local == "rPh":
            self._readings -= 1
        elif local == "t":
            self._is_text = False

    def characters(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)


def _parse(xml: IO[bytes], start: Any, end: Any, characters: Any) -> Iterator[None]:
    """Feed the XML to these handlers, a block at a time."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    while block := xml.read(BLOCK):
        parser.Parse(block)
        yield
    parser.Parse(b"", True)
    yield


def _plain(text: str) -> str:
    """Characters that XML cannot hold stand as _x000D_."""
    if "_x" in text:
        text = ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    return one_line(text)


def date_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show dates or times."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    hearer = _Styles()
    with archive.open("xl/styles.xml") as xml:
        for _block in _parse(xml, hearer.start, hearer.end, lambda _text: None):
            pass
    return {str(n) for n, code in enumerate(hearer.styles) if _is_date(code, hearer.formats)}


class _Styles:
    """Hears which formats there are, and which one each style of a cell has."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.styles: list[int] = []
        self._is_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "numFmt":
            self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            self._is_cells = True
        elif local == "xf" and self._is_cells:
            self.styles.append(int(attributes.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self._is_cells = False


def _is_date(number: int, formats: dict[int, str]) -> bool:
    if number not in formats:
        return number in BUILT_IN_DATES
    return bool(DATE.search(NO_DATE.sub("", formats[number])))


def stream_rows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet as line and cells; the first cell is that of column A."""
    reader = _Rows(
        Strings(archive), date_styles(archive), EPOCH_OF_MACS if _of_macs(archive) else EPOCH
    )
    with archive.open(part) as xml:
        for _block in _parse(xml, reader.start, reader.end, reader.characters):
            yield from reader.take()


def _of_macs(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904."""
    head = archive.read("xl/workbook.xml")
    return re.search(rb'date1904="(?:1|true)"', head) is not None


class _Rows:
    """Hears the XML of a sheet and makes rows of it."""

    def __init__(self, strings: Strings, dates: set[str], epoch: dt.datetime) -> None:
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._rows: list[tuple[int, list[str]]] = []
        self._columns: dict[str, int] = {}
        self._line, self._cells = 0, [""][:0]
        self._kind = self._style = self._place = ""
        self._parts: list[str] = []
        self._hears = self._has_formula = self._has_value = False

    def take(self) -> list[tuple[int, list[str]]]:
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self._place = attributes.get("r", "")
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._has_formula = self._has_value = False
        elif local in ("v", "t"):
            self._hears = self._has_value = True
            if local == "v":
                self._parts.clear()
        elif local == "is":
            self._parts.clear()
        elif local == "f":
            self._has_formula = True
        elif local == "row":
            self._line = int(attributes.get("r") or self._line + 1)
            self._cells = []

    def characters(self, text: str) -> None:
        if self._hears:
            self._parts.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local in ("v", "t"):
            self._hears = False
        elif local == "c":
            text = self._text() if self._has_value or self._has_formula else ""
            self._parts.clear()
            if text:
                self._put(text)
        elif local == "row":
            self._rows.append((self._line, self._cells))

    def _put(self, text: str) -> None:
        column = self._column()
        cells = self._cells
        if column >= len(cells):
            cells.extend([""] * (column - len(cells) + 1))
        cells[column] = text

    def _column(self) -> int:
        letters = self._place.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            if not letters:
                return len(self._cells)
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - ord("A") + 1
            found = self._columns[letters] = min(max(number - 1, 0), 16_383)
        return found

    def _text(self) -> str:
        raw = "".join(self._parts)
        if not raw:
            return NOT_WORKED_OUT if self._has_formula and self._kind != "str" else ""
        if self._kind == "s":
            return self._strings.of(int(raw))
        if self._kind == "n":
            return self._number(raw)
        if self._kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " ")
        return _plain(raw)

    def _number(self, raw: str) -> str:
        value = float(raw)
        if self._style not in self._dates:
            return number_text(value)
        try:
            moment = self._epoch + dt.timedelta(seconds=round(value * 86_400))
        except OverflowError:
            return number_text(value)
        return cell_text(moment if value >= 1 else moment.time())
