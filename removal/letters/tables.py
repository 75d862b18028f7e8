"""Columns of the lists of letters and of their templates."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models import Letter, LetterTemplate
from riskcrm.web.templatetags.riskcrm import NOTHING, when

NOWRAP = {"td": {"class": "nowrap"}}


class LetterTable(tables.Table):  # type: ignore[misc]
    """Letters as a person scans them: which, to whom, where it is."""

    kind = tables.Column(
        verbose_name=pgettext_lazy("removal", "letter"), attrs={"td": {"class": "cell-title"}}
    )
    customer = tables.Column(verbose_name=_("customer"), accessor="case__customer__name")
    state = tables.Column(verbose_name=_("state"), attrs={"td": {"class": "cell-mark"}})
    language = tables.Column(verbose_name=_("language"), accessor="get_language_display")
    drafted_by = tables.Column(verbose_name=_("drafted by"), attrs=NOWRAP)
    drafted_at = tables.Column(verbose_name=_("drafted at"))
    released_by = tables.Column(verbose_name=_("released by"), attrs=NOWRAP)
    sent_at = tables.Column(verbose_name=_("sent at"))
    arrived_on = tables.Column(verbose_name=_("arrived on"))

    class Meta:
        model = Letter
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_kind(self, record: Letter) -> SafeString:
        url = reverse("removal:letter_detail", args=[record.pk])
        return format_html(
            '<a class="first-line" href="{}">{}</a><span class="second-line">{}</span>',
            url, record.get_kind_display(), record.reference,
        )  # fmt: skip

    def value_kind(self, record: Letter) -> str:
        return f"{record.get_kind_display()} {record.reference}"

    def render_state(self, record: Letter) -> SafeString:
        words = record.get_state_display()
        return format_html('<span class="badge state-{}">{}</span>', record.state, words)

    def value_state(self, record: Letter) -> str:
        return str(record.get_state_display())

    def render_drafted_at(self, value: Any) -> SafeString:
        return when(value)

    render_sent_at = render_arrived_on = render_drafted_at


class LetterTemplateTable(tables.Table):  # type: ignore[misc]
    """Templates as a person scans them: for what, in which language, which version."""

    kind = tables.Column(verbose_name=_("kind"), attrs={"td": {"class": "cell-title"}})
    language = tables.Column(verbose_name=_("language"), accessor="get_language_display")
    number = tables.Column(
        verbose_name=_("version"), attrs={"th": {"class": "end"}, "td": {"class": "end"}}
    )
    state = tables.Column(
        verbose_name=_("state"), accessor="get_state_display", attrs={"td": {"class": "cell-mark"}}
    )
    created_by = tables.Column(verbose_name=_("created by"), attrs=NOWRAP)
    published_by = tables.Column(verbose_name=_("published by"), attrs=NOWRAP)
    created_at = tables.Column(verbose_name=_("created at"))

    class Meta:
        model = LetterTemplate
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_kind(self, record: LetterTemplate) -> SafeString:
        url = reverse("removal:letter_template_detail", args=[record.pk])
        words = record.get_kind_display()
        return format_html('<a class="first-line" href="{}">{}</a>', url, words)

    def value_kind(self, record: LetterTemplate) -> str:
        return str(record.get_kind_display())

    def render_created_at(self, value: Any) -> SafeString:
        return when(value)
