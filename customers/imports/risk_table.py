"""The risk-customer table as a team keeps it in a workbook, brought into the book.

A sheet's row tells of a customer, its contacts, how others rate it, talks and a plan. It is taken
apart into a table for each, and each of these is imported by its own importer, so that the same
rules hold. A line that one of them refuses is refused by all: nothing of it is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, transaction

from customers.imports import contacts, customers, records
from customers.imports.cells import Column, columns_of
from customers.imports.delimited import Row
from customers.imports.field import Type
from customers.imports.fields import fields_of
from customers.imports.options import Options
from customers.imports.progress import NOBODY, Watch
from customers.imports.reading import Source
from customers.imports.risk_table_news import keep_news
from customers.imports.risk_table_rows import Told, merge, tell
from customers.imports.scope import Scope
from customers.imports.staging import REFUSALS, refused_lines
from customers.imports.summary import Summary
from customers.models import CustomerChange, ImportFile
from customers.records import KINDS
from riskcrm.web.export_cells import as_told
from riskcrm.web.today import local_date

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
    while True:  # without a line that is refused, another one speaks for its customer
        good = fit()
        with transaction.atomic():  # tried out, and taken back: what one part makes, others need
            summary, reasons = run(good)
            transaction.set_rollback(True)
        if not reasons:
            break
        refused.update(reasons)
    if not dry_run:
        summary, _none = run(good)
    _note(refused)
    summary.rows = len(told)
    summary.refused = len(refused)
    summary.unchanged = summary.rows - summary.new - summary.changed - summary.refused
    return summary


def _read(
    source: Source, columns: list[Column], *, today: dt.date
) -> tuple[list[Told], dict[int, str]]:
    """What the lines tell, each by itself, and for which reasons some cannot be read."""
    told = []
    for line, cells, fault in source.rows():
        values: dict[str, Any] = {}
        bad = [fault] if fault else []
        for column in columns:
            values[column.field.name], reason = column.read_text(_text(column, cells))
            if reason:
                bad.append(reason)
        row = tell(line, values, today=today)
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


def _write(
    told: list[Told], *, options: Options, scope: Scope, at: dt.datetime
) -> tuple[Summary, dict[int, str]]:
    """Let each importer write its part; what was found, and which lines one of them refused."""
    before = CustomerChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    parts = _parts(told)
    reasons: dict[int, str] = {}
    plain = Options(currency=options.currency, history=options.history)
    works: list[tuple[str, Callable[..., Summary]]] = [
        (ImportFile.Kind.CUSTOMERS, customers.work),
        (ImportFile.Kind.CONTACTS, contacts.work),
        *((code, partial(records.work, KINDS[code])) for code in FACTS),
    ]
    new = 0
    for kind, importer in works:
        part: Any = parts[kind]
        mapping = {name: name for name in part.header}
        found = importer(
            part, columns_of(kind, part, mapping, plain), plain, scope=scope, at=at, dry_run=False
        )
        new += found.customers_created
        for line, problems in refused_lines():
            reasons.setdefault(line, "; ".join(reason for _field, reason in problems))
    changes = CustomerChange.objects.filter(pk__gt=before, recorded_at=at)
    touched = changes.values("customer_id").distinct().count()
    return Summary(new=new, changed=touched - new, customers_created=new), reasons


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
