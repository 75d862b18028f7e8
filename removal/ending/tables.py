"""Columns of the list of legal recoveries."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from removal.models import LegalRecovery
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency, when

END = {"th": {"class": "end"}, "td": {"class": "end"}}


class LegalRecoveryTable(tables.Table):  # type: ignore[misc]
    """Matters as people scan them: whom, where, how much, and what it has cost and brought."""

    customer = tables.Column(
        verbose_name=_("customer"), accessor="case__customer", attrs={"td": {"class": "cell-title"}}
    )
    state = tables.Column(
        verbose_name=_("state"), accessor="get_state_display", attrs={"td": {"class": "cell-mark"}}
    )
    kind = tables.Column(verbose_name=_("kind"), accessor="get_kind_display")
    court = tables.Column(verbose_name=_("court or office"))
    file_number = tables.Column(verbose_name=_("file number"))
    opened_date = tables.Column(verbose_name=_("opened on"))
    claim_amount = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.claim_amount %}",
        verbose_name=in_currency(gettext_noop("claim")), attrs=END,
    )  # fmt: skip
    cost = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.cost %}",
        verbose_name=in_currency(gettext_noop("costs")), attrs=END,
    )  # fmt: skip
    recovered = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.recovered %}",
        verbose_name=in_currency(gettext_noop("recovered")), attrs=END,
    )  # fmt: skip
    responsible = tables.Column(verbose_name=_("responsible"), attrs={"td": {"class": "nowrap"}})

    class Meta:
        model = LegalRecovery
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: LegalRecovery) -> SafeString:
        url = reverse("removal:ending", args=[record.case_id]) + "#legal"
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.case.customer.name)

    def render_opened_date(self, value: Any) -> SafeString:
        return when(value)
