"""Filters of controls, tests, populations and findings, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.models import Control, ControlTest, Finding, PopulationRow
from riskcrm.accounts.control_rights import ANSWER_FINDINGS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import people_able_to
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter, YesNoFilter
from riskcrm.web.today import today

YES = [("1", _("yes"))]


def owners(_request: Any = None) -> QuerySet[User]:
    """Who can own a control or a finding."""
    found: QuerySet[User] = people_able_to(ANSWER_FINDINGS).order_by("name", "pk")
    return found


class ControlFilter(FilterSet):
    is_key = YesNoFilter(label=_("Key control"))
    frequency = filters.ChoiceFilter(label=_("Frequency"), choices=Control.Frequency.choices)
    owner = filters.ModelChoiceFilter(label=_("Owner"), queryset=owners)

    class Meta:
        model = Control
        fields: ClassVar[list[str]] = []


class ControlTestFilter(FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=ControlTest.State.choices)
    method = filters.ChoiceFilter(
        label=pgettext_lazy("sample", "Method"), choices=ControlTest.Method.choices
    )
    deviating = YesNoFilter(label=_("With deviations"), method="that_deviate")
    drawn_at = DayRangeFilter(label=_("Drawn at"))
    control = IdFilter(label=_("Control id"), field_name="control_id")

    class Meta:
        model = ControlTest
        fields: ClassVar[list[str]] = []

    def that_deviate(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(deviations__gt=0) if wanted else rows.filter(deviations=0)


class PopulationFilter(FilterSet):
    q = filters.CharFilter(
        label=pgettext_lazy("sample", "Item"), field_name="label", lookup_expr="icontains",
        widget=SearchInput(),
    )  # fmt: skip
    drawn = YesNoFilter(label=_("Drawn"), field_name="drawn", lookup_expr="isnull", exclude=True)

    class Meta:
        model = PopulationRow
        fields: ClassVar[list[str]] = []


class FindingFilter(FilterSet):
    q = filters.CharFilter(
        label=pgettext_lazy("control", "Finding"), field_name="title", lookup_expr="icontains",
        widget=SearchInput(),
    )  # fmt: skip
    state = filters.ChoiceFilter(label=_("State"), choices=Finding.State.choices)
    severity = filters.ChoiceFilter(label=_("Severity"), choices=Finding.Severity.choices)
    owner = filters.ModelChoiceFilter(label=_("Owner"), queryset=owners)
    late = filters.ChoiceFilter(label=_("Overdue"), choices=YES, method="that_are_late")
    due_date = DayRangeFilter(label=_("Due by"))
    control = IdFilter(label=_("Control id"), field_name="item__test__control_id")
    test = IdFilter(label=_("Test id"), field_name="item__test_id")

    class Meta:
        model = Finding
        fields: ClassVar[list[str]] = []

    def that_are_late(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.overdue(today())
