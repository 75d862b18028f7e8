"""Columns of the lists of alert rules and of what a dry run would have raised."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from monitoring.alert_rules.words import row_of, short_text
from monitoring.models import AlertRule, DryRunHit, RuleVersion
from monitoring.tables.alerts import bound_of, figure_of, severity
from riskcrm.web.tables import END, END_NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, second_line, when


class AlertRuleTable(tables.Table):  # type: ignore[misc]
    """The rules, what they watch for, and how many episodes run."""

    name = tables.Column(
        verbose_name=gettext_lazy("Rule"), attrs={"td": {"class": "cell-title cell-wrap"}},
        empty_values=(),
    )  # fmt: skip
    severity = tables.Column(
        verbose_name=gettext_lazy("Severity"), attrs={"td": {"class": "cell-mark"}}
    )
    raise_at = tables.Column(verbose_name=gettext_lazy("Raised at"), attrs=END_NOT_ON_CARDS)
    clear_at = tables.Column(verbose_name=gettext_lazy("Cleared at"), attrs=END_NOT_ON_CARDS)
    escalate_at = tables.Column(
        verbose_name=gettext_lazy("One severity higher at"), attrs=END_NOT_ON_CARDS
    )
    is_active = tables.Column(verbose_name=gettext_lazy("Switched on"))
    number = tables.Column(verbose_name=gettext_lazy("Version"), attrs=END, empty_values=())
    open_state = tables.Column(verbose_name=gettext_lazy("Not decided yet"))
    running = tables.Column(verbose_name=gettext_lazy("Running episodes"), attrs=END)

    class Meta:
        default = NOTHING

    def render_name(self, record: AlertRule) -> SafeString:
        url = reverse("monitoring:alert_rule_detail", args=[record.code])
        name = format_html('<a class="first-line" href="{}">{}</a>', url, record.name)
        words = format_html('<span class="second-line wrap">{}</span>', short_text(record))
        return format_html("{}{}", name, words)

    def value_name(self, record: AlertRule) -> str:
        return record.name

    def render_severity(self, record: AlertRule) -> SafeString:
        return severity(record)

    def render_raise_at(self, record: AlertRule, value: Decimal) -> SafeString:
        return bound_of(record, value)

    def render_escalate_at(self, record: AlertRule, value: Decimal) -> SafeString:
        return bound_of(record, value)

    def render_clear_at(self, record: AlertRule, value: Decimal) -> SafeString:
        return bound_of(record, value, clears=True)

    def render_is_active(self, value: bool) -> str:
        return _("yes") if value else _("no")

    def render_number(self, record: AlertRule) -> SafeString:
        return figure(record.number or None)  # 0 = it never held

    def render_open_state(self, record: Any, value: str) -> SafeString:
        url = reverse("monitoring:rule_version", args=[record.code, record.open_number])
        return format_html('<a href="{}">{}</a>', url, RuleVersion.State(value).label)

    def value_open_state(self, value: str) -> str:
        return str(RuleVersion.State(value).label)

    def render_running(self, record: AlertRule, value: int) -> SafeString:
        url = reverse("monitoring:alert_list") + f"?rule={record.code}&state=running"
        return format_html('<a href="{}">{}</a>', url, figure(value)) if value else figure(value)


class DryRunHitTable(tables.Table):  # type: ignore[misc]
    """Alerts that a rule would have raised, and what became of the customers."""

    customer = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title"}}
    )
    day = tables.Column(verbose_name=gettext_lazy("Raised on"))
    value = tables.Column(verbose_name=gettext_lazy("Figure"), attrs=END)
    severity = tables.Column(
        verbose_name=gettext_lazy("Severity"), attrs={"td": {"class": "cell-mark"}}
    )
    bad_date = tables.Column(verbose_name=pgettext_lazy("customer", "Went bad on"), empty_values=())

    class Meta:
        default = NOTHING

    def render_customer(self, record: DryRunHit) -> SafeString:
        url = reverse("monitoring:customer_detail", args=[record.customer_id])
        name = format_html('<a class="first-line" href="{}">{}</a>', url, record.customer.name)
        return format_html("{}{}", name, second_line(record.customer.number_beside_name))

    def render_day(self, value: dt.date) -> SafeString:
        return when(value)

    def render_value(self, record: DryRunHit, value: Decimal) -> SafeString:
        version = record.dry_run.version
        return figure_of(row_of(version.said, version.rule), value)

    def value_value(self, value: Decimal) -> Decimal:
        return value

    def render_severity(self, record: DryRunHit) -> SafeString:
        return severity(record)

    def render_bad_date(self, value: dt.date | None) -> SafeString:
        if value is None:
            return format_html('<span class="muted">{}</span>', pgettext("customer", "did not"))
        return format_html('<span class="danger">{}</span>', when(value))

    def value_bad_date(self, value: dt.date | None) -> dt.date | None:
        return value
