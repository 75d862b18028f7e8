"""The inputs of forms and the filters of lists that custom fields need."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CustomField, CustomValue
from riskcrm.web.forms import NO_CHOICE

YES_NO = (("true", _("yes")), ("false", _("no")))
Type = CustomField.Type


def _said(text: Any) -> bool | None:
    return {"true": True, "false": False, "True": True, "False": False}.get(str(text))


def input_of(field: CustomField) -> forms.Field:
    """The input in which a person fills in the field."""
    common: dict[str, Any] = {"label": field.label, "required": field.is_required}
    if field.type == Type.NUMBER:
        return forms.DecimalField(max_digits=24, decimal_places=6, **common)
    if field.type == Type.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **common)
    if field.type == Type.YES_NO:
        choices = [("", NO_CHOICE), *YES_NO]
        return forms.TypedChoiceField(choices=choices, coerce=_said, empty_value=None, **common)
    if field.type == Type.CHOICE:
        return forms.ChoiceField(choices=[("", NO_CHOICE), *field.options], **common)
    return forms.CharField(max_length=500, **common)


def initial_of(field: CustomField, value: Any) -> Any:
    """What the input shows of a value."""
    if field.type == Type.YES_NO and value is not None:
        return "true" if value else "false"
    return value


def filters_of(field: CustomField) -> filters.Filter:
    """Equal to a value; numbers and dates from and to one."""
    label = field.label
    if field.type == Type.NUMBER:
        return filters.RangeFilter(label=label, method=_within(field, "number"))
    if field.type == Type.DATE:
        return filters.DateFromToRangeFilter(label=label, method=_within(field, "date"))
    equal = partial(_equal, field)
    if field.type == Type.TEXT:
        return filters.CharFilter(label=label, method=equal)
    choices = YES_NO if field.type == Type.YES_NO else field.options
    return filters.ChoiceFilter(label=label, choices=choices, method=equal, empty_label=_("any"))


def _equal(field: CustomField, customers: Any, _name: str, value: Any) -> Any:
    """The second condition is that of the index."""
    wanted = _said(value) if field.type == Type.YES_NO else str(value).strip()
    return customers.filter(custom__contains={field.code: wanted}).exclude(custom={})


def _within(field: CustomField, column: str) -> Callable[..., Any]:
    def narrowed(customers: Any, _name: str, bounds: slice) -> Any:
        found = CustomValue.objects.filter(field=field)
        for side, bound in (("gte", bounds.start), ("lte", bounds.stop)):
            if bound is not None:
                bound = bound.date() if column == "date" else bound
                found = found.filter(**{f"{column}__{side}": bound})
        return customers.filter(pk__in=found.values("customer_id"))

    return narrowed
