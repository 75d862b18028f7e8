"""A labelled table that somebody has uploaded, as rows to learn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused
from customers.imports.parsing import BadCell, order_of, parse_date
from customers.imports.reading import Source, open_source, preview_of
from customers.models import ImportFile
from scoring.fitting.table import Array, Column, Table
from scoring.fitting.texts import column_of
from scoring.indicators import INDICATORS

MOST_ROWS = 200_000
MOST_CATEGORIES = 50
PLAIN = ImportFile.Kind.RATES  # the kind with the fewest names of its own: any header will do


@dataclass(frozen=True)
class Columns:
    """Which column of the file is what; an empty name = there is none.

    A row is bad whose label is one of `bad_values`, parted by commas.
    """

    label: str
    bad_values: str
    candidates: tuple[str, ...]
    customer: str = ""
    day: str = ""
    known: str = ""


def look_into(path: Path) -> dict[str, Any]:
    """The header and first values of a file. Raises `FileRefused` for what cannot be read."""
    return preview_of(open_source(path, kind=PLAIN, peek=True))


def read_table(path: Path, columns: Columns) -> Table:
    """The rows whose label is known. Raises `FileRefused` where the file says too little."""
    roles = (columns.label, *columns.candidates, columns.customer, columns.day, columns.known)
    named = list(dict.fromkeys(name for name in roles if name))
    rows = _rows(open_source(path, kind=PLAIN, wanted=named), named)
    said: dict[str, Sequence[str]] = dict(zip(named, rows, strict=True))
    labels = said[columns.label]
    known = np.array([bool(text.strip()) for text in labels], dtype=bool)
    bad_values = {each.strip().casefold() for each in columns.bad_values.split(",")}
    table = Table(
        columns=tuple(_candidate(code, said[code]) for code in columns.candidates),
        bad=np.array([text.strip().casefold() in bad_values for text in labels], dtype=bool),
        customer=_names(said, columns.customer),
        day=_days(said, columns.day),
        known=_days(said, columns.known),
    ).take(known)
    if not len(table) or table.bad.all() or not table.bad.any():
        raise FileRefused(
            _(
                "Column “{label}” has {bads} bad rows of {rows}. Say which of its values mean bad, "
                "so that there are rows of both kinds."
            ).format(label=columns.label, bads=int(table.bad.sum()), rows=len(table)),
            code="one_class",
            field="bad_values",
        )
    return table


def _rows(source: Source, wanted: list[str]) -> list[Sequence[str]]:
    """The named columns, each as its texts."""
    if missing := [name for name in wanted if name not in source.header]:
        raise FileRefused(
            _("The file has no column “{name}”. Its columns: {columns}.").format(
                name=missing[0], columns=", ".join(source.header[:30])
            ),
            code="no_such_column",
            field="candidates",
        )
    places = [source.header.index(name) for name in wanted]
    with closing(source.rows()) as rows:
        cells = [
            tuple(each[at] if at < len(each) else "" for at in places)
            for _line, each, _fault in islice(rows, MOST_ROWS + 1)
        ]
    if len(cells) > MOST_ROWS:
        raise FileRefused(
            _("The file has more than {most} rows. Send a sample of whole customers.").format(
                most=MOST_ROWS
            ),
            code="too_many_rows",
            field="file",
        )
    return list(zip(*cells, strict=True)) if cells else [() for _name in wanted]


def _candidate(code: str, texts: Sequence[str]) -> Column:
    """An indicator of the book keeps its direction; what is no indicator is told by the data."""
    indicator = INDICATORS.get(code)
    direction = 0 if indicator is None else 1 if indicator.higher_is_riskier else -1
    column = column_of(code, texts, direction)
    if not column.is_categorical:
        return column
    if indicator is not None or len(set(column.values)) > MOST_CATEGORIES:
        raise FileRefused(
            _(
                "Column “{name}” holds words where numbers or at most {most} categories are "
                "needed. Mend it or leave it out."
            ).format(name=code, most=MOST_CATEGORIES),
            code="too_many_categories",
            field="candidates",
        )
    return column


def _names(said: dict[str, Sequence[str]], name: str) -> Array | None:
    if not name:
        return None
    return np.unique(np.array(said[name], dtype=str), return_inverse=True)[1]


def _days(said: dict[str, Sequence[str]], name: str) -> Array | None:
    if not name:
        return None
    order = order_of(set(said[name]))
    if order in ("mixed", "unclear"):
        raise FileRefused(
            _("Column “{name}”: day and month cannot be told apart. Write YYYY-MM-DD.").format(
                name=name
            ),
            code="bad_date",
            field="day",
        )
    return np.array([_day(text, name, order) for text in said[name]], dtype="datetime64[D]")


def _day(text: str, name: str, order: str) -> dt.date:
    try:
        return parse_date(text, order=order)
    except BadCell as error:
        message = _("Column “{name}”: {reason}.").format(name=name, reason=error)
        raise FileRefused(message, code="bad_date", field="day") from error
