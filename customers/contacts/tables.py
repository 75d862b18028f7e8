"""Columns of the lists of contacts and of changes of contact details."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Contact, ContactChange
from riskcrm.web.templatetags.riskcrm import NOTHING

CUSTOMER = (
    '<a class="nowrap" href="{% url \'monitoring:customer_detail\' record.customer_id %}'
    '?tab=contacts">{{ record.customer.name }}</a>'
)


class ContactTable(tables.Table):  # type: ignore[misc]
    """Whom one speaks with, where, and whether that is certain."""

    name = tables.TemplateColumn(
        template_name="customers/_contact_cell_name.html",
        verbose_name=pgettext_lazy("person", "name"),
        attrs={"td": {"class": "cell-title"}},
    )
    customer = tables.TemplateColumn(CUSTOMER, verbose_name=_("customer"))
    role = tables.Column(verbose_name=pgettext_lazy("contact", "role"))
    phone = tables.Column(verbose_name=_("phone"), attrs={"td": {"class": "nowrap"}})
    email = tables.Column(verbose_name=_("e-mail"))
    wechat = tables.Column(verbose_name=_("WeChat"), attrs={"td": {"class": "cell-hide"}})
    verified_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.verified_at %}", verbose_name=_("verified at")
    )

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = []
        default = NOTHING


class ContactChangeTable(tables.Table):  # type: ignore[misc]
    """What changed, from what to what, and whether somebody made sure."""

    date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.effective_date %}", verbose_name=_("date")
    )
    customer = tables.TemplateColumn(
        CUSTOMER, verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}}
    )
    kind = tables.Column(
        accessor="get_kind_display", verbose_name=_("kind"), attrs={"td": {"class": "nowrap"}}
    )
    old_value = tables.Column(verbose_name=_("before"))
    new_value = tables.Column(verbose_name=_("after"))
    entered_by = tables.Column(
        verbose_name=_("entered by"), attrs={"td": {"class": "nowrap cell-hide"}}
    )
    verified = tables.TemplateColumn(
        template_name="customers/_contact_change_cell_verified.html", verbose_name=_("verified")
    )

    class Meta:
        model = ContactChange
        fields: ClassVar[list[str]] = []
        default = NOTHING
