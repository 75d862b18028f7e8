"""Cells of text into values. Each function answers a value or raises `BadCell` with the reason."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _


class BadCell(Exception):
    """Why a cell cannot be read, in words for the person who sent the file."""


MOST_MONEY = Decimal("9999999999999999.99")
CURRENCY_WORDS = re.compile(
    r"^(?:USD|EUR|GBP|CNY|RMB|JPY|HKD|SGD|AUD|CAD|CHF|US\$|HK\$|[$€£¥])\s*|"
    r"\s*(?:USD|EUR|GBP|CNY|RMB|JPY|HKD|SGD|AUD|CAD|CHF|元|[$€£¥])$",
    re.IGNORECASE,
)
PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?")  # most amounts, by the short way
POINT = re.compile(r"[+-]?\d+(?:\.\d+)?")
GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}")
COMMA = re.compile(r"[+-]?\d+,\d{1,2}")

YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}.*)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?")
MOST_SLIPS = 0.01
EXCEL_EPOCH = dt.date(1899, 12, 30)
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
TOKENS = (
    ("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("YY", "%y"),
    ("M", "%m"), ("D", "%d"), ("年", "年"), ("月", "月"), ("日", "日"),
)  # fmt: skip


def clean(text: str) -> str:
    """Half width, no surrounding space, no characters a database cannot hold."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip()


def parse_money(text: str) -> Decimal:
    """An amount with at most two decimals: `1,234.50`, `1.234,50`, `¥1 234.5`, `(12.00)`.

    Brackets are a minus. `1.500` is refused: it may mean fifteen hundred or one and a half.
    """
    if PLAIN.fullmatch(text):
        return Decimal(text)
    value = _number(text)
    exact = value.quantize(Decimal("0.01"))
    if exact != value:
        raise BadCell(_("“{text}” has more than two decimals").format(text=text))
    if abs(exact) > MOST_MONEY:
        raise BadCell(_("“{text}” is too large").format(text=text))
    return exact


def parse_rate(text: str) -> Decimal:
    """A positive number with at most eight decimals."""
    value = _number(text, decimals_of_three=True)
    if value <= 0 or value >= 10**10 or value != round(value, 8):
        raise BadCell(
            _("“{text}” is not a rate: positive, at most eight decimals").format(text=text)
        )
    return value


def _number(text: str, *, decimals_of_three: bool = False) -> Decimal:
    bare = clean(text)
    negative = bare.startswith("(") and bare.endswith(")")
    if negative:
        bare = bare[1:-1].strip()
    bare = CURRENCY_WORDS.sub("", bare).replace("\u2212", "-")
    bare = CURRENCY_WORDS.sub("", bare)
    bare = re.sub(r"(?<=\d)[\s'’](?=\d{3})", "", bare)
    if POINT.fullmatch(bare):
        decimals = bare.partition(".")[2]
        if len(decimals) == 3 and not decimals_of_three and len(bare.partition(".")[0]) <= 3:
            raise BadCell(
                _("“{text}” may mean thousands or decimals; write it without the point").format(
                    text=text
                )
            )
    elif GROUPED_POINT.fullmatch(bare):
        bare = bare.replace(",", "")
    elif GROUPED_COMMA.fullmatch(bare) or COMMA.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        raise BadCell(_("“{text}” is not an amount").format(text=text))
    try:
        value = Decimal(bare)
    except InvalidOperation as error:  # more digits than a Decimal can be asked for
        raise BadCell(_("“{text}” is not an amount").format(text=text)) from error
    if len(value.as_tuple().digits) > 27:
        raise BadCell(_("“{text}” is too large").format(text=text))
    return -value if negative else value


def strptime_format(text: str) -> str:
    """`DD/MM/YYYY` or `%d/%m/%Y` as the latter. Raises `BadCell` when it names no full date."""
    pattern = text.strip()
    if "%" not in pattern:
        rest, pattern = pattern.upper(), ""
        while rest:
            for token, code in TOKENS:
                if rest.startswith(token):
                    pattern, rest = pattern + code, rest[len(token) :]
                    break
            else:
                pattern, rest = pattern + rest[0], rest[1:]
    codes = re.findall(r"%(.)", pattern)
    if sorted(c.lower() for c in codes if c.lower() in "ymdb") not in (
        ["d", "m", "y"],
        ["b", "d", "y"],
    ):
        raise BadCell(
            _("“{text}” is not a date format. Write it like DD/MM/YYYY or %d/%m/%Y.").format(
                text=text
            )
        )
    return pattern


def parse_date(text: str, *, pattern: str = "", order: str = "") -> dt.date:
    """A date by the pattern, or one that can be read in one way only, or by `order` (dmy, mdy)."""
    bare = clean(text)
    value = _by_pattern(bare, pattern) if pattern else None
    if value is None:
        value = _unambiguous(bare)
    if value is None and not pattern and (match := YEAR_LAST.fullmatch(bare)):
        first, separator, second, year = match.groups()
        day, month = (second, first) if order == "mdy" and separator != "." else (first, second)
        if order or separator == ".":
            value = _date(year, month, day)
    if value is None or not EARLIEST <= value < LATEST:
        raise BadCell(_("“{text}” is not a date").format(text=text))
    return value


def _by_pattern(text: str, pattern: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  (a date has no zone)
    except ValueError:
        return None


def _unambiguous(text: str) -> dt.date | None:
    if match := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return _date(*match.groups())
    if match := SERIAL.fullmatch(text):
        return EXCEL_EPOCH + dt.timedelta(days=int(match.group(1)))
    return None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def order_of(texts: set[str]) -> str:
    """How day and month stand in a column: dmy, mdy, `mixed`, `unclear`, or empty if it is plain.

    The whole column decides: one day above twelve tells for all. A few slips among hundreds of
    dates do not make it `mixed`; their rows are refused, each by its line.
    """
    found = Counter(map(_order, texts))
    rarer, usual = sorted(("dmy", "mdy"), key=lambda order: found[order])
    if found[rarer] > found[usual] * MOST_SLIPS:
        return "mixed"
    if found[usual]:
        return usual
    if found["unclear"]:
        return "unclear"
    return "dmy" if found["same"] else ""


def _order(text: str) -> str:
    match = YEAR_LAST.fullmatch(clean(text))
    if not match or match.group(2) == ".":
        return ""
    first, _separator, second, year = match.groups()
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if day_first is None or month_first is None:  # no date at all tells nothing
        return "dmy" if day_first else "mdy" if month_first else ""
    return "same" if day_first == month_first else "unclear"
