"""Columns of the list of notices."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from monitoring.models import Notice
from monitoring.notices.words import label_of, text_of
from monitoring.tables.alerts import SHAPES
from riskcrm.web.templatetags.riskcrm import NOTHING, when

NOT_ON_CARDS = {"td": {"class": "cell-hide"}}


class NoticeTable(tables.Table):  # type: ignore[misc]
    """What one was told, the latest first, and whether it was read."""

    severity = tables.TemplateColumn(
        '<span class="severity severity-{{ record.severity }}"><span aria-hidden="true">'
        "{{ record.shape }}</span>{{ record.get_severity_display }}</span>",
        verbose_name=_("severity"),
        attrs={"td": {"class": "cell-mark"}},
    )
    text = tables.TemplateColumn(
        template_name="monitoring/_notice_cell.html", verbose_name=_("notice"),
        attrs={"td": {"class": "cell-title cell-wrap"}}, accessor="pk",
    )  # fmt: skip
    kind = tables.Column(verbose_name=_("kind"), attrs=NOT_ON_CARDS)
    at = tables.Column(verbose_name=_("time"))
    read = tables.TemplateColumn(
        template_name="monitoring/_notice_read.html", verbose_name=_("read"), accessor="read_at",
        empty_values=(),
    )  # fmt: skip

    class Meta:
        model = Notice
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_kind(self, value: str) -> str:
        return label_of(value)

    def render_at(self, record: Notice) -> object:
        return when(record.at)

    def value_text(self, record: Notice) -> str:
        return text_of(record)

    def value_severity(self, record: Notice) -> str:
        return record.get_severity_display()

    def value_read(self, record: Notice) -> object:
        return record.read_at


def prepared(notices: list[Notice]) -> list[Notice]:
    """Notices with the words and marks that their cells show."""
    for notice in notices:
        notice.words = text_of(notice)  # type: ignore[attr-defined]
        notice.shape = SHAPES.get(notice.severity, "")  # type: ignore[attr-defined]
    return notices
