"""Columns of the list of imports."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from customers.models import ImportFile
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import figure, when


class ImportFileTable(tables.Table):  # type: ignore[misc]
    """Files as people look for them: which, whose, when, and what became of it."""

    name = tables.Column(verbose_name=_("file"), attrs={"td": {"class": "cell-title"}})
    kind = tables.Column(verbose_name=_("kind"), accessor="get_kind_display")
    state = tables.Column(
        verbose_name=_("state"), accessor="get_state_display", attrs={"td": {"class": "cell-mark"}}
    )
    new = tables.Column(verbose_name=_("new"), accessor="counts__new", attrs=END)
    changed = tables.Column(verbose_name=_("changed"), accessor="counts__changed", attrs=END)
    unchanged = tables.Column(verbose_name=_("unchanged"), accessor="counts__unchanged", attrs=END)
    refused = tables.Column(verbose_name=_("refused"), accessor="counts__refused", attrs=END)
    uploaded_by = tables.Column(verbose_name=_("uploaded by"), attrs={"td": {"class": "nowrap"}})
    uploaded_at = tables.Column(verbose_name=_("uploaded at"))

    class Meta:
        model = ImportFile
        fields: ClassVar[list[str]] = []
        default = "–"

    def render_name(self, record: ImportFile) -> SafeString:
        url = reverse("customers:import_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.name)

    def render_uploaded_at(self, value: Any) -> SafeString:
        return when(value)

    def render_new(self, value: int) -> SafeString:
        return figure(value)

    render_changed = render_unchanged = render_refused = render_new
