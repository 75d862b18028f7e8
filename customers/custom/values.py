"""What a value of a custom field may be, and how it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import CustomField
from customers.services.days import is_odd_day, odd_day
from riskcrm.web.plain import plain_text

LONGEST_TEXT = 500
MOST_NUMBER, MOST_DECIMALS = Decimal(10) ** 18, 6
Values = dict[str, Any]


def merged(
    now: Values, given: Mapping[str, Any], definitions: Iterable[CustomField], *, is_new: bool
) -> Values:
    """The values after `given` are said: a blank one empties its field.

    Raises `ValidationError`, naming each field, for codes that do not exist, values of the wrong
    type, and required fields that would be empty.
    """
    known = {field.code: field for field in definitions}
    errors = [
        _("There is no custom field “{code}”.").format(code=code) for code in given.keys() - known
    ]
    after = dict(now)
    for code in given.keys() & known.keys():
        try:
            value = clean(known[code], given[code])
        except ValueError as error:
            errors.append(f"{known[code].label}: {error}")
            continue
        if value is None:
            after.pop(code, None)
        else:
            after[code] = value
    asked = known if is_new else given.keys() & known.keys()
    errors += [
        _("{field} is required.").format(field=known[code].label)
        for code in asked
        if known[code].is_required and code not in after
    ]
    if errors:
        raise ValidationError({"custom": sorted(errors)})
    return after


def clean(field: CustomField, value: Any) -> Any:
    """The value as it is kept; None for blank. Raises `ValueError` with the reason."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return CLEANERS[field.type](field, value)


def _text(_field: CustomField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("this must be text"))
    text = plain_text(value).strip()
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise ValueError(_("at most {longest} characters").format(longest=LONGEST_TEXT))
    return text


def _number(_field: CustomField, value: Any) -> str:
    """In one spelling, so that equal numbers are equal texts."""
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value).strip())
        if not number.is_finite() or abs(number) >= MOST_NUMBER:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(_("this must be a number")) from None
    if number != round(number, MOST_DECIMALS):
        raise ValueError(_("at most {most} decimals").format(most=MOST_DECIMALS))
    return f"{number.normalize() or Decimal(0):f}"


def _date(_field: CustomField, value: Any) -> str:
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(_("this must be a date such as 2026-03-01")) from None
    if is_odd_day(day):
        raise ValueError(odd_day())
    return day.isoformat()


def _yes_no(_field: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("this must be true or false"))
    return value


def _choice(field: CustomField, value: Any) -> str:
    codes = [choice["code"] for choice in field.choices]
    if value not in codes:
        raise ValueError(_("this must be one of: {codes}").format(codes=", ".join(codes)))
    return str(value)


CLEANERS: dict[str, Callable[[CustomField, Any], Any]] = {
    CustomField.Type.TEXT: _text,
    CustomField.Type.NUMBER: _number,
    CustomField.Type.DATE: _date,
    CustomField.Type.YES_NO: _yes_no,
    CustomField.Type.CHOICE: _choice,
}
