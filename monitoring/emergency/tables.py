"""Columns of emergency plans, activations, drills and the high-risk queue."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from riskcrm.web.tables import END, END_NOT_ON_CARDS, MARK, NOT_ON_CARDS, TITLE, WhenColumn
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, in_currency, money, tier


class PlanTable(tables.Table):  # type: ignore[misc]
    """Which plans there are, and what is due of them."""

    name = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:emergency_plan" record.pk %}">'
        "{{ record.shown.name }}</a>",
        accessor="code", verbose_name=_("plan"), attrs=TITLE,
    )  # fmt: skip
    state = tables.TemplateColumn(
        template_name="monitoring/_plan_cell_state.html", accessor="code",
        verbose_name=_("state"), attrs=MARK,
    )  # fmt: skip
    scenario = tables.Column(
        accessor="get_scenario_display", verbose_name=_("scenario"), attrs=NOT_ON_CARDS
    )
    running = tables.TemplateColumn(
        "{% load riskcrm %}{% if value %}"
        '<a href="{% url "monitoring:activation_list" %}?running=1&amp;plan={{ record.code }}">'
        "{% figure value %}</a>{% else %}{% figure value %}{% endif %}",
        verbose_name=pgettext_lazy("emergencies", "running"), attrs=END,
    )  # fmt: skip
    drill_due_date = tables.TemplateColumn(
        template_name="monitoring/_plan_cell_due.html", verbose_name=_("next drill due")
    )
    reviewed_date = WhenColumn(verbose_name=_("latest review"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def value_name(self, record: Any) -> str:
        return str(record.shown.name) if record.shown else ""

    def value_state(self, record: Any) -> str:
        return str(record.shown.get_state_display()) if record.shown else ""

    def value_running(self, value: Any) -> Any:
        return value

    def value_drill_due_date(self, value: Any) -> Any:
        return value


class ActivationTable(tables.Table):  # type: ignore[misc]
    plan = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:activation_detail" record.pk %}">'
        "{{ record.version.name }}</a>",
        accessor="version__name", verbose_name=_("plan"), attrs=TITLE,
    )  # fmt: skip
    state = tables.TemplateColumn(
        template_name="monitoring/_activation_cell_state.html", accessor="pk",
        verbose_name=_("state"), attrs=MARK,
    )  # fmt: skip
    because = tables.TemplateColumn(
        "{{ record.shown_because }}", accessor="because", verbose_name=_("because"),
        attrs={"td": {"class": "cell-hide said"}},
    )  # fmt: skip
    activated_at = WhenColumn(verbose_name=_("activated at"))
    stood_down_at = WhenColumn(verbose_name=_("ended at"), attrs=NOT_ON_CARDS)

    class Meta:
        default = NOTHING

    def value_plan(self, value: Any) -> str:
        return str(value)

    def value_state(self, record: Any) -> str:
        return str(_("running") if record.is_running else _("ended"))


class DrillTable(tables.Table):  # type: ignore[misc]
    plan = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:drill_detail" record.pk %}">'
        "{{ record.version.name }}</a>",
        accessor="version__name", verbose_name=_("plan"), attrs=TITLE,
    )  # fmt: skip
    kind = tables.Column(accessor="get_kind_display", verbose_name=_("kind"), attrs=MARK)
    held_date = WhenColumn(verbose_name=_("held on"))
    found = tables.Column(verbose_name=_("findings"), attrs=END)
    open_actions = tables.Column(verbose_name=_("open actions"), attrs=END)

    class Meta:
        default = NOTHING

    def value_plan(self, value: Any) -> str:
        return str(value)

    def render_found(self, value: Any) -> Any:
        return figure(value)

    def render_open_actions(self, value: Any) -> Any:
        return figure(value)


class QueueTable(tables.Table):  # type: ignore[misc]
    """High-tier customers, the largest expected loss first."""

    tier = tables.Column(accessor="rating__tier", verbose_name=_("tier"), attrs=MARK)
    name = tables.TemplateColumn(
        '<a class="first-line" href="{% url "monitoring:customer_detail" record.pk %}">'
        "{{ record.name }}</a>"
        '<span class="second-line">{{ record.number_beside_name }}</span>',
        accessor="name", verbose_name=_("customer"), attrs=TITLE,
    )  # fmt: skip
    exposure = tables.Column(
        accessor="reading__exposure", verbose_name=in_currency(gettext_noop("Exposure")), attrs=END
    )
    expected_loss = tables.Column(
        accessor="rating__expected_loss",
        verbose_name=in_currency(gettext_noop("Expected loss")),
        attrs=END,
    )
    silent_days = tables.Column(
        accessor="pk", verbose_name=_("days since contact"), attrs=END_NOT_ON_CARDS
    )
    open_alerts = tables.TemplateColumn(
        '{% load riskcrm %}<a href="{% url "monitoring:customer_detail" record.pk %}?tab=alerts">'
        "{% figure record.open_alerts %}</a>",
        accessor="pk", verbose_name=_("open alerts"), attrs=END_NOT_ON_CARDS,
    )  # fmt: skip
    open_case = tables.TemplateColumn(
        '{% if record.open_case %}<a href="{% url "removal:case_detail" record.open_case.pk %}">'
        "{{ record.open_case.get_state_display }}</a>{% else %}–{% endif %}",
        accessor="pk", verbose_name=_("open case"), attrs=NOT_ON_CARDS,
    )  # fmt: skip
    taken = tables.TemplateColumn(
        template_name="monitoring/_queue_cell_taken.html", accessor="pk", verbose_name=_("taken by")
    )

    class Meta:
        default = NOTHING

    def render_tier(self, record: Any) -> Any:
        return tier(record.rating.tier)

    def value_tier(self, record: Any) -> Any:
        return record.rating.get_tier_display()

    def value_name(self, record: Any) -> str:
        return str(record.name)

    def render_exposure(self, value: Any) -> Any:
        return money(value)

    def value_exposure(self, value: Any) -> Any:
        return value

    def render_expected_loss(self, value: Any) -> Any:
        return money(value)

    def value_expected_loss(self, value: Any) -> Any:
        return value

    def render_silent_days(self, record: Any) -> Any:
        return figure(record.silent_days)

    def value_silent_days(self, record: Any) -> Any:
        return record.silent_days

    def value_open_alerts(self, record: Any) -> Any:
        return record.open_alerts

    def value_open_case(self, record: Any) -> Any:
        return record.open_case.pk if record.open_case else None

    def value_taken(self, record: Any) -> str:
        return str(record.take.taken_by) if record.take else ""
