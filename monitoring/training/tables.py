"""Columns of courses, of who has to know them, and of studied cases."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.roles import ROLES
from riskcrm.web.tables import END, MARK, NOT_ON_CARDS, TITLE, WhenColumn
from riskcrm.web.templatetags.riskcrm import NOTHING

LINKED = '{% load riskcrm %}<a href="{% url "monitoring:enrolment_list" %}?course={{ record.code }}'


class CourseTable(tables.Table):  # type: ignore[misc]
    name = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:course_detail" record.pk %}">'
        "{{ record.title }}</a>",
        accessor="code", verbose_name=_("course"), attrs=TITLE,
    )  # fmt: skip
    audience = tables.Column(verbose_name=_("audience"), attrs={"td": {"class": "cell-hide"}})
    required_from = WhenColumn(verbose_name=_("required from"))
    guards_since = tables.TemplateColumn(
        template_name="monitoring/_course_cell_guards.html", verbose_name=_("guards rights"),
        attrs=MARK, empty_values=(),
    )  # fmt: skip
    asked = tables.TemplateColumn(
        LINKED + '">{% figure value %}</a>', verbose_name=_("people asked"), attrs=END
    )
    lapsed = tables.TemplateColumn(
        LINKED + '&amp;state=lapsed">{% figure value %}</a>', verbose_name=_("lapsed"), attrs=END
    )

    class Meta:
        default = NOTHING

    def value_name(self, record: Any) -> str:
        return str(record.title)

    def render_audience(self, value: Any) -> str:
        return ", ".join(str(ROLES[code].name) for code in value if code in ROLES)

    def value_guards_since(self, value: Any) -> Any:
        return value

    def value_asked(self, value: Any) -> Any:
        return value

    def value_lapsed(self, value: Any) -> Any:
        return value


class EnrolmentTable(tables.Table):  # type: ignore[misc]
    person = tables.Column(verbose_name=_("person"), attrs=TITLE)
    course = tables.TemplateColumn(
        '<a href="{% url "monitoring:course_detail" record.course_id %}">{{ record.title }}</a>',
        accessor="course__code", verbose_name=_("course"),
    )  # fmt: skip
    state = tables.TemplateColumn(
        '{% include "monitoring/_enrolment_state.html" with state=record.state %}',
        accessor="pk", verbose_name=_("state"), attrs=MARK,
    )  # fmt: skip
    until = WhenColumn(verbose_name=_("good until"))
    team = tables.Column(accessor="person__team", verbose_name=_("team"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def value_course(self, record: Any) -> str:
        return str(record.title)

    def value_state(self, record: Any) -> str:
        return str(record.state_name)


class StudiedCaseTable(tables.Table):  # type: ignore[misc]
    title = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:studied_case" record.pk %}">'
        "{{ record.title }}</a>",
        verbose_name=_("case"), attrs=TITLE,
    )  # fmt: skip
    outcome = tables.Column(accessor="get_outcome_display", verbose_name=_("outcome"), attrs=MARK)
    lesson = tables.TemplateColumn(
        "{{ value|truncatechars:160 }}", verbose_name=_("lesson"),
        attrs={"td": {"class": "cell-hide said"}},
    )  # fmt: skip
    industry = tables.Column(
        accessor="get_industry_display", verbose_name=_("industry"), attrs=NOT_ON_CARDS
    )
    customer = tables.TemplateColumn(
        "{% if record.case %}"
        '<a href="{% url "removal:case_detail" record.case.pk %}">'
        "{{ record.case.customer.name }}</a>{% else %}–{% endif %}",
        accessor="pk", verbose_name=_("customer"), attrs=NOT_ON_CARDS,
    )  # fmt: skip
    written_at = WhenColumn(verbose_name=_("written at"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def value_title(self, value: Any) -> str:
        return str(value)

    def value_lesson(self, value: Any) -> str:
        return str(value)

    def value_customer(self, record: Any) -> str:
        return str(record.case.customer.name) if record.case else ""
