"""Filters of exchange rates, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import ExchangeRate
from riskcrm.web.filters import FilterSet

DAY = forms.DateInput(attrs={"type": "date"})


def _currencies() -> list[tuple[str, str]]:
    codes = ExchangeRate.objects.order_by("currency").values_list("currency", flat=True)
    return [(code, code) for code in codes.distinct()]


class ExchangeRateFilter(FilterSet):
    """Of which currency, from when to when."""

    currency = filters.CharFilter(
        label=_("Currency"), field_name="currency", help_text="ISO 4217, such as EUR"
    )
    effective_date_after = filters.DateFilter(
        label=pgettext_lazy("date", "From"),
        field_name="effective_date",
        lookup_expr="gte",
        widget=DAY,
    )
    effective_date_before = filters.DateFilter(
        label=_("To"), field_name="effective_date", lookup_expr="lte", widget=DAY
    )

    class Meta:
        model = ExchangeRate
        fields: ClassVar[list[str]] = []


class ExchangeRatePageFilter(ExchangeRateFilter):
    """The same with the currencies that there are to choose from."""

    currency = filters.ChoiceFilter(label=_("Currency"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["currency"].extra["choices"] = _currencies()
