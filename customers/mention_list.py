"""The list of where somebody was named: its columns and filters."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.filters import OfCustomerFilter
from customers.models import Mention
from riskcrm.web.templatetags.riskcrm import NOTHING


class MentionFilter(OfCustomerFilter):
    unread = filters.ChoiceFilter(
        label=_("Unread"), choices=[("1", _("yes"))], method="of_unread", empty_label=_("any")
    )

    class Meta:
        model = Mention
        fields: ClassVar[list[str]] = []

    def of_unread(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.unread()


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
