"""Filters of legal recoveries, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.filters import sees_contacts
from customers.models import of_found
from removal.models import LegalRecovery
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter


class LegalRecoveryFilter(FilterSet):
    """What to look for among the matters a person sees."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=LegalRecovery.Kind.choices)
    state = filters.ChoiceFilter(label=_("State"), choices=LegalRecovery.State.choices)
    file_number = filters.CharFilter(label=_("File number"), lookup_expr="icontains")
    opened_date = DayRangeFilter(label=_("Opened"))
    case = IdFilter(label=_("Case number"), field_name="case_id")

    class Meta:
        model = LegalRecovery
        fields: ClassVar[list[str]] = []

    def search(self, rows: Any, _name: str, text: str) -> Any:
        return of_found(rows, text, contacts=sees_contacts(self.request), of="case__customer")
