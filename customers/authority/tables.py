"""Columns of the register of requests."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.models import AuthorityRequest
from riskcrm.web.templatetags.riskcrm import NOTHING


class AuthorityRequestTable(tables.Table):  # type: ignore[misc]
    """Who asks what, until when, and who answers."""

    subject = tables.TemplateColumn(
        '<a class="first-line" href="{% url "customers:request_detail" record.pk %}">'
        "{{ record.subject }}</a>",
        verbose_name=_("subject"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        '<span class="badge state-{{ record.state }}">{{ record.get_state_display }}</span>',
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    authority = tables.TemplateColumn(
        '<span class="first-line">{{ record.authority }}</span>', verbose_name=_("authority")
    )
    reference = tables.Column(verbose_name=_("reference"), attrs={"td": {"class": "nowrap"}})
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
    responsible = tables.Column(
        verbose_name=_("responsible person"), attrs={"td": {"class": "nowrap"}}
    )

    class Meta:
        model = AuthorityRequest
        fields: ClassVar[list[str]] = []
        default = NOTHING
