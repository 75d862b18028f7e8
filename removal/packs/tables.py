"""Columns of the list of policy packs."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from removal.models import PolicyPack
from removal.packs.words import place_text
from riskcrm.web.templatetags.riskcrm import NOTHING, when

END: dict[str, Any] = {"th": {"class": "end"}, "td": {"class": "end"}}


class PolicyPackTable(tables.Table):  # type: ignore[misc]
    """Packs as people look for them: of which place and business, which version, since when."""

    code = tables.Column(
        verbose_name=gettext_lazy("jurisdiction"), attrs={"td": {"class": "cell-title"}}
    )
    kind = tables.Column(verbose_name=gettext_lazy("business"), accessor="get_kind_display")
    number = tables.Column(verbose_name=gettext_lazy("version"), attrs=END)
    state = tables.Column(
        verbose_name=gettext_lazy("state"),
        accessor="get_state_display",
        attrs={"td": {"class": "cell-mark"}},
    )
    effective_from = tables.Column(verbose_name=gettext_lazy("holds from"))
    effective_to = tables.Column(verbose_name=gettext_lazy("holds until"))
    origin = tables.Column(verbose_name=gettext_lazy("origin"), empty_values=())
    approved_by = tables.Column(verbose_name=gettext_lazy("decided by"))

    class Meta:
        model = PolicyPack
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_code(self, record: PolicyPack) -> SafeString:
        url = reverse("removal:pack_detail", args=[record.pk])
        return format_html(
            '<a class="first-line" href="{}">{}</a>', url, place_text(record.jurisdiction)
        )

    def render_effective_from(self, value: Any) -> SafeString:
        return when(value)

    render_effective_to = render_effective_from

    def render_origin(self, record: PolicyPack) -> str:
        if record.parts:
            return _("put together")
        return _("the product") if record.built_in else _("adapted")
