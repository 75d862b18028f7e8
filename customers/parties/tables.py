"""Columns of the lists of related parties and of members of groups."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.contacts.tables import CUSTOMER
from customers.models import GroupMembership, RelatedParty
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING


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


class GroupMembershipTable(tables.Table):  # type: ignore[misc]
    """Who belongs to which group, since when and until when."""

    customer = tables.TemplateColumn(
        CUSTOMER.replace("tab=contacts", "tab=parties"),
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    number = tables.Column(
        accessor="customer.number",
        verbose_name=_("customer number"),
        attrs={"td": {"class": "nowrap"}},
    )
    group = tables.TemplateColumn(
        "<a href=\"{% url 'monitoring:group_detail' record.group_id %}\">{{ record.group }}</a>",
        verbose_name=_("group"),
    )
    code = tables.Column(
        accessor="group.code",
        verbose_name=_("code of the group"),
        attrs={"td": {"class": "nowrap"}},
    )
    from_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.from_date %}", verbose_name=_("member since")
    )
    until_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.until_date %}", verbose_name=_("member until")
    )

    class Meta:
        model = GroupMembership
        fields: ClassVar[list[str]] = []
        default = NOTHING
