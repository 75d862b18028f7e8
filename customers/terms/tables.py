"""Columns of the list of credit terms."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from customers.contacts.tables import CUSTOMER
from customers.models import CreditTerms
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency


class CreditTermsTable(tables.Table):  # type: ignore[misc]
    """Every limit and payment term that was ever set, the latest first."""

    customer = tables.TemplateColumn(
        CUSTOMER.replace("?tab=contacts", ""),
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    number = tables.Column(
        accessor="customer.number", verbose_name=_("customer number"),
        attrs={"td": {"class": "nowrap"}},
    )  # fmt: skip
    effective_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.effective_date %}", verbose_name=_("in force from")
    )
    credit_limit = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.credit_limit 2 %}",
        verbose_name=in_currency(gettext_noop("Credit limit")),
        attrs=END,
    )
    payment_days = tables.Column(verbose_name=_("payment term, days"), attrs=END)
    recorded_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.recorded_at %}", verbose_name=_("recorded at")
    )

    class Meta:
        model = CreditTerms
        fields: ClassVar[list[str]] = []
        default = NOTHING
