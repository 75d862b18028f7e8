"""Filters in force, said in words, each of which can be taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise

Text = str | Promise
# a range has two parameters; the sign says which end a chip stands for
RANGE_ENDS = {"_min": "≥", "_max": "≤", "_after": "≥", "_before": "≤"}


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: Text
    value: Text
    without: str


def field_of(form: Any, parameter: str) -> Any:
    """The form field that a parameter of the address feeds; a range has two parameters."""
    if parameter in form.fields:
        return form.fields[parameter]
    for end in RANGE_ENDS:
        if parameter.endswith(end) and parameter.removesuffix(end) in form.fields:
            return form.fields[parameter.removesuffix(end)]
    return None


def shown_bound(form: Any, parameter: str, value: str) -> Text:
    """The words for a value in the address, with its sign where it bounds a range."""
    words = shown_value(field_of(form, parameter), value)
    if parameter in form.fields:
        return words
    sign = next(sign for end, sign in RANGE_ENDS.items() if parameter.endswith(end))
    return f"{sign} {words}"


def shown_value(field: Any, value: str) -> Text:
    """The words for a value in the address: the choice's label, the row's name, else itself."""
    queryset = getattr(field, "queryset", None)
    if isinstance(queryset, models.QuerySet):
        key = getattr(field, "to_field_name", None) or "pk"
        try:
            found = queryset.filter(**{key: value}).first()
        except (ValueError, ValidationError):
            found = None
        return str(found) if found else value
    for choice, label in getattr(field, "choices", ()):
        if str(choice) == value:
            return label if isinstance(label, str | Promise) else str(label)
    return value
