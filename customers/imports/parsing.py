"""Cells of text into values. Each function answers a value or raises `BadCell` with the reason."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from customers.services.days import EARLIEST, LATEST


class BadCell(Exception):
    """Why a cell cannot be read, in words for the person who sent the file."""


MOST_MONEY = Decimal("9999999999999999.99")
CENT, RESIDUE = Decimal("0.01"), Decimal("0.000001")  # what lies below the latter is no decimal
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
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\s*[底末]?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?")
TWO_DIGIT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
# dates that may contradict a column's order: typing errors, each refused by its line
MOST_SLIPS = 0.01
ENOUGH_FOR_ONE = 5
EXCEL_EPOCH = dt.date(1899, 12, 30)
ONE_MARK = str.maketrans(".-", "//")  # whoever says DD/MM/YYYY means 03.01.2012 as well
TOKENS = (
    ("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("YY", "%y"),
    ("M", "%m"), ("D", "%d"), ("年", "年"), ("月", "月"), ("日", "日"),
)  # fmt: skip


def half_width(text: str) -> str:
    """Without surrounding space, and in half width: for what is looked up or worked out, never for
    names, which are stored as they are written."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip()


def parse_money(text: str) -> Decimal:
    """An amount with at most two decimals: `1,234.50`, `1.234,50`, `¥1 234.5`, `(12.00)`, `50-`.

    Brackets are a minus. `1.500` is refused: it may mean fifteen hundred or one and a half. What a
    program leaves of 20.2, such as 20.1999999999, is 20.2.
    """
    if PLAIN.fullmatch(text):
        return Decimal(text)
    value = _number(text)
    if abs(value) > MOST_MONEY:
        raise BadCell(_("“{text}” is too large").format(text=text))
    exact = value.quantize(CENT)
    if exact != value.quantize(RESIDUE):
        raise BadCell(_("“{text}” has more than two decimals").format(text=text))
    return exact


def parse_rate(text: str) -> Decimal:
    """A positive number with at most eight decimals."""
    value = _number(text, decimals_of_three=True)
    if value <= 0 or value >= 10**10 or value != round(value, 8):
        raise BadCell(
            _("“{text}” is not a rate: positive, at most eight decimals").format(text=text)
        )
    return value


def parse_number(text: str, *, decimals: int) -> Decimal:
    """A number with at most so many decimals; a per cent sign counts for nothing."""
    value = _number(text.removesuffix("%").removesuffix("％"), decimals_of_three=True)
    if abs(value) >= 10**8:
        raise BadCell(_("“{text}” is too large").format(text=text))
    if value != round(value, decimals):
        message = _("“{text}” has more than {decimals} decimals")
        raise BadCell(message.format(text=text, decimals=decimals))
    return value.quantize(Decimal(1).scaleb(-decimals))


def parse_quantity(text: str) -> Decimal:
    """A number as people write it; `1.500` is refused, since it may be fifteen hundred."""
    return _number(text)


def _number(text: str, *, decimals_of_three: bool = False) -> Decimal:
    bare = _bare_number(text)
    if POINT.fullmatch(bare):
        whole, _point, decimals = bare.partition(".")
        if len(decimals) == 3 and not decimals_of_three and len(whole.lstrip("+-")) <= 3:
            raise BadCell(
                _(
                    "“{text}” has three decimals, or its point stands for thousands; write it with"
                    " two decimals or without the point"
                ).format(text=text)
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
    return value


def _bare_number(text: str) -> str:
    """The number without currency and spaces; its minus, or what stands for it, in front."""
    bare = half_width(text).replace("\u2212", "-")
    bracketed = bare.startswith("(") and bare.endswith(")")
    if bracketed:
        bare = bare[1:-1].strip()
    bare = CURRENCY_WORDS.sub("", bare)
    bare = CURRENCY_WORDS.sub("", bare)
    bare = re.sub(r"(?<=\d)[\s'’](?=\d{3})", "", bare)
    if bracketed:
        return "-" + bare
    return "-" + bare[:-1].rstrip() if bare.endswith("-") else bare


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
    bare = half_width(text)
    value = _by_pattern(bare, pattern) if pattern else None
    if value is None:
        value = _unambiguous(bare)
    if value is None and not pattern and (match := YEAR_LAST.fullmatch(bare)):
        first, separator, second, year = match.groups()
        day, month = (second, first) if order == "mdy" and separator != "." else (first, second)
        if order or separator == ".":
            value = day_of(year, month, day)
    if value is None and not pattern and TWO_DIGIT_YEAR.fullmatch(bare):
        raise BadCell(
            _("“{text}” has a year of two digits; say the date format, such as DD/MM/YY").format(
                text=text
            )
        )
    if value is None or not EARLIEST <= value < LATEST:
        raise BadCell(_("“{text}” is not a date").format(text=text))
    return value


def parse_deadline(text: str, *, pattern: str = "", order: str = "") -> dt.date:
    """A date, or the last day of a month that is named without a day: `2026年3月底`."""
    match = MONTH.fullmatch(half_width(text))
    first = day_of(match.group(1), match.group(2), "1") if match else None
    if first is None:
        return parse_date(text, pattern=pattern, order=order)
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _by_pattern(text: str, pattern: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(  # noqa: DTZ007  (a date has no zone)
            text.translate(ONE_MARK), pattern.translate(ONE_MARK)
        ).date()
    except ValueError:
        return None


def _unambiguous(text: str) -> dt.date | None:
    if match := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return day_of(*match.groups())
    if match := SERIAL.fullmatch(text):
        return EXCEL_EPOCH + dt.timedelta(days=int(match.group(1)))
    return None


def day_of(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def order_of(texts: set[str]) -> str:
    """How day and month stand in a column: dmy, mdy, `mixed`, `unclear`, `same` (02/02/2026 is one
    day either way), or empty if it is plain.

    The whole column decides: one day above twelve tells for all. A slip does not make it `mixed`:
    its row is refused by its line.
    """
    found = Counter(map(_order, texts))
    rarer, usual = sorted(("dmy", "mdy"), key=lambda order: found[order])
    slips = max(found[usual] * MOST_SLIPS, 1 if found[usual] >= ENOUGH_FOR_ONE else 0)
    if found[rarer] > slips:
        return "mixed"
    if found[usual]:
        return usual
    return next((order for order in ("unclear", "same") if found[order]), "")


def asks_for_order(text: str) -> bool:
    """Whether it takes the order of day and month to read this date."""
    return _order(text) != ""


def _order(text: str) -> str:
    match = YEAR_LAST.fullmatch(half_width(text))
    if not match or match.group(2) == ".":
        return ""
    first, _separator, second, year = match.groups()
    day_first, month_first = day_of(year, second, first), day_of(year, first, second)
    if day_first is None or month_first is None:  # no date at all tells nothing
        return "dmy" if day_first else "mdy" if month_first else ""
    return "same" if day_first == month_first else "unclear"
