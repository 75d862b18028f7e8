"""Columns of the list of groups."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy, gettext_noop

from customers.models import CustomerGroup
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency


class CustomerGroupTable(tables.Table):  # type: ignore[misc]
    """Groups with what their members owe together."""

    name = tables.TemplateColumn(
        '<a class="first-line" href="{% url \'monitoring:group_detail\' record.pk %}">'
        '{{ record.name }}</a><span class="second-line">{{ record.code }}</span>',
        verbose_name=gettext_lazy("Group"),
        attrs={"td": {"class": "cell-title"}},
    )
    worst = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.standing.worst %}",
        verbose_name=gettext_lazy("Worst tier"),
        attrs={"td": {"class": "cell-mark"}},
    )
    members = tables.TemplateColumn(
        "{% load riskcrm %}{% figure record.standing.members %}",
        verbose_name=gettext_lazy("Members"),
        attrs=END,
    )
    hidden = tables.TemplateColumn(
        "{% load riskcrm %}{% figure record.standing.hidden %}",
        verbose_name=gettext_lazy("Members out of reach"),
        attrs=END,
    )
    exposure = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.standing.exposure 0 %}",
        verbose_name=in_currency(gettext_noop("Exposure")),
        attrs=END,
    )
    overdue = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.standing.overdue 0 %}",
        verbose_name=in_currency(gettext_noop("Overdue")),
        attrs=END,
    )
    limit = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.standing.limit 0 %}",
        verbose_name=in_currency(gettext_noop("Limit")),
        attrs=END,
    )
    use = tables.TemplateColumn(
        "{% load riskcrm %}{% percent record.standing.use 0 %}",
        verbose_name=gettext_lazy("Limit used"),
        attrs=END,
    )

    ended_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.ended_date %}", verbose_name=gettext_lazy("Ended on")
    )

    class Meta:
        model = CustomerGroup
        fields: ClassVar[list[str]] = []
        default = NOTHING
