"""Filters of courses, of who has to know them, and of studied cases, for page and API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from monitoring.models import Completion, Course, Enrolment, StudiedCase
from monitoring.training.selectors import SOON, search_cases
from removal.grounds import Ground
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ROLES
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter, YesNoFilter
from scoring.indicators import INDICATORS

STATES = [
    ("good", pgettext_lazy("course", "good")),
    ("soon", pgettext_lazy("course", "lapses within 30 days")),
    ("lapsed", pgettext_lazy("course", "lapsed")),
]
ROLE_CHOICES = [(code, role.name) for code, role in ROLES.items()]


def courses(_request: object = None) -> Any:
    return Course.objects.order_by("code")


class CourseFilter(FilterSet):
    guards = YesNoFilter(
        label=_("Guards rights"), field_name="guards_since", lookup_expr="isnull", exclude=True
    )
    required = YesNoFilter(
        label=_("Required"), field_name="required_from", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Course
        fields: ClassVar[list[str]] = []


class EnrolmentFilter(FilterSet):
    course = filters.ModelChoiceFilter(
        label=_("Course"), queryset=courses, to_field_name="code", empty_label=_("any")
    )
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    role = filters.ChoiceFilter(
        label=_("Role"), choices=ROLE_CHOICES, field_name="person__groups__name"
    )
    team = filters.ModelChoiceFilter(
        label=_("Team"), field_name="person__team", queryset=Team.objects.order_by("name")
    )
    person = IdFilter(label=_("Person id"), field_name="person_id")

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = []

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        at = timezone.now()
        if state == "lapsed":
            return rows.filter(until__lte=at)
        rows = rows.filter(until__gt=at)
        return (
            rows.filter(until__lte=at + SOON)
            if state == "soon"
            else rows.filter(until__gt=at + SOON)
        )


class PeopleFilter(FilterSet):
    """Whose lines of the matrix are shown."""

    role = filters.ChoiceFilter(label=_("Role"), choices=ROLE_CHOICES, field_name="groups__name")
    team = filters.ModelChoiceFilter(label=_("Team"), queryset=Team.objects.order_by("name"))

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []


class CompletionFilter(FilterSet):
    course = filters.ModelChoiceFilter(
        label=_("Course"), field_name="version__course", queryset=courses, to_field_name="code"
    )
    person = IdFilter(label=_("Person id"), field_name="person_id")
    completed_at = DayRangeFilter(label=_("Completed on"))

    class Meta:
        model = Completion
        fields: ClassVar[list[str]] = []


class StudiedCaseFilter(FilterSet):
    q = filters.CharFilter(
        label=_("Text"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    outcome = filters.ChoiceFilter(label=_("Outcome"), choices=StudiedCase.Outcome.choices)
    ground = filters.ChoiceFilter(label=_("Ground"), choices=Ground.choices, method="has_ground")
    reason = filters.ChoiceFilter(
        label=_("Reason of the score"), method="has_reason",
        choices=[(code, each.name) for code, each in INDICATORS.items()],
    )  # fmt: skip
    industry = filters.ChoiceFilter(label=_("Industry"), choices=Customer.Industry.choices)

    class Meta:
        model = StudiedCase
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return search_cases(rows, text)

    def has_ground(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        return rows.filter(grounds__contains=[code])

    def has_reason(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        return rows.filter(reasons__contains=[code])
