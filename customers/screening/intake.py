"""Reading the file of a list: its columns by likeness, its rows as entries, its faults by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from customers.imports.cells import Column, columns_of
from customers.imports.errors import FileRefused
from customers.imports.mapping import columns_not_read, settle_mapping
from customers.imports.options import Options
from customers.imports.reading import Source, open_source
from customers.imports.values import choice_of
from customers.models import ScreeningEntry
from customers.screening.entries import EntryRow, check_row
from customers.screening.names import read_name, registration_key
from riskcrm.web.errors import Refused

KIND = "list_entries"
MOST_ENTRIES = 200_000
MOST_FAULTS = 100  # shown; one is enough to take nothing in
BETWEEN_ALIASES = re.compile(r"\s*[;；|、\n\r]+\s*")
CHOICES = {
    "reason_class": ScreeningEntry.ReasonClass.choices,
    "scope": ScreeningEntry.Scope.choices,
}


@dataclass(frozen=True)
class Read:
    """What a file holds: its entries by key, and why it cannot be taken in, line by line."""

    rows: dict[str, EntryRow]
    faults: list[tuple[int, str]]
    mapping: dict[str, str]
    source: Source


def look_into(path: Path, options: Options) -> dict[str, str]:
    """Which column tells which field. Raises `FileRefused` for a file that is none, or without
    names."""
    source = open_source(
        path,
        kind=KIND,
        encoding=options.encoding,
        wanted=list(options.mapping.values()),
        peek=True,
    )
    return settle_mapping(KIND, source.header, options.mapping)


def read_file(path: Path, options: Options) -> Read:
    """All entries of the file. Raises `FileRefused` where it cannot be read at all."""
    source = open_source(
        path, kind=KIND, encoding=options.encoding, wanted=list(options.mapping.values())
    )
    mapping = settle_mapping(KIND, source.header, options.mapping)
    columns = columns_of(KIND, source, mapping, options)
    for column in columns:
        if column.field.name in CHOICES:
            column.parse = choice_of(CHOICES[column.field.name])
    rows, faults = _collected(_rows(source, columns))
    if not rows and not faults:
        raise FileRefused(
            _("The file has a header and no entries."), code="empty_file", field="file"
        )
    return Read(rows, faults, mapping, source)


def _collected(
    read: Iterator[tuple[int, EntryRow | None, str]],
) -> tuple[dict[str, EntryRow], list[tuple[int, str]]]:
    """The entries by key, and the faults; a key that comes twice is one."""
    rows: dict[str, EntryRow] = {}
    lines: dict[str, int] = {}
    faults: list[tuple[int, str]] = []
    for line, row, fault in read:
        if row is None:
            faults.append((line, fault))
        elif row.source_key in rows:
            words = _("the key “{key}” stands in line {line} already")
            faults.append((line, words.format(key=row.source_key, line=lines[row.source_key])))
        else:
            rows[row.source_key], lines[row.source_key] = row, line
        if len(rows) > MOST_ENTRIES:
            raise FileRefused(
                _("A list may have {most} entries. Send this one in parts, each as a list.").format(
                    most=MOST_ENTRIES
                ),
                code="too_many_rows",
                field="file",
            )
    return rows, faults


def columns_left_out(read: Read) -> list[str]:
    return columns_not_read(read.source.header, read.mapping)


def _rows(source: Source, columns: list[Column]) -> Iterator[tuple[int, EntryRow | None, str]]:
    """(line, entry, what is wrong)."""
    with closing(source.rows()) as rows:
        for line, cells, fault in rows:
            values, wrong = _values(cells, columns)
            if fault or wrong:
                yield line, None, fault or wrong
                continue
            row = _entry(values)
            try:
                check_row(row)
            except Refused as refused:
                yield line, None, refused.message
            else:
                yield line, row, ""


def _values(cells: list[str], columns: list[Column]) -> tuple[dict[str, Any], str]:
    values: dict[str, Any] = {}
    wrong = []
    for column in columns:
        value, reason = column.read(cells)
        values[column.field.name] = value
        if reason:
            wrong.append(reason)
    return values, "; ".join(wrong)


def _entry(values: dict[str, Any]) -> EntryRow:
    """A file without keys of its own: the registration number tells entries apart, else the name
    as screening reads it."""
    said = {name: value for name, value in values.items() if value is not None}
    said["aliases"] = _aliases(said.pop("aliases", ""), said["name"])
    if not said.get("source_key"):
        number, key = registration_key(said.get("registration_number", ""))
        said["source_key"] = number if key is not None else read_name(said["name"]).folded[:120]
    return EntryRow(**said)


def _aliases(text: str, name: str) -> tuple[str, ...]:
    parts = dict.fromkeys(part for part in BETWEEN_ALIASES.split(text.strip()) if part)
    parts.pop(name, None)
    return tuple(part[:200] for part in parts)
