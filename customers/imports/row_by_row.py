"""Files whose rows go one by one through the service of the single act, since they are few and
their rules many: groups, credit terms, requests of authorities.

A line is written in a savepoint, so that what the service refuses leaves the others alone. A check
does the same and takes all of it back, so that it counts what an import would do. A blank cell says
nothing: what the book knows stays.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.errors import FileRefused
from customers.imports.field import Type
from customers.imports.gone import refuse_gone
from customers.imports.locks import lock_imports
from customers.imports.named_customers import number_named
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import GOOD, Problem, refuse_repeated, stage, summary_of
from customers.imports.summary import Summary
from customers.models import Customer, ImportFile
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

MOST = 20_000  # lines; each costs some statements
# files of so few lines; those of the risk table are all in memory at once
SHORT_KINDS = (
    ImportFile.Kind.GROUPS,
    ImportFile.Kind.TERMS,
    ImportFile.Kind.REQUESTS,
    ImportFile.Kind.RISK_TABLE,
)
DEFINITION = "line bigint, key text, customer text, said jsonb, outcome text, book jsonb"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
READ: dict[Type, Callable[[Any], Any]] = {
    Type.DATE: dt.date.fromisoformat,
    Type.MONEY: Decimal,
}
NOTE: Final = """
INSERT INTO import_journal (about, ids, created, former) VALUES (%s, ARRAY[%s], %s, %s)
"""


@dataclass
class Line:
    """What a line tells, by field; None is a blank cell. `book` is what was known before."""

    told: dict[str, Any]
    by: User
    at: dt.datetime
    outcome: str = UNCHANGED
    book: dict[str, Any] = field(default_factory=dict)

    def customer(self) -> Customer | None:
        """The customer that the line names, among those in reach."""
        number = self.told.get("customer")
        if not number:
            return None
        customer = Customer.objects.visible_to(self.by).filter(number=number).first()
        if customer is None:
            message = _("customer {customer} is not among your customers")
            message = message.format(customer=number)
            raise Refused(message, code="unknown_customer", field="customer")
        return customer

    def changes(self, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
        """What the line says otherwise than the row."""
        told = {name: self.told.get(name) for name in names}
        return {n: v for n, v in told.items() if v is not None and v != getattr(row, n)}

    def made(self, row: models.Model) -> None:
        """Note a row that this line has brought into the book."""
        self.outcome = NEW
        _note(row, former=None)

    def changed(self, before: models.Model) -> None:
        """Note what a row said, before the service changes it."""
        if self.outcome != NEW:
            self.outcome = CHANGED
        _note(before, former=_as_json(before))


Save = Callable[[Line], None]


def work(
    save: Save,
    key: tuple[str, ...],
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the file's lines and, unless it is a dry run, write the good ones.

    `key` are the fields by which a line is known; a second line of the same key is refused.
    """
    person = User.objects.filter(pk=scope.person_id).first()
    if person is None:
        message = _("Such a file is brought by somebody: name the person who imports it.")
        raise FileRefused(message, code="nobody_imports")
    types = {column.field.name: column.field.type for column in columns}
    rows = stage(
        source, columns, definition=DEFINITION, key="key", derive=lambda v: _derive(v, key)
    )
    if rows > MOST:
        message = _("A file of this kind holds at most {most} lines. Cut it up.")
        raise FileRefused(message.format(most=MOST), code="too_many_lines")
    refuse_repeated(("key",), _("the same is in line {line}"))
    if not dry_run:
        lock_imports()
    number_named(scope)
    refuse_gone("customer", scope)
    lines = _lines(types, person, at)
    with transaction.atomic():
        refused = _write(save, lines)
        if dry_run:
            transaction.set_rollback(True)
    _tell(lines, refused)
    outcomes = [line.outcome for n, line in lines.items() if n not in refused]
    return summary_of(rows, new=outcomes.count(NEW), changed=outcomes.count(CHANGED))


def _derive(values: dict[str, Any], key: tuple[str, ...]) -> tuple[list[Any], list[Problem]]:
    told = {name: value for name, value in values.items() if value is not None}
    name = json.dumps([str(told.get(part, "")) for part in key])
    said = json.dumps(told, default=str)
    return [name, values.get("customer"), said, None, None], []


def _lines(types: dict[str, Type], by: User, at: dt.datetime) -> dict[int, Line]:
    """The good lines, their values as the cells were read."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.line, s.customer, s.said FROM import_row s WHERE {GOOD} ORDER BY s.line"  # noqa: S608
        )
        found = cursor.fetchall()
    lines = {}
    for line, customer, said in found:
        told = json.loads(said) if isinstance(said, str) else said
        told = {n: READ.get(types[n], lambda value: value)(v) for n, v in told.items()}
        lines[line] = Line(told | ({"customer": customer} if customer else {}), by, at)
    return lines


def _write(save: Save, lines: dict[int, Line]) -> dict[int, Problem]:
    """Let the service have each line; what it refused, and why."""
    refused: dict[int, Problem] = {}
    for number, line in lines.items():
        try:
            with transaction.atomic():
                save(line)
        except Refused as error:
            refused[number] = (error.field, error.message)
        except ValidationError as error:
            refused[number] = ("", " ".join(error.messages))
    return refused


def _tell(lines: dict[int, Line], refused: dict[int, Problem]) -> None:
    """Leave what became of the lines beside them, for the error file and the preview."""
    with connection.cursor() as cursor:
        for number, (name, why) in refused.items():
            reason = why[:1].lower() + why[1:].rstrip(".。")
            cursor.execute(
                "INSERT INTO import_refusal (line, reason, field) VALUES (%s, %s, %s)",
                [number, reason, name],
            )
        for number, line in lines.items():
            if number not in refused:
                book = json.dumps(line.book, default=str)
                cursor.execute(
                    "UPDATE import_row SET outcome = %s, book = %s WHERE line = %s",
                    [line.outcome, book, number],
                )


def _note(row: models.Model, *, former: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [row._meta.db_table, row.pk, former is None, former])


def _as_json(row: models.Model) -> str:
    """A row as the database has it, with its version."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(t)::text FROM {row._meta.db_table} t WHERE t.id = %s",  # noqa: S608
            [row.pk],
        )
        return str(cursor.fetchone()[0])
