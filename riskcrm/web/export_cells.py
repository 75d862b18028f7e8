"""A cell as a file has it: the value itself, not how the page writes it."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Manager
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2 import A, TemplateColumn

from riskcrm.web.templatetags.riskcrm import NOTHING
from riskcrm.web.today import organisation_zone

Plain = None | str | int | float | Decimal | dt.date | dt.datetime
PLAIN = (str, bool, int, float, Decimal, dt.date, models.Model, Promise)
# what a spreadsheet takes for a formula, in both widths
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
FORMS = re.compile(r"<(form|button|svg|script)\b.*?</\1>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


def cell_of(row: Any, name: str) -> Plain:
    """What this column says of this row: `value_<column>` of the table where there is one, else
    the value that the column reads, else the words that the page shows."""
    column = row.table.columns[name]
    if hasattr(row.table, f"value_{name}"):
        return plain(row.get_cell_value(name))
    try:
        value = A(column.accessor).resolve(row.record)
    except Exception:  # a column that reads no field raises as it likes
        return _words(row, name)
    if value is None and not isinstance(column.column, TemplateColumn):
        return None
    if not isinstance(value, PLAIN):
        return _words(row, name)
    return plain(_display(row.record, column.accessor, value))


def _display(record: Any, accessor: str, value: Any) -> Any:
    """The word of a choice instead of its code."""
    owner, field = A(accessor).penultimate(record)
    if callable(display := getattr(owner, f"get_{field}_display", None)):
        return display()
    return value


def _words(row: Any, name: str) -> Plain:
    text = text_of(str(row.get_cell(name)))
    return None if text == NOTHING else text


def text_of(page: str) -> str:
    """The words of a piece of a page; what can be pressed there is no word of the row."""
    return " ".join(html.unescape(TAGS.sub(" ", FORMS.sub(" ", page))).split())


def plain(value: Any) -> Plain:
    """A value as files can hold it."""
    if value is None or isinstance(value, Manager):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return value.astimezone(organisation_zone()) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal | dt.date):
        return value
    text = text_of(value) if isinstance(value, SafeString) else str(value)
    return None if text == NOTHING else text


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: one that looks like a formula gets an apostrophe before."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_told(text: str) -> str:
    """A text of a file of ours without the apostrophe that `harmless` put before it."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
