"""Columns of the list of related parties."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.contacts.tables import CUSTOMER
from customers.models import RelatedParty
from riskcrm.web.templatetags.riskcrm import NOTHING

END = {"th": {"class": "end"}, "td": {"class": "end"}}


class RelatedPartyTable(tables.Table):  # type: ignore[misc]
    """Who stands behind whom, how far, and whether that is certain."""

    party = tables.TemplateColumn(
        template_name="customers/_party_cell_name.html",
        verbose_name=_("party"),
        attrs={"td": {"class": "cell-title"}},
    )
    kind = tables.Column(accessor="get_kind_display", verbose_name=_("relation"))
    customer = tables.TemplateColumn(
        CUSTOMER.replace("tab=contacts", "tab=parties"), verbose_name=_("customer")
    )
    share = tables.TemplateColumn(
        "{% load riskcrm %}{{ record.share_percent|plain_number }}",
        verbose_name=_("share, %"),
        attrs=END,
    )
    guarantee = tables.TemplateColumn(
        "{% load riskcrm %}{% figure record.guarantee_amount record.guarantee_currency 2 %}",
        verbose_name=_("guarantee"),
        attrs=END,
    )
    valid_from = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.valid_from %}", verbose_name=_("valid from")
    )
    valid_until = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.valid_until %}", verbose_name=_("valid until")
    )
    verified_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.verified_at %}", verbose_name=_("verified at")
    )

    class Meta:
        model = RelatedParty
        fields: ClassVar[list[str]] = []
        default = NOTHING
