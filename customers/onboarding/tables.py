"""Columns of the list of admissions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from customers.models import Admission
from riskcrm.web.templatetags.riskcrm import when


class AdmissionTable(tables.Table):  # type: ignore[misc]
    """Requests as people look for them: whom, where it stands, who asked and who decided."""

    customer = tables.Column(verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}})
    outcome = tables.Column(
        verbose_name=_("outcome"),
        accessor="get_outcome_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    requested_by = tables.Column(verbose_name=_("requested by"))
    requested_at = tables.Column(verbose_name=_("requested at"))
    taken_over_by = tables.Column(verbose_name=_("taken over by"))
    decided_by = tables.Column(verbose_name=_("decided by"))
    decided_at = tables.Column(verbose_name=_("decided at"))
    reason = tables.Column(verbose_name=_("reason"))

    class Meta:
        model = Admission
        fields: ClassVar[list[str]] = []
        default = "–"

    def render_customer(self, record: Admission) -> SafeString:
        url = reverse("customers:onboarding", args=[record.customer_id])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.customer)

    def render_requested_at(self, value: Any) -> SafeString:
        return when(value)

    render_decided_at = render_requested_at
