"""Columns of the register of data subjects' requests."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from removal.models import SubjectRequest
from riskcrm.web.templatetags.riskcrm import NOTHING


class SubjectRequestTable(tables.Table):  # type: ignore[misc]
    """Who asks what, and until when they hear from us."""

    subject = tables.TemplateColumn(
        '<a class="first-line" href="{% url "removal:subject_request_detail" record.pk %}">'
        "{{ record.subject }}</a>",
        verbose_name=_("who asks"),
        attrs={"td": {"class": "cell-title"}},
    )
    kind = tables.TemplateColumn("{{ record.get_kind_display }}", verbose_name=_("kind"))
    state = tables.TemplateColumn(
        '<span class="badge state-{{ record.state }}">{{ record.get_state_display }}</span>',
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    customer = tables.TemplateColumn(
        template_name="customers/_request_cell_customer.html", verbose_name=_("customer")
    )
    received_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.received_date %}", verbose_name=_("received on")
    )
    deadline_date = tables.TemplateColumn(
        template_name="customers/_request_cell_deadline.html",
        verbose_name=_("deadline"),
        attrs={"td": {"class": "nowrap"}},
    )

    class Meta:
        model = SubjectRequest
        fields: ClassVar[list[str]] = []
        default = NOTHING
