"""Filters of admissions, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from customers.models import Admission
from riskcrm.web.filters import FilterSet, IdFilter


class AdmissionFilter(FilterSet):
    """What to look for among the admissions a person sees."""

    outcome = filters.ChoiceFilter(
        label=_("Outcome"), choices=Admission.Outcome.choices, empty_label=_("any")
    )
    mine = filters.ChoiceFilter(
        label=_("I may decide"), choices=[("1", _("yes"))], method="for_me", empty_label=_("any")
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = Admission
        fields: ClassVar[list[str]] = []

    def for_me(self, rows: Any, _name: str, _yes: str) -> Any:
        mine = Admission.objects.decidable_by(self.request.user)
        return rows.filter(pk__in=mine.values("pk"))
