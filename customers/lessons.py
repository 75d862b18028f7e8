"""The list of lessons learned: its columns, and the search in their words."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import BooleanField, F, Func, TextField, Value
from django.utils.translation import gettext_lazy as _

from customers.models import Plan
from riskcrm.web.templatetags.riskcrm import NOTHING

MOST_WORDS = 8
YES_NO = [("true", _("yes")), ("false", _("no"))]


def words_of_plan() -> Func:
    """What is searched, as migration 0101 indexes it."""
    told = (F("problem"), F("measure_text"), F("lesson"))
    return Func(*told, function="customer_search_key", output_field=TextField())


def has_pieces(word: str) -> Func:
    """Whether the words have the pieces of this one: what the index leads to."""
    return Func(
        words_of_plan(),
        Value(word),
        template="(customer_grams(%(expressions)s))",
        arg_joiner=") @@ customer_gram_query(",
        output_field=BooleanField(),
    )


class LessonFilter(filters.FilterSet):  # type: ignore[misc]
    """By any part of the words, by measure, and by whether it helped."""

    q = filters.CharFilter(
        label=_("Search"), method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    measure = filters.ChoiceFilter(
        label=_("Measure"), choices=Plan.Measure.choices, method="of_measure", empty_label=_("any")
    )
    is_solved = filters.ChoiceFilter(
        label=_("Solved"), choices=YES_NO, method="of_answer", empty_label=_("any")
    )
    is_risk_lower = filters.ChoiceFilter(
        label=_("Risk lower"), choices=YES_NO, method="of_answer", empty_label=_("any")
    )

    class Meta:
        model = Plan
        fields: ClassVar[list[str]] = []

    def search(self, plans: Any, _name: str, text: str) -> Any:
        plans = plans.alias(words=words_of_plan())
        for word in text.split()[:MOST_WORDS]:
            key = Func(Value(word), function="customer_key", output_field=TextField())
            plans = plans.filter(has_pieces(word), words__contains=key)
        return plans

    def of_answer(self, plans: Any, name: str, answer: str) -> Any:
        return plans.filter(**{name: answer == "true"})

    def of_measure(self, plans: Any, _name: str, measure: str) -> Any:
        return plans.filter(measures__contains=[measure])


class LessonTable(tables.Table):  # type: ignore[misc]
    """What was tried, with whom, whether it helped, and what one learns from it."""

    lesson = tables.TemplateColumn(
        template_name="customers/_lesson_cell.html", verbose_name=_("lesson learned"),
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )  # fmt: skip
    customer = tables.TemplateColumn(
        template_name="customers/_task_cell_customer.html", verbose_name=_("customer")
    )
    measures = tables.Column(verbose_name=_("measures"), empty_values=())
    is_solved = tables.Column(verbose_name=_("solved"), empty_values=())
    is_risk_lower = tables.Column(verbose_name=_("risk lower"), empty_values=())
    responsible = tables.Column(verbose_name=_("responsible"), attrs={"td": {"class": "nowrap"}})
    effective_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.effective_date %}", verbose_name=_("begun on")
    )

    class Meta:
        model = Plan
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_measures(self, record: Plan) -> str:
        labels = dict(Plan.Measure.choices)
        return ", ".join(str(labels[code]) for code in record.measures) or NOTHING

    def render_is_solved(self, record: Plan) -> Any:
        return _yes_no(record.is_solved)

    def render_is_risk_lower(self, record: Plan) -> Any:
        return _yes_no(record.is_risk_lower)


def _yes_no(held: bool | None) -> Any:
    return NOTHING if held is None else _("yes") if held else _("no")
