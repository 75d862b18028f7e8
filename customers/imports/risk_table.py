"""The risk-customer table as a team keeps it in a workbook, brought into the book.

A sheet's row tells of a customer, its contacts, how others rate it, talks and a plan. It is taken
apart into a table for each, and each of these is imported by its own importer, so that the same
rules hold. A line that one of them refuses is refused by all: nothing of it is written. Only
writing tells what they refuse, so a check writes too, takes it back, and holds locks as an import
does: a reason for a bound to how many lines there may be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from customers.imports import contacts, customers, records
from customers.imports.cells import Column, columns_of
from customers.imports.delimited import Row
from customers.imports.errors import FileRefused
from customers.imports.field import Type
from customers.imports.fields import fields_of
from customers.imports.options import Options
from customers.imports.progress import NOBODY, Watch
from customers.imports.reading import Source
from customers.imports.risk_table_news import keep_news
from customers.imports.risk_table_refused import Found, refusals, refuse_their_customers
from customers.imports.risk_table_rows import People, Told, merge, tell
from customers.imports.row_by_row import MOST
from customers.imports.scope import Scope
from customers.imports.staging import GOOD, REFUSALS, refused_lines
from customers.imports.summary import Summary
from customers.models import Customer, ImportFile
from customers.records import KINDS
from riskcrm.web.export_cells import as_told
from riskcrm.web.today import local_date

MOST_TRIES = 5  # runs of all parts that each find other lines to refuse
FACTS = ("credit-reports", "market-notes", "interactions", "plans")


@dataclass(frozen=True)
class Part:
    """One of the tables that a sheet is taken apart into: what an importer reads of a file."""

    header: list[str]
    lines: list[Row] = field(default_factory=list)
    watch: Watch = NOBODY
    expected: int = 0

    def rows(self) -> Iterator[Row]:
        yield from self.lines

    def texts_of(self, indexes: Sequence[int]) -> list[set[str]]:
        return [{cells[index] for _line, cells, _fault in self.lines} for index in indexes]


def work(
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the sheet's lines and, unless it is a dry run, write the good ones."""
    told, refused = _read(source, columns, today=local_date(at))
    fit = partial(_fit, told, refused, scope=scope, today=local_date(at))
    run = partial(_write, options=options, scope=scope, at=at)
    for tried in count(1):  # without a line that is refused, another one speaks for its customer
        good = fit()
        with transaction.atomic():  # tried out, and taken back: what one part makes, others need
            found = run(good)
            transaction.set_rollback(True)
        if not found.problems:
            break
        refused.update(refusals(found.problems, good, told))
        if tried >= MOST_TRIES:
            refused.update(refuse_their_customers(refused, told))
    if not dry_run:
        found = run(good)
    _note(refused)
    return _summary(told, refused, good, found)


def _summary(told: list[Told], refused: dict[int, str], good: list[Told], found: Found) -> Summary:
    """Counts of lines: of those that wrote something, new are the ones of customers that the sheet
    has brought."""
    wrote = [row for row in good if found.has_written(row)]
    new = sum(row.number in found.created for row in wrote)
    return Summary(
        rows=len(told),
        new=new,
        changed=len(wrote) - new,
        unchanged=len(told) - len(wrote) - len(refused),
        refused=len(refused),
        customers_created=len(found.created),
    )


def _read(
    source: Source, columns: list[Column], *, today: dt.date
) -> tuple[list[Told], dict[int, str]]:
    """What the lines tell, each by itself, and for which reasons some cannot be read."""
    told: list[Told] = []
    people = People()
    for line, cells, fault in source.rows():
        if len(told) == MOST:  # all of them are in memory, and some are written more than once
            message = _("A file of this kind holds at most {most} lines. Cut it up.")
            raise FileRefused(message.format(most=MOST), code="too_many_lines")
        values: dict[str, Any] = {}
        bad = [fault] if fault else []
        for column in columns:
            values[column.field.name], reason = column.read_text(_text(column, cells))
            if reason:
                bad.append(reason)
        row = tell(line, values, people=people, today=today)
        row.reasons[:0] = bad
        told.append(row)
    return told, _reasons(told)


def _reasons(told: list[Told]) -> dict[int, str]:
    return {row.line: "; ".join(row.reasons) for row in told if row.reasons}


def _fit(told: list[Told], refused: dict[int, str], *, scope: Scope, today: dt.date) -> list[Told]:
    """The lines that are not refused, put together, as far as they bring news; one that
    contradicts an earlier one is refused as well."""
    while True:
        rows = [row.copied() for row in told if row.line not in refused]
        merge(rows)
        contrary = _reasons(rows)
        if not contrary:
            keep_news(rows, scope=scope, today=today)
            return rows
        refused.update(contrary)


def _text(column: Column, cells: list[str]) -> str:
    """What stands in a cell, in one line where the column holds one thing."""
    text = as_told(cells[column.index]) if column.index < len(cells) else ""
    return text if column.field.type is Type.SEVERAL else " ".join(text.split())


def _write(told: list[Told], *, options: Options, scope: Scope, at: dt.datetime) -> Found:
    """Let each importer write its part; what each wrote, and which lines one of them refused."""
    parts = _parts(told)
    found = Found()
    plain = Options(currency=options.currency, history=options.history)
    works: list[tuple[str, Callable[..., Summary]]] = [
        (ImportFile.Kind.CUSTOMERS, customers.work),
        (ImportFile.Kind.CONTACTS, contacts.work),
        *((code, partial(records.work, KINDS[code])) for code in FACTS),
    ]
    for kind, importer in works:
        part: Any = parts[kind]
        mapping = {name: name for name in part.header}
        importer(
            part, columns_of(kind, part, mapping, plain), plain, scope=scope, at=at, dry_run=False
        )
        for line, problems in refused_lines():
            found.problems += [(kind, line, name, reason) for name, reason in problems]
        found.wrote[kind] = _lines_written()
        if kind == ImportFile.Kind.CUSTOMERS and found.problems:
            return found  # without their customers other lines would be refused for no fault
    found.created = _numbers_created()
    return found


def _lines_written() -> set[int]:
    """The lines that an importer has left in its stage: those that say something new."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.line FROM import_row s WHERE {GOOD}")  # noqa: S608
        return {line for (line,) in cursor.fetchall()}


def _numbers_created() -> set[str]:
    created = RawSQL("SELECT customer_id FROM import_created", [])
    return set(Customer.objects.filter(pk__in=created).values_list("number", flat=True))


def _parts(told: list[Told]) -> dict[str, Part]:
    """The tables, each with the columns that its importer knows."""
    parts: dict[str, Part] = {}
    own = (ImportFile.Kind.CUSTOMERS.value, ImportFile.Kind.CONTACTS.value)
    for kind in (*own, *FACTS):
        rows = [(row.line, values) for row in told for values in row.parts.get(kind, ())]
        known = fields_of(kind)
        header = [name for name in known if any(name in values for _line, values in rows)]
        header = header or [name for name, each in known.items() if each.required]
        parts[kind] = Part(
            header, [(line, [values.get(n, "") for n in header], "") for line, values in rows]
        )
    return parts


def _note(refused: dict[int, str]) -> None:
    """Leave the refusals where the error file takes them from."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSALS)
        for line, reason in refused.items():
            cursor.execute(
                "INSERT INTO import_refusal (line, reason) VALUES (%s, %s)", [line, reason]
            )
