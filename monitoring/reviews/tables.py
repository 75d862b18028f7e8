"""Columns of the list of reviews."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from monitoring.models import Review
from riskcrm.web.tables import END_NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, money, second_line, tier, when
from riskcrm.web.today import today

NOT_ON_CARDS = {"td": {"class": "cell-hide"}}
WRAP = {"td": {"class": "cell-wrap cell-hide"}}


class ReviewTable(tables.Table):  # type: ignore[misc]
    """Reviews as a person scans them: whom, why, until when, and what came of it."""

    customer = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title"}}
    )
    tier = tables.Column(
        accessor="customer__rating__tier", verbose_name=gettext_lazy("Tier"),
        attrs={"td": {"class": "cell-mark"}},
    )  # fmt: skip
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    reasons = tables.Column(verbose_name=gettext_lazy("Reasons"), attrs=WRAP)
    due_date = tables.Column(verbose_name=gettext_lazy("Due"))
    exposure = tables.Column(
        accessor="customer__reading__exposure", verbose_name=gettext_lazy("Exposure"),
        attrs=END_NOT_ON_CARDS,
    )  # fmt: skip
    manager = tables.Column(
        accessor="customer__manager", verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS
    )
    state = tables.Column(
        accessor="result", verbose_name=gettext_lazy("State"), empty_values=(),
    )  # fmt: skip
    completed_at = tables.Column(verbose_name=gettext_lazy("Completed"), attrs=NOT_ON_CARDS)
    completed_by = tables.Column(verbose_name=gettext_lazy("Completed by"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def render_customer(self, record: Review) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            reverse("monitoring:review_detail", args=[record.pk]),
            record.customer.name,
            second_line(record.customer.number_beside_name),
        )

    def render_tier(self, record: Review) -> SafeString:
        return tier(record.customer.rating.tier)

    def render_kind(self, record: Review) -> str:
        return str(record.get_kind_display())

    def render_reasons(self, record: Review) -> str:
        return "; ".join(record.said_reasons) or str(NOTHING)

    def render_due_date(self, record: Review) -> SafeString:
        is_late = record.is_open and record.due_date < today()
        late = format_html(' <span class="danger">{}</span>', _("overdue")) if is_late else ""
        return format_html("{}{}", when(record.due_date), late)

    def render_exposure(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_state(self, record: Review) -> str:
        return str(record.get_result_display() or pgettext("review", "open"))

    def value_state(self, record: Review) -> Any:
        return self.render_state(record)

    def render_completed_at(self, value: dt.datetime) -> SafeString:
        return when(value)
