"""Columns of the restricted list and of readmissions."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from removal.models import ListEntry, Readmission
from riskcrm.web.templatetags.riskcrm import NOTHING

STATE = '<span class="badge state-{{ record.state }}">{{ record.get_state_display }}</span>'


class ListEntryTable(tables.Table):  # type: ignore[misc]
    """Who is listed, why, how far and until when."""

    customer = tables.TemplateColumn(
        template_name="removal/_listentry_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        template_name="removal/_listentry_cell_state.html",
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    reason_class = tables.TemplateColumn(
        "{{ record.get_reason_class_display }}", verbose_name=_("class of reason")
    )
    who = tables.TemplateColumn(
        template_name="removal/_listentry_cell_who.html", verbose_name=_("who is listed")
    )
    bars = tables.TemplateColumn("{{ record.get_bars_display }}", verbose_name=_("what is barred"))
    review_date = tables.TemplateColumn(
        template_name="removal/_listentry_cell_review.html", verbose_name=_("review on")
    )
    expires_on = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.expires_on %}", verbose_name=_("listed until")
    )
    proposed_by = tables.Column(verbose_name=_("proposed by"), attrs={"td": {"class": "nowrap"}})
    proposed_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.proposed_at %}", verbose_name=_("proposed at")
    )

    class Meta:
        model = ListEntry
        fields: ClassVar[list[str]] = []
        default = NOTHING


class ReadmissionTable(tables.Table):  # type: ignore[misc]
    """Who may come back, who asked, and what became of it."""

    customer = tables.TemplateColumn(
        template_name="removal/_readmission_cell_customer.html",
        verbose_name=_("customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        STATE, verbose_name=_("state"), attrs={"td": {"class": "cell-mark"}}
    )
    requested_by = tables.Column(verbose_name=_("asked by"), attrs={"td": {"class": "nowrap"}})
    requested_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.requested_at %}", verbose_name=_("asked at")
    )
    decided_by = tables.Column(verbose_name=_("decided by"), attrs={"td": {"class": "nowrap"}})
    probation_until = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.probation_until %}",
        verbose_name=_("on probation until"),
    )

    class Meta:
        model = Readmission
        fields: ClassVar[list[str]] = []
        default = NOTHING
