"""Filters of the register of data subjects' requests, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from removal.models import SubjectRequest
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter
from riskcrm.web.today import today

YES = [("1", _("yes"))]


class SubjectRequestFilter(FilterSet):
    """What to look for in the register."""

    q = filters.CharFilter(
        label=_("Who asks"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=SubjectRequest.Kind.choices)
    state = filters.ChoiceFilter(label=_("State"), choices=SubjectRequest.State.choices)
    late = filters.ChoiceFilter(label=_("Past its deadline"), choices=YES, method="past_deadline")
    received_date = DayRangeFilter(label=_("Received on"))
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = SubjectRequest
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(subject__icontains=text)

    def past_deadline(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.overdue(today())
