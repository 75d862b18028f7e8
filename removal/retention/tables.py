"""Columns of the list of runs of erasure."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models import ErasureRun
from riskcrm.web.templatetags.riskcrm import NOTHING

END: dict[str, Any] = {"td": {"class": "end"}, "th": {"class": "end"}}


class ErasureRunTable(tables.Table):  # type: ignore[misc]
    run = tables.TemplateColumn(
        '{% load i18n %}<a class="first-line" href="{% url "removal:erasure_detail" record.pk %}">'
        "{% blocktranslate with number=record.pk %}Erasure run {{ number }}{% endblocktranslate %}"
        "</a>",
        accessor="pk", verbose_name=_("run"), attrs={"td": {"class": "cell-title"}},
    )  # fmt: skip
    state = tables.TemplateColumn(
        '<span class="badge state-{{ record.state }}">{{ record.get_state_display }}</span>',
        verbose_name=_("state"), attrs={"td": {"class": "cell-mark"}},
    )  # fmt: skip
    customers = tables.TemplateColumn(
        "{% load riskcrm %}{% figure record.customers %}", verbose_name=_("customers"), attrs=END
    )
    as_of = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.as_of %}", verbose_name=_("due by")
    )
    approvals = tables.TemplateColumn(
        "{{ record.approvals }} / 2",
        verbose_name=pgettext_lazy("erasure", "approvals"), accessor="pk", attrs=END,
    )  # fmt: skip
    proposed_by = tables.Column(verbose_name=_("proposed by"))
    proposed_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.proposed_at %}", verbose_name=_("proposed at")
    )

    class Meta:
        model = ErasureRun
        fields: ClassVar[list[str]] = []
        default = NOTHING
