"""Filters of overrides, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from riskcrm.web.filters import FilterSet, IdFilter
from scoring.models import Override, Tier


class OverrideFilter(FilterSet):
    """What to look for among the overrides a person sees."""

    state = filters.ChoiceFilter(label=_("State"), choices=Override.State.choices)
    tier = filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices)
    reason = filters.ChoiceFilter(label=_("Reason"), choices=Override.Reason.choices)
    waiting = filters.ChoiceFilter(
        label=_("I may decide"), choices=[("1", _("yes"))], method="for_me"
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = Override
        fields: ClassVar[list[str]] = []

    def for_me(self, rows: Any, _name: str, _yes: str) -> Any:
        mine = Override.objects.decidable_by(self.request.user)
        return rows.filter(pk__in=mine.values("pk"))
