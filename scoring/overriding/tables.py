"""Columns of the list of overrides."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.models import Override


class OverrideTable(tables.Table):  # type: ignore[misc]
    """Overrides as people scan them: whom, from which tier to which, and until when."""

    customer = tables.Column(verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}})
    state = tables.Column(
        verbose_name=_("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    computed_tier = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.computed_tier %}", verbose_name=_("computed tier then")
    )
    tier = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.tier %}", verbose_name=_("tier asked for")
    )
    reason = tables.Column(verbose_name=_("reason"), accessor="get_reason_display")
    requested_by = tables.Column(verbose_name=_("requested by"), attrs={"td": {"class": "nowrap"}})
    requested_at = tables.Column(verbose_name=_("requested at"))
    decided_by = tables.Column(verbose_name=_("decided by"), attrs={"td": {"class": "nowrap"}})
    expires_on = tables.Column(verbose_name=_("last day"))

    class Meta:
        model = Override
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: Override) -> SafeString:
        url = reverse("scoring:override_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.customer.name)

    def render_requested_at(self, value: Any) -> SafeString:
        return when(value)

    render_expires_on = render_requested_at
