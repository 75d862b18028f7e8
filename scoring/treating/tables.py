"""Columns of the lists of policies and of proposed treatments."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.models import TreatmentPolicy, TreatmentProposal


class TreatmentPolicyTable(tables.Table):  # type: ignore[misc]
    """Versions of how tiers are treated, the newest first."""

    number = tables.Column(
        verbose_name=gettext_lazy("version"), attrs={"td": {"class": "cell-title"}}
    )
    state = tables.Column(
        verbose_name=gettext_lazy("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    note = tables.Column(verbose_name=gettext_lazy("reason for the version"))
    created_by = tables.Column(verbose_name=gettext_lazy("drafted by"))
    created_at = tables.Column(verbose_name=gettext_lazy("created at"))
    published_by = tables.Column(verbose_name=gettext_lazy("published by"))
    published_at = tables.Column(verbose_name=gettext_lazy("published at"))

    class Meta:
        model = TreatmentPolicy
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_number(self, record: TreatmentPolicy) -> SafeString:
        url = reverse("scoring:treatment_detail", args=[record.pk])
        words = _("version %(number)s") % {"number": record.number}
        return format_html('<a class="first-line" href="{}">{}</a>', url, words)

    def render_created_at(self, value: Any) -> SafeString:
        return when(value)

    render_published_at = render_created_at


class TreatmentProposalTable(tables.Table):  # type: ignore[misc]
    """Proposals as people scan them: whom, from which tier's terms to which, better or stricter."""

    customer = tables.Column(
        verbose_name=gettext_lazy("customer"), attrs={"td": {"class": "cell-title"}}
    )
    state = tables.Column(
        verbose_name=gettext_lazy("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    direction = tables.Column(
        verbose_name=gettext_lazy("direction"), accessor="get_direction_display"
    )
    former = tables.TemplateColumn(
        "{% load riskcrm %}{% if record.former %}{% tier record.former.tier %}{% endif %}",
        verbose_name=gettext_lazy("treated as"),
    )
    proposed = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.proposed.tier %}", verbose_name=gettext_lazy("shall be")
    )
    former_days = tables.Column(verbose_name=gettext_lazy("payment term then, days"))
    proposed_days = tables.Column(verbose_name=gettext_lazy("proposed payment term, days"))
    proposed_at = tables.Column(verbose_name=gettext_lazy("proposed at"))
    decided_by = tables.Column(verbose_name=gettext_lazy("decided by"))

    class Meta:
        model = TreatmentProposal
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: TreatmentProposal) -> SafeString:
        url = reverse("scoring:proposal_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.customer.name)

    def render_proposed_at(self, value: Any) -> SafeString:
        return when(value)
