"""Columns of the list of fitted scorecards."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.models import Fitting


class FittingTable(tables.Table):  # type: ignore[misc]
    name = tables.Column(verbose_name=_("Name"), attrs={"td": {"class": "cell-title"}})
    source = tables.Column(verbose_name=_("Source"), accessor="get_source_display")
    days = tables.Column(verbose_name=_("Days past due"))
    horizon = tables.Column(verbose_name=_("Days ahead"))
    state = tables.Column(verbose_name=_("State"), accessor="get_state_display")
    auc = tables.Column(verbose_name=_("AUC"), accessor="auc", order_by=())
    requested_by = tables.Column(verbose_name=_("Requested by"))
    created_at = tables.Column(verbose_name=_("Requested at"))

    class Meta:
        default = NOTHING

    def render_name(self, record: Fitting) -> SafeString:
        url = reverse("scoring:fitting_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.name)

    def render_auc(self, value: float) -> str:
        return f"{value:.3f}"

    def render_created_at(self, value: dt.datetime) -> SafeString:
        return when(value)
