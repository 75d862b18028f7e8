"""Columns of the lists of criteria and of suggestions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from removal.models import CriterionSet, Suggestion
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency, second_line, when


class CriterionSetTable(tables.Table):  # type: ignore[misc]
    """Versions, the newest first."""

    number = tables.Column(
        verbose_name=gettext_lazy("version"), attrs={"td": {"class": "cell-title"}}
    )
    state = tables.Column(
        verbose_name=gettext_lazy("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    rules = tables.Column(
        verbose_name=gettext_lazy("rules"),
        accessor="rule_count",
        attrs={"th": {"class": "end"}, "td": {"class": "end"}},
    )
    note = tables.Column(verbose_name=gettext_lazy("reason for the version"))
    created_by = tables.Column(verbose_name=gettext_lazy("drafted by"))
    created_at = tables.Column(verbose_name=gettext_lazy("created at"))
    published_by = tables.Column(verbose_name=gettext_lazy("published by"))
    published_at = tables.Column(verbose_name=gettext_lazy("published at"))

    class Meta:
        model = CriterionSet
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_number(self, record: CriterionSet) -> SafeString:
        url = reverse("removal:criteria_detail", args=[record.pk])
        words = _("version %(number)s") % {"number": record.number}
        return format_html('<a class="first-line" href="{}">{}</a>', url, words)

    def render_created_at(self, value: Any) -> SafeString:
        return when(value)

    render_published_at = render_created_at


class SuggestionTable(tables.Table):  # type: ignore[misc]
    """Suggestions as people scan them: whom, by which rules, how much is at stake, since when."""

    customer = tables.Column(
        verbose_name=gettext_lazy("customer"), attrs={"td": {"class": "cell-title"}}
    )
    state = tables.Column(
        verbose_name=gettext_lazy("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    rules = tables.Column(verbose_name=gettext_lazy("rules"), accessor="pk")
    tier = tables.TemplateColumn(
        "{% load riskcrm %}{% tier record.tier %}", verbose_name=gettext_lazy("tier")
    )
    exposure = tables.TemplateColumn(
        "{% load riskcrm %}{% money record.exposure 0 %}",
        verbose_name=in_currency(gettext_noop("exposure")),
        attrs={"th": {"class": "end"}, "td": {"class": "end"}},
    )
    manager = tables.Column(
        verbose_name=gettext_lazy("account manager"), accessor="customer__manager"
    )
    first_seen_at = tables.Column(verbose_name=gettext_lazy("first seen"))
    latest_seen_at = tables.Column(verbose_name=gettext_lazy("seen latest"))
    closed_by = tables.Column(verbose_name=pgettext_lazy("suggestion", "closed by"))

    class Meta:
        model = Suggestion
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_customer(self, record: Suggestion) -> SafeString:
        url = reverse("removal:suggestion_detail", args=[record.pk])
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}',
            url, record.customer.name, second_line(record.customer.number),
        )  # fmt: skip

    def value_customer(self, record: Suggestion) -> str:
        return str(record.customer.name)

    def render_rules(self, record: Suggestion) -> str:
        met = [each.rule for each in record.evidence.all() if each.is_met]
        return "; ".join(rule.name for rule in sorted(met, key=lambda rule: rule.position))

    def render_first_seen_at(self, value: Any) -> SafeString:
        return when(value)

    render_latest_seen_at = render_first_seen_at
