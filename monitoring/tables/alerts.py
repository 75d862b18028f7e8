"""Columns of the list of alerts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.alert_rules.subjects import SUBJECTS, Kind
from monitoring.alert_rules.tree import Measure
from monitoring.alert_rules.words import value_text
from monitoring.models import Alert, AlertRule, DryRunHit
from riskcrm.web.export_cells import text_of
from riskcrm.web.tables import END, END_NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, money, second_line, tier, when
from scoring.indicators import INDICATORS
from scoring.templatetags.scoring import reading

NOT_ON_CARDS = {"td": {"class": "cell-hide"}}
# like tiers: colour, shape and word say the same thing
SHAPES = {"low": "▽", "medium": "▲", "high": "■", "critical": "◆"}


def severity(alert: Alert | AlertRule | DryRunHit) -> SafeString:
    """A severity as shape and word in its colour."""
    return format_html(
        '<span class="severity severity-{}"><span aria-hidden="true">{}</span>{}</span>',
        alert.severity,
        SHAPES.get(alert.severity, ""),
        alert.get_severity_display(),
    )


def figure_of(rule: AlertRule, value: Decimal | None) -> SafeString:
    """A figure that a rule looks at: in the unit of its indicator as it is, else in words."""
    indicator = INDICATORS.get(rule.subject)
    if value is None or rule.subject not in SUBJECTS or (indicator and not rule.versus):
        return reading(value, indicator)
    measure = Measure(rule.subject, rule.versus, rule.days, rule.as_share, rule.provider)
    if measure.kind is Kind.SCORE and not rule.as_share:
        return reading(value, None)
    return format_html('<span class="figure">{}</span>', value_text(measure, value))


def bound_of(rule: AlertRule, value: Decimal, *, clears: bool = False) -> SafeString:
    """A mark of a rule with its sign; what clears an alert lies on the other side."""
    sign = "≤" if rule.falling != clears else "≥"
    return format_html("{} {}", sign, figure_of(rule, value))


def figure_link(alert: Alert, value: Decimal | None) -> SafeString:
    """The latest figure of an alert; it leads to the rows behind it."""
    shown = figure_of(alert.rule, value)
    if value is None or alert.rule.subject not in INDICATORS:
        return shown
    url = reverse("scoring:indicator_rows", args=[alert.customer_id, alert.rule.subject])
    return format_html('<a href="{}">{}</a>', url, shown)


class AlertTable(tables.Table):  # type: ignore[misc]
    """Alerts as a person scans them: how grave, whom, what, until when."""

    severity = tables.Column(
        verbose_name=gettext_lazy("Severity"), attrs={"td": {"class": "cell-mark"}}
    )
    rule = tables.Column(
        verbose_name=gettext_lazy("Alert"), attrs={"td": {"class": "cell-title cell-wrap"}}
    )
    customer = tables.Column(verbose_name=gettext_lazy("Customer"))
    tier = tables.Column(
        accessor="customer__rating__tier", verbose_name=gettext_lazy("Tier"), attrs=NOT_ON_CARDS
    )
    value = tables.Column(
        accessor="evidence_value",
        verbose_name=gettext_lazy("Latest figure"),
        attrs=END,
        empty_values=(),
    )
    exposure = tables.Column(
        accessor="customer__reading__exposure",
        verbose_name=gettext_lazy("Exposure"),
        attrs=END_NOT_ON_CARDS,
    )
    manager = tables.Column(
        accessor="customer__manager", verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS
    )
    assignee = tables.Column(verbose_name=gettext_lazy("Assigned to"), attrs=NOT_ON_CARDS)
    level = tables.Column(verbose_name=gettext_lazy("Level"), attrs=NOT_ON_CARDS)
    raised_at = tables.Column(verbose_name=gettext_lazy("Raised"), attrs=NOT_ON_CARDS)
    hits = tables.Column(verbose_name=gettext_lazy("Times seen"), attrs=END_NOT_ON_CARDS)
    due_at = tables.Column(verbose_name=gettext_lazy("Acknowledge by"))

    class Meta:
        default = NOTHING

    def render_severity(self, record: Alert) -> SafeString:
        return severity(record)

    def render_rule(self, record: Alert) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>',
            reverse("monitoring:alert_detail", args=[record.pk]),
            record.rule.name,
        )

    def render_customer(self, record: Alert) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            reverse("monitoring:customer_detail", args=[record.customer_id]),
            record.customer.name,
            second_line(record.customer.number_beside_name),
        )

    def render_tier(self, record: Alert) -> SafeString:
        # the value handed in would be the word of the choice, in the reader's language
        return tier(record.customer.rating.tier)

    def render_value(self, record: Any) -> SafeString:
        evidence = record.newest
        if evidence is None:
            return format_html("{}", NOTHING)
        if evidence.to_tier:
            return format_html("{} → {}", tier(evidence.from_tier), tier(evidence.to_tier))
        return figure_link(record, record.figure)

    def value_value(self, record: Any) -> Any:
        evidence = record.newest
        if evidence is not None and evidence.to_tier:
            return text_of(self.render_value(record))
        return None if evidence is None else record.figure

    def render_exposure(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_raised_at(self, value: dt.datetime) -> SafeString:
        return when(value)

    def render_hits(self, value: int) -> SafeString:
        return figure(value)

    def render_due_at(self, record: Any) -> SafeString:
        if record.cleared_at is not None:
            return format_html(
                '<span class="muted">{} {}</span><span class="second-line">{}</span>',
                _("cleared"),
                when(record.cleared_at),
                record.get_cleared_because_display(),
            )
        if closure := getattr(record, "closure", None):
            said = _("closed: %(outcome)s") % {"outcome": closure.get_outcome_display()}
            return format_html('<span class="muted">{}</span>', said)
        if record.asleep:
            said = _("snoozed until")
            return format_html('<span class="muted">{} {}</span>', said, when(record.snoozed_until))
        if not record.is_open:
            return format_html('<span class="muted">{}</span>', _("acknowledged"))
        late = format_html(' <span class="danger">{}</span>', _("late")) if record.late else ""
        return format_html("{}{}", when(record.due_at), late)
