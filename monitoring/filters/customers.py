"""How the customer list is narrowed: by what the book knows, and by where the customer stands."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.filters import CustomerFilter
from customers.models import Customer
from scoring.models import Tier


def _number(field: str, end: str, label: object) -> django_filters.NumberFilter:
    """At least, or at most, this much of a figure; customers without the figure drop out."""
    attrs = {"step": "any", "min": "0", "inputmode": "decimal"}
    return django_filters.NumberFilter(
        field_name=field, lookup_expr=end, label=label, widget=forms.NumberInput(attrs=attrs)
    )


class FirstFieldsFirst(forms.Form):
    """The bar shows the first four; the others wait behind "More filters"."""

    field_order = ("q", "tier", "manager", "status")


class CustomerListFilter(CustomerFilter):
    tier = django_filters.ChoiceFilter(
        field_name="rating__tier", choices=Tier.choices, label=_("Tier"), empty_label=_("any")
    )
    overdue_min = _number("reading__overdue", "gte", _("Overdue at least"))
    oldest_min = _number("reading__oldest_days", "gte", _("Oldest days at least"))
    use_min = _number("reading__utilisation", "gte", _("Limit use at least, %"))
    score_min = _number("rating__score", "gte", _("Score from"))
    score_max = _number("rating__score", "lte", _("Score to"))
    change_min = _number("rating__change", "gte", _("Risen by"))

    class Meta(CustomerFilter.Meta):
        model = Customer
        form = FirstFieldsFirst
