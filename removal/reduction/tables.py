"""Columns of the list of reduction steps."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from removal.models import ReductionStep
from removal.reduction.words import value_of
from riskcrm.web.templatetags.riskcrm import NOTHING, when


class ReductionStepTable(tables.Table):  # type: ignore[misc]
    """Steps as people scan them: whom, what, from when, and what is missing."""

    customer = tables.Column(
        verbose_name=_("customer"), accessor="case__customer", attrs={"td": {"class": "cell-title"}}
    )
    state = tables.TemplateColumn(
        template_name="removal/_step_cell_state.html",
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    kind = tables.Column(verbose_name=_("kind"), accessor="get_kind_display")
    value = tables.Column(
        verbose_name=_("value"), empty_values=(),
        attrs={"th": {"class": "end"}, "td": {"class": "end nowrap"}},
    )  # fmt: skip
    ground = tables.Column(verbose_name=_("legal ground"), accessor="get_ground_display")
    effective_date = tables.Column(verbose_name=_("takes effect on"))
    notice_date = tables.Column(verbose_name=_("customer told on"))
    awaits = tables.TemplateColumn(
        template_name="removal/_step_cell_awaits.html", verbose_name=_("other system")
    )
    planned_by = tables.Column(verbose_name=_("planned by"), attrs={"td": {"class": "nowrap"}})
    released_by = tables.Column(verbose_name=_("released by"), attrs={"td": {"class": "nowrap"}})

    class Meta:
        model = ReductionStep
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: ReductionStep) -> SafeString:
        url = reverse("removal:step_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.case.customer.name)

    def render_value(self, record: ReductionStep) -> Any:
        return value_of(record) or NOTHING

    def render_effective_date(self, value: Any) -> SafeString:
        return when(value)

    render_notice_date = render_effective_date
