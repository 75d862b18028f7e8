"""Columns of the list of back-tests."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.back_tests.forms import name_of
from scoring.models import BackTest, ScorecardVersion
from scoring.templatetags.scoring import estimate


class BackTestTable(tables.Table):  # type: ignore[misc]
    card_version = tables.Column(
        verbose_name=gettext_lazy("Card"), attrs={"td": {"class": "cell-title"}}
    )
    challenger = tables.Column(verbose_name=gettext_lazy("Challenger"))
    months = tables.Column(
        verbose_name=gettext_lazy("Months"), accessor="first_month", order_by=(),
        attrs={"td": {"class": "nowrap"}},
    )  # fmt: skip
    label = tables.Column(verbose_name=gettext_lazy("Bad"), accessor="days", order_by=())
    auc = tables.Column(
        verbose_name=gettext_lazy("AUC"), accessor="pk", order_by=(),
        attrs={"td": {"class": "end nowrap"}, "th": {"class": "end"}},
    )  # fmt: skip
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="run__state", order_by=())
    requested_by = tables.Column(verbose_name=gettext_lazy("Requested by"))
    requested_at = tables.Column(verbose_name=gettext_lazy("Requested at"))

    class Meta:
        default = NOTHING

    def render_card_version(self, record: BackTest) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>',
            reverse("scoring:back_test_detail", args=[record.pk]),
            name_of(record.card_version),
        )

    def render_challenger(self, value: ScorecardVersion) -> str:
        return name_of(value)

    def render_months(self, record: BackTest) -> str:
        return f"{record.first_month:%Y-%m} – {record.final_month:%Y-%m}"

    def render_label(self, record: BackTest) -> str:
        return _("over %(days)s days past due within %(horizon)s days") % {
            "days": record.days,
            "horizon": record.horizon,
        }

    def render_auc(self, record: BackTest) -> str | SafeString:
        return estimate(record.result["card"]["auc"]) if record.result else NOTHING

    def render_state(self, record: BackTest) -> str:
        return state_of(record)

    def render_requested_at(self, value: dt.datetime) -> SafeString:
        return when(value)


def state_of(back_test: BackTest) -> str:
    """Where a back-test stands: its run may be done a moment before its rows are measured."""
    if back_test.result is None and back_test.run.state == "done":
        return _("being measured")
    return str(back_test.run.get_state_display())
