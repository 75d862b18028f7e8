"""Columns of the scorecards' list."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import NOTHING, when
from scoring.models import Scorecard, ScorecardVersion


class ScorecardTable(tables.Table):  # type: ignore[misc]
    name = tables.Column(
        verbose_name=gettext_lazy("Scorecard"),
        accessor="name",
        attrs={"td": {"class": "cell-title"}},
    )
    code = tables.Column(verbose_name=gettext_lazy("Code"))
    use = tables.Column(
        verbose_name=gettext_lazy("Use"),
        accessor="is_champion",
        order_by=(),
        attrs={"td": {"class": "nowrap"}},
    )
    versions = tables.Column(
        verbose_name=gettext_lazy("Versions"), accessor="pk", attrs={"td": {"class": "cell-wrap"}}
    )
    published_at = tables.Column(verbose_name=gettext_lazy("Published at"), accessor="pk")
    published_by = tables.Column(verbose_name=gettext_lazy("Published by"), accessor="pk")

    class Meta:
        default = NOTHING

    def render_name(self, record: Scorecard) -> SafeString | str:
        newest = published_in(record) or next(iter(record.versions.all()), None)
        if newest is None:
            return record.name
        return format_html('<a class="first-line" href="{}">{}</a>', address(newest), record.name)

    def render_use(self, record: Scorecard) -> str:
        return _("scores the book") if record.is_champion else NOTHING

    def render_versions(self, record: Scorecard) -> SafeString:
        """What is in the making, and what is in force; the retired ones are on the card's page."""
        shown = [
            each for each in record.versions.all() if each.state != ScorecardVersion.State.RETIRED
        ]
        return format_html_join(
            " ",
            '<a class="badge card-{}" href="{}">{} · {}</a>',
            ((each.state, address(each), each.number, each.get_state_display()) for each in shown),
        )

    def render_published_at(self, record: Scorecard) -> SafeString | str:
        found = published_in(record)
        return when(found.published_at) if found else NOTHING

    def render_published_by(self, record: Scorecard) -> str:
        found = published_in(record)
        return str(found.published_by) if found and found.published_by else NOTHING


def published_in(card: Scorecard) -> ScorecardVersion | None:
    """The version in force, among those that were loaded with the card."""
    states = {each.state: each for each in card.versions.all()}
    return states.get(ScorecardVersion.State.PUBLISHED)


def address(version: ScorecardVersion) -> str:
    return reverse("scoring:scorecard_detail", args=[version.pk])
