"""Columns of the lists of controls, their tests, populations and findings."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from monitoring.control.populations import POPULATIONS
from monitoring.models import Control, ControlTest, Finding, PopulationRow
from monitoring.tables.alerts import SHAPES
from riskcrm.web.tables import END, MARK, WhenColumn
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, when

TITLE = {"td": {"class": "cell-title cell-wrap"}}


def severity(finding: Finding) -> SafeString:
    """Colour, shape and word say the same thing."""
    return format_html(
        '<span class="severity severity-{}"><span aria-hidden="true">{}</span>{}</span>',
        finding.severity,
        SHAPES.get(finding.severity, ""),
        finding.get_severity_display(),
    )


class ControlTable(tables.Table):  # type: ignore[misc]
    name = tables.Column(
        verbose_name=gettext_lazy("control"), accessor="code", attrs=TITLE, order_by=()
    )
    is_key = tables.Column(verbose_name=gettext_lazy("key control"))
    frequency = tables.Column(verbose_name=gettext_lazy("frequency"))
    owner = tables.Column(verbose_name=gettext_lazy("owner"), empty_values=())
    tests = tables.Column(verbose_name=gettext_lazy("tests"), accessor="test_count", attrs=END)
    latest = WhenColumn(verbose_name=gettext_lazy("latest period tested"), accessor="latest_day")
    findings = tables.Column(
        verbose_name=gettext_lazy("open findings"), accessor="finding_count", attrs=END
    )

    class Meta:
        model = Control
        fields: tuple[str, ...] = ()
        default = NOTHING

    def render_name(self, record: Control) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}">{}</a><span class="second-line">{}</span>',
            reverse("monitoring:control_detail", args=[record.pk]), record.name, record.assures,
        )  # fmt: skip

    def render_is_key(self, value: bool) -> str:
        return _("yes") if value else NOTHING

    def render_owner(self, record: Control) -> str:
        return str(record.owner or _("nobody yet"))

    def render_tests(self, record: Any) -> SafeString:
        url = reverse("monitoring:control_test_list") + f"?control={record.pk}"
        return format_html('<a href="{}">{}</a>', url, figure(record.test_count))

    def render_findings(self, record: Any) -> SafeString:
        url = reverse("monitoring:finding_list") + f"?control={record.pk}&state=open"
        return format_html('<a href="{}">{}</a>', url, figure(record.finding_count))


class ControlTestTable(tables.Table):  # type: ignore[misc]
    control = tables.Column(verbose_name=gettext_lazy("control"), attrs=TITLE)
    state = tables.Column(verbose_name=gettext_lazy("state"), attrs=MARK)
    period = tables.Column(verbose_name=gettext_lazy("period"), accessor="first_date", order_by=())
    method = tables.Column(verbose_name=pgettext_lazy("sample", "method"))
    population_size = tables.Column(verbose_name=gettext_lazy("population"), attrs=END)
    sample_size = tables.Column(verbose_name=gettext_lazy("sample"), attrs=END)
    deviations = tables.Column(verbose_name=gettext_lazy("deviations"), attrs=END)
    tester = tables.Column(verbose_name=gettext_lazy("tested by"))
    drawn_at = WhenColumn(verbose_name=gettext_lazy("drawn at"))

    class Meta:
        model = ControlTest
        fields: tuple[str, ...] = ()
        default = NOTHING

    def render_control(self, record: ControlTest) -> SafeString:
        url = reverse("monitoring:control_test_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', url, record.control.name)

    def render_state(self, record: ControlTest) -> str:
        return str(record.get_state_display())

    def render_period(self, record: ControlTest) -> str:
        return f"{record.first_date} – {record.final_date}"

    def render_population_size(self, record: ControlTest, value: int) -> SafeString:
        url = reverse("monitoring:population", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, figure(value))

    def render_sample_size(self, value: int) -> SafeString:
        return figure(value)

    def render_deviations(self, record: ControlTest, value: int) -> SafeString:
        url = reverse("monitoring:control_test_detail", args=[record.pk]) + "#items"
        return format_html('<a href="{}">{}</a>', url, figure(value))


def item_link(row: PopulationRow, words: str = "") -> SafeString:
    """An item by its name, which leads to its page."""
    population = POPULATIONS.get(row.test.control.population)
    text = words or row.label or f"{row.kind} {row.row_id}"
    if population is None:
        return format_html("{}", text)
    return format_html('<a href="{}">{}</a>', reverse(population.route, args=[row.page_id]), text)


class PopulationTable(tables.Table):  # type: ignore[misc]
    label = tables.Column(
        verbose_name=pgettext_lazy("sample", "item"), attrs=TITLE, empty_values=()
    )
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    row_id = tables.Column(verbose_name=gettext_lazy("id"), attrs=END)
    at = WhenColumn(verbose_name=gettext_lazy("time"))
    by = tables.Column(verbose_name=gettext_lazy("done by"), accessor="by_name")
    drawn = tables.Column(verbose_name=gettext_lazy("drawn as"), accessor="drawn_place", attrs=END)

    class Meta:
        model = PopulationRow
        fields: tuple[str, ...] = ()
        default = NOTHING

    def render_label(self, record: Any) -> SafeString:
        return item_link(record, record.words)

    def render_row_id(self, value: int) -> str:
        return str(value)


class FindingTable(tables.Table):  # type: ignore[misc]
    severity = tables.Column(verbose_name=gettext_lazy("severity"), attrs=MARK)
    title = tables.Column(verbose_name=pgettext_lazy("control", "finding"), attrs=TITLE)
    state = tables.Column(verbose_name=gettext_lazy("state"), attrs=MARK)
    owner = tables.Column(verbose_name=gettext_lazy("owner"))
    due_date = tables.Column(verbose_name=gettext_lazy("due by"))
    raised_by = tables.Column(verbose_name=gettext_lazy("raised by"))
    raised_at = WhenColumn(verbose_name=gettext_lazy("raised at"))

    class Meta:
        model = Finding
        fields: tuple[str, ...] = ()
        default = NOTHING

    def render_severity(self, record: Finding) -> SafeString:
        return severity(record)

    def render_title(self, record: Finding) -> SafeString:
        control = record.item.test.control.name if record.item else ""
        return format_html(
            '<a class="first-line" href="{}">{}</a><span class="second-line">{}</span>',
            reverse("monitoring:finding_detail", args=[record.pk]), record.title, control,
        )  # fmt: skip

    def render_state(self, record: Finding) -> str:
        return str(record.get_state_display())

    def render_due_date(self, record: Finding) -> SafeString:
        late = format_html(' <span class="danger">{}</span>', _("late")) if record.is_late else ""
        return format_html("{}{}", when(record.due_date), late)
