"""Columns of the lists of credit checks and reservations."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency
from scoring.models import CreditCheck, Reservation

END = {"th": {"class": "end"}, "td": {"class": "end"}}
NOWRAP = {"td": {"class": "nowrap"}}


class CreditCheckTable(tables.Table):  # type: ignore[misc]
    """Checks as a person scans them: of whom, how much, what was answered."""

    customer = tables.TemplateColumn(
        template_name="scoring/_check_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    verdict = tables.TemplateColumn(
        template_name="scoring/_check_cell_verdict.html",
        verbose_name=_("verdict"),
        attrs={"td": {"class": "cell-mark"}},
    )
    waits = tables.TemplateColumn(
        template_name="scoring/_check_cell_waits.html", verbose_name=_("held"), attrs=NOWRAP
    )
    reference = tables.Column(verbose_name=_("document number"))
    base_amount = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.base_amount %}",
        verbose_name=in_currency(gettext_noop("amount")),
        attrs=END,
    )
    tier = tables.TemplateColumn("{% load riskcrm %}{% tier record.tier %}", verbose_name=_("tier"))
    asked_by = tables.Column(verbose_name=_("asked by"), attrs=NOWRAP)
    asked_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.asked_at %}", verbose_name=_("asked at")
    )
    expires_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.expires_at %}", verbose_name=_("holds until")
    )

    class Meta:
        model = CreditCheck
        fields: ClassVar[list[str]] = []
        default = NOTHING


class ReservationTable(tables.Table):  # type: ignore[misc]
    """What is kept of limits, for which documents, until when."""

    customer = tables.TemplateColumn(
        template_name="scoring/_reservation_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    reference = tables.Column(verbose_name=_("document number"))
    base_amount = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.base_amount %}",
        verbose_name=in_currency(gettext_noop("amount")),
        attrs=END,
    )
    state = tables.TemplateColumn(
        template_name="scoring/_reservation_cell_state.html", verbose_name=_("state")
    )
    reserved_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.reserved_at %}", verbose_name=_("reserved at")
    )
    expires_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.expires_at %}", verbose_name=_("reserved until")
    )

    class Meta:
        model = Reservation
        fields: ClassVar[list[str]] = []
        default = NOTHING
