"""Copying a file into a temporary table, and what its lines were refused for."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection
from psycopg2 import DatabaseError

from customers.imports.cells import Column
from customers.imports.reading import Source
from customers.imports.summary import Summary

REFUSALS = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_refusal (
    line bigint, reason text, field text NOT NULL DEFAULT ''
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS import_refusal_line ON import_refusal (line);
DELETE FROM import_refusal;
"""
SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NULL = r"\N"
MOST_REASON = 1000  # a list of all industries fits in
# a staged row `s` that nothing speaks against
GOOD = "NOT EXISTS (SELECT 1 FROM import_refusal f WHERE f.line = s.line)"

Problem = tuple[str, str]  # the field it is about, "" for the row as a whole, and the reason
Derive = Callable[[dict[str, Any]], "tuple[list[Any], list[Problem]]"]
LOOK = 2_000  # rows between two words about how far it is
PART = 50_000  # lines written by one statement
AT_ONCE = 5_000  # refused lines fetched from the database at a time


class CopyStream(io.RawIOBase):
    """A generator of blocks of lines as the file that COPY reads from, so that nothing piles up."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._left = b""
        self.broken: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts = [self._left]
        length = len(self._left)
        while length < size:
            line = self._next()
            if not line:
                break
            parts.append(line)
            length += len(line)
        data = b"".join(parts)
        self._left = data[size:]
        return data[:size]

    def _next(self) -> bytes:
        try:
            return next(self._lines, b"")
        except Exception as error:
            self.broken = error
            raise


def copy_in(cursor: Any, sql: str, lines: Iterator[bytes]) -> None:
    """COPY these blocks of lines. What breaks while they are made is raised as it is, for the
    driver would make it an error of the database."""
    stream = CopyStream(lines)
    try:
        cursor.copy_expert(sql, stream, size=2**18)
    except DatabaseError:
        if stream.broken:
            raise stream.broken from None
        raise


def stage(
    source: Source, columns: list[Column], *, definition: str, key: str, derive: Derive
) -> int:
    """Copy the file's rows into a new temporary table `import_row`; how many there were.

    `derive` turns a row's values into the table's columns after `line`, and adds reasons for which
    the row is refused. Refused rows are staged all the same: a line hears all its reasons at once.
    `key` are the columns that lead to the book. They are indexed, like the line: where the planner
    knows too little of the book, it goes through the staged rows again and again.
    """
    counted = [0]
    with TemporaryFile() as reasons, connection.cursor() as cursor:
        open_rows(cursor, definition)
        lines = _copy_lines(source, columns, derive, reasons, counted)
        source.watch.phase("reading", source.expected)
        copy_in(cursor, "COPY import_row FROM STDIN", lines)
        put_refusals(cursor, reasons)
        source.watch.phase("comparing", 0)
        index_rows(cursor, key)
    return counted[0]


def open_rows(cursor: Any, definition: str) -> None:
    """A new table for the file's rows, and an empty one for what they are refused for."""
    cursor.execute(REFUSALS)
    cursor.execute("DROP TABLE IF EXISTS import_row")
    cursor.execute(f"CREATE TEMPORARY TABLE import_row ({definition}) ON COMMIT DROP")


def put_refusals(cursor: Any, reasons: IO[bytes]) -> None:
    """Bring what the reading found wrong, (line, reason, field) of each in COPY's format."""
    reasons.seek(0)
    cursor.copy_expert("COPY import_refusal (line, reason, field) FROM STDIN", reasons)


def index_rows(cursor: Any, key: str) -> None:
    """Let the planner know the staged rows: see `stage`."""
    cursor.execute("CREATE INDEX ON import_row (line)")
    cursor.execute(f"CREATE INDEX ON import_row ({key})")
    cursor.execute("ANALYZE import_row")
    cursor.execute("ANALYZE import_refusal")


def _copy_lines(
    source: Source, columns: list[Column], derive: Derive, reasons: IO[bytes], counted: list[int]
) -> Iterator[bytes]:
    for line, cells, fault in source.rows():
        counted[0] += 1
        if counted[0] % LOOK == 0:
            source.watch.add(LOOK)
        values: dict[str, Any] = {}
        bad: list[Problem] = []
        for column in columns:
            value, reason = column.read(cells)
            values[column.field.name] = value
            if reason:
                bad.append((column.field.name, reason))
        derived, more = derive(values)
        # what a fault moves is not to blame
        for field, reason in [("", fault)] if fault else [*bad, *more]:
            reasons.write(f"{line}\t{copy_text(reason[:MOST_REASON])}\t{field}\n".encode())
        yield ("\t".join((str(line), *map(copy_text, derived))) + "\n").encode()


def parts_of(rows: int, source: Source) -> Iterator[tuple[int, int]]:
    """The lines of the staged rows in parts, so that one can see how far their writing is.

    It may be stopped between them; the transaction keeps all of them or none.
    """
    source.watch.phase("writing", rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(line), max(line) FROM import_row")
        first, last = cursor.fetchone()
    for start in range(first or 0, (last or -1) + 1, PART):
        yield start, start + PART - 1
        source.watch.add(PART)


def copy_text(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return NULL
    if not isinstance(value, str):
        return str(value)
    return value if value.isalnum() else value.translate(SPECIAL)


def refuse(sql: str, params: dict[str, Any], field: str = "") -> None:
    """Refuse the lines that a query finds, (line, reason) of each. `field` is what it is about."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO import_refusal (line, reason, field)"
            f" SELECT q.*, %(field)s FROM ({sql}) q",
            {**params, "field": field},
        )


def refuse_repeated(columns: Sequence[str], message: str) -> None:
    """Refuse rows that say the same in these columns as an earlier one, whose {line} is told."""
    told = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    refuse(
        f"SELECT d.line, replace(%(message)s, '{{line}}', d.first::text) FROM ("
        f"  SELECT line, min(line) OVER (PARTITION BY {', '.join(columns)}) AS first"
        f"  FROM import_row WHERE {told}) d WHERE d.line > d.first",
        {"message": message},
        field=columns[-1],
    )


def refused_lines() -> Iterator[tuple[int, list[Problem]]]:
    """Each refused line with all its problems, in the file's order; a part at a time in memory."""
    latest = -1
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT line, array_agg(DISTINCT ARRAY[field, reason]) FROM import_refusal"
                " WHERE line > %s GROUP BY line ORDER BY line LIMIT %s",
                [latest, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for line, problems in rows:
                yield line, [(field, reason) for field, reason in problems]
            latest = rows[-1][0]


def count_refused() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT line) FROM import_refusal")
        return int(cursor.fetchone()[0])


def known_sql(date: str, *, history: bool) -> str:
    """SQL: since when a document of this day counts as known.

    In an import of history at the end of its own day, where it has one, else from now on.
    """
    if not history:
        return "%(at)s::timestamptz"
    day_end = f"(({date} + 1)::timestamp AT TIME ZONE %(zone)s) - interval '1 microsecond'"
    return f"least({day_end}, %(at)s::timestamptz)"


def count_late(sql: str, params: dict[str, Any], *, history: bool) -> int:
    """How many lines of an import of history the book knows since later than they say.

    `sql` counts them. History does not reach them: readings of the past must stay what they were.
    """
    if not history:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])


def summary_of(rows: int, *, new: int, changed: int) -> Summary:
    """The counts of a checked file; what is neither refused nor new nor changed is unchanged."""
    refused = count_refused()
    unchanged = rows - refused - new - changed
    return Summary(rows=rows, new=new, changed=changed, unchanged=unchanged, refused=refused)
