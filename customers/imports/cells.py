"""One parser per mapped column, with a cache: the cells of a column repeat."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as made_with
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.imports.errors import FileRefused
from customers.imports.fields import Field, Type, fields_of, normal
from customers.imports.options import Options
from customers.imports.parsing import (
    BadCell,
    clean,
    order_of,
    parse_date,
    parse_money,
    parse_rate,
    strptime_format,
)
from customers.imports.reading import Source
from customers.models import Customer
from riskcrm.accounts.models import Team, User

CACHE_SIZE = 50_000
CURRENCY = re.compile(r"[A-Z]{3}")
CURRENCY_NAMES = {
    "人民币": "CNY",
    "RMB": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "港币": "HKD",
    "¥": "CNY",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}
Parse = Callable[[str], Any]


@dataclass
class Column:
    """A mapped column: where it stands, and how its cells are read."""

    field: Field
    index: int
    header: str
    parse: Parse
    known: dict[str, tuple[Any, str]] = made_with(default_factory=dict)

    def read(self, cells: list[str]) -> tuple[Any, str]:
        """The value (None for a blank cell) and the reason why there is none."""
        text = cells[self.index] if self.index < len(cells) else ""
        found = self.known.get(text)
        if found is None:
            found = self._read(text)
            if len(self.known) >= CACHE_SIZE:
                self.known.clear()
            self.known[text] = found
        return found

    def _read(self, text: str) -> tuple[Any, str]:
        bare = clean(text)
        if not bare:
            if self.field.required:
                return None, _("{field} is missing").format(field=self.field.label)
            return None, ""
        try:
            return self.parse(bare), ""
        except BadCell as bad:
            return None, f"{self.header}: {bad}"


def columns_of(
    kind: str, source: Source, mapping: dict[str, str], options: Options
) -> list[Column]:
    """The mapped columns in the order of the kind's fields.

    Raises `FileRefused` when dates can be read in two ways and nothing says which.
    """
    parsers = _Parsers(source, mapping, options, kind)
    return [
        Column(field, source.header.index(mapping[name]), mapping[name], parsers.of(field))
        for name, field in fields_of(kind).items()
        if name in mapping
    ]


class _Parsers:
    """Makes the parser of each type; looks at all dates of the file once."""

    def __init__(self, source: Source, mapping: dict[str, str], options: Options, kind: str):
        self.pattern = ""
        self.order = ""
        if options.date_format:
            try:
                self.pattern = strptime_format(options.date_format)
            except BadCell as bad:
                raise FileRefused(str(bad), code="bad_date_format", field="date_format") from bad
        else:
            dates = [n for n, f in fields_of(kind).items() if f.type is Type.DATE and n in mapping]
            self.order = date_order(source, [mapping[name] for name in dates])

    def of(self, field: Field) -> Parse:
        makers: dict[Type, Callable[[], Parse]] = {
            Type.DATE: lambda: (
                lambda text: parse_date(text, pattern=self.pattern, order=self.order)
            ),
            Type.MONEY: lambda: parse_money,
            Type.RATE: lambda: parse_rate,
            Type.CURRENCY: lambda: parse_currency,
            Type.WHOLE: lambda: _whole,
            Type.KIND: lambda: _choice(Customer.Kind.choices),
            Type.INDUSTRY: lambda: _choice(Customer.Industry.choices),
            Type.COUNTRY: lambda: _country,
            Type.EMAIL: lambda: _email,
            Type.MANAGER: _manager,
            Type.TEAM: _team,
            Type.TEXT: lambda: _text(field.longest),
        }
        return makers[field.type]()


def date_order(source: Source, columns: list[str]) -> str:
    """The order of day and month that the date columns together tell.

    Raises `FileRefused` with a question when they tell nothing or both.
    """
    indexes = [source.header.index(column) for column in columns]
    seen: list[set[str]] = [set() for _index in indexes]
    for _line, cells in source.rows():
        for texts, index in zip(seen, indexes, strict=True):
            if index < len(cells) and len(texts) < 200_000:
                texts.add(cells[index])
    orders = {order_of(texts) for texts in seen} - {""}
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
    return ""


def parse_currency(text: str) -> str:
    """A code of three letters; a few usual names and signs stand for theirs."""
    code = CURRENCY_NAMES.get(text.upper(), text.upper())
    if not CURRENCY.fullmatch(code):
        raise BadCell(_("“{text}” is not a currency code of three letters").format(text=text))
    return code


def _text(longest: int) -> Parse:
    def parse(text: str) -> str:
        if "\x00" in text:
            raise BadCell(_("contains a character that cannot be stored"))
        if len(text) > longest:
            raise BadCell(_("is longer than {longest} characters").format(longest=longest))
        return text

    return parse


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 3650:
        raise BadCell(_("“{text}” is not a number of days").format(text=text))
    return int(text)


def _choice(choices: list[tuple[str, Any]]) -> Parse:
    """A code, or its label in either language."""
    known: dict[str, str] = {}
    for language in ("en", "zh-hans"):
        with override(language):
            known.update({normal(force_str(label)): code for code, label in choices})
    known.update({normal(code): code for code, _label in choices})

    def parse(text: str) -> str:
        try:
            return known[normal(text)]
        except KeyError:
            codes = ", ".join(code for code, _label in choices)
            raise BadCell(
                _("“{text}” is not one of: {codes}").format(text=text, codes=codes)
            ) from None

    return parse


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise BadCell(_("“{text}” is not a country code of two letters").format(text=text))
    return text.upper()


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadCell(_("“{text}” is not an e-mail address").format(text=text)) from error
    return text


def _manager() -> Parse:
    people = User.objects.people().active().values_list("pk", "username", "name")
    known = {}
    for pk, username, name in people:
        known.update({normal(name): pk, normal(username): pk})
    return _lookup(known, _("no user is called “{text}”"))


def _team() -> Parse:
    known = {}
    for pk, code, name in Team.objects.values_list("pk", "code", "name"):
        known.update({normal(code): pk, normal(name): pk})
    return _lookup(known, _("“{text}” is not a team"))


def _lookup(known: dict[str, int], message: str) -> Parse:
    def parse(text: str) -> int:
        pk = known.get(normal(text))
        if pk is None:
            raise BadCell(message.format(text=text))
        return pk

    return parse
