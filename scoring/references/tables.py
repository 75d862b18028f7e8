"""Columns of the lists of grades and of tables of scores."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from riskcrm.web.templatetags.riskcrm import NOTHING
from scoring.models import RegionGrade, ScoreTable

END = {"th": {"class": "end"}, "td": {"class": "end figure"}}
WHEN = "{{% load riskcrm %}}{{% when record.{} %}}"


class RegionGradeTable(tables.Table):  # type: ignore[misc]
    """Grades, the newest first; of several for one place and day the one recorded last counts."""

    country = tables.Column(verbose_name=_("country"), attrs={"td": {"class": "cell-title"}})
    region = tables.Column(verbose_name=_("region"))
    grade = tables.Column(verbose_name=_("grade"), attrs=END)
    source = tables.Column(verbose_name=_("source"))
    effective_date = tables.TemplateColumn(
        WHEN.format("effective_date"), verbose_name=_("in force from")
    )
    recorded_at = tables.TemplateColumn(WHEN.format("recorded_at"), verbose_name=_("recorded at"))
    entered_by = tables.Column(verbose_name=_("entered by"))

    class Meta:
        model = RegionGrade
        fields: ClassVar[list[str]] = []
        default = NOTHING


class ScoreTableTable(tables.Table):  # type: ignore[misc]
    """Tables of scores, the newest first."""

    provider = tables.Column(verbose_name=_("provider"), attrs={"td": {"class": "cell-title"}})
    direction = tables.Column(verbose_name=_("direction of the scale"))
    lines = tables.TemplateColumn(
        "{% for line in record.lines.all %}<div>{{ line }}</div>{% endfor %}",
        verbose_name=_("score from → probability of default"),
    )
    source = tables.Column(verbose_name=_("source"))
    effective_date = tables.TemplateColumn(
        WHEN.format("effective_date"), verbose_name=_("in force from")
    )
    recorded_at = tables.TemplateColumn(WHEN.format("recorded_at"), verbose_name=_("recorded at"))
    entered_by = tables.Column(verbose_name=_("entered by"))

    class Meta:
        model = ScoreTable
        fields: ClassVar[list[str]] = []
        default = NOTHING
