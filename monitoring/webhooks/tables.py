"""Columns of the lists of webhooks and of their messages."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from monitoring.models import EventType, WebhookEndpoint, WebhookMessage
from riskcrm.web.tables import END, END_NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, second_line, when

NOT_ON_CARDS = {"td": {"class": "cell-hide"}}


def event_words(events: list[str]) -> str:
    labels = dict(EventType.choices)
    return pgettext("punctuation", ", ").join(str(labels.get(event, event)) for event in events)


def state_of(message: WebhookMessage) -> str:
    if message.delivered_at is not None:
        return _("delivered")
    return _("given up") if message.failed_at is not None else _("on its way")


class WebhookTable(tables.Table):  # type: ignore[misc]
    """Who is told what, and how it goes."""

    name = tables.Column(
        verbose_name=gettext_lazy("webhook"), accessor="pk",
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )  # fmt: skip
    events = tables.Column(
        verbose_name=gettext_lazy("told when"), attrs={"td": {"class": "cell-wrap cell-hide"}}
    )
    owner = tables.Column(verbose_name=gettext_lazy("API key"))
    state = tables.Column(
        verbose_name=gettext_lazy("state"), accessor="disabled_at", empty_values=(),
        attrs={"td": {"class": "cell-mark"}},
    )  # fmt: skip
    waiting = tables.Column(
        verbose_name=gettext_lazy("on their way"), accessor="waiting_count", attrs=END
    )

    class Meta:
        model = WebhookEndpoint
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_name(self, record: WebhookEndpoint) -> SafeString:
        url = reverse("monitoring:webhook_detail", args=[record.pk])
        below = second_line(record.url) if record.description else ""
        return format_html('<a class="first-line" href="{}">{}</a>{}', url, record, below)

    def value_name(self, record: WebhookEndpoint) -> str:
        return record.url

    def render_events(self, value: list[str]) -> str:
        return event_words(value)

    def render_state(self, record: WebhookEndpoint) -> Any:
        if not record.is_enabled:
            return format_html(
                '<span class="danger">{}</span>{}', _("switched off"),
                second_line(record.get_disabled_because_display()),
            )  # fmt: skip
        if record.failing_since is None:
            return _("on")
        return format_html('<span class="danger">{}</span>', _("failing"))

    def render_waiting(self, record: Any, value: int) -> SafeString:
        url = reverse("monitoring:webhook_message_list")
        address = f"{url}?endpoint={record.pk}&state=waiting"
        return format_html('<a href="{}">{}</a>', address, figure(value))


class MessageTable(tables.Table):  # type: ignore[misc]
    """What was told to whom, and what they said."""

    message_id = tables.Column(
        verbose_name=gettext_lazy("message"), attrs={"td": {"class": "cell-title"}}
    )
    event = tables.Column(verbose_name=gettext_lazy("event"))
    endpoint = tables.Column(verbose_name=gettext_lazy("webhook"), attrs=NOT_ON_CARDS)
    state = tables.Column(
        verbose_name=gettext_lazy("state"), accessor="pk", attrs={"td": {"class": "cell-mark"}}
    )
    status = tables.Column(
        verbose_name=gettext_lazy("latest status"), accessor="latest_status", attrs=END
    )
    attempts = tables.Column(verbose_name=gettext_lazy("attempts"), attrs=END_NOT_ON_CARDS)
    created_at = tables.Column(verbose_name=gettext_lazy("time"))

    class Meta:
        model = WebhookMessage
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_message_id(self, record: WebhookMessage) -> SafeString:
        url = reverse("monitoring:webhook_message_detail", args=[record.pk])
        return format_html(
            '<a class="first-line" href="{}"><code>{}…</code></a>', url, record.message_id[:16]
        )

    def value_message_id(self, record: WebhookMessage) -> str:
        return record.message_id

    def render_event(self, record: WebhookMessage) -> str:
        return record.event

    def render_state(self, record: WebhookMessage) -> Any:
        below = second_line(record.get_error_display()) if record.error else ""
        return format_html("{}{}", state_of(record), below)

    def render_status(self, value: int) -> str:
        return str(value)

    def render_attempts(self, value: int) -> SafeString:
        return figure(value)

    def render_created_at(self, record: WebhookMessage) -> SafeString:
        return when(record.created_at)
