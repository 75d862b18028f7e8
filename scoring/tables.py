"""Columns of the scorecards' list."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.models import ScorecardVersion


class ScorecardVersionTable(tables.Table):  # type: ignore[misc]
    name = tables.Column(
        verbose_name=gettext_lazy("Scorecard"),
        accessor="scorecard__name",
        attrs={"td": {"class": "cell-title"}},
    )
    number = tables.Column(verbose_name=gettext_lazy("Version"))
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="get_state_display")
    use = tables.Column(
        verbose_name=gettext_lazy("Use"),
        accessor="scorecard__is_champion",
        order_by=(),
        attrs={"td": {"class": "nowrap"}},
    )
    created_at = tables.Column(verbose_name=gettext_lazy("Created at"))
    published_at = tables.Column(verbose_name=gettext_lazy("Published at"))
    published_by = tables.Column(verbose_name=gettext_lazy("Published by"))

    class Meta:
        default = NOTHING

    def render_name(self, record: ScorecardVersion) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>',
            reverse("scoring:scorecard_detail", args=[record.pk]),
            record.scorecard.name,
        )

    def render_use(self, record: ScorecardVersion) -> str:
        in_force = record.state == ScorecardVersion.State.PUBLISHED
        return _("scores the book") if record.scorecard.is_champion and in_force else NOTHING

    def render_created_at(self, value: dt.datetime) -> SafeString:
        return when(value)

    def render_published_at(self, value: dt.datetime) -> SafeString:
        return when(value)
