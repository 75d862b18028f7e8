"""Cells of text into codes, choices and people. Each raises `BadCell` with the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.currencies import known_currencies, why_unknown
from customers.custom.values import clean
from customers.imports.field import normal
from customers.imports.parsing import BadCell, parse_quantity
from customers.models import CustomField
from customers.selectors import managers_in_reach
from riskcrm.accounts.models import Team, User

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
DAYS = re.compile(r"(?:net|月结)?\s*(\d{1,6})\s*(?:days?|d|天|日)?", re.IGNORECASE)
MOST_DAYS = 3650
LONGEST_URL = 200
YES = frozenset({"yes", "y", "true", "t", "1", "x", "是", "有", "√"})
NO = frozenset({"no", "n", "false", "f", "0", "-", "否", "无", "×"})
Parse = Callable[[str], Any]


def parse_currency(text: str) -> str:
    """A code of three letters; a few usual names and signs stand for theirs."""
    code = CURRENCY_NAMES.get(text.upper(), text.upper())
    if not CURRENCY.fullmatch(code):
        raise BadCell(_("“{text}” is not a currency code of three letters").format(text=text))
    return code


def currency_in_use() -> Parse:
    """The same, of a currency that an amount may be in."""
    known = known_currencies()

    def parse(text: str) -> str:
        code = parse_currency(text)
        if code not in known:
            raise BadCell(why_unknown(code))
        return code

    return parse


def text_of(longest: int) -> Parse:
    def parse(text: str) -> str:
        if "\x00" in text:
            raise BadCell(_("contains a character that cannot be stored"))
        if len(text) > longest:
            raise BadCell(_("is longer than {longest} characters").format(longest=longest))
        return text

    return parse


def parse_days(text: str) -> int:
    """`30`, `NET30`, `30 days`, `30天`."""
    match = DAYS.fullmatch(text)
    if not match or int(match[1]) > MOST_DAYS:
        raise BadCell(
            _("“{text}” is not a number of days from 0 to {most}").format(text=text, most=MOST_DAYS)
        )
    return int(match[1])


def choice_of(
    choices: Sequence[tuple[str, Any]], *, also: Mapping[str, str] | None = None
) -> Parse:
    """A code, or its label in either language; `also` are further words → code."""
    known = {normal(word): code for word, code in (also or {}).items()}
    for language in ("en", "zh-hans"):
        with override(language):
            known.update({normal(force_str(label)): code for code, label in choices})
    known.update({normal(code): code for code, _label in choices})

    def parse(text: str) -> str:
        try:
            return known[normal(text)]
        except KeyError:
            raise BadCell(
                _("“{text}” is not one of: {choices}").format(
                    text=text, choices=" · ".join(map(_told, choices))
                )
            ) from None

    return parse


def choices_of(choices: list[tuple[str, Any]]) -> Parse:
    """Several of the choices, separated by commas, semicolons or `、`; as PostgreSQL's array."""
    one = choice_of(choices)

    def parse(text: str) -> str:
        parts = [part.strip() for part in re.split("[,;、；，]", text)]
        return "{" + ",".join(dict.fromkeys(one(part) for part in parts if part)) + "}"

    return parse


def parse_yes_no(text: str) -> bool:
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell(_("“{text}” is neither yes nor no").format(text=text))


def parse_time(text: str) -> dt.time:
    """`14:30` or `14:30:05`."""
    try:
        return dt.time.fromisoformat(text.rjust(5, "0"))
    except ValueError:
        raise BadCell(_("“{text}” is not a time such as 14:30").format(text=text)) from None


def _told(choice: tuple[str, Any]) -> str:
    code, label = choice[0], force_str(choice[1])
    return code if code == label else f"{code} ({label})"


def parse_country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise BadCell(
            _("“{text}” is not a country code of two letters, such as CN").format(text=text)
        )
    return text.upper()


def parse_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadCell(_("“{text}” is not an e-mail address").format(text=text)) from error
    return text


def parse_url(text: str) -> str:
    """An address on the web; files often leave out the scheme."""
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise BadCell(_("“{text}” is not an address on the web").format(text=text)) from error
    if len(address) > LONGEST_URL:
        raise BadCell(_("is longer than {longest} characters").format(longest=LONGEST_URL))
    return address


def manager_of() -> Parse:
    people = list(managers_in_reach(None).values_list("pk", "username", "name"))
    return _lookup(
        codes=[(username, pk) for pk, username, _name in people],
        names=[(name, pk) for pk, _username, name in people],
        unknown=_("no account manager is called “{text}”"),
        ambiguous=_("two people are called “{text}”; use the user name"),
    )


def person_of_book() -> Parse:
    people = User.objects.people().active().values_list("pk", "username", "name")
    return _lookup(
        codes=[(username, pk) for pk, username, _name in people],
        names=[(name, pk) for pk, _username, name in people],
        unknown=_("nobody here is called “{text}”"),
        ambiguous=_("two people are called “{text}”; use the user name"),
    )


def team_of() -> Parse:
    teams = list(Team.objects.values_list("pk", "code", "name"))
    return _lookup(
        codes=[(code, pk) for pk, code, _name in teams],
        names=[(name, pk) for pk, _code, name in teams],
        unknown=_("“{text}” is not a team"),
        ambiguous=_("two teams are called “{text}”; use the code"),
    )


def own_of(field: CustomField | None) -> Parse:
    """The values of a custom field; yes and no, and choices, in either language."""
    if field is None:
        raise TypeError("a column of a custom field without its definition")
    if field.type == CustomField.Type.CHOICE:
        names = {c[language]: c["code"] for c in field.choices for language in ("en", "zh")}
        return choice_of(field.options, also=names)
    if field.type == CustomField.Type.YES_NO:
        return parse_yes_no
    number = field.type == CustomField.Type.NUMBER

    def parse(text: str) -> Any:
        try:
            return clean(field, parse_quantity(text) if number else text)
        except ValueError as error:
            raise BadCell(str(error)) from error

    return parse


def _lookup(
    *, codes: list[tuple[str, int]], names: list[tuple[str, int]], unknown: str, ambiguous: str
) -> Parse:
    """By code, which is unique, or else by name in any case, width and spacing."""
    exact = dict(codes)
    alike: dict[str, set[int]] = {}
    for name, pk in (*codes, *names):
        alike.setdefault(normal(name), set()).add(pk)

    def parse(text: str) -> int:
        found = {exact[text]} if text in exact else alike.get(normal(text) or text)
        if not found:
            raise BadCell(unknown.format(text=text))
        if len(found) > 1:
            raise BadCell(ambiguous.format(text=text))
        return next(iter(found))

    return parse
