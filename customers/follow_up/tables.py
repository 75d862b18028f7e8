"""Columns of the lists of tasks, mentions and lessons learned."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Mention, Plan, Task
from riskcrm.web.templatetags.riskcrm import NOTHING


class MyTaskTable(tables.Table):  # type: ignore[misc]
    """Tasks as one works them off: what, for whom, until when, and the act itself."""

    title = tables.TemplateColumn(
        template_name="customers/_task_cell_title.html",
        verbose_name=_("what is to be done"),
        attrs={"td": {"class": "cell-title"}},
    )
    customer = tables.TemplateColumn(
        template_name="customers/_task_cell_customer.html", verbose_name=_("customer")
    )
    effective_date = tables.TemplateColumn(
        template_name="customers/_task_cell_due.html", verbose_name=pgettext_lazy("task", "due")
    )
    owner = tables.Column(verbose_name=_("owner"), default="–", attrs={"td": {"class": "nowrap"}})
    acts = tables.TemplateColumn(
        template_name="customers/_task_acts.html", verbose_name=_("what you do"),
        attrs={"td": {"class": "nowrap"}},
    )  # fmt: skip

    class Meta:
        model = Task
        fields: ClassVar[list[str]] = []


class MentionTable(tables.Table):  # type: ignore[misc]
    """What was written, about whom, by whom, when, and whether I have read it."""

    excerpt = tables.TemplateColumn(
        template_name="customers/_mention_cell.html", verbose_name=_("what was written"),
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )  # fmt: skip
    customer = tables.TemplateColumn(
        template_name="customers/_task_cell_customer.html", verbose_name=_("customer")
    )
    by = tables.Column(verbose_name=_("by"), attrs={"td": {"class": "nowrap"}})
    mentioned_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.mentioned_at %}", verbose_name=_("written at")
    )
    read = tables.TemplateColumn(
        template_name="customers/_mention_act.html", verbose_name=_("read")
    )

    class Meta:
        model = Mention
        fields: ClassVar[list[str]] = []
        default = NOTHING


class LessonTable(tables.Table):  # type: ignore[misc]
    """What was tried, with whom, whether it helped, and what one learns from it."""

    lesson = tables.TemplateColumn(
        template_name="customers/_lesson_cell.html", verbose_name=_("lesson learned"),
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )  # fmt: skip
    customer = tables.TemplateColumn(
        template_name="customers/_task_cell_customer.html", verbose_name=_("customer")
    )
    measures = tables.Column(verbose_name=_("measures"), empty_values=())
    is_solved = tables.Column(verbose_name=_("solved"), empty_values=())
    is_risk_lower = tables.Column(verbose_name=_("risk lower"), empty_values=())
    responsible = tables.Column(verbose_name=_("responsible"), attrs={"td": {"class": "nowrap"}})
    effective_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.effective_date %}", verbose_name=_("begun on")
    )

    class Meta:
        model = Plan
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_measures(self, record: Plan) -> str:
        labels = dict(Plan.Measure.choices)
        return ", ".join(str(labels[code]) for code in record.measures) or NOTHING

    def render_is_solved(self, record: Plan) -> Any:
        return _yes_no(record.is_solved)

    def render_is_risk_lower(self, record: Plan) -> Any:
        return _yes_no(record.is_risk_lower)


def _yes_no(held: bool | None) -> Any:
    return NOTHING if held is None else _("yes") if held else _("no")
