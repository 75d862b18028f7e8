"""Columns of the lists of reminders and of their runs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from customers.models import Reminder, ReminderRun
from riskcrm.web.tables import END, END_NOT_ON_CARDS, NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, in_currency, money, second_line, when


class ReminderTable(tables.Table):  # type: ignore[misc]
    """One reminder a line."""

    subject = tables.Column(
        verbose_name=gettext_lazy("Reminder"), attrs={"td": {"class": "cell-title cell-wrap"}}
    )
    customer = tables.Column(verbose_name=gettext_lazy("Customer"))
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="get_state_display")
    level = tables.Column(verbose_name=gettext_lazy("Level"), attrs=END)
    demanded = tables.Column(verbose_name=in_currency(gettext_noop("Demanded")), attrs=END)
    disputed = tables.Column(verbose_name=gettext_lazy("Disputed"), attrs=END_NOT_ON_CARDS)
    unallocated = tables.Column(
        verbose_name=in_currency(gettext_noop("Unallocated now")), attrs=END_NOT_ON_CARDS
    )
    oldest_days = tables.Column(verbose_name=gettext_lazy("Oldest days"), attrs=END_NOT_ON_CARDS)
    language = tables.Column(
        verbose_name=gettext_lazy("Language"), accessor="get_language_display", attrs=NOT_ON_CARDS
    )
    as_of = tables.Column(verbose_name=gettext_lazy("Day"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def render_subject(self, record: Reminder) -> SafeString:
        url = reverse("customers:reminder_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.subject)

    def render_customer(self, record: Reminder) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            reverse("monitoring:customer_detail", args=[record.customer_id]),
            record.customer.name,
            second_line(record.customer.number_beside_name),
        )

    def render_demanded(self, value: Decimal) -> SafeString:
        return money(value, 0)

    render_disputed = render_demanded

    def render_unallocated(self, record: Any, value: Decimal) -> SafeString:
        if not record.is_covered:
            return money(value, 0)
        return format_html(
            '<span class="danger" title="{}">{}</span>', _("may cover the demand"), money(value, 0)
        )

    def render_state(self, record: Any, value: str) -> str:
        if not record.is_outdated:
            return value
        return format_html('{} <span class="danger">{}</span>', value, _("out of date"))

    def render_oldest_days(self, value: int) -> SafeString:
        return figure(value)

    def render_as_of(self, value: dt.date) -> SafeString:
        return when(value)


class ReminderRunTable(tables.Table):  # type: ignore[misc]
    """One making of reminders a line."""

    as_of = tables.Column(verbose_name=gettext_lazy("Day"), attrs={"td": {"class": "cell-title"}})
    started_by = tables.Column(verbose_name=gettext_lazy("Started by"), empty_values=())
    started_at = tables.Column(verbose_name=gettext_lazy("Started at"), attrs=NOT_ON_CARDS)
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="run__get_state_display")
    looked_at = tables.Column(
        verbose_name=gettext_lazy("Customers looked at"), accessor="run__done", attrs=END
    )
    made = tables.Column(
        verbose_name=gettext_lazy("Reminders"), accessor="run__result", attrs=END, empty_values=()
    )

    class Meta:
        default = NOTHING

    def render_as_of(self, record: ReminderRun) -> SafeString:
        url = f"{reverse('customers:reminder_list')}?run={record.pk}"
        return format_html('<a class="first-line" href="{}">{}</a>', url, when(record.as_of))

    def render_started_by(self, record: ReminderRun) -> Any:
        return record.started_by or _("the schedule")

    def render_started_at(self, value: dt.datetime) -> SafeString:
        return when(value)

    def render_looked_at(self, value: int) -> SafeString:
        return figure(value)

    def render_made(self, record: ReminderRun) -> SafeString:
        return figure(record.run.result.get("reminders"))
