"""Which column of a file tells which field."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import chain

from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused
from customers.imports.field import Field, normal
from customers.imports.fields import all_fields, fields_of

MOST_LISTED = 300  # characters of a list of columns in a message


def propose_mapping(
    kind: str, header: Sequence[str], fields: Sequence[Field] = ()
) -> dict[str, str]:
    """Field → column, where a header is one of the names people use for the field.

    `fields` are those of the kind, for who asks again and again.
    """
    mapping: dict[str, str] = {}
    columns = {column: normal(column) for column in header if column}
    for field in fields or all_fields(kind):
        for column, name in columns.items():
            if name in field.names:
                mapping[field.name] = column
                del columns[column]
                break
    return mapping


def parse_mapping(text: str) -> dict[str, str]:
    """`field=Column,"field=Column, with a comma"` as given on a command line. An empty column
    unmaps a field."""
    mapping = {}
    for part in chain.from_iterable(csv.reader([text], skipinitialspace=True)):
        if not part.strip():
            continue
        field, equals, column = part.partition("=")
        if not equals:
            raise FileRefused(
                _("“{part}” is not of the form field=Column.").format(part=part.strip()),
                code="bad_mapping",
                field="mapping",
            )
        mapping[field.strip()] = column.strip()
    return mapping


def settle_mapping(kind: str, header: Sequence[str], wanted: dict[str, str]) -> dict[str, str]:
    """The mapping to work with: what is wanted, and for the rest what the headers propose.

    Raises `FileRefused` when a field or column does not exist, is used twice, or a required field
    has no column; the message lists what exists.
    """
    fields = fields_of(kind)
    by_normal = {normal(column): column for column in reversed(header) if column}
    mapping: dict[str, str] = {}
    for name, column in wanted.items():
        if name not in fields:
            raise FileRefused(
                _("There is no field “{name}”. These exist: {names}.").format(
                    name=name, names=", ".join(fields)
                ),
                code="unknown_field",
                field="mapping",
            )
        if column and column not in header:
            if normal(column) not in by_normal:
                raise FileRefused(
                    _("The file has no column “{column}”. It has: {columns}.").format(
                        column=column, columns=_listed(header)
                    ),
                    code="unknown_column",
                    field="mapping",
                )
            column = by_normal[normal(column)]
        mapping[name] = column
    used = set(mapping.values())
    for name, column in propose_mapping(kind, header).items():
        if name not in mapping and column not in used:
            mapping[name] = column
    mapping = {name: column for name, column in mapping.items() if column}
    _refuse_incomplete(kind, header, mapping)
    return mapping


def _refuse_incomplete(kind: str, header: Sequence[str], mapping: dict[str, str]) -> None:
    missing = [f for f in all_fields(kind) if f.required and f.name not in mapping]
    if missing:
        raise FileRefused(
            _("No column holds {fields}. The file has: {columns}. Say which column it is.").format(
                fields=", ".join(f"{f.label} ({f.name})" for f in missing),
                columns=_listed(header),
            ),
            code="missing_field",
            field="mapping",
        )
    _refuse_twice(kind, header, mapping)


def _refuse_twice(kind: str, header: Sequence[str], mapping: dict[str, str]) -> None:
    fields: dict[str, list[str]] = {}
    known = fields_of(kind)
    for name, column in mapping.items():
        fields.setdefault(column, []).append(str(known[name].label))
    shared = [
        _("Column “{column}” is given to several fields: {fields}. Give it to one of them.").format(
            column=column, fields=", ".join(names)
        )
        for column, names in fields.items()
        if len(names) > 1
    ]
    repeated = [
        _("The header names “{column}” {times} times. Rename the columns in the file.").format(
            column=column, times=header.count(column)
        )
        for column in fields
        if header.count(column) > 1
    ]
    if shared or repeated:
        raise FileRefused(" ".join(shared + repeated), code="column_twice", field="mapping")


def _listed(header: Sequence[str]) -> str:
    names = ", ".join(column for column in header if column)
    return names if len(names) <= MOST_LISTED else names[:MOST_LISTED] + "…"


def columns_not_read(header: Sequence[str], mapping: dict[str, str]) -> list[str]:
    read = set(mapping.values())
    return [column for column in header if column and column not in read]
