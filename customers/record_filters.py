"""Filters of facts, for pages and the API alike, made from each declaration."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from customers.filters import OfCustomerFilter, managers
from customers.records import Kind
from customers.records.kinds import Shape
from riskcrm.accounts.models import Team, User

_capfirst = lazy(capfirst, str)


def record_filter(kind: Kind) -> type[filters.FilterSet]:
    """What to look for among facts of this kind: all of it leads through an index or the order."""
    fields: dict[str, Any] = {
        "customer": filters.NumberFilter(
            label=_("Customer id"), field_name="customer_id", widget=forms.HiddenInput()
        ),
        "source_key": filters.CharFilter(label=_capfirst(kind.key_label)),
        "effective_date": filters.DateFromToRangeFilter(label=_capfirst(kind.date_label)),
    }
    for value in kind.values:
        if value.shape is Shape.CHOICE:
            fields[value.name] = filters.ChoiceFilter(
                label=_capfirst(value.label), choices=value.choices, empty_label=_("any")
            )
        elif value.shape is Shape.PERSON:
            fields[value.name] = filters.ModelChoiceFilter(
                label=_capfirst(value.label), queryset=User.objects.people().order_by("name"),
                empty_label=_("any"),
            )  # fmt: skip
        elif value.shape is Shape.YES_NO:
            fields[value.name] = filters.BooleanFilter(label=_capfirst(value.label))
    fields |= {
        "manager": filters.ModelChoiceFilter(
            label=_("Manager"), field_name="customer__manager", queryset=managers,
            empty_label=_("any"),
        ),
        "team": filters.ModelChoiceFilter(
            label=_("Team"), field_name="customer__team", queryset=Team.objects.order_by("name"),
            empty_label=_("any"),
        ),
        "is_void": filters.BooleanFilter(label=_("Void")),
    }  # fmt: skip
    meta = type("Meta", (), {"model": kind.model, "fields": []})
    return type(f"{kind.model.__name__}Filter", (OfCustomerFilter,), {**fields, "Meta": meta})
