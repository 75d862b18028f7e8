"""Columns of alerts by customer and of the quality of rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from monitoring.alerting import quality
from monitoring.models import Alert, RuleQuality
from monitoring.tables.alerts import NOT_ON_CARDS, severity
from riskcrm.web.tables import END, END_NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, money, second_line, tier, when

WIDE = {"td": {"class": "cell-wrap cell-hide"}}
FEW = gettext_lazy("too few to say")
ADVICE = {
    quality.Advice.RETIRE: gettext_lazy("retire it"),
    quality.Advice.TIGHTEN: gettext_lazy("tighten it"),
}


def alerts_link(shown: Any, **asked: Any) -> SafeString:
    """A figure that leads to its alerts."""
    url = f"{reverse('monitoring:alert_list')}?{urlencode(asked)}"
    return format_html('<a href="{}">{}</a>', url, shown)


def name_of_quarter(quarter: dt.date) -> str:
    number = (quarter.month + 2) // 3
    return _("Q%(number)d %(year)d") % {"number": number, "year": quarter.year}


class AlertedCustomerTable(tables.Table):  # type: ignore[misc]
    """Customers with running alerts, those at stake most first."""

    gravest = tables.Column(
        accessor="pk",
        verbose_name=gettext_lazy("Gravest"),
        attrs={"td": {"class": "cell-mark"}},
    )
    name = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title cell-wrap"}}
    )
    tier = tables.Column(
        accessor="rating__tier", verbose_name=gettext_lazy("Tier"), attrs=NOT_ON_CARDS
    )
    running = tables.Column(accessor="pk", verbose_name=gettext_lazy("Running alerts"), attrs=END)
    waiting = tables.Column(accessor="pk", verbose_name=gettext_lazy("Not acknowledged"), attrs=END)
    rules = tables.Column(accessor="pk", verbose_name=gettext_lazy("Rules"), attrs=WIDE)
    due_at = tables.Column(accessor="pk", verbose_name=gettext_lazy("Acknowledge by"))
    exposure = tables.Column(
        accessor="reading__exposure",
        verbose_name=gettext_lazy("Exposure"),
        attrs=END_NOT_ON_CARDS,
    )
    manager = tables.Column(verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def render_gravest(self, record: Any) -> SafeString | str:
        return severity(record.alerts_now[0]) if record.alerts_now else NOTHING

    def value_gravest(self, record: Any) -> str:
        return record.alerts_now[0].get_severity_display() if record.alerts_now else ""

    def render_name(self, record: Any) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}{}',
            reverse("monitoring:customer_detail", args=[record.pk]),
            record.name,
            second_line(record.number_beside_name),
            second_line(self.render_rules(record)),
        )

    def value_name(self, record: Any) -> str:
        return str(record.name)

    def render_tier(self, record: Any) -> SafeString:
        return tier(record.rating.tier)

    def render_running(self, record: Any) -> SafeString:
        return alerts_link(figure(len(record.alerts_now)), customer=record.pk, state="running")

    def value_running(self, record: Any) -> int:
        return len(record.alerts_now)

    def render_waiting(self, record: Any) -> SafeString:
        return alerts_link(figure(len(record.alerts_open)), customer=record.pk, state="open")

    def value_waiting(self, record: Any) -> int:
        return len(record.alerts_open)

    def render_rules(self, record: Any) -> str:
        names = dict.fromkeys(alert.rule.name for alert in record.alerts_now)
        return pgettext("punctuation", ", ").join(names)

    def render_due_at(self, record: Any) -> SafeString | str:
        due = min((alert.due_at for alert in record.alerts_open), default=None)
        if due is None:
            return NOTHING
        late = format_html(' <span class="danger">{}</span>', _("late")) if record.late else ""
        return format_html("{}{}", when(due), late)

    def value_due_at(self, record: Any) -> Any:
        return min((alert.due_at for alert in record.alerts_open), default=None)

    def render_exposure(self, value: Decimal) -> SafeString:
        return money(value, 0)


class RuleQualityTable(tables.Table):  # type: ignore[misc]
    """How good each rule was in a quarter. Each figure leads to the alerts it counts."""

    rule = tables.Column(
        accessor="pk",
        verbose_name=gettext_lazy("Rule"),
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )
    advice = tables.Column(accessor="pk", verbose_name=gettext_lazy("Suggestion"))
    alerts = tables.Column(verbose_name=gettext_lazy("Alerts"), attrs=END)
    precision = tables.Column(accessor="pk", verbose_name=gettext_lazy("Precision, %"), attrs=END)
    recall = tables.Column(accessor="pk", verbose_name=gettext_lazy("Recall, %"), attrs=END)
    lead_days = tables.Column(
        accessor="pk", verbose_name=gettext_lazy("Days ahead, median"), attrs=END
    )
    per_day = tables.Column(
        accessor="pk", verbose_name=gettext_lazy("Per analyst day"), attrs=END_NOT_ON_CARDS
    )
    idle = tables.Column(
        accessor="pk", verbose_name=gettext_lazy("Closed without action, %"), attrs=END_NOT_ON_CARDS
    )
    late = tables.Column(verbose_name=gettext_lazy("Missed a deadline, %"), attrs=END_NOT_ON_CARDS)
    duplicates = tables.Column(
        accessor="pk", verbose_name=gettext_lazy("Duplicates suppressed"), attrs=END_NOT_ON_CARDS
    )
    snoozed = tables.Column(
        accessor="pk", verbose_name=gettext_lazy("Snoozed now"), attrs=END_NOT_ON_CARDS
    )

    class Meta:
        default = NOTHING

    def render_rule(self, record: RuleQuality) -> SafeString | str:
        if record.rule is None:
            return format_html("<strong>{}</strong>", _("All rules"))
        url = reverse("monitoring:rule_quality", args=[record.rule.code])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.rule.name)

    def value_rule(self, record: RuleQuality) -> str:
        return record.rule.name if record.rule else _("All rules")

    def render_alerts(self, record: RuleQuality) -> SafeString:
        return counted(record, record.alerts)

    def value_alerts(self, record: RuleQuality) -> int:
        return record.alerts

    def render_precision(self, record: RuleQuality) -> SafeString:
        return share(record, quality.precision(record), result="right")

    def value_precision(self, record: RuleQuality) -> Decimal | None:
        return quality.precision(record)

    def render_recall(self, record: RuleQuality) -> SafeString:
        return to_rule(record, quality.recall(record))

    def value_recall(self, record: RuleQuality) -> Decimal | None:
        return quality.recall(record)

    def render_lead_days(self, record: RuleQuality) -> SafeString:
        return to_rule(record, quality.lead_days(record))

    def value_lead_days(self, record: RuleQuality) -> Decimal | None:
        return quality.lead_days(record)

    def render_per_day(self, record: RuleQuality) -> SafeString:
        return share(record, quality.per_analyst_day(record), digits=2)

    def value_per_day(self, record: RuleQuality) -> Decimal | None:
        return quality.per_analyst_day(record)

    def render_idle(self, record: RuleQuality) -> SafeString:
        return share(record, quality.idle_share(record), outcome="without_action")

    def value_idle(self, record: RuleQuality) -> Decimal | None:
        return quality.idle_share(record)

    def render_late(self, record: RuleQuality) -> SafeString:
        return share(record, quality.late_share(record), missed="1")

    def value_late(self, record: RuleQuality) -> Decimal | None:
        return quality.late_share(record)

    def render_duplicates(self, record: RuleQuality) -> SafeString:
        return counted(record, quality.duplicates(record))

    def value_duplicates(self, record: RuleQuality) -> int:
        return quality.duplicates(record)

    def render_snoozed(self, record: Any) -> SafeString:
        asked = {"snoozed": "1"} | ({"rule": record.rule.code} if record.rule else {})
        return alerts_link(figure(record.snoozed), **asked)

    def value_snoozed(self, record: Any) -> int:
        return int(record.snoozed)

    def render_advice(self, record: Any) -> str:
        return str(ADVICE.get(record.advice, NOTHING))


def of_quarter(record: RuleQuality) -> dict[str, str]:
    """What a link to a quarter's alerts asks for."""
    last = quality.next_quarter(record.quarter) - dt.timedelta(days=1)
    asked = {"raised_after": record.quarter.isoformat(), "raised_before": last.isoformat()}
    return asked | ({"rule": record.rule.code} if record.rule else {})


