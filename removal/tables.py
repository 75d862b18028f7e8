"""Columns of the list of cases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from removal.models import CaseLesson, RemovalCase
from riskcrm.web.templatetags.riskcrm import (
    NOTHING,
    figure,
    in_currency,
    money,
    second_line,
    tier,
    when,
)
from riskcrm.web.today import local_date

WHEN_PROPOSED = _("As it was when the removal was proposed")
THEN = {"th": {"title": WHEN_PROPOSED}}
END_THEN = {"th": {"class": "end", "title": WHEN_PROPOSED}, "td": {"class": "end"}}


class RemovalCaseTable(tables.Table):  # type: ignore[misc]
    """Cases as a person scans them: whom, how dangerous, since when, until when."""

    customer = tables.Column(verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}})
    state = tables.Column(verbose_name=_("state"), attrs={"td": {"class": "cell-mark"}})
    tier = tables.Column(verbose_name=_("tier then"), attrs=THEN)
    score = tables.Column(verbose_name=_("score then"), attrs=END_THEN)
    exposure = tables.Column(
        verbose_name=in_currency(gettext_noop("exposure then")), attrs=END_THEN
    )
    owner = tables.Column(verbose_name=_("led by"), attrs={"td": {"class": "nowrap"}})
    proposed_at = tables.Column(verbose_name=_("proposed at"))
    due_date = tables.Column(verbose_name=_("stage due"), empty_values=())

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: RemovalCase) -> SafeString:
        url = reverse("removal:case_detail", args=[record.pk])
        parts = (record.customer.number_beside_name, record.customer.city)
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            url, record.customer.name, second_line(" · ".join(part for part in parts if part)),
        )  # fmt: skip

    def render_state(self, record: RemovalCase, value: str) -> SafeString:
        return format_html('<span class="badge state-{}">{}</span>', record.state, value)

    def render_tier(self, record: RemovalCase) -> SafeString:
        return tier(record.tier)

    def render_score(self, value: Decimal) -> SafeString:
        return figure(value, digits=1)

    def render_exposure(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_proposed_at(self, value: dt.datetime) -> SafeString:
        return when(value)

    def render_due_date(self, record: RemovalCase) -> SafeString:
        if record.due_date is None:
            day = date_format(local_date(record.closed_at)) if record.closed_at else NOTHING
            text = gettext("closed %(day)s") % {"day": day}
            return format_html('<span class="muted">{}</span>', text)
        if not (late := record.days_late):
            return when(record.due_date)
        words = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        return format_html('{} <span class="danger nowrap">{}</span>', when(record.due_date), words)


class LessonTable(tables.Table):  # type: ignore[misc]
    """Lessons as people look them up: of whom, how it ended, what was learnt."""

    customer = tables.TemplateColumn(
        template_name="removal/_lesson_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        '<span class="badge state-{{ record.case.state }}">'
        "{{ record.case.get_state_display }}</span>",
        verbose_name=_("ended as"),
        attrs={"td": {"class": "cell-mark"}},
    )
    ground = tables.Column(accessor="case__get_ground_display", verbose_name=_("ground"))
    result = tables.Column(verbose_name=_("result"))
    lesson = tables.Column(verbose_name=_("lesson"))
    signal = tables.Column(accessor="get_signal_display", verbose_name=_("the signs"))
    written_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.written_at %}", verbose_name=_("written at")
    )

    class Meta:
        model = CaseLesson
        fields: ClassVar[list[str]] = []
        default = NOTHING
