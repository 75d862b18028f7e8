"""Staging a file column by column, for files of millions of rows.

What a cell becomes is worked out once for each text that a column holds, and written as COPY reads
it; a row is then put together from what is known. What concerns several cells of a row is asked of
the database afterwards, by `refuse_where`.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from tempfile import TemporaryFile
from typing import IO

from django.db import connection

from customers.imports.cells import CACHE_SIZE, Column
from customers.imports.delimited import Row
from customers.imports.plain import copy_texts, plain_reader
from customers.imports.reading import Source
from customers.imports.staging import (
    MOST_REASON,
    NULL,
    copy_in,
    copy_text,
    index_rows,
    open_rows,
    put_refusals,
)

AT_ONCE = 2_000  # rows


class Known(dict[str, str]):
    """What the texts of a column become in COPY's format, and why some become nothing."""

    def __init__(self, column: Column, blank: str = NULL) -> None:
        super().__init__()
        self.field = column.field.name
        self.bad: dict[str, str] = {}
        self._read = column.read_text
        self._blank = blank
        self._plain = plain_reader(column.field, blank)

    def written(self, cells: Sequence[str]) -> list[str]:
        """The cells of some rows in COPY's format."""
        found = self._plain(cells) if self._plain else None
        return list(map(self.__getitem__, cells)) if found is None else found

    def __missing__(self, text: str) -> str:
        value, reason = self._read(text)
        if len(self) >= CACHE_SIZE:
            self.clear()
        if reason:
            self.bad[text] = reason
        self[text] = written = copy_text(value) if value is not None else NULL
        if written == NULL and not reason:
            self[text] = written = self._blank
        return written

    def clear_bad(self) -> None:
        """Forget what was wrong in rows that are done with."""
        for text in self.bad:
            self.pop(text, None)
        self.bad.clear()


def stage_columns(
    source: Source,
    columns: Sequence[Column],
    *,
    definition: str,
    key: str,
    names: Mapping[str, str] | None = None,
    blanks: Mapping[str, str] | None = None,
    computed: Mapping[str, tuple[tuple[str, ...], Callable[..., str]]] | None = None,
) -> int:
    """Copy the file's rows into a new temporary table `import_row`; how many there were.

    `names` are the table's columns where they are not called as the fields; `blanks` is what a
    blank cell stands for. `computed` makes further columns of the raw cells of fields. Columns of
    the table that the file does not have keep their defaults. See `stage` for the rest.
    """
    names, blanks, computed = names or {}, blanks or {}, computed or {}
    known = [Known(column, blanks.get(column.field.name, NULL)) for column in columns]
    made = _made(columns, computed)
    told = [names.get(column.field.name, column.field.name) for column in columns]
    counted = [0]
    with TemporaryFile() as reasons, connection.cursor() as cursor:
        open_rows(cursor, definition)
        source.watch.phase("reading", source.expected)
        lines = _blocks(source, [c.index for c in columns], known, made, reasons, counted)
        into = ", ".join(("line", *told, *computed))
        copy_in(cursor, f"COPY import_row ({into}) FROM STDIN", lines)
        put_refusals(cursor, reasons)
        source.watch.phase("comparing", 0)
        index_rows(cursor, key)
    return counted[0]


Made = list[tuple[tuple[int, ...], Callable[..., str]]]


def _made(
    columns: Sequence[Column], computed: Mapping[str, tuple[tuple[str, ...], Callable[..., str]]]
) -> Made:
    """For each computed column the places of the cells that it is made of; -1 is a blank."""
    places = {column.field.name: column.index for column in columns}
    return [
        (tuple(places.get(name, -1) for name in fields), make) for fields, make in computed.values()
    ]


def _blocks(
    source: Source,
    indexes: list[int],
    known: list[Known],
    made: Made,
    reasons: IO[bytes],
    counted: list[int],
) -> Iterator[bytes]:
    rows = source.rows()
    while block := list(islice(rows, AT_ONCE)):
        counted[0] += len(block)
        source.watch.add(len(block))
        faults = {line: fault for line, _cells, fault in block if fault}
        sound = [row for row in block if not row[2]] if faults else block
        for line, fault in faults.items():
            reasons.write(f"{line}\t{copy_text(fault[:MOST_REASON])}\t\n".encode())
        if sound:
            yield _written(sound, indexes, known, made, reasons)
        if faults:  # they are counted, and say nothing
            nothing = "\t".join([NULL] * (len(known) + len(made)))
            yield "".join(f"{line}\t{nothing}\n" for line in faults).encode()


def _written(
    block: list[Row], indexes: list[int], known: list[Known], made: Made, reasons: IO[bytes]
) -> bytes:
    lines, rows, _faults = zip(*block, strict=True)
    raw = list(zip_longest(*rows, fillvalue=""))
    blank = ("",) * len(lines)
    out = [list(map(str, lines))]
    for index, column in zip(indexes, known, strict=True):
        cells = raw[index] if index < len(raw) else blank
        out.append(column.written(cells))
        if column.bad:
            _refuse(lines, cells, column, reasons)
    for places, make in made:
        of = [raw[place] if 0 <= place < len(raw) else blank for place in places]
        texts = list(map(make, *of))
        out.append(copy_texts(texts) or list(map(copy_text, texts)))
    return ("\n".join(map("\t".join, zip(*out, strict=True))) + "\n").encode()


def _refuse(lines: Sequence[int], cells: Sequence[str], column: Known, reasons: IO[bytes]) -> None:
    bad = column.bad
    for line, text in zip(lines, cells, strict=True):
        if text in bad:
            told = copy_text(bad[text][:MOST_REASON])
            reasons.write(f"{line}\t{told}\t{column.field}\n".encode())
    column.clear_bad()


def refuse_where(checks: Sequence[tuple[str, str, str]]) -> None:
    """Refuse the staged rows `s` of which a condition holds: (field, condition, reason) of each."""
    values = ", ".join(f"(%s, %s, {condition})" for _field, condition, _reason in checks)
    any_of_them = " OR ".join(condition for _field, condition, _reason in checks)
    told = [part for field, _condition, reason in checks for part in (field, reason)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO import_refusal (field, reason, line)"
            f" SELECT v.field, v.reason, s.line FROM import_row s"
            f" CROSS JOIN LATERAL (VALUES {values}) AS v(field, reason, holds)"
            f" WHERE ({any_of_them}) AND v.holds",
            told,
        )
