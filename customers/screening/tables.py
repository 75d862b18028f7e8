"""Columns of the lists of hits, of entries, and of the lists themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import ScreeningEntry, ScreeningHit, ScreeningList
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, second_line, when

TITLE = {"td": {"class": "cell-title cell-wrap"}}
NOT_ON_CARDS = {"td": {"class": "cell-hide"}}


def _one_line(text: str) -> SafeString:
    """Cut off where it is too long for a row; all of it as a tooltip."""
    return format_html('<span class="first-line" title="{}">{}</span>', text, text)


class ScreeningHitTable(tables.Table):  # type: ignore[misc]
    """Hits as a person scans them: how alike, whom, which entry, why."""

    score = tables.Column(verbose_name=gettext_lazy("Score"), attrs={
        "th": {"class": "end"}, "td": {"class": "end cell-mark"}
    })  # fmt: skip
    customer = tables.Column(verbose_name=gettext_lazy("Customer"), attrs=TITLE)
    entry = tables.Column(verbose_name=gettext_lazy("On the list"))
    list = tables.Column(verbose_name=gettext_lazy("List"), accessor="entry__of_list__name")
    how = tables.Column(verbose_name=gettext_lazy("Found by"), accessor="get_how_display")
    manager = tables.Column(
        verbose_name=gettext_lazy("Manager"), accessor="customer__manager", attrs=NOT_ON_CARDS
    )
    found_at = tables.Column(verbose_name=gettext_lazy("Found"), attrs=NOT_ON_CARDS)
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="get_state_display")

    class Meta:
        default = NOTHING

    def render_score(self, value: int) -> SafeString:
        return figure(value)

    def render_customer(self, record: ScreeningHit) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            reverse("customers:hit_detail", args=[record.pk]),
            record.customer_name,
            second_line(
                " · ".join(filter(None, (str(record.get_whose_display()), record.customer.number)))
            ),
        )

    def render_entry(self, record: ScreeningHit) -> SafeString:
        return format_html(
            "{}{}", _one_line(record.entry_name), second_line(record.entry.of_list.name)
        )

    def render_list(self, value: str) -> SafeString:
        return _one_line(value)

    def render_how(self, value: str) -> SafeString:
        return _one_line(value)

    def render_found_at(self, value: dt.datetime) -> SafeString:
        return when(value)

    def render_state(self, record: ScreeningHit, value: str) -> SafeString:
        return format_html('<span class="badge state-{}">{}</span>', record.state, value)


class ScreeningEntryTable(tables.Table):  # type: ignore[misc]
    """Entries with what tells them apart, and since and until when they stand."""

    name = tables.Column(verbose_name=gettext_lazy("Name"), attrs=TITLE)
    list = tables.Column(verbose_name=gettext_lazy("List"), accessor="of_list__name")
    source_key = tables.Column(verbose_name=gettext_lazy("Key on the list"), attrs=NOT_ON_CARDS)
    registration_number = tables.Column(
        verbose_name=gettext_lazy("Registration number"), attrs=NOT_ON_CARDS
    )
    country = tables.Column(verbose_name=gettext_lazy("Country"))
    valid_from = tables.Column(verbose_name=gettext_lazy("Listed on"))
    valid_until = tables.Column(verbose_name=gettext_lazy("Listed until"), attrs=NOT_ON_CARDS)
    review_date = tables.Column(verbose_name=gettext_lazy("Review on"), attrs=NOT_ON_CARDS)
    recorded_at = tables.Column(verbose_name=gettext_lazy("Last changed"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def render_name(self, record: ScreeningEntry) -> SafeString:
        ended = format_html(' <span class="badge">{}</span>', _("ended")) if record.ended_at else ""
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}{}',
            reverse("customers:entry_detail", args=[record.pk]),
            record.name,
            ended,
            second_line(" · ".join(record.aliases[:3])),
        )

    def render_list(self, value: str) -> SafeString:
        return _one_line(value)

    def render_valid_from(self, value: dt.date) -> SafeString:
        return when(value)

    render_valid_until = render_review_date = render_recorded_at = render_valid_from


class ScreeningListTable(tables.Table):  # type: ignore[misc]
    """Lists with their latest version and what waits because of them."""

    name = tables.Column(verbose_name=gettext_lazy("List"), attrs=TITLE)
    kind = tables.Column(
        verbose_name=gettext_lazy("Kind"),
        accessor="get_kind_display",
        attrs={"td": {"class": "nowrap"}},
    )
    version = tables.Column(verbose_name=gettext_lazy("Version"), attrs=END, empty_values=())
    published_date = tables.Column(
        verbose_name=gettext_lazy("Published on"), accessor="latest__published_date"
    )
    entries = tables.Column(verbose_name=gettext_lazy("Entries"), attrs=END, empty_values=())
    open_hits = tables.Column(verbose_name=gettext_lazy("Open hits"), attrs=END, empty_values=())
    is_active = tables.Column(verbose_name=gettext_lazy("Switched on"))

    class Meta:
        default = NOTHING

    def render_name(self, record: ScreeningList) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            reverse("customers:screening_list_detail", args=[record.pk]),
            record.name,
            second_line(record.source),
        )

    def render_version(self, record: Any) -> SafeString:
        return figure(record.latest.number if record.latest else None)

    def render_published_date(self, value: dt.date) -> SafeString:
        return when(value)

    def render_entries(self, record: Any) -> SafeString:
        url = reverse("customers:entry_list") + f"?list={record.code}&standing=standing"
        return format_html('<a href="{}">{}</a>', url, figure(record.standing))

    def render_open_hits(self, record: Any) -> SafeString:
        if not record.open_hits:
            return figure(0)
        url = reverse("customers:hit_list") + f"?list={record.code}&state=open"
        return format_html('<a href="{}">{}</a>', url, figure(record.open_hits))

    def render_is_active(self, value: bool) -> str:
        return _("yes") if value else _("no")
