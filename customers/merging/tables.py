"""Columns of the lists of possible duplicates and of merges."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerMerge, DuplicatePair
from riskcrm.web.templatetags.riskcrm import NOTHING


def _customer(field: str) -> str:
    return (
        '<a class="first-line"'
        f" href=\"{{% url 'monitoring:customer_detail' record.{field}_id %}}\">"
        f"{{{{ record.{field}.name }}}}</a>"
        f'<span class="second-line">{{{{ record.{field}.number }}}}'
        f"{{% if record.{field}.city %}} · {{{{ record.{field}.city }}}}{{% endif %}}</span>"
    )


class DuplicatePairTable(tables.Table):  # type: ignore[misc]
    """Two customers, why they may be one, and what to do."""

    first = tables.TemplateColumn(
        _customer("first"), verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}}
    )
    second = tables.TemplateColumn(_customer("second"), verbose_name=_("and this one"))
    strength = tables.Column(
        accessor="get_strength_display",
        verbose_name=_("strength"),
        attrs={"td": {"class": "nowrap"}},
    )
    reasons = tables.TemplateColumn(
        "{{ record.reason_names|join:', ' }}", verbose_name=_("they share")
    )
    found_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.found_at %}",
        verbose_name=_("found at"),
        attrs={"td": {"class": "cell-hide"}},
    )
    act = tables.TemplateColumn(
        template_name="customers/_pair_cell_act.html", verbose_name=_("decision")
    )

    class Meta:
        model = DuplicatePair
        fields: ClassVar[list[str]] = []
        default = NOTHING


class CustomerMergeTable(tables.Table):  # type: ignore[misc]
    """Who was merged into whom, by whom, and whether it still holds."""

    merged = tables.TemplateColumn(
        '<span class="first-line">{{ record.merged.name }}</span>'
        '<span class="second-line">{{ record.merged.number }}</span>',
        verbose_name=_("merged customer"),
        attrs={"td": {"class": "cell-title"}},
    )
    survivor = tables.TemplateColumn(_customer("survivor"), verbose_name=_("survivor"))
    merged_by = tables.Column(verbose_name=_("merged by"), attrs={"td": {"class": "nowrap"}})
    merged_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.merged_at %}", verbose_name=_("merged at")
    )
    reason = tables.Column(verbose_name=_("reason"))
    state = tables.TemplateColumn(
        template_name="customers/_merge_cell_state.html", verbose_name=_("state")
    )

    class Meta:
        model = CustomerMerge
        fields: ClassVar[list[str]] = []
        default = NOTHING
