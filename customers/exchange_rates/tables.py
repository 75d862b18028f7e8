"""Columns of the list of exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.models import ExchangeRate
from riskcrm.web.templatetags.riskcrm import NOTHING

END = {"th": {"class": "end"}, "td": {"class": "end figure"}}


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


def shown(rate: Decimal) -> str:
    """All digits of a rate, four decimals at least, and no zeros after them."""
    _whole, _point, decimals = f"{rate.normalize():f}".partition(".")
    return f"{rate:,.{max(len(decimals), 4)}f}"
