"""One parser per mapped column, with a cache: the cells of a column repeat."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as made_with
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext as _

from customers.imports.celltexts import NOT_WORKED_OUT
from customers.imports.errors import FileRefused
from customers.imports.field import Field, Type
from customers.imports.fields import fields_of
from customers.imports.options import Options
from customers.imports.parsing import (
    BadCell,
    asks_for_order,
    half_width,
    order_of,
    parse_date,
    parse_deadline,
    parse_money,
    parse_number,
    parse_rate,
    strptime_format,
)
from customers.imports.reading import Source
from customers.imports.values import (
    Parse,
    choice_of,
    choices_of,
    currency_in_use,
    manager_of,
    own_of,
    parse_country,
    parse_currency,
    parse_days,
    parse_email,
    parse_time,
    parse_url,
    parse_yes_no,
    person_of_book,
    team_of,
    text_of,
)
from customers.models import Customer, ImportFile
from riskcrm.web.plain import shown_text

CACHE_SIZE = 50_000
LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")
# what else breaks a line; a true line break tells of a stray quotation mark
ODD_BREAK = re.compile("[\t\x0b\x0c\x85\u2028\u2029]+")
SHEET_ERROR = re.compile(r"#(?:N/A|(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC)!|NAME\?)")
LOST_DIGITS = re.compile(r"-?\d(?:\.\d+)?E\+\d+")  # what a spreadsheet makes of long numbers

DATES = (Type.DATE, Type.DEADLINE)


def _in_line(text: str) -> str:
    """The text as `plain_text` has it, but for its true line breaks."""
    return text.strip() if text.isprintable() else ODD_BREAK.sub(" ", shown_text(text)).strip()


CLEAN: dict[Type, Callable[[str], str]] = {  # the rest is looked up, or worked out
    Type.TEXT: _in_line,
    Type.LINES: lambda text: LINE_BREAK.sub(" ", _in_line(text)),
    Type.SEVERAL: lambda text: shown_text(text).strip(),
}


@dataclass
class Column:
    """A mapped column: where it stands, and how its cells are read."""

    field: Field
    index: int
    header: str
    parse: Parse
    clean: Callable[[str], str]
    known: dict[str, tuple[Any, str]] = made_with(default_factory=dict)

    def read(self, cells: list[str]) -> tuple[Any, str]:
        """The value (None for a blank cell) and the reason why there is none."""
        text = cells[self.index] if self.index < len(cells) else ""
        found = self.known.get(text)
        if found is None:
            found = self.read_text(text)
            if len(self.known) >= CACHE_SIZE:
                self.known.clear()
            self.known[text] = found
        return found

    def read_text(self, text: str) -> tuple[Any, str]:
        """The same for one text, without looking for it among those that are known."""
        bare = self.clean(text)
        if not bare:
            if self.field.required:
                return None, _("{field} is missing").format(field=self.field.label)
            return None, ""
        try:
            _refuse_broken(bare, has_lines=self.field.type is Type.SEVERAL)
            return self.parse(bare), ""
        except BadCell as bad:
            return None, str(bad)


def _refuse_broken(text: str, *, has_lines: bool) -> None:
    """What no field can be: the marks that a spreadsheet and a stray quotation mark leave."""
    if not has_lines and ("\n" in text or "\r" in text):
        raise BadCell(_("the cell holds a line break; is a quotation mark before it not closed?"))
    if text == NOT_WORKED_OUT:
        raise BadCell(
            _("the cell holds a formula without a value; open the file in Excel and save it again")
        )
    if text[0] == "#" and SHEET_ERROR.fullmatch(text):
        raise BadCell(_("the cell holds the error {error}").format(error=text))
    if "E+" in text and LOST_DIGITS.fullmatch(text):
        raise BadCell(
            _("“{text}” has lost digits; format the column as text before you fill it").format(
                text=text
            )
        )


def columns_of(
    kind: str, source: Source, mapping: dict[str, str], options: Options
) -> list[Column]:
    """The mapped columns in the order of the kind's fields.

    Reading them raises `FileRefused` when dates can be read in two ways and nothing says which.
    """
    parsers = _Parsers(source, mapping, options, kind)
    return [
        Column(
            field,
            source.header.index(mapping[name]),
            mapping[name],
            parsers.of(field),
            CLEAN.get(field.type, half_width),
        )
        for name, field in fields_of(kind).items()
        if name in mapping
    ]


class _Parsers:
    """Makes the parser of each type; looks at all dates of the file once, where one needs it."""

    def __init__(self, source: Source, mapping: dict[str, str], options: Options, kind: str):
        self.pattern = ""
        self.is_of_rates = kind == ImportFile.Kind.RATES
        self.source = source
        dates = [n for n, f in fields_of(kind).items() if f.type in DATES and n in mapping]
        self.dates = [mapping[name] for name in dates]
        if options.date_format:
            try:
                self.pattern = strptime_format(options.date_format)
            except BadCell as bad:
                raise FileRefused(str(bad), code="bad_date_format", field="date_format") from bad

    @cached_property
    def order(self) -> str:
        return date_order(self.source, self.dates)

    def date(self, text: str) -> dt.date:
        return parse_date(text, pattern=self.pattern, order=self.order_for(text))

    def deadline(self, text: str) -> dt.date:
        return parse_deadline(text, pattern=self.pattern, order=self.order_for(text))

    def order_for(self, text: str) -> str:
        return self.order if not self.pattern and asks_for_order(text) else ""

    def of(self, field: Field) -> Parse:
        makers: dict[Type, Callable[[], Parse]] = {
            Type.DATE: lambda: self.date,
            Type.MONEY: lambda: parse_money,
            Type.RATE: lambda: parse_rate,
            # a rate is what makes a currency of another code known
            Type.CURRENCY: lambda: parse_currency if self.is_of_rates else currency_in_use(),
            Type.DAYS: lambda: parse_days,
            Type.KIND: lambda: choice_of(Customer.Kind.choices),
            Type.INDUSTRY: lambda: choice_of(Customer.Industry.choices),
            Type.COUNTRY: lambda: parse_country,
            Type.EMAIL: lambda: parse_email,
            Type.URL: lambda: parse_url,
            Type.OWN: lambda: own_of(field.own),
            Type.MANAGER: manager_of,
            Type.TEAM: team_of,
            Type.TEXT: lambda: text_of(field.longest),
            Type.LINES: lambda: text_of(field.longest),
            Type.SEVERAL: lambda: text_of(field.longest),
            Type.NUMBER: lambda: partial(parse_number, decimals=field.decimals),
            Type.YES_NO: lambda: parse_yes_no,
            Type.CHOICE: lambda: choice_of(field.choices, also=dict(field.also)),
            Type.CHOICES: lambda: choices_of(list(field.choices)),
            Type.PERSON: person_of_book,
            Type.TIME: lambda: parse_time,
            Type.DEADLINE: lambda: self.deadline,
        }
        return makers[field.type]()


def date_order(source: Source, columns: list[str]) -> str:
    """The order of day and month that the date columns together tell.

    Raises `FileRefused` with a question when they tell nothing or both.
    """
    seen = source.texts_of([source.header.index(column) for column in columns])
    orders = {order_of(texts) for texts in seen}
    told = orders & {"dmy", "mdy"}
    if "mixed" in orders or len(told) == 2:
        raise FileRefused(
            _(
                "Some dates have the day first and some the month. Correct them, or say which "
                "format is right, such as DD/MM/YYYY."
            ),
            code="mixed_dates",
            field="date_format",
        )
    if told:
        return told.pop()
    if "unclear" in orders:
        example = next(t for texts in seen for t in texts if order_of({t}) == "unclear")
        raise FileRefused(
            _(
                "Is {example} {first} or {second}? Say the date format, such as DD/MM/YYYY"
                " or MM/DD/YYYY."
            ).format(
                example=example,
                first=parse_date(example, order="dmy"),
                second=parse_date(example, order="mdy"),
            ),
            code="unclear_dates",
            field="date_format",
        )
    return "dmy" if "same" in orders else ""
