"""Columns of the list of cases."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from removal.models import CaseLesson, RemovalCase
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency

WHEN_PROPOSED = _("As it was when the removal was proposed")
THEN = {"th": {"title": WHEN_PROPOSED}}
END_THEN = {"th": {"class": "end", "title": WHEN_PROPOSED}, "td": {"class": "end"}}


class RemovalCaseTable(tables.Table):  # type: ignore[misc]
    """Cases as a person scans them: whom, how dangerous, since when, until when."""

    customer = tables.TemplateColumn(
        template_name="removal/_case_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        template_name="removal/_case_cell_state.html",
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    tier = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.tier %}", verbose_name=_("tier then"), attrs=THEN
    )
    score = tables.TemplateColumn(
        "{% load riskcrm %}{% figure record.score digits=1 %}",
        verbose_name=_("score then"),
        attrs=END_THEN,
    )
    exposure = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.exposure 0 %}",
        verbose_name=in_currency(gettext_noop("exposure then")),
        attrs=END_THEN,
    )
    owner = tables.Column(verbose_name=_("led by"), attrs={"td": {"class": "nowrap"}})
    proposed_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.proposed_at %}", verbose_name=_("proposed at")
    )
    due_date = tables.TemplateColumn(
        template_name="removal/_case_cell_deadline.html", verbose_name=_("stage due")
    )

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = []
        default = NOTHING


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
