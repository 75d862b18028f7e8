"""Columns of the list of documents."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.contacts.tables import CUSTOMER
from customers.models import Attachment
from riskcrm.web.templatetags.riskcrm import NOTHING


class AttachmentTable(tables.Table):  # type: ignore[misc]
    """What there is, whose it is, and who brought it."""

    name = tables.TemplateColumn(
        template_name="customers/_document_cell_name.html",
        verbose_name=_("file"),
        attrs={"td": {"class": "cell-title"}},
    )
    customer = tables.TemplateColumn(
        CUSTOMER.replace("tab=contacts", "tab=documents"), verbose_name=_("customer")
    )
    category = tables.Column(accessor="get_category_display", verbose_name=_("category"))
    size = tables.TemplateColumn(
        "{{ record.size|filesizeformat }}",
        verbose_name=_("size"),
        attrs={"th": {"class": "end"}, "td": {"class": "end"}},
    )
    uploaded_by = tables.Column(verbose_name=_("uploaded by"), attrs={"td": {"class": "nowrap"}})
    uploaded_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.uploaded_at %}", verbose_name=_("uploaded at")
    )
    state = tables.TemplateColumn(
        template_name="customers/_document_cell_state.html", verbose_name=_("state")
    )

    class Meta:
        model = Attachment
        fields: ClassVar[list[str]] = []
        default = NOTHING