def counted(record: RuleQuality, number: int) -> SafeString:
    return alerts_link(figure(number), **of_quarter(record))


def share(record: RuleQuality, value: Decimal | None, digits: int = 1, **asked: str) -> SafeString:
    """A share with a link to the alerts it counts, or that it cannot be said of so few."""
    if value is None:
        return format_html('<span class="muted">{}</span>', FEW)
    return alerts_link(figure(value, digits=digits), **of_quarter(record), **asked)


def to_rule(record: RuleQuality, value: Decimal | None) -> SafeString:
    """A figure about customers that went bad; they stand on the rule's page."""
    if value is None:
        return format_html('<span class="muted">{}</span>', FEW)
    code = record.rule.code if record.rule else "all"
    url = reverse("monitoring:rule_quality", args=[code])
    return format_html(
        '<a href="{}?quarter={}#bad">{}</a>',
        url,
        record.quarter.isoformat(),
        figure(value, digits=1),
    )


def gravest_first(alerts: list[Alert]) -> list[Alert]:
    order = ("critical", "high", "medium", "low")
    return sorted(alerts, key=lambda alert: (order.index(alert.severity), alert.due_at))


def quality_lines(rows: list[Any]) -> dict[str, Any]:
    """One rule's quarters side by side: a line for each column of the list of rules."""
    table = RuleQualityTable(rows)
    shown = [name for name in RuleQualityTable.base_columns if name not in ("rule", "snoozed")]
    cells = list(table.rows)
    return {
        "quarters": [name_of_quarter(row.quarter) for row in rows],
        "lines": [
            (table.columns[name].header, [cell.get_cell(name) for cell in cells]) for name in shown
        ],
    }
