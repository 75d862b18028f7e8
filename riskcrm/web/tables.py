"""Columns of the lists of one's own files and of what an act on many rows came to."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from riskcrm.jobs.models import Item
from riskcrm.web.models import Export
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, when

END = {"th": {"class": "end"}, "td": {"class": "end"}}
END_NOT_ON_CARDS = {"th": {"class": "end"}, "td": {"class": "end cell-hide"}}
NOT_ON_CARDS = {"td": {"class": "nowrap cell-hide"}}
MARK = {"td": {"class": "cell-mark"}}
TITLE = {"td": {"class": "cell-title"}}


class WhenColumn(tables.Column):  # type: ignore[misc]
    """A day or moment as the reader's language says it; files get it as it is."""

    def render(self, value: Any) -> SafeString:
        return when(value)

    def value(self, value: Any) -> Any:
        return value


class ExportTable(tables.Table):  # type: ignore[misc]
    title = tables.Column(verbose_name=_("list"), attrs={"td": {"class": "cell-title"}})
    state = tables.Column(verbose_name=_("state"), attrs={"td": {"class": "cell-mark"}})
    format = tables.Column(verbose_name=_("format"))
    done = tables.Column(verbose_name=_("rows"), attrs=END)
    created_at = tables.Column(verbose_name=_("requested at"))

    class Meta:
        model = Export
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_title(self, record: Export) -> SafeString:
        url = reverse("web:export_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.title)

    def render_done(self, value: int) -> SafeString:
        return figure(value)

    def render_created_at(self, value: object) -> SafeString:
        return when(value)  # type: ignore[arg-type]


class ItemTable(tables.Table):  # type: ignore[misc]
    position = tables.Column(verbose_name=_("position"), attrs=END)
    name = tables.Column(
        verbose_name=_("row"), attrs={"td": {"class": "cell-title"}}, accessor="pk"
    )
    outcome = tables.Column(verbose_name=_("result"), attrs={"td": {"class": "cell-mark"}})
    message = tables.Column(verbose_name=_("because"))

    class Meta:
        model = Item
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_position(self, value: int) -> SafeString:
        return figure(value)

    def render_name(self, record: Item) -> str:
        return str(record)

    def value_name(self, record: Item) -> str:
        return str(record)

    def render_outcome(self, record: Item) -> SafeString:
        words = record.get_outcome_display()
        return format_html('<span class="badge outcome-{}">{}</span>', record.outcome, words)
