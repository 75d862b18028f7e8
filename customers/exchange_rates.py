"""Exchange rates as people see them: filters, columns, the form, the picture of one currency."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import ExchangeRate
from riskcrm.web.templatetags.riskcrm import NOTHING

MOST_POINTS = 400
DAY = forms.DateInput(attrs={"type": "date"})
END = {"th": {"class": "end"}, "td": {"class": "end figure"}}


def _currencies() -> list[tuple[str, str]]:
    codes = ExchangeRate.objects.order_by("currency").values_list("currency", flat=True)
    return [(code, code) for code in codes.distinct()]


class ExchangeRateFilter(filters.FilterSet):  # type: ignore[misc]
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


class ExchangeRateTable(tables.Table):  # type: ignore[misc]
    """Rates, the newest first; of several for one day the one recorded last counts."""

    currency = tables.Column(verbose_name=_("currency"), attrs={"td": {"class": "cell-title"}})
    effective_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.effective_date %}", verbose_name=_("in force from")
    )
    rate = tables.Column(verbose_name=_("rate"), attrs=END)
    recorded_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.recorded_at %}", verbose_name=_("recorded at")
    )
    is_applied = tables.TemplateColumn(
        template_name="customers/_rate_cell_applied.html",
        verbose_name=_("documents follow it"),
    )

    class Meta:
        model = ExchangeRate
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_rate(self, value: Decimal) -> str:
        return shown(value)


class ExchangeRateForm(forms.Form):
    """One rate, typed in."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR.")
    )
    effective_date = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


def shown(rate: Decimal) -> str:
    """All digits of a rate, four decimals at least, and no zeros after them."""
    _whole, _point, decimals = f"{rate.normalize():f}".partition(".")
    return f"{rate:,.{max(len(decimals), 4)}f}"


def course_of(currency: str) -> dict[str, Any] | None:
    """The latest rates of a currency for a chart, the oldest first; nothing where there is one
    rate only. One query."""
    rows = ExchangeRate.objects.filter(currency=currency)
    newest = rows.order_by("-effective_date", "-recorded_at").distinct("effective_date")
    points: list[tuple[dt.date, Decimal]] = list(
        newest.values_list("effective_date", "rate")[:MOST_POINTS]
    )
    if len(points) < 2:
        return None
    points.reverse()
    values = [float(rate) for _day, rate in points]
    return {
        "categories": [day.isoformat() for day, _rate in points],
        "series": [{"name": currency, "values": values, "steps": True}],
        "time": True,
        "min": min(values) * 0.98,  # what moves by little would lie flat above zero
    }
